"""The site that is measured, made in a folder of its own, and its SQL counted: `python -m benchmarks.content`.

A process of its own, since the database is chosen when Django starts. Prints one JSON line: addresses of the pages and
the number of SQL statements with one and with fifty items.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

MANY = 50
WORD = "夜间施工"


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from alliance.services import setup_site

    setup_site()
    case = _case(1)
    _grow(case, 1)
    one = _count(case)
    for number in range(2, MANY + 4):
        _case(number)
    _grow(case, MANY)
    many = _count(case)
    call_command("load_sample", cases=30, verbosity=0)
    call_command("search_rebuild", stdout=io.StringIO())
    json.dump({"pages": _addresses(_ordinary_case()), "one": one, "many": many}, sys.stdout)


def _case(number: int) -> Any:
    from cities.models import City
    from practices.models import PracticeIndexPage, PracticePage
    from vocabulary.models import Scheme, Term

    city = City.objects.get(slug="rizhao")
    title = f"{WORD}噪声的第 {number} 个案例"
    page = PracticePage(title=title, summary=title, city=city, visibility="public", live=False)
    page.confirmed_not_secret = True
    page.slug = f"measured-{number}"
    PracticeIndexPage.objects.descendant_of(city.page).get().add_child(instance=page)
    page.themes.set(Term.objects.in_scheme(Scheme.THEME)[:2])
    page.save()
    page.save_revision().publish()
    return page


def _grow(page: Any, items: int) -> None:
    """Give the case so many of each part that its page lists."""
    from files.models import AllianceDocument
    from practices.models import Attachment, OutcomeIndicator, PracticeImage

    page.indicators.set(
        [OutcomeIndicator(name=f"指标{n}", unit="件", before=n + 2, after=n + 1, source="台账") for n in range(items)]
    )
    page.images.set([PracticeImage(image=_image(n), caption=f"图{n}") for n in range(items)])
    documents = [AllianceDocument.objects.create(title=f"文件{n}", file=f"documents/{n}.txt") for n in range(items)]
    page.attachments.set([Attachment(document=document, title="附件") for document in documents])
    page.save_revision().publish()


def _image(number: int) -> Any:
    from django.core.files.images import ImageFile
    from PIL import Image

    from files.models import AllianceImage

    picture = io.BytesIO()
    Image.new("RGB", (640, 480), (number * 4 % 256, 94, 78)).save(picture, "JPEG")
    image = AllianceImage(title=f"图{number}", file=ImageFile(picture, name=f"measured-{number}.jpg"))
    image.save()
    return image


def _addresses(case: Any) -> dict[str, str]:
    city = case.get_parent().get_parent()
    return {
        "home": "/",
        "city": city.url_path.removeprefix("/home"),
        "index": case.get_parent().url_path.removeprefix("/home"),
        "practice": case.url_path.removeprefix("/home"),
        "search": f"/search/?q={WORD}",
    }


def _ordinary_case() -> Any:
    """A sample case: long texts, a picture, indicators."""
    from practices.models import PracticePage

    return PracticePage.objects.filter(images__isnull=False, owner__isnull=False, visibility="public").first()


def _count(case: Any) -> dict[str, int]:
    from django.core.cache import cache
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from alliance.page_cache import renew_site_mark

    call_command("search_rebuild", stdout=io.StringIO())
    counts = {}
    for name, address in _addresses(case).items():
        # Renditions are made once in a picture's life: not what a page costs.
        _expect_200(Client().get(address))
        cache.clear()
        renew_site_mark()
        with CaptureQueriesContext(connection) as queries:
            _expect_200(Client().get(address))
        counts[name] = len(queries)
    return counts


def _expect_200(response: Any) -> None:
    if response.status_code != 200:
        raise RuntimeError(f"{response.request['PATH_INFO']} answers {response.status_code}.")


if __name__ == "__main__":
    main()
