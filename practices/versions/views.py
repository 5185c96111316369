"""Versions of a case: the list, one to read and to cite, two side by side; and what its city says of it:
that it is off the site, that it still holds."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from practices.addressed import case_at
from practices.citations import bibtex, citation
from practices.forms import ReasonForm, VerifyForm, WithdrawForm
from practices.models import PracticePage, Visibility
from practices.refusals import refusals_in
from practices.services import practice_unpublish, practice_verify
from practices.story import drawn
from practices.versions import selectors
from practices.versions.closing import closure_of, may_close, version_close, why_not_close
from practices.versions.doors import may_withdraw
from practices.versions.permissions import cases_with_versions, may_see_draft, readable_versions

#: As the comparison reads it, and what the column holds.
NUMBER, HIGHEST = re.compile("[0-9]{1,6}"), 999_999


def _case(request: HttpRequest, short_id: str) -> PracticePage:
    return case_at(cases_with_versions(request.user).select_related("city"), short_id)


def _closed_when_it_should_be(request: HttpRequest, practice: PracticePage, response: HttpResponse) -> HttpResponse:
    if practice.visibility != Visibility.PUBLIC or request.user.is_authenticated:
        add_never_cache_headers(response)
    return response


def _address(request: HttpRequest, practice: PracticePage, number: int | None) -> str:
    return request.build_absolute_uri(reverse("practice_version", args=[practice.short_id, number]))


def _closed(request: HttpRequest, practice: PracticePage, numbers: list[int]) -> HttpResponse:
    """410 with the reason where one of them was closed; no such version otherwise."""
    closure = closure_of(request.user, practice, [number for number in numbers if number <= HIGHEST])
    if closure is None:
        raise Http404
    response = render(request, "practices/version_closed.html", {"practice": practice, "closure": closure}, status=410)
    add_never_cache_headers(response)
    return response


@require_safe
def versions(request: HttpRequest, short_id: str) -> HttpResponse:
    practice = _case(request, short_id)
    page = selectors.page_of_versions(request.user, practice, request.GET.get("page"))
    context = {"practice": practice, "versions": page, "newest": _newest(request, practice)}
    return _closed_when_it_should_be(request, practice, render(request, "practices/versions.html", context))


def _newest(request: HttpRequest, practice: PracticePage) -> int | None:
    return next(iter(selectors.numbers_of(request.user, practice)), None)


@require_safe
def version(request: HttpRequest, short_id: str, number: int) -> HttpResponse:
    practice = _case(request, short_id)
    shown = selectors.version_of(request.user, practice, number)
    if shown is None:
        return _closed(request, practice, [number])
    address = _address(request, practice, number)
    context = {
        "practice": practice,
        "shown": shown,
        "story": drawn(shown.case, practice.pk),
        "citation": citation(shown.case, city=str(practice.city), address=address),
        "address": address,
        "may_close": not shown.is_latest and may_close(request.user, practice),
    }
    return _closed_when_it_should_be(request, practice, render(request, "practices/version.html", context))


@require_safe
def version_bibtex(request: HttpRequest, short_id: str, number: int) -> HttpResponse:
    practice = _case(request, short_id)
    shown = selectors.version_of(request.user, practice, number)
    if shown is None:
        return _closed(request, practice, [number])
    entry = bibtex(shown.case, city=str(practice.city), address=_address(request, practice, number))
    response = HttpResponse(entry, content_type="application/x-bibtex; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{practice.short_id}-v{number}.bib"'
    return _closed_when_it_should_be(request, practice, response)


@require_safe
def compare(request: HttpRequest, short_id: str) -> HttpResponse:
    """`from` and `to` in the address; what is not known there is read as the two newest."""
    practice = _case(request, short_id)
    asked = [int(key) for key in (request.GET.get("from", ""), request.GET.get("to", "")) if NUMBER.fullmatch(key)]
    if closure_of(request.user, practice, asked):
        return _closed(request, practice, asked)
    keys = [str(number) for number in selectors.numbers_of(request.user, practice)]
    if may_see_draft(request.user, practice):
        keys.insert(0, selectors.DRAFT)
    left, right = _chosen(request, practice, keys)
    context: dict[str, Any] = {"practice": practice, "keys": keys, "left": left, "right": right}
    if left and right:
        context["sections"] = selectors.compared(request.user, left, right)
    return _closed_when_it_should_be(request, practice, render(request, "practices/compare.html", context))


def _chosen(
    request: HttpRequest, practice: PracticePage, keys: list[str]
) -> tuple[selectors.Side | None, selectors.Side | None]:
    """The older one left; a draft is newer than any version. None where there is nothing to compare with."""
    numbers = [key for key in keys if key != selectors.DRAFT]
    asked = [key for key in (request.GET.get("from"), request.GET.get("to")) if key in keys]
    chosen = list(dict.fromkeys([*asked, *numbers, *keys]))[:2]
    if len(chosen) < 2:
        return None, None
    older, newer = sorted(chosen, key=keys.index, reverse=True)
    return selectors.side_of(request.user, practice, older), selectors.side_of(request.user, practice, newer)


# --- closing one ---------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, short_id: str, number: int) -> HttpResponse:
    practice = _case(request, short_id)
    row = readable_versions(request.user, practice).filter(number=number).first() if number <= HIGHEST else None
    if row is None or not may_close(request.user, practice):
        raise Http404
    form = ReasonForm(request.POST or None)
    form.fields["reason"].help_text = _("写给读者看：打开这一版网址的人会读到。不要重复不宜公开的内容。")
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            version_close(version=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("已关闭第 %(number)s 版。") % {"number": number})
            return redirect("practice_versions", practice.short_id)
    context = {
        "practice": practice,
        "form": form,
        "heading": _("关闭第 %(number)s 版") % {"number": number},
        "explanation": why_not_close(row)
        or _("旧版里有不宜公开的内容而新版已改正时使用。关闭后任何人都不能再阅读、对照和下载这一版。"),
    }
    return render(request, "practices/hold.html", context)


# --- withdrawing --------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, short_id: str) -> HttpResponse:
    practice = case_at(PracticePage.objects.live(), short_id)
    if not may_withdraw(request.user, practice):
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            practice_unpublish(practice=practice, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("已撤下。原来的网址会说明原因。"))
            return redirect("desk")
    context = {
        "practice": practice,
        "form": form,
        "heading": _("撤下案例"),
        "explanation": _(
            "从网站上撤下，只有本市编辑和审核还能看到；原来的网址说明撤下的原因。修改后可以重新提交审核。"
        ),
    }
    return render(request, "practices/hold.html", context)


# --- still valid --------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, short_id: str) -> HttpResponse:
    """Where a reminder leads: one click, with a note or without. A link alone never says that a case is still valid."""
    practice = case_at(PracticePage.objects.live().written_by(request.user), short_id)
    form = VerifyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            row = practice_verify(practice=practice, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("已登记复核，下次在 %(day)s 前。") % {"day": row.review_by.isoformat()})
            return redirect(practice.get_url(request))
    return render(request, "practices/verify.html", {"practice": practice, "form": form})
