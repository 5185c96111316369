"""本市案例: the list of the cases of the cities a person writes in, with what each of them needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, OrderBy
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.forms import OwnCasesForm
from cities.selectors import cities_by_id
from practices.completeness import Completeness
from practices.incomplete import completeness_of
from practices.models import Hold, PracticePage
from practices.querysets import PracticeQuerySet
from practices.states import State

PER_PAGE = 50
#: More than one page of the list is never chosen by hand.
MOST_CHOSEN = 200
#: Key in the address → heading and column.
SORTS = {
    "title": (_("案例"), "draft_title"),
    "author": (_("作者"), "owner__name"),
    "updated": (_("更新时间"), "latest_revision_created_at"),
    "review": (_("复核日期"), "review_by"),
}
NEWEST_FIRST = "-updated"
COLUMNS = (
    *("title", "draft_title", "slug", "url_path", "live", "has_unpublished_changes", "visibility", "city"),
    *("latest_revision_created_at", "last_published_at", "first_published_at", "short_id", "content_type"),
    *("owner__name", "owner__username"),
)


@dataclass(frozen=True)
class Row:
    """One case as the list shows it. `limits` are the labels of holds in force."""

    page: PracticePage
    completeness: Completeness
    limits: list[str]

    @property
    def state_label(self) -> str:
        return str(State(self.page.state).label)

    @property
    def is_overdue(self) -> bool:
        return bool(self.page.review_by and self.page.review_by < timezone.localdate())


@dataclass(frozen=True)
class Heading:
    label: str
    address: str
    #: Of aria-sort.
    direction: str


def find(user: Any, asked: QueryDict) -> tuple[OwnCasesForm, PracticeQuerySet]:
    """The form as it was sent, and the cases it leaves. What makes no sense in the address limits nothing."""
    scope = PracticePage.objects.written_by(user)
    form = OwnCasesForm(asked, user=user)
    form.is_valid()
    return form, _sorted(_filtered(scope, form.cleaned_data), asked.get("sort", ""))


def _filtered(cases: PracticeQuerySet, wanted: dict[str, Any]) -> PracticeQuerySet:
    for word in wanted.get("q", "").split():
        cases = cases.filter(draft_title__icontains=word)
    if wanted.get("state"):
        cases = cases.in_state(State(wanted["state"]))
    if wanted.get("theme"):
        cases = cases.filter(themes__code=wanted["theme"], themes__scheme="theme")
    if wanted.get("author"):
        cases = cases.filter(owner=wanted["author"])
    if wanted.get("city"):
        cases = cases.filter(city__slug=wanted["city"])
    if wanted.get("overdue"):
        cases = cases.overdue()
    return cases.incomplete() if wanted.get("incomplete") else cases


def _sorted(cases: PracticeQuerySet, sort: str) -> PracticeQuerySet:
    key = sort.removeprefix("-")
    if key not in SORTS:
        key, sort = "updated", NEWEST_FIRST
    column = F(SORTS[key][1])
    order: OrderBy = column.desc(nulls_last=True) if sort.startswith("-") else column.asc(nulls_last=True)
    return cases.with_state().with_review().with_times_taken().order_by(order, "-pk")


def rows_of(cases: PracticeQuerySet, number: Any) -> Page:
    """One page of the list; only what it shows is read, and the same number of queries for one row and for fifty."""
    page = Paginator(cases.select_related("owner").only(*COLUMNS), PER_PAGE).get_page(number)
    shown = list(page.object_list)
    ids = [case.pk for case in shown]
    completeness, limits, cities = completeness_of(ids), _limits_of(ids), cities_by_id()
    for case in shown:
        case.city = cities[case.city_id]
    page.object_list = [Row(case, completeness[case.pk], limits[case.pk]) for case in shown]
    return page


def _limits_of(ids: Iterable[int]) -> dict[int, list[str]]:
    labels = dict(Hold.Limit.choices)
    of_case: dict[int, list[str]] = defaultdict(list)
    for case, limit in Hold.objects.filter(practice__in=ids, lifted_at__isnull=True).values_list("practice", "limit"):
        of_case[case].append(str(labels[limit]))
    return of_case


def headings(asked: QueryDict) -> dict[str, Heading]:
    """By key: each leads to the list sorted by it, and again to the other direction."""
    current = asked.get("sort") or NEWEST_FIRST
    return {key: _heading(key, str(label), current, asked) for key, (label, _column) in SORTS.items()}


def _heading(key: str, label: str, current: str, asked: QueryDict) -> Heading:
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
    to = f"-{key}" if current == key else key
    return Heading(label, f"?{_with(asked, sort=to)}", direction)


def _with(asked: QueryDict, **changed: str) -> str:
    """The same list otherwise, from its first page, nothing ticked."""
    query = asked.copy()
    for name in ("page", "chosen"):
        query.pop(name, None)
    for name, value in changed.items():
        query[name] = value
    return query.urlencode()


def page_address(asked: QueryDict, number: int) -> str:
    return f"?{_with(asked, page=str(number))}"


def unticked(asked: QueryDict) -> str:
    """The query string of this very page of the list."""
    return _with(asked, **({"page": asked["page"]} if "page" in asked else {}))


def chosen_cases(user: Any, numbers: Iterable[int]) -> list[PracticePage]:
    """Of the numbers sent those of own cities, in the order of their titles; another city's are simply not there."""
    cases = PracticePage.objects.written_by(user).filter(pk__in=list(numbers)[:MOST_CHOSEN])
    return list(cases.for_moves().order_by("draft_title", "pk"))
