from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cities.selectors import all_cities
from cities.viewers import viewer_of
from practices.models import Kind
from search.corrections import Correction, correction_for
from search.popular import note_search, popular_searches
from search.port import SORTS
from search.services import Found, alternatives, search, with_files
from search.suggestions import suggestions
from vocabulary.models import Scheme, Term
from vocabulary.selectors import all_terms

MAX_VALUES = 20
#: How long a visitor's browser keeps suggestions; a member's never does.
SUGGESTIONS_SECONDS = 30
#: Values of a facet in sight; the others are a click away.
SHOWN_VALUES = 8


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def results(request: HttpRequest) -> HttpResponse:
    """A POST answers as a GET does: it reads only, and keeps a long question out of the address."""
    asked = request.POST if request.method == "POST" else request.GET
    text, terms = asked.get("q", ""), facet_terms()
    labels = facet_labels(terms)
    filters = chosen_filters(asked, labels, moved_codes(terms))
    sort = asked.get("sort", "relevance")
    ask = partial(
        search,
        user=request.user,
        filters=filters,
        sort=sort if sort in SORTS else "relevance",
        page=page_number(asked.get("page", "1")),
    )
    answer = answer_to(text, request, filters, ask, is_as_typed=bool(asked.get("as_typed")))
    found, text = with_files(answer.found), answer.text
    context: dict[str, Any] = {
        "q": answer.typed[:200],
        "answer": answer,
        "popular": () if answer.typed.strip() else popular_searches(),
        "found": found,
        "sort": sort,
        "facets": facet_rows(found, filters, labels, retired_codes(terms)),
    }
    context["base_query"] = base_query(text, filters, sort)
    if answer.correction:
        context["query_as_meant"] = base_query(answer.correction.text, filters, sort)
        context["query_as_typed"] = base_query(answer.typed, filters, sort)
    context["chips"] = chips(text, filters, labels, sort)
    context["cases"], context["case_cities"] = cases_found(found)
    context["may_save"] = viewer_of(request.user).in_alliance and bool(text.strip() or context["chips"])
    context["ways_out"] = ways_out(text=text, user=request.user, filters=filters, found=found)
    response = render(request, "search/results.html", context)
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
    """`text` is what `found` answers: as `typed`, or as corrected."""

    typed: str
    text: str
    found: Found
    correction: Correction | None = None
    is_as_typed: bool = False

    @property
    def is_corrected(self) -> bool:
        return self.text != self.typed


def answer_to(
    typed: str,
    request: HttpRequest,
    filters: Mapping[str, tuple[str, ...]],
    ask: Callable[..., Found],
    *,
    is_as_typed: bool,
) -> Answer:
    found = ask(text=typed)
    if request.user.is_authenticated:
        note_search(text=typed, session=request.session.session_key, found=found)
    if is_as_typed:
        return Answer(typed, typed, found, is_as_typed=True)
    correction = correction_for(text=typed, user=request.user, filters=filters, found=found)
    if correction and correction.replaces(found):
        return Answer(typed, correction.text, ask(text=correction.text, logged=False), correction)
    return Answer(typed, typed, found, correction)


def page_number(given: str) -> int:
    """1 for whatever is no page; the upper bound is the service's."""
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 10 else 1


#: Facet → the scheme its values come from.
TERM_FACETS = {
    "theme": Scheme.THEME,
    "lifecycle": Scheme.LIFECYCLE,
    "loop": Scheme.LOOP_PHASE,
    "recognition": Scheme.RECOGNITION,
}


def facet_terms() -> dict[str, list[Term]]:
    terms = all_terms().values()
    return {name: [term for term in terms if term.scheme == scheme] for name, scheme in TERM_FACETS.items()}


