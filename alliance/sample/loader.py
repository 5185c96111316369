"""Loads the sample content through the same models, revisions and services as people's screens, and takes it out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from django.db.models import ProtectedError

from accounts.models import User
from alliance.models import ArticleIndexPage, ArticlePage, FeaturedSlot
from alliance.sample import parts
from alliance.sample.accounts import PASSWORD, SAMPLE_ACCOUNTS, SampleAccount
from alliance.sample.drawing import draw
from alliance.sample.reading import KEYWORD, MARK, NOTICE, read_articles, read_cases, to_html
from cities.models import City, Membership
from cities.services import end_sessions, membership_give
from files.models import AllianceDocument, AllianceImage
from practices.models import EvidenceGrade, PracticeIndexPage, PracticePage, Recognition
from vocabulary.models import Term
from vocabulary.pinyin import pinyin_slug

LONG_TEXTS = (
    *("context", "approach", "aims", "governance", "difficulties", "conditions_text"),
    *("transferability", "adaptation", "sustainability", "lessons", "novelty"),
)
PLAIN = ("summary", "kind", "stage", "visibility", "started_on", "ended_on")
SCHEMES = {
    "themes": "theme",
    "lifecycle_stages": "lifecycle",
    "loop_phases": "loop_phase",
    "root_problems": "root_problem",
    "actors": "actor",
}


@transaction.atomic
def load() -> int:
    """Make what is missing; returns how many cases that were."""
    for account in SAMPLE_ACCOUNTS:
        _account(account)
    made = sum(_case(slug, case, number) for number, (slug, case) in enumerate(read_cases(), start=1))
    for article in read_articles():
        _article(article)
    return made


# --- people -------------------------------------------------------------------------------------------------------
def _account(account: SampleAccount) -> None:
    user = User.objects.filter(username=account.username).first()
    if user is None:
        user = User.objects.create_user(username=account.username, password=PASSWORD, name=account.name)
    city = City.objects.get(slug=account.city) if account.city else None
    membership_give(user=user, role=account.role, city=city)


def _office() -> User:
    return User.objects.get(username="office")


def _person(slug: str, role: str) -> User:
    """The sample account of that role in that city, else the office."""
    return User.objects.filter(username=f"{slug}-{role}").first() or _office()


# --- cases --------------------------------------------------------------------------------------------------------
def _case(slug: str, case: dict[str, Any], number: int) -> bool:
    """Whether a case was made; one that is there is left as it is."""
    title = case["title"] + MARK
    if PracticePage.objects.filter(title=title).exists():
        return False
    page = _page(title, case, number)
    page.owner = _person(slug, "editor")
    _index(slug).add_child(instance=page)
    _fill(page, slug, case)
    page.save()
    page.save_revision(user=page.owner).publish(user=_person(slug, "approver"), skip_permission_checks=True)
    _date_back(page, case)
    _honour(page, case)
    return True


def _index(slug: str) -> PracticeIndexPage:
    return PracticeIndexPage.objects.descendant_of(City.objects.get(slug=slug).page).get()


def _page(title: str, case: dict[str, Any], number: int) -> PracticePage:
    texts = {name: to_html(case[name]) for name in LONG_TEXTS if name in case}
    texts["context"] = f"<p>{NOTICE}</p>{texts['context']}"
    page = PracticePage(
        title=title,
        live=False,
        first_published_at=_moment(case["published_on"]),
        contact_name=f"示例联系人{number}",
        contact_phone=f"0531-0000 {number:04d}",
        confirmed_not_secret=True,
        **{name: case[name] for name in PLAIN if name in case},
        **texts,
    )
    page.slug = f"{pinyin_slug(case['title'])}-{page.short_id}"
    return page


def _moment(day: str) -> datetime:
    """Nine in the morning in China."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=1)


