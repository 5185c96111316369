"""The page of a request, and which requests a person comes to it by."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from cities.viewers import viewer_of
from exchanges.models import SolutionRequest
from exchanges.requests.answering import MOST_PRACTICES
from exchanges.requests.asking import NARROWER
from exchanges.requests.doors import doors_of
from exchanges.requests.forms import NewAnswerForm
from exchanges.requests.matching import matching_cases
from exchanges.requests.permissions import may_answer, may_hide, may_make_case, may_manage
from exchanges.requests.selectors import PER_PAGE, answers_of, shown, steps_of
from practices.models import PracticePage

#: Cases offered while typing.
OFFERED = 8
LONGEST = 100


def readable(request: HttpRequest, pk: int) -> SolutionRequest:
    rows = SolutionRequest.objects.visible_to(request.user)
    rows = rows.select_related("city", "bureau", "author", "thread").prefetch_related("themes")
    return get_object_or_404(rows, pk=pk)


def managed(request: HttpRequest, pk: int) -> SolutionRequest:
    """Not allowed and not there are the same 404."""
    row = readable(request, pk)
    if not may_manage(request.user, row):
        raise Http404
    return row


def page_context(request: HttpRequest, row: SolutionRequest, form: Any = None) -> dict[str, Any]:
    """`form` is one that was refused."""
    user, viewer = request.user, viewer_of(request.user)
    page = Paginator(answers_of(row, user), PER_PAGE).get_page(request.GET.get("page"))
    is_open = may_answer(user, row)
    manages = may_manage(user, row)
    outcome = getattr(row, "outcome", None) if viewer.in_alliance else None
    writes = row.city_id in viewer.writing_city_ids
    return {
        "row": row,
        "steps": steps_of(row),
        "answers": page,
        "shown": shown(list(page.object_list), row, user, is_open=is_open),
        "names_people": viewer.in_alliance,
        "may_manage": manages,
        "doors": doors_of(row) if manages else [],
        "may_narrow": manages and bool(NARROWER[row.visibility]),
        "may_hide": may_hide(user, row),
        "may_make_case": may_make_case(user, row) and outcome is None,
        "outcome": outcome if outcome and (writes or outcome.practice.live) else None,
        **(answer_context(request, row, form) if is_open else {}),
    }


def answer_context(request: HttpRequest, row: SolutionRequest, form: Any = None) -> dict[str, Any]:
    """The form and the cases offered below it: those chosen, and those found for what was typed without a script."""
    form = form or NewAnswerForm(user=request.user)
    return {"form": form, **offered(request, form.chosen(), request.POST.get("find", ""))}


def offered(request: HttpRequest, chosen: list[PracticePage], typed: str) -> dict[str, Any]:
    typed = typed.replace("\x00", "").strip()[:LONGEST]
    own = {page.pk for page in chosen}
    found = [page for page in _found(request, typed) if page.pk not in own] if typed else []
    return {"chosen": chosen, "found": found, "typed": typed, "most": MOST_PRACTICES}


def _found(request: HttpRequest, typed: str) -> list[PracticePage]:
    """By short number, or by what its words say."""
    short_id = typed.rstrip("/").rpartition("/")[2].lower()
    exact = PracticePage.objects.visible_to(request.user).filter(short_id=short_id).select_related("city")
    return list(exact) or matching_cases(typed, viewer_of(request.user), OFFERED)
