"""Requests for solutions and their answers, by the services their screens call."""

from __future__ import annotations

from itertools import count
from typing import Any

from accounts.models import User
from exchanges.models import Answer, SolutionRequest
from exchanges.requests.answering import answer_accept, answer_give
from exchanges.requests.asking import request_ask
from tests.factories.cities import city, editor_of, member_of
from vocabulary.models import Term

_numbers = count(1)


def theme(code: str = "street-order") -> Term:
    return Term.objects.get(scheme="theme", code=code)


def asked(slug: str = "liaocheng", *, by: User | None = None, **fields: Any) -> SolutionRequest:
    """By an editor of the city `slug`, for the alliance unless said otherwise."""
    number = next(_numbers)
    given = {"title": f"求助{number}", "problem": f"<p>难题{number}</p>", "themes": [theme()], **fields}
    return request_ask(by=by or editor_of(slug), city=city(slug), **given)


def answered(
    request: SolutionRequest, slug: str = "jinan", *, by: User | None = None, accepted: bool = False, **fields: Any
) -> Answer:
    given = {"body": "<p>可以这样做</p>", **fields}
    answer = answer_give(request=request, by=by or member_of(slug), city=city(slug), **given)
    if accepted:
        answer_accept(answer=answer, by=request.author)
        answer.refresh_from_db()
    request.refresh_from_db()
    return answer
