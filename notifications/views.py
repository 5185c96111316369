from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notifications.digests import preview
from notifications.events import AT_ONCE, Event, Topic
from notifications.forms import MailForm
from notifications.models import Notification
from notifications.mornings import next_monday, next_morning
from notifications.permissions import may_still_read, still_readable
from notifications.services import mark_read
from notifications.tasks import is_mail_configured
from notifications.unsubscribing import read_token, stop

PER_PAGE = 20
READ_AND_WRITE = ["GET", "HEAD", "POST"]


def _private(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    add_never_cache_headers(response)
    return response


# --- the list -----------------------------------------------------------------------------------------------------
@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Newest first, by day."""
    chosen = request.GET.get("topic", "")
    topic = chosen if chosen in Topic else ""
    only_unread = request.GET.get("unread") == "1"
    lines = Notification.objects.of(request.user).prefetch_related("target")
    if topic:
        lines = lines.filter(topic=topic)
    if only_unread:
        lines = lines.unread()
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    readable = {line.pk for line in still_readable(request.user, page)}
    for line in page:
        line.is_readable = line.pk in readable
    unread = _unread_by_topic(request)
    context = {
        "lines": page,
        "days": [
            (day, list(some)) for day, some in groupby(page, key=lambda line: timezone.localdate(line.created_at))
        ],
        "topic": topic,
        "only_unread": only_unread,
        "tabs": [("", _("全部"), sum(unread.values()))]
        + [(each.value, each.label, unread.get(each.value, 0)) for each in Topic],
        "unread_number": unread.get(topic, 0) if topic else sum(unread.values()),
        "query": urlencode({"topic": topic} if topic else {}),
        "here": _here(request),
    }
    return _private(request, "notifications/inbox.html", context)


def _unread_by_topic(request: HttpRequest) -> dict[str, int]:
    rows = Notification.objects.of(request.user).unread().order_by().values("topic").annotate(number=Count("pk"))
    return {row["topic"]: row["number"] for row in rows}


@login_required
@require_safe
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """To what the line speaks of; having been followed it is read. Another person's line is a 404."""
    line = get_object_or_404(Notification.objects.of(request.user), pk=pk)
    mark_read(user=request.user, pk=line.pk)
    return redirect(line.url if may_still_read(line) else "notifications")


@login_required
@require_POST
def read_one(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Notification.objects.of(request.user), pk=pk)
    mark_read(user=request.user, pk=pk)
    return redirect(_back(request))


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Of one topic where that is what was looked at."""
    topic = request.POST.get("topic", "")
    mark_read(user=request.user, topic=topic if topic in Topic else "")
    return redirect(_back(request))


def _here(request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"?{query}" if query else ""


def _back(request: HttpRequest) -> str:
    """To the list as it was filtered, and nowhere else."""
    here = request.POST.get("here", "")
    return reverse("notifications") + (here if here.startswith("?") else "")


# --- mail ---------------------------------------------------------------------------------------------------------
@login_required
@require_safe
def digest_preview(request: HttpRequest) -> HttpResponse:
    """As it would be sent now."""
    now = timezone.now()
    context = {"digest": preview(request.user, now), "daily_at": next_morning(now), "weekly_at": next_monday(now)}  # type: ignore[arg-type]
    return _private(request, "notifications/digest.html", context)


@login_required
@require_http_methods(READ_AND_WRITE)
def mail_settings(request: HttpRequest) -> HttpResponse:
    form = MailForm(request.POST or None, user=request.user)  # type: ignore[arg-type]
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("已保存，从下一条通知起照此发送。"))
        return redirect("mail_settings")
    context = {
        "form": form,
        "has_mail": is_mail_configured(),
        "at_once": [event.label for event in Event if event in AT_ONCE],
    }
    return _private(request, "notifications/mail_settings.html", context, 400 if form.errors else 200)


@csrf_exempt
@require_http_methods(READ_AND_WRITE)
def mail_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Without sign-in and without a token of ours: the mail program asks by itself (RFC 8058). A link alone stops
    nothing, since scanners follow links. Says nothing of whose mail it is."""
    asked = read_token(token)
    if asked is None:
        raise Http404
    context: dict[str, Any] = {"topics": [topic.label for topic in asked.topics], "done": False}
    if request.method == "POST":
        topics = tuple(Topic) if request.POST.get("all") == "1" else asked.topics
        stop(asked.user, topics)
        context = {"topics": [topic.label for topic in topics], "done": True}
    return _private(request, "notifications/mail_stop.html", context)
