"""Whole pages kept for visitors, in the memory of each process (docs/decisions/0023).

Kept is only what any visitor gets; a kept page is used only while the mark of the site, one database row that all
processes read, is the one it was made under. So what is taken down is gone with the next request, everywhere.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import parse_etags
from wagtail.views import serve

from accounts.middleware import interface_language
from alliance.middleware import ADMIN_PREFIX
from alliance.models import SiteMark
from alliance.the_site import introduce
from config.remembered import read_mark, remember_under, under_mark

MOST_PAGES = 500
LARGEST = 512 * 1024
#: The parameters pages know. Anything else in an address is answered without the cache, so that nobody can fill it.
KNOWN_QUERY = re.compile(r"(page=[1-9]\d{0,2})?")
PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")
Key = tuple[str, ...]
View = TypeVar("View", bound=Callable[..., HttpResponse])
KEPT_VIEWS: set[Callable[..., HttpResponse]] = set()


def kept_for_visitors(view: View) -> View:
    """The outermost decorator of a view whose answer is the same for every visitor until the site changes."""
    KEPT_VIEWS.add(view)
    return view


def renew_site_mark() -> None:
    """Every kept page is void from here on. Never a number: one put back with a backup could come a second time."""
    mark = uuid.uuid4().hex
    if not SiteMark.objects.filter(pk=SiteMark.ONLY).update(mark=mark):
        SiteMark.objects.update_or_create(pk=SiteMark.ONLY, defaults={"mark": mark})


@dataclass(frozen=True)
class KeptPage:
    mark: str
    until: float
    headers: dict[str, str]
    body: bytes
    zipped: bytes
    etag: str

    def answer(self, request: HttpRequest) -> HttpResponse:
        is_zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        etag = f'"{self.etag}-gz"' if is_zipped else f'"{self.etag}"'
        response: HttpResponse
        if etag in parse_etags(request.headers.get("If-None-Match", "")):
            response = HttpResponseNotModified(headers=self.headers)
        else:
            body = self.zipped if is_zipped else self.body
            response = HttpResponse(body, headers={**self.headers, "Content-Length": str(len(body))})
            if is_zipped:
                response.headers["Content-Encoding"] = "gzip"
        response.headers["ETag"] = etag
        return response


class Store:
    """The pages of one process; the one unused for longest makes room."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> KeptPage | None:
        with self._lock:
            kept = self._pages.get(key)
            if kept is None:
                return None
            if kept.until < time.monotonic():
                del self._pages[key]
                return None
            self._pages.move_to_end(key)
            return kept

    def put(self, key: Key, page: KeptPage) -> None:
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)

    def __len__(self) -> int:
        return len(self._pages)


class VisitorPageCacheMiddleware:
    """Stands outside whatever writes headers, so that these are kept with the page, and inside the redirect to https."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.seconds: int = settings.PAGE_CACHE_SECONDS
        self.store = Store()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = key_of(request) if self.seconds else None
        request.page_cache_key = key  # type: ignore[attr-defined]
        kept = self.store.get(key) if key else None
        if kept and kept.mark == _mark_before(request):
            return kept.answer(request)
        with under_mark(None):
            response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return self._kept(key, request, response) if key else response

    def process_view(self, request: HttpRequest, view: Any, *args: Any) -> None:
        """Only Wagtail's pages are kept, and views that say so. The mark is read before the page is made: a change in between voids it."""
        if request.method not in ("GET", "HEAD") or request.path.startswith(ADMIN_PREFIX):
            return
        remember_under(_mark_before(request))
        introduce(request)
        request.is_kept = view is serve or view in KEPT_VIEWS  # type: ignore[attr-defined]

    def _kept(self, key: Key, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        seconds = min(self.seconds, _lifetime(response, self.seconds))
        if seconds <= 0 or not _mark_before(request) or not is_for_everyone(request, response):
            return response
        page = keep(response, _mark_before(request), seconds)
        self.store.put(key, page)
        return page.answer(request)


def key_of(request: HttpRequest) -> Key | None:
    """None where the answer may be for this reader alone, or need not be the same for the next."""
    query = request.META.get("QUERY_STRING", "")
    if (
        request.method != "GET"
        or any(name in request.COOKIES for name in PERSONAL_COOKIES)
        or not KNOWN_QUERY.fullmatch(query)
        or getattr(request, "is_dummy", False)
        or "HTTP_HX_REQUEST" in request.META
        or "HTTP_AUTHORIZATION" in request.META
    ):
        return None
    return (str(request.scheme), request.get_host(), request.path, query, interface_language(request))


def is_for_everyone(request: HttpRequest, response: HttpResponse) -> bool:
    """A page with a form has a token, and with the token a cookie; a page with a message was made for one reader."""
    return (
        getattr(request, "is_kept", False)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.user.is_authenticated
        and not _has_messages(request)
        and not any(word in response.headers.get("Cache-Control", "") for word in ("no-store", "private"))
        and len(response.content) <= LARGEST
    )


def keep(response: HttpResponse, mark: str, seconds: float) -> KeptPage:
    """`no-cache`: a browser may keep the page too, but asks each time whether it still holds."""
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
    headers = {name: value for name, value in response.items() if name.lower() != "content-length"}
    body = response.content
    zipped = gzip.compress(body, compresslevel=6, mtime=0)
    return KeptPage(mark, time.monotonic() + seconds, headers, body, zipped, hashlib.sha256(body).hexdigest()[:32])


def _mark_before(request: HttpRequest) -> str:
    """The mark as it was when this request was first looked at."""
    if not hasattr(request, "site_mark"):
        request.site_mark = read_mark()  # type: ignore[attr-defined]
    mark: str = request.site_mark  # type: ignore[attr-defined]
    return mark


def _lifetime(response: HttpResponse, otherwise: float) -> float:
    """Seconds. A page that changes by the clock says when: a header would let browsers keep a page taken down."""
    changes_at = getattr(response, "changes_at", None)
    return otherwise if changes_at is None else (changes_at - timezone.now()).total_seconds()


def _has_messages(request: HttpRequest) -> bool:
    messages = get_messages(request)
    return bool(getattr(messages, "used", False) or getattr(messages, "added_new", False))
