"""Cases as the tests speak of them; `published=False` leaves a draft."""

from __future__ import annotations

from itertools import count
from typing import Any

from practices.models import PracticeIndexPage, PracticePage
from tests.factories.cities import city
from vocabulary.models import Term

_numbers = count(1)


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
