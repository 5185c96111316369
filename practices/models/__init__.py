"""The practice case (实践案例), its repeating parts, and what others write about it in rows of their own."""

from practices.models.corrections import CorrectionRequest
from practices.models.exports import ExportForm, ExportJob, ExportState, PackDownload
from practices.models.imports import ImportRow, ImportRun
from practices.models.page import Kind, PracticeIndexPage, PracticePage, Stage, Visibility
from practices.models.parts import (
    Attachment,
    BuildingBlock,
    BuildingBlockFile,
    Condition,
    DerivedFrom,
    EvidenceFile,
    OutcomeIndicator,
    PolicyCitation,
    PracticeImage,
    PracticeStep,
    Resource,
    TransferRange,
    VideoLink,
)
from practices.models.policies import Policy
from practices.models.quality import CaseMark, CaseSignature, FindingDecision, LikePair
from practices.models.records import (
    EvidenceGrade,
    EvidenceLevel,
    Hold,
    PracticeVersion,
    Recognition,
    Verification,
)
from practices.models.reviews import (
    RUNNING,
    AssignmentState,
    Criterion,
    Review,
    ReviewAssignment,
    ReviewRound,
    ReviewScore,
    ReviewState,
    ReviewStatement,
    Rubric,
)
from practices.models.withdrawals import Withdrawal

__all__ = [
    "RUNNING",
    "AssignmentState",
    "Attachment",
    "BuildingBlock",
    "BuildingBlockFile",
    "CaseMark",
    "CaseSignature",
    "Condition",
    "CorrectionRequest",
    "Criterion",
    "DerivedFrom",
    "EvidenceFile",
    "EvidenceGrade",
    "EvidenceLevel",
    "ExportForm",
    "ExportJob",
    "ExportState",
    "FindingDecision",
    "Hold",
    "ImportRow",
    "ImportRun",
    "Kind",
    "LikePair",
    "OutcomeIndicator",
    "PackDownload",
    "Policy",
    "PolicyCitation",
    "PracticeImage",
    "PracticeIndexPage",
    "PracticePage",
    "PracticeStep",
    "PracticeVersion",
    "Recognition",
    "Resource",
    "Review",
    "ReviewAssignment",
    "ReviewRound",
    "ReviewScore",
    "ReviewState",
    "ReviewStatement",
    "Rubric",
    "Stage",
    "TransferRange",
    "Verification",
    "VideoLink",
    "Visibility",
    "Withdrawal",
]
