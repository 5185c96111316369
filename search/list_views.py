"""Result lists that leave the page. Members' content is kept by nobody on the way."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search.exports import MOST_ROWS, lines
from search.feeds import ResultsFeed
from search.lists import listed
from search.port import SearchFailure
from search.questions import Question

RETRY_SECONDS = "60"


@require_safe
def table(request: HttpRequest) -> HttpResponseBase:
    try:
        found = listed(Question.from_query(request.GET), request.user, most=MOST_ROWS)
    except SearchFailure:
        return _later()
    response = StreamingHttpResponse(lines(found, request.build_absolute_uri), content_type="text/csv; charset=utf-8")
    name = _("搜索结果-%(day)s.csv") % {"day": timezone.localdate().strftime("%Y%m%d")}
    response["Content-Disposition"] = content_disposition_header(True, name)
    return _for_this_reader(request, response)


@require_safe
def atom(request: HttpRequest) -> HttpResponseBase:
    try:
        response = ResultsFeed()(request)
    except SearchFailure:
        return _later()
    return _for_this_reader(request, response)


def _for_this_reader(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Cookie"])
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response


def _later() -> HttpResponse:
    """What reads feeds and tables comes again by itself."""
    message = _("搜索正在恢复，请过一会儿再试。")
    headers = {"Retry-After": RETRY_SECONDS, "Cache-Control": "no-store"}
    return HttpResponse(message, status=503, content_type="text/plain; charset=utf-8", headers=headers)
