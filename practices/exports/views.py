"""Cases to take away, one or many."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import TypeVar

from allauth.core import ratelimit
from allauth.core.internal.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.addressed import case_at
from practices.exports.cases import FORMATS
from practices.exports.jobs import export_ask, export_delete, export_retry, may_fetch
from practices.exports.lists import AT_ONCE, LIST_FILES, MOST, Found, ListUnavailable, find, write_list
from practices.exports.names import file_name
from practices.exports.packs import has_pack, note_pack, write_pack
from practices.formats.typesetter import CannotTypeset
from practices.models import ExportForm, ExportJob, PracticePage
from practices.reading import reading_of

Response = TypeVar("Response", bound=HttpResponseBase)
#: Characters of the query of a list that are kept.
QUERY_LENGTH = 2_000


@require_safe
def case_download(request: HttpRequest, short_id: str, form: str) -> HttpResponse:
    """No access, no case and no such format are the same 404."""
    wanted = FORMATS.get(form)
    practice = case_at(PracticePage.objects.visible_to(request.user), short_id)
    if wanted is None:
        raise Http404
    # allauth's public function counts no GET.
    if not consume(request, app="allauth.account", action="download", limit_get=True):
        return _instead(request, practice, _("下载得太频繁了，请过几分钟再试。"), 429)
    try:
        content = wanted.write(practice, request.user)
    except CannotTypeset as error:
        return _instead(request, practice, str(error))
    response = HttpResponse(content, content_type=wanted.content_type)
    return _taken_away(response, practice.title, wanted.suffix)


@require_safe
def pack_download(request: HttpRequest, short_id: str) -> HttpResponseBase:
    """The files of the building blocks; a case without any has no pack."""
    practice = case_at(PracticePage.objects.visible_to(request.user), short_id)
    if not has_pack(reading_of(practice)):
        raise Http404
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_pack(practice, request.user, file)
    if request.method == "GET":
        session = request.session.session_key if request.user.is_authenticated else None
        note_pack(page=practice, user=request.user, session=session)
    file.seek(0)
    name = _("%(title)s 模块文件") % {"title": practice.title}
    return _taken_away(FileResponse(file, content_type="application/zip"), name, "zip")


def _instead(request: HttpRequest, practice: PracticePage, message: str, status: int = 503) -> HttpResponse:
    context = {"practice": practice, "message": message, "formats": FORMATS.values()}
    response = render(request, "practices/no_download.html", context, status=status)
    add_never_cache_headers(response)
    return response


# --- many cases ---------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def export_new(request: HttpRequest, source: str) -> HttpResponseBase:
    """What can be taken of a list; a short one comes at once, a long one is written by the worker for who has signed
    in."""
    query = request.GET.urlencode()[:QUERY_LENGTH]
    try:
        found = find(source, query, request.user)
    except ListUnavailable as error:
        return _offer(request, source, Found("", 0, []), str(error), 503)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _offer(request, source, found)
    form = request.POST.get("form", "")
    if form not in LIST_FILES or not found.ids:
        return _offer(request, source, found, _("请选择一种文件。"))
    if not ratelimit.consume(request, action="export"):
        return _offer(request, source, found, _("导出得太频繁了，请过几分钟再试。"), 429)
    return _at_once(request, source, found, form) if len(found.ids) <= AT_ONCE else _later(request, source, found, form)


def _at_once(request: HttpRequest, source: str, found: Found, form: str) -> HttpResponseBase:
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        write_list(found, request.user, form, file, lambda number: None)
    except CannotTypeset as error:
        file.close()
        return _offer(request, source, found, str(error), 503)
    file.seek(0)
    return _as_file(file, found.name, form)


def _later(request: HttpRequest, source: str, found: Found, form: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return _offer(request, source, found, status=403)
    query = request.GET.urlencode()[:QUERY_LENGTH]
    try:
        export_ask(owner=request.user, source=source, query=query, form=form, found=found)
    except ValidationError as error:
        return _offer(request, source, found, error.messages[0], 409)
    messages.success(request, _("正在生成。完成后通知您，也可以在这里等。"))
    return redirect("exports")


def _offer(request: HttpRequest, source: str, found: Found, problem: str = "", status: int = 200) -> HttpResponse:
    is_long = len(found.ids) > AT_ONCE
    must_sign_in = is_long and not request.user.is_authenticated
    if must_sign_in and not problem:
        problem = _("案例较多，登录后才能导出；也可以加上筛选条件分几次导出。")
    context = {"found": found, "problem": problem, "forms": ExportForm.choices, "most": MOST, "at_once": AT_ONCE}
    context |= {"is_long": is_long, "must_sign_in": must_sign_in}
    response = render(request, "practices/export_new.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


@login_required
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """One's own; the list alone where the page asks how far they are."""
    jobs = list(ExportJob.objects.filter(owner=request.user).defer("cases"))
    context = {"jobs": jobs, "is_open": any(job.is_open for job in jobs)}
    is_part = bool(getattr(request, "htmx", False))
    response = render(request, "practices/export_list.html" if is_part else "practices/exports.html", context)
    add_never_cache_headers(response)
    return response


@login_required
@require_safe
def export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    job = _own(request, pk)
    if not may_fetch(job, request.user):
        messages.error(request, _("这个文件不能再下载：已过期，或其中有案例不再对您开放。请重新导出。"))
        return redirect("exports")
    try:
        file = job.file.open("rb")
    except FileNotFoundError:
        messages.error(request, _("服务器上找不到这个文件。请重新导出。"))
        return redirect("exports")
    return _as_file(file, job.name, job.form)


@login_required
@require_POST
def export_again(request: HttpRequest, pk: int) -> HttpResponse:
    export_retry(job=_own(request, pk))
    return redirect("exports")


@login_required
@require_POST
def export_remove(request: HttpRequest, pk: int) -> HttpResponse:
    export_delete(job=_own(request, pk))
    messages.success(request, _("已删除。"))
    return redirect("exports")


def _own(request: HttpRequest, pk: int) -> ExportJob:
    return get_object_or_404(ExportJob, pk=pk, owner=request.user)


def _as_file(file: object, name: str, form: str) -> HttpResponseBase:
    kind = LIST_FILES[form]
    return _taken_away(FileResponse(file, content_type=kind.content_type), name, kind.suffix)


def _taken_away(response: Response, name: str, suffix: str) -> Response:
    response["Content-Disposition"] = content_disposition_header(True, f"{file_name(name)}.{suffix}")
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response
