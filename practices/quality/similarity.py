"""Cases with much text in common: found among all live ones by their marks, then compared by their texts."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cities.viewers import viewer_of
from practices.models import CaseMark, CaseSignature, DerivedFrom, LikePair, PracticePage
from practices.quality.findings import Finding, Level, Where
from practices.quality.passages import paragraphs
from practices.quality.shingles import FEWEST, TOLD, Likeness, likeness, marks, shingles, story_of
from practices.serializers import LONG_TEXTS

#: Shared marks below which nobody is looked at; official phrases give one by chance.
FEWEST_SHARED = 2
#: Share of the shorter case's marks, well below the thresholds: marks are a sample.
LIKELY = 0.15
#: Cases compared by their texts; a form letter that all cities sent in would give hundreds.
MOST_COMPARED = 10


@dataclass(frozen=True)
class Like:
    page: PracticePage
    likeness: Likeness


def like_cases(hashes: Set[int], *, but: int | None = None) -> list[Like]:
    """Live cases like a text, the most alike first, whoever may read them; `but` is the case itself."""
    if len(hashes) < FEWEST:
        return []
    candidates = _candidates(hashes, but)
    pages = PracticePage.objects.live().filter(pk__in=candidates).select_related("city")
    pages = pages.prefetch_related(*TOLD)
    compared = [Like(page, likeness(hashes, shingles(story_of_page(page)))) for page in pages]
    found = [like for like in compared if like.likeness.is_much]
    return sorted(found, key=lambda like: (-like.likeness.contained, -like.likeness.alike, like.page.pk))


def _candidates(hashes: Set[int], but: int | None) -> list[int]:
    kept = marks(hashes)
    rows = CaseMark.objects.filter(value__in=kept).exclude(signature=but).values("signature")
    rows = rows.annotate(shared=Count("pk"), size=F("signature__marks")).filter(shared__gte=FEWEST_SHARED)
    likely = [
        (row["shared"] / max(1, min(row["size"], len(kept))), row["signature"]) for row in rows.order_by("-shared")
    ]
    likely = sorted((one for one in likely if one[0] >= LIKELY), reverse=True)
    return [pk for _share, pk in likely[:MOST_COMPARED]]


def story_of_page(page: PracticePage) -> str:
    """Of the live row: what its readers see. Reads only the parts that tell a story (prefetch TOLD for many)."""
    content: dict[str, Any] = {name: getattr(page, name) for name in ("summary", *LONG_TEXTS)}
    content |= {part: [vars(row) for row in getattr(page, part).all()] for part in TOLD}
    return story_of(content)


# --- what the writer is told --------------------------------------------------------------------------------------
def likenesses(content: dict[str, Any], *, page: PracticePage | None, user: Any) -> list[Finding]:
    """`page` is the case itself once it is saved. Of a text in the editor or a draft. A case the writer may not read is told of without a word of it."""
    found = like_cases(shingles(story_of(content)), but=page.pk if page else None)
    if not found:
        return []
    ids = [like.page.pk for like in found]
    readable = set(PracticePage.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    own = {page.city_id} if page else set(viewer_of(user).writing_city_ids)
    return [_finding(like, content, own, like.page.pk in readable) for like in found]


def _finding(like: Like, content: dict[str, Any], own: Set[int], is_readable: bool) -> Finding:
    other, uuid = like.page, str(like.page.uuid)
    where = Where(_field_most_like(content, other) if is_readable else "approach")
    if not is_readable:
        words = _("与一篇您无权查看的案例高度相似，请联系省级办公室。")
        return Finding("similar.closed", Level.WARN, where, words, subject=uuid)
    named = {"title": other.title, "city": other.city, "percent": round(like.likeness.contained * 100)}
    if _is_declared(content, other):
        code, level = "similar.declared", Level.ADVISE
        words = _("与写明的借鉴来源《%(title)s》有 %(percent)d%% 的文字相同。请写清在本地改了什么。")
    elif other.city_id in own:
        code, level = "similar.own", Level.ADVISE
        words = _("与本市的《%(title)s》有 %(percent)d%% 的文字相同。以它为底稿的，请改成这个案例自己的内容。")
    else:
        code, level = "similar.other", Level.WARN
        words = _("与%(city)s的《%(title)s》有 %(percent)d%% 的文字相同。请改写；是借鉴来的，请在“借鉴来源”里写明。")
    return Finding(code, level, where, words % named, subject=uuid, other=other.short_id)


def _is_declared(content: dict[str, Any], other: PracticePage) -> bool:
    names = {str(other.pk), str(other.uuid)}
    rows = content.get("derived_from") or []
    return any(names & {str(row.get("practice")), str(row.get("source_uuid"))} for row in rows)


def _field_most_like(content: dict[str, Any], other: PracticePage) -> str:
    theirs = shingles(story_of_page(other))
    shared = {name: len(theirs & shingles("\n".join(paragraphs(content.get(name))))) for name in LONG_TEXTS}
    return max(shared, key=lambda name: shared[name])


# --- rows ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def case_sign(pk: int) -> bool:
    """The rows of one case as it is now; none of a case that is not live. Whether it has any."""
    CaseSignature.objects.filter(pk=pk).delete()
    page = PracticePage.objects.live().filter(pk=pk).first()
    if page is None:
        _pairs_of(pk).delete()
        return False
    hashes = shingles(story_of_page(page))
    kept = marks(hashes)
    signature = CaseSignature.objects.create(practice=page, shingles=len(hashes), marks=len(kept))
    CaseMark.objects.bulk_create((CaseMark(signature=signature, value=value) for value in kept), batch_size=500)
    _pair(page, like_cases(hashes, but=pk))
    return True


def _pairs_of(pk: int) -> Any:
    return LikePair.objects.filter(first=pk) | LikePair.objects.filter(second=pk)


def _pair(page: PracticePage, found: Iterable[Like]) -> None:
    """What was looked at stays so while the two are alike."""
    kept = []
    for like in found:
        first, second = sorted((page.pk, like.page.pk))
        numbers = {
            "alike": round(like.likeness.alike * 100),
            "contained": round(like.likeness.contained * 100),
            "is_declared": _one_names_the_other(first, second),
        }
        pair, _is_new = LikePair.objects.update_or_create(first_id=first, second_id=second, defaults=numbers)
        kept.append(pair.pk)
    _pairs_of(page.pk).exclude(pk__in=kept).delete()


def _one_names_the_other(first: int, second: int) -> bool:
    rows = DerivedFrom.objects.filter(page__in=(first, second), practice__in=(first, second))
    return rows.exclude(page=F("practice")).exists()


@transaction.atomic
def pair_look(*, pair: LikePair, by: Any) -> None:
    """The office has looked at the two and leaves them as they are."""
    if pair.looked_at is None:
        pair.looked_at, pair.looked_by = timezone.now(), by
        pair.save(update_fields=["looked_at", "looked_by"])
        log(instance=pair.first, action="practices.pair_look", user=by, data={"other": pair.second.short_id})


def unsigned() -> list[int]:
    """Live cases without rows, and rows of cases that are live no more: what a task that died left behind."""
    live = set(PracticePage.objects.live().values_list("pk", flat=True))
    signed = set(CaseSignature.objects.values_list("pk", flat=True))
    return sorted(live ^ signed)
