"""Sample requests for solutions: asked, answered and moved on by the services people's screens call, then dated back."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import User
from alliance.sample.reading import MARK, to_html
from cities.models import City
from exchanges.models import Answer, SolutionRequest, Thread
from exchanges.requests import moving
from exchanges.requests.answering import answer_accept, answer_give
from exchanges.requests.asking import request_ask
from practices.models import PracticePage
from vocabulary.models import Term

STEPS = {
    "trial": moving.trial_start,
    "note": moving.trial_note,
    "resolve": moving.request_resolve,
    "close": moving.request_close,
}
#: Days between what was done after the answers.
PACE = 6


def load_requests() -> int:
    """Make what is missing, of cities that are members; returns how many."""
    written = tomllib.loads((Path(__file__).parent / "requests.toml").read_text(encoding="utf-8"))["request"]
    there = set(SolutionRequest.objects.filter(title__endswith=MARK).values_list("title", flat=True))
    people = {user.username: user for user in User.objects.filter(username__endswith="-editor", is_active=True)}
    cities = {city.slug: city for city in City.objects.members()}
    made = [
        _make(row, people, cities)
        for row in written
        if row["title"] + MARK not in there and row["city"] in cities and f"{row['city']}-editor" in people
    ]
    return len(made)


def _make(row: dict[str, Any], people: dict[str, User], cities: dict[str, City]) -> SolutionRequest:
    by = people[f"{row['city']}-editor"]
    request = request_ask(
        by=by,
        city=cities[row["city"]],
        title=row["title"] + MARK,
        problem=to_html(row["problem"].strip().splitlines()),
        tried=to_html(row.get("tried", "").strip().splitlines()),
        themes=list(Term.objects.filter(scheme="theme", code__in=row["themes"].split())),
        visibility=row["visibility"],
    )
    moments = [row["days"]]
    for given in row.get("answer", []):
        if given["city"] in cities and f"{given['city']}-editor" in people:
            _answer(request, given, people[f"{given['city']}-editor"], cities[given["city"]], by)
            moments.append(given["days"])
    request.refresh_from_db()
    first_end = min(moments) - 1
    for step, note in row.get("ends", []):
        if step == "close" or request.accepted_count:
            STEPS[step](request=request, by=by, note=note)
    _date_back(request, row, first_end)
    return request


def _answer(request: SolutionRequest, given: dict[str, Any], by: User, city: City, asker: User) -> None:
    cases = PracticePage.objects.visible_to(asker).filter(city=city, themes__code=given["theme"])
    answer = answer_give(
        request=request,
        by=by,
        city=city,
        body=to_html(given["body"].strip().splitlines()),
        practices=list(cases.order_by("pk")[:1]),
    )
    Answer.objects.filter(pk=answer.pk).update(created_at=_ago(given["days"]))
    if given.get("accepted"):
        answer_accept(answer=answer, by=asker)


def _date_back(request: SolutionRequest, row: dict[str, Any], first_end: int) -> None:
    days = row.get("deadline")
    deadline = timezone.localdate() + timedelta(days=days) if days is not None else None
    SolutionRequest.objects.filter(pk=request.pk).update(created_at=_ago(row["days"]), deadline=deadline)
    answered = request.answers.order_by("created_at").values_list("created_at", flat=True).first()
    ends = (_ago(max(first_end - PACE * number, 0)) for number in range(99))
    for step in request.steps.order_by("pk"):
        if not step.from_state:
            step.at = _ago(row["days"])
        elif step.from_state == "open" and step.to_state == "answered":
            step.at = answered
        else:
            step.at = next(ends)
        step.save(update_fields=["at"])


def _ago(days: int) -> Any:
    return timezone.now() - timedelta(days=days)


def remove_requests() -> int:
    """With answers and comments; what people asked themselves stays."""
    rows = SolutionRequest.objects.filter(title__endswith=MARK)
    threads = [*rows.values_list("thread", flat=True), *rows.values_list("answers__thread", flat=True)]
    removed = rows.count()
    rows.delete()
    Thread.objects.filter(pk__in=[pk for pk in threads if pk]).delete()
    return removed
