"""私信: the list, one conversation, and the way to a first message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cities.models import City
from cities.viewers import viewer_of
from exchanges.messages.forms import FirstMessageForm, MessageForm
from exchanges.messages.permissions import may_ask_about, may_ask_city
from exchanges.messages.selectors import page_of_conversations, page_of_messages, readable_case
from exchanges.messages.services import (
    conversation_about_case,
    conversation_close,
    conversation_open,
    conversation_read,
    conversation_with_city,
    message_send,
)
from exchanges.models import Conversation
from practices.addressed import case_at
from practices.models import PracticePage
from practices.refusals import refusals_in

READ_AND_WRITE = ["GET", "HEAD", "POST"]


def _private(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    form = context.get("form")
    response = render(request, template, context, status=400 if form is not None and form.errors else 200)
    add_never_cache_headers(response)
    return response


@login_required
@require_safe
def conversations(request: HttpRequest) -> HttpResponse:
    if not viewer_of(request.user).in_alliance:
        raise Http404
    lines = page_of_conversations(request.user, request.GET.get("page"))
    return _private(request, "exchanges/messages/list.html", {"lines": lines})


@login_required
@require_http_methods(READ_AND_WRITE)
def conversation(request: HttpRequest, pk: int) -> HttpResponse:
    """Read by who is on one of its two sides; to everybody else it is a 404."""
    row = _own(request, pk)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            message_send(conversation=row, by=request.user, body=form.cleaned_data["body"])  # type: ignore[arg-type]
            return redirect("conversation", pk)
    page = page_of_messages(row, request.GET.get("page"))
    if request.method == "GET":
        conversation_read(conversation=row, by=request.user)  # type: ignore[arg-type]
    context = {"row": row, "said": page, "form": form, "case": readable_case(row, request.user)}
    context["may_open"] = row.closed_at is not None and row.closed_by_asker == row.is_asker  # type: ignore[attr-defined]
    return _private(request, "exchanges/messages/conversation.html", context)


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked for is said; only the side that closed it opens it again."""
    row = _own(request, pk)
    change: Callable[..., None] = conversation_open if request.POST.get("open") == "1" else conversation_close
    try:
        change(conversation=row, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("conversation", pk)


def _own(request: HttpRequest, pk: int) -> Conversation:
    rows = Conversation.objects.visible_to(request.user).select_related("city", "asker", "asker_city", "practice")
    return get_object_or_404(rows, pk=pk)


# --- a first message ----------------------------------------------------------------------------------------------
@login_required
@require_http_methods(READ_AND_WRITE)
def to_case(request: HttpRequest, short_id: str) -> HttpResponse:
    practice = case_at(PracticePage.objects.visible_to(request.user), short_id)
    if not may_ask_about(request.user, practice):
        raise Http404
    before = Conversation.objects.visible_to(request.user).filter(asker=request.user, practice=practice)
    return _first(
        request,
        before.first(),
        {"practice": practice, "to": practice.city},
        lambda **said: conversation_about_case(practice=practice, by=request.user, **said),  # type: ignore[arg-type]
    )


@login_required
@require_http_methods(READ_AND_WRITE)
def to_city(request: HttpRequest, slug: str) -> HttpResponse:
    city = get_object_or_404(City, slug=slug)
    if not may_ask_city(request.user, city):
        raise Http404
    before = Conversation.objects.visible_to(request.user).filter(asker=request.user, city=city, about="city")
    return _first(
        request,
        before.first(),
        {"to": city},
        lambda **said: conversation_with_city(to=city, by=request.user, **said),  # type: ignore[arg-type]
    )


def _first(
    request: HttpRequest, before: Conversation | None, context: dict[str, Any], begin: Callable[..., Conversation]
) -> HttpResponse:
    """Who has written before goes on there."""
    if before is not None and request.method != "POST":
        return redirect("conversation", before.pk)
    form = FirstMessageForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            row = begin(city=form.voice, body=form.cleaned_data["body"])
            messages.success(request, _("已发给对方。对方答复后会通知您。"))
            return redirect("conversation", row.pk)
    return _private(request, "exchanges/messages/first.html", {**context, "form": form})