def _fill(page: PracticePage, slug: str, case: dict[str, Any]) -> None:
    page.keywords.add(KEYWORD, *case.get("keywords", []))
    for field, scheme in SCHEMES.items():
        codes = case.get(field, [])
        terms = list(Term.objects.filter(scheme=scheme, code__in=codes))
        if len(terms) != len(codes):
            raise ValueError(f"{case['title']}: unknown term in {field}")
        getattr(page, field).set(terms)
    parts.fill(page, case)
    city = City.objects.get(slug=slug)
    page.district = city.districts.get(name=case["district"]) if "district" in case else None
    _add_files(page, city, case)


def _add_files(page: PracticePage, city: City, case: dict[str, Any]) -> None:
    if "motif" in case:
        caption = f"示意图：{case['title']}"
        page.images.create(image=_image(case, city), caption=caption)
    for name, title, text in case.get("files", []):
        page.attachments.create(document=_document(name, title, text, city), title=title)


def _image(case: dict[str, Any], city: City) -> AllianceImage:
    file = ImageFile(BytesIO(draw(case["motif"], case["title"])), name=f"sample-{case['motif']}.jpg")
    title = f"{case['title']}示意图{MARK}"
    image = AllianceImage(title=title, file=file, credit="平台绘制", collection=city.collection)
    image.save()
    return image


def _document(name: str, title: str, lines: list[str], city: City) -> AllianceDocument:
    text = "\n".join(lines)
    document = AllianceDocument(title=title + MARK, collection=city.collection, text=text)
    document.file.save(name, ContentFile(text.encode("utf-8-sig")), save=False)
    document.save()
    return document


def _date_back(page: PracticePage, case: dict[str, Any]) -> None:
    """Publishing writes today's date; sample cases are spread over two years."""
    moment = _moment(case["published_on"])
    PracticePage.objects.filter(pk=page.pk).update(first_published_at=moment, last_published_at=moment)
    page.versions.update(published_at=moment)


def _honour(page: PracticePage, case: dict[str, Any]) -> None:
    office = _office()
    if "evidence" in case:
        EvidenceGrade.objects.create(practice=page, level=case["evidence"], reason="示例：材料已核对", given_by=office)
    if "award" in case:
        award = Term.objects.get(scheme="recognition", code=case["award"])
        Recognition.objects.create(practice=page, award=award, note="示例认定", given_by=office)
    if "featured" in case:
        FeaturedSlot.objects.create(practice=page, note=case["featured"], chosen_by=office)


# --- articles -----------------------------------------------------------------------------------------------------
def _article(article: dict[str, Any]) -> None:
    if ArticlePage.objects.filter(slug=article["slug"]).exists():
        return
    fields = {name: article[name] for name in ("title", "slug", "summary", "published_on")}
    fields["title"] += MARK
    page = ArticlePage(**fields, body=to_html(article["body"]), live=False, owner=_office())
    ArticleIndexPage.objects.get().add_child(instance=page)
    page.save_revision(user=_office()).publish(user=_office(), skip_permission_checks=True)


# --- removal ------------------------------------------------------------------------------------------------------
@transaction.atomic
def remove() -> int:
    """Take out everything that load() made; returns how many cases that were."""
    cases = list(PracticePage.objects.filter(title__endswith=MARK, keywords__name=KEYWORD).distinct())
    for page in cases:
        page.delete()
    for article in ArticlePage.objects.filter(slug__in=[article["slug"] for article in read_articles()]):
        article.delete()
    for model in (AllianceImage, AllianceDocument):
        for file in model.objects.filter(title__endswith=MARK):
            _unless_used(file.delete)
    for account in SAMPLE_ACCOUNTS:
        _remove_account(account.username)
    return len(cases)


def _unless_used(delete: Callable[[], Any]) -> bool:
    """Whether it could be deleted: what people built upon in the meantime stays."""
    try:
        with transaction.atomic():
            delete()
    except ProtectedError:
        return False
    return True


def _remove_account(username: str) -> None:
    user = User.objects.filter(username=username).first()
    if user is None:
        return
    end_sessions(user=user)
    Membership.objects.filter(user=user).delete()
    if not _unless_used(user.delete):
        user.is_active, user.is_superuser, user.is_staff = False, False, False
        user.set_unusable_password()
        user.save()
        user.groups.clear()
