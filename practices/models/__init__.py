"""The practice case (实践案例), its repeating parts, and what others write about it in rows of their own."""

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
from practices.models.records import (
    EvidenceGrade,
    EvidenceLevel,
    Hold,
    PracticeVersion,
    Recognition,
    Verification,
)

__all__ = [
    "Attachment",
    "BuildingBlock",
    "BuildingBlockFile",
    "Condition",
    "DerivedFrom",
    "EvidenceFile",
    "EvidenceGrade",
    "EvidenceLevel",
    "Hold",
    "Kind",
    "OutcomeIndicator",
    "Policy",
    "PolicyCitation",
    "PracticeImage",
    "PracticeIndexPage",
    "PracticePage",
    "PracticeStep",
    "PracticeVersion",
    "Recognition",
    "Resource",
    "Stage",
    "TransferRange",
    "Verification",
    "VideoLink",
    "Visibility",
]
