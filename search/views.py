from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cities.viewers import viewer_of
from exchanges.models.requests import TITLE_LENGTH
from exchanges.requests.permissions import may_ask
from search.corrections import Correction, correction_for
from search.facets import Facets, facet_titles
from search.popular import note_search, popular_searches
from search.questions import Question
from search.services import ENOUGH, Found, alternatives, search, with_files
from search.suggestions import suggestions

#: How long a visitor's browser keeps suggestions; a member's never does.
SUGGESTIONS_SECONDS = 30
#: Values of a facet in sight; the others are a click away.
SHOWN_VALUES = 8


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def results(request: HttpRequest) -> HttpResponse:
    """A POST answers as a GET does: it reads only, and keeps a long question out of the address."""
    facets = Facets.now()
    typed = Question.from_query(request.POST if request.method == "POST" else request.GET, facets)
    answer = answer_to(typed, request)
    found, question = with_files(answer.found), answer.question
    cases, case_cities = cases_found(found)
    response = render(
        request,
        "search/results.html",
        {
            "q": typed.text,
            "question": question,
            "answer": answer,
            "found": found,
            "popular": () if typed.text else popular_searches(),
            "facets": facet_rows(found, question, facets),
            "chips": chips(question),
            "cases": cases,
            "case_cities": case_cities,
            "may_save": may_be_kept(question, request.user),
            "ways_out": ways_out(question, found, request.user),
            "ask_address": ask_address(question, found, request.user),
        },
    )
    response["X-Robots-Tag"] = "noindex"
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Lines for the list under a search box (static/js/suggest.js), as HTML."""
    groups = suggestions(text=request.GET.get("q", ""), user=request.user)
    number = sum(len(group.lines) for group in groups)
    response = render(request, "search/suggestions.html", {"groups": groups, "number": number})
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    else:
        response["Cache-Control"] = f"private, max-age={SUGGESTIONS_SECONDS}"
    return response


@dataclass(frozen=True)
class Answer:
    """`question` is what `found` answers: as `typed`, or as corrected."""

    typed: Question
    question: Question
    found: Found
    correction: Correction | None = None

    @property
    def is_corrected(self) -> bool:
        return self.question.text != self.typed.text

    @property
    def as_meant(self) -> Question:
        return replace(self.typed, text=self.correction.text) if self.correction else self.typed


def answer_to(typed: Question, request: HttpRequest) -> Answer:
    found = search(typed, user=request.user)
    if request.user.is_authenticated:
        note_search(text=typed.text, session=request.session.session_key, found=found)
    if typed.is_as_typed:
        return Answer(typed, typed, found)
    correction = correction_for(typed, user=request.user, found=found)
    answer = Answer(typed, typed, found, correction)
    if correction and correction.replaces(found):
        meant = answer.as_meant
        return replace(answer, question=meant, found=search(meant, user=request.user, logged=False))
    return answer


def may_be_kept(question: Question, user: Any) -> bool:
    """Of a saved search new cases are told, so it has to be one that finds cases."""
    finds_cases = "practice" in question.filters.get("type", ("practice",))
    return viewer_of(user).in_alliance and finds_cases and not question.is_everything


def facet_rows(found: Found, question: Question, facets: Facets) -> list[dict[str, Any]]:
    titles = facet_titles()
    rows = []
    for name, values in facets.known.items():
        counts, chosen = found.facets.get(name, {}), question.filters.get(name, ())
        shown = values or {year: year for year in sorted({*counts, *chosen}, reverse=True)}
        options = [
            {"value": value, "label": label, "count": counts.get(value, 0), "chosen": value in chosen}
            for value, label in shown.items()
            if value not in facets.retired.get(name, ()) or counts.get(value) or value in chosen
        ]
        rest = options[SHOWN_VALUES:]
        is_open = any(option["chosen"] for option in rest)
        row = {"name": name, "title": titles[name], "options": options, "shown": options[:SHOWN_VALUES]}
        rows.append(
            {**row, "rest": rest, "is_open": is_open, "wanted": any(o["count"] or o["chosen"] for o in options)}
        )
    return rows


def cases_found(found: Found) -> tuple[int, int]:
    """How many cases, of how many cities."""
    counts = [count for count in found.facets.get("case_city", {}).values() if count]
    return sum(counts), len(counts)


def ways_out(question: Question, found: Found, user: Any) -> list[dict[str, Any]]:
    """For an empty result: the same search without one filter or one word, with the hits that gives."""
    if found.total or found.is_degraded:
        return []
    titles = facet_titles()
    return [
        {
            "kind": way.kind,
            "dropped": titles.get(way.dropped, way.dropped),
            "total": way.total,
            "query": way.question.query,
        }
        for way in alternatives(question, user=user)
    ]


def ask_address(question: Question, found: Found, user: Any) -> str:
    """Where the question can be put to other cities, filled in; for who may ask and found little."""
    if found.is_degraded or found.page > 1 or not question.text or not may_ask(user):
        return ""
    if found.total >= ENOUGH and not found.is_relaxed:
        return ""
    given = {"title": question.text[:TITLE_LENGTH]}
    if len(themes := question.filters.get("theme", ())) == 1:
        given["theme"] = themes[0]
    return f"{reverse('request_new')}?{urlencode(given)}"


def chips(question: Question) -> list[dict[str, str]]:
    """Each chosen filter with the address of the same search without it."""
    return [{"label": label, "query": question.without(facet, value).query} for facet, value, label in question.chosen]
