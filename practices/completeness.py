"""How much of the template a case has filled in: the ● column of the full case 完整案例, and within it the snapshot 快报.

Pure functions over what serializers.serialize makes, and `Beside` for what that leaves out. Not among the rules is what
nobody can leave empty (city, unit, kind, stage, visibility) and what others write later (review, recognition, level of
evidence). querysets.incomplete says the same in SQL; a test keeps the two agreed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from practices.models import PracticePage

Form = Literal["snapshot", "full"]
SNAPSHOT: Form = "snapshot"
FULL: Form = "full"

#: What people type to get past an empty box says nothing to the next city.
SAYS_NOTHING = ("无", "暂无", "没有", "略", "同上", "待补充", "待定", "见附件", "/", "-")
#: A case in these stages has an end.
ENDED_STAGES = ("completed", "stopped")
PLANNED = "planned"
_TAGS = re.compile(r"<[^<>]*>")
_AROUND = " \t\r\n\u3000\xa0。.，,；;！!"


@dataclass(frozen=True)
class Beside:
    """What belongs to a case and is not in its content: files, cited records, who to call, the tick. Numbers are of
    rows."""

    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    confirmed_not_secret: bool = False
    evidence_files: int = 0
    policy_citations: int = 0
    transfer_ranges: int = 0


NOTHING = Beside()
Content = dict[str, Any]
Test = Callable[[Content, Beside], bool]


@dataclass(frozen=True)
class Rule:
    """`name` is the field or relation of the model. `holds` says a text, or that there is a row; the others have a test
    of their own."""

    name: str
    label: str | Promise
    needed_for: Form
    hint: str | Promise
    holds: Literal["text", "rows", "own test"] = "own test"
    test: Test | None = None

    def is_met_by(self, content: Content, beside: Beside) -> bool:
        if self.test is not None:
            return self.test(content, beside)
        return has_text(content.get(self.name)) if self.holds == "text" else bool(content.get(self.name))


@dataclass(frozen=True)
class CompletenessPart:
    name: str
    label: str
    filled: bool
    needed_for: Form
    hint: str


@dataclass(frozen=True)
class Completeness:
    """`percent` is of the full form, 100 only when nothing is missing; `missing` has the parts of the snapshot first."""

    percent: int
    is_snapshot_complete: bool
    is_full: bool
    missing: list[CompletenessPart]


def has_text(markup: Any) -> bool:
    """Something to read behind the markup, and more than a word that says there is nothing."""
    text = html.unescape(_TAGS.sub("", str(markup or ""))).strip(_AROUND)
    return bool(text) and text not in SAYS_NOTHING


# --- tests of their own -------------------------------------------------------------------------------------------
def _can_be_reached(content: Content, beside: Beside) -> bool:
    return has_text(beside.contact_name) and bool(beside.contact_phone.strip() or beside.contact_email.strip())


def _has_its_dates(content: Content, beside: Beside) -> bool:
    """An end only where the stage says that it has ended."""
    has_ended = content.get("stage") in ENDED_STAGES
    return bool(content.get("started_on")) and (bool(content.get("ended_on")) or not has_ended)


def _says_what_was_done(content: Content, beside: Beside) -> bool:
    return has_text(content.get("approach")) or bool(content.get("steps"))


def _has_figures(content: Content, beside: Beside) -> bool:
    """One indicator with both figures; before anything is done there is only the one before."""
    needed = ("before",) if content.get("stage") == PLANNED else ("before", "after")
    rows = content.get("indicators") or []
    return any(all(row.get(name) not in (None, "") for name in needed) for row in rows)


def _is_suited_to(content: Content, beside: Beside) -> bool:
    return has_text(content.get("transferability")) or beside.transfer_ranges > 0


#: In the order of the template.
RULES = (
    Rule("title", _("案例名称"), SNAPSHOT, _("写清在哪、做了什么，不超过 100 个字。"), "text"),
    Rule("summary", _("一句话摘要"), SNAPSHOT, _("用一句话说清做法和结果，会显示在搜索结果里。"), "text"),
    Rule(
        "contact_name",
        _("联系人"),
        SNAPSHOT,
        _("写上联系人姓名，并留电话或邮箱，只有联盟成员能看到。"),
        test=_can_be_reached,
    ),
    Rule("themes", _("业务领域"), SNAPSHOT, _("至少选一个业务领域，别人按领域找案例。"), "rows"),
    Rule("keywords", _("关键词"), SNAPSHOT, _("至少写一个关键词，用别的城市会搜的说法。"), "rows"),
    Rule("lifecycle_stages", _("管理环节"), FULL, _("至少选一个管理环节：规划、建设、管理、执法或服务。"), "rows"),
    Rule("loop_phases", _("闭环阶段"), FULL, _("至少选一个闭环阶段：源头防控、过程监管或末端处置。"), "rows"),
    Rule("root_problems", _("针对问题"), FULL, _("至少选一个这个案例针对的根本问题。"), "rows"),
    Rule("actors", _("参与主体"), FULL, _("选出参与其中的各方，例如企业、社会组织、市民。"), "rows"),
    Rule(
        "started_on",
        _("起止时间"),
        SNAPSHOT,
        _("填写开始时间；已完成或已停止的，再填结束时间。"),
        test=_has_its_dates,
    ),
    Rule("context", _("背景与问题"), SNAPSHOT, _("写原来是什么情况、有多严重，最好带上基数。"), "text"),
    Rule("aims", _("目标与服务对象"), FULL, _("写要达到什么目标，谁从中受益。"), "text"),
    Rule("approach", _("主要做法"), SNAPSHOT, _("写谁、做了什么、用了多久。"), test=_says_what_was_done),
    Rule("steps", _("步骤"), FULL, _("把主要做法拆成步骤，别的城市可以照着做。"), "rows"),
    Rule("governance", _("体制机制与部门协同"), FULL, _("写哪个部门牵头、哪些部门配合、怎样协调。"), "text"),
    Rule(
        "policy_citations",
        _("法规政策依据"),
        FULL,
        _("引用至少一部所依据的法规、标准或政策文件。"),
        test=lambda content, beside: beside.policy_citations > 0,
    ),
    Rule("resources", _("投入"), FULL, _("至少写一项投入：资金、人员或设备，写清数量和单位。"), "rows"),
    Rule(
        "indicators", _("成效指标"), SNAPSHOT, _("至少写一个指标，写清单位、实施前和实施后的数值。"), test=_has_figures
    ),
    Rule(
        "evidence_files",
        _("佐证材料"),
        FULL,
        _("上传至少一份能证明成效的材料，例如统计表、验收单。"),
        test=lambda content, beside: beside.evidence_files > 0,
    ),
    Rule("difficulties", _("难点失误与风险"), FULL, _("写走过的弯路和没解决的问题，不能写“无”。"), "text"),
    Rule("conditions", _("成功条件"), FULL, _("至少列一条别的城市要先具备的条件。"), "rows"),
    Rule(
        "transferability",
        _("可推广性与适用城市"),
        FULL,
        _("写适合什么样的城市，或者选出适用范围。"),
        test=_is_suited_to,
    ),
    Rule("sustainability", _("长效机制"), FULL, _("写靠什么长期坚持下去：制度、经费、考核。"), "text"),
    Rule("lessons", _("经验启示"), FULL, _("写如果重来一次会怎么做，最想告诉别的城市什么。"), "text"),
    Rule(
        "confirmed_not_secret",
        _("不涉密确认"),
        SNAPSHOT,
        _("确认内容不涉密并打勾，否则不能提交和发布。"),
        test=lambda content, beside: beside.confirmed_not_secret,
    ),
)


def parts_of(content: Content, beside: Beside = NOTHING) -> list[CompletenessPart]:
    """In the order of the template."""
    return [
        CompletenessPart(
            name=rule.name,
            label=str(rule.label),
            filled=rule.is_met_by(content, beside),
            needed_for=rule.needed_for,
            hint=str(rule.hint),
        )
        for rule in RULES
    ]


def completeness(content: Content, beside: Beside = NOTHING) -> Completeness:
    parts = parts_of(content, beside)
    missing = sorted((part for part in parts if not part.filled), key=lambda part: part.needed_for == FULL)
    return Completeness(
        percent=(len(parts) - len(missing)) * 100 // len(parts),
        is_snapshot_complete=all(part.needed_for == FULL for part in missing),
        is_full=not missing,
        missing=missing,
    )


def beside_of(page: PracticePage) -> Beside:
    """Of one page, saved or as a form has it."""
    return Beside(
        contact_name=page.contact_name,
        contact_phone=page.contact_phone,
        contact_email=page.contact_email,
        confirmed_not_secret=page.confirmed_not_secret,
        evidence_files=len(page.evidence_files.all()),
        policy_citations=len(page.policy_citations.all()),
        transfer_ranges=len(page.transfer_ranges.all()),
    )