def facet_labels(terms: Mapping[str, list[Term]]) -> dict[str, dict[str, str]]:
    """Facet → value → label, in the order of display. Years come from the results."""
    labels = {name: {term.code: term.label for term in found if not term.successor} for name, found in terms.items()}
    return {
        "theme": labels["theme"],
        "city": {city.slug: city.label for city in all_cities()},
        "lifecycle": labels["lifecycle"],
        "loop": labels["loop"],
        "kind": {value: str(label) for value, label in Kind.choices},
        "year": {},
        "recognition": labels["recognition"],
        "type": {"practice": _("实践案例"), "city": _("城市"), "article": _("文章")},
    }


def moved_codes(terms: Mapping[str, list[Term]]) -> dict[str, dict[str, str]]:
    """Facet → code of a merged term → the code that old links to it mean now."""
    return {name: {term.code: term.successor.code for term in found if term.successor} for name, found in terms.items()}


def retired_codes(terms: Mapping[str, list[Term]]) -> dict[str, set[str]]:
    return {name: {term.code for term in found if term.retired} for name, found in terms.items()}


def chosen_filters(
    asked: QueryDict, labels: Mapping[str, Mapping[str, str]], moved: Mapping[str, Mapping[str, str]]
) -> dict[str, tuple[str, ...]]:
    """Only known facets and values; anything else in the address is ignored."""
    chosen = {}
    for name in labels:
        now = moved.get(name, {})
        chosen[name] = tuple(dict.fromkeys(now.get(value, value) for value in asked.getlist(name)))[:MAX_VALUES]
    known = {name: tuple(v for v in values if v in labels[name]) for name, values in chosen.items() if name != "year"}
    return {**known, "year": tuple(v for v in chosen["year"] if v.isascii() and v.isdigit() and len(v) == 4)}


def facet_titles() -> dict[str, str]:
    return {
        "theme": _("业务领域"),
        "city": _("城市"),
        "lifecycle": _("管理环节"),
        "loop": _("闭环阶段"),
        "kind": _("案例类型"),
        "year": _("开始年份"),
        "recognition": _("荣誉与认定"),
        "type": _("内容类型"),
    }


def facet_rows(
    found: Found,
    filters: Mapping[str, Any],
    labels: Mapping[str, Mapping[str, str]],
    retired: Mapping[str, set[str]],
) -> list[dict[str, Any]]:
    titles = facet_titles()
    rows = []
    for name, values in labels.items():
        counts = found.facets.get(name, {})
        shown = values or {year: year for year in sorted({*counts, *filters[name]}, reverse=True)}
        options = [
            {"value": value, "label": label, "count": counts.get(value, 0), "chosen": value in filters[name]}
            for value, label in shown.items()
            if value not in retired.get(name, ()) or counts.get(value) or value in filters[name]
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


def base_query(text: str, filters: Mapping[str, tuple[str, ...]], sort: str) -> str:
    query = QueryDict(mutable=True)
    query["q"] = text[:200]
    for name, values in filters.items():
        query.setlist(name, list(values))
    if sort in SORTS and sort != "relevance":
        query["sort"] = sort
    return query.urlencode()


def ways_out(*, text: str, user: Any, filters: Mapping[str, tuple[str, ...]], found: Found) -> list[dict[str, Any]]:
    """For an empty result: the same search without one filter or one word, with the hits that gives."""
    if found.total or found.is_degraded:
        return []
    return [
        {
            "kind": way.kind,
            "dropped": facet_titles().get(way.dropped, way.dropped),
            "total": way.total,
            "query": base_query(way.text, way.filters, ""),
        }
        for way in alternatives(text=text, user=user, filters=filters, parsed=found.parsed)
    ]


def chips(
    text: str, filters: Mapping[str, tuple[str, ...]], labels: Mapping[str, Mapping[str, str]], sort: str
) -> list[dict[str, str]]:
    """Each chosen filter with the address of the same search without it."""
    return [
        {"label": labels[name].get(value, value), "query": base_query(text, _without(filters, name, value), sort)}
        for name, values in filters.items()
        for value in values
    ]


def _without(filters: Mapping[str, tuple[str, ...]], name: str, value: str) -> dict[str, tuple[str, ...]]:
    return {**filters, name: tuple(other for other in filters[name] if other != value)}
