"""Sample people. They exist only with the sample content and are refused in production."""

from __future__ import annotations

from dataclasses import dataclass

from cities.models import Role

PASSWORD = "lianmeng-2026"  # noqa: S105 - published on purpose, see docs


@dataclass(frozen=True)
class SampleAccount:
    """`city` is a slug; None stands for the provincial office."""

    username: str
    name: str
    role: str
    city: str | None


SAMPLE_ACCOUNTS = (
    SampleAccount("rizhao-editor", "示例日照编辑", Role.EDITOR, "rizhao"),
    SampleAccount("rizhao-approver", "示例日照审核", Role.APPROVER, "rizhao"),
    SampleAccount("jinan-editor", "示例济南编辑", Role.EDITOR, "jinan"),
    SampleAccount("jinan-approver", "示例济南审核", Role.APPROVER, "jinan"),
    SampleAccount("heze-editor", "示例菏泽编辑", Role.EDITOR, "heze"),
    SampleAccount("heze-approver", "示例菏泽审核", Role.APPROVER, "heze"),
    SampleAccount("heze-member", "示例菏泽成员", Role.MEMBER, "heze"),
    SampleAccount("office", "示例省级办公室", Role.CURATOR, None),
    SampleAccount("admin", "示例系统管理员", Role.ADMINISTRATOR, None),
)
