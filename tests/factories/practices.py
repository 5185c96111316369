"""Cases as the tests speak of them; `published=False` leaves a draft."""

from __future__ import annotations

from itertools import count
from typing import Any

from practices.models import EvidenceFile, Policy, PolicyCitation, PracticeIndexPage, PracticePage
from tests.factories.cities import city
from tests.factories.files import make_document
from vocabulary.models import Term

_numbers = count(1)
TEXTS = ("context", "approach", "aims", "governance", "difficulties", "transferability", "sustainability", "lessons")
TERMS = {
    "lifecycle_stages": "lifecycle",
    "loop_phases": "loop_phase",
    "root_problems": "root_problem",
    "actors": "actor",
}
ROWS = {
    "indicators": {"name": "投诉", "unit": "件", "before": 120, "after": 45},
    "steps": {"title": "摸底"},
    "resources": {"name": "设备"},
    "conditions": {"text": "有场地"},
}


def practice(
    slug: str = "rizhao", *, published: bool = True, theme: str = "street-order", **fields: Any
) -> PracticePage:
    """A case of the city `slug`, public unless said otherwise."""
    number = next(_numbers)
    index = PracticeIndexPage.objects.get(slug="practices", url_path__contains=f"/{slug}/")
    page = PracticePage(
        **{
            "title": f"案例{number}",
            "slug": f"case-{number}",
            "summary": "一句话摘要",
            "city": city(slug),
            "bureau": city(slug).bureaus.first(),
            "visibility": "public",
            "confirmed_not_secret": True,
            "live": False,
            **fields,
        }
    )
    index.add_child(instance=page)
    page.themes.add(Term.objects.get(scheme="theme", code=theme))
    page.save()
    revision = page.save_revision()
    if published:
        revision.publish()
        page.refresh_from_db()
    return page


def full_case(**fields: Any) -> PracticePage:
    """Of Rizhao, with something in every part of the full form."""
    page = practice(
        **dict.fromkeys(TEXTS, "<p>一段话</p>"),
        **{"contact_name": "示例", "contact_phone": "000", "started_on": "2024-03-01"},
    )
    for name, scheme in TERMS.items():
        getattr(page, name).add(Term.objects.filter(scheme=scheme).first())
    page.keywords.add("夜市")
    for name, columns in ROWS.items():
        getattr(page, name).create(**columns)
    page.evidence_files.add(EvidenceFile(document=make_document(), description="统计表"))
    page.policy_citations.add(PolicyCitation(policy=Policy.objects.create(title="条例")))
    for name, value in fields.items():
        setattr(page, name, value)
    page.save()
    return page
