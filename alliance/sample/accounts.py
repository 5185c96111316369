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


#: Slug → name. Each city has an editor, an approver and a reviewer.
CITIES = {
    **{"jinan": "济南", "qingdao": "青岛", "zibo": "淄博", "zaozhuang": "枣庄", "dongying": "东营", "yantai": "烟台"},
    **{"weifang": "潍坊", "jining": "济宁", "taian": "泰安", "weihai": "威海", "rizhao": "日照", "linyi": "临沂"},
    **{"dezhou": "德州", "liaocheng": "聊城", "binzhou": "滨州", "heze": "菏泽"},
}
OFFICE_ACCOUNTS = (
    SampleAccount("office", "示例省级办公室", Role.CURATOR, None),
    SampleAccount("admin", "示例系统管理员", Role.ADMINISTRATOR, None),
)
CITY_ACCOUNTS = (
    *(SampleAccount(f"{slug}-editor", f"示例{name}编辑", Role.EDITOR, slug) for slug, name in CITIES.items()),
    *(SampleAccount(f"{slug}-approver", f"示例{name}审核", Role.APPROVER, slug) for slug, name in CITIES.items()),
    *(SampleAccount(f"{slug}-reviewer", f"示例{name}评审", Role.REVIEWER, slug) for slug, name in CITIES.items()),
    SampleAccount("heze-member", "示例菏泽成员", Role.MEMBER, "heze"),
)
SAMPLE_ACCOUNTS = (*OFFICE_ACCOUNTS, *CITY_ACCOUNTS)
#: Named when the site starts; the others go by the same pattern.
NAMED = ("rizhao-editor", "rizhao-approver", "jinan-reviewer", "heze-member", "office", "admin")
