"""Reading and writing in threads. No access, no thread and no post are the same 404."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchanges.models import Post, ThreadReading
from exchanges.threads.forms import EditForm, PostForm, ReasonForm
from exchanges.threads.mentions import named_in
from exchanges.threads.owners import NobodysThread, Talk, talk_of, threads_with_owners
from exchanges.threads.pages import address_in_thread, page_with, thread_page
from exchanges.threads.permissions import may_edit, may_hide, may_moderate, may_read, may_write, sees_history
from exchanges.threads.services import post_add, post_edit, post_hide, post_show, thread_lock, thread_unlock
from exchanges.threads.wording import excerpt
from practices.refusals import refusals_in


def talk_at(user: Any, pk: int) -> Talk:
    """Raises Http404."""
    thread = threads_with_owners().filter(pk=pk).first()
    if thread is None:
        raise Http404
    try:
        talk = talk_of(thread)
    except NobodysThread:
        raise Http404 from None
    if not may_read(user, talk):
        raise Http404
    return talk


def _post_at(user: Any, pk: int, number: int) -> tuple[Talk, Post]:
    talk = talk_at(user, pk)
    rows = Post.objects.select_related("author", "city", "reply_to")
    return talk, get_object_or_404(rows, thread=talk.thread, number=number)


@require_safe
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """The thread on a page of its own; where the page of its owner shows it, that one."""
    talk = talk_at(request.user, pk)
    if talk.rules.shows_thread:
        return redirect(talk.url)
    page = thread_page(request, talk, number=request.GET.get("page"))
    return render(request, "exchanges/thread_page.html", {"page_of_thread": page, "talk": talk})


@require_safe
def post_at(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The lasting address of a post."""
    talk, post = _post_at(request.user, pk, number)
    return redirect(address_in_thread(talk, post.number))


@login_required
@require_safe
def unread(request: HttpRequest, pk: int) -> HttpResponse:
    """To the first post since the person last looked."""
    talk = talk_at(request.user, pk)
    read = ThreadReading.objects.filter(thread=talk.thread, user=request.user).values_list("number", flat=True).first()
    return redirect(address_in_thread(talk, max(1, min((read or 0) + 1, talk.thread.post_count))))


@require_http_methods(["GET", "HEAD", "POST"])
def post_new(request: HttpRequest, pk: int) -> HttpResponse:
    """By GET the form alone, for who answers without a script: `?reply=` is the number of the post."""
    if not request.user.is_authenticated:
        # A page fetched in the background cannot be left for the sign-in; the words stay where they are.
        return HttpResponse(status=401) if request.htmx else redirect_to_login(request.get_full_path())  # type: ignore[attr-defined]
    talk = talk_at(request.user, pk)
    if not may_write(request.user, talk):
        raise Http404
    form = PostForm(
        request.POST or None, user=request.user, thread=talk.thread, initial={"reply_to": request.GET.get("reply")}
    )
    answered = _answered(talk, form)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            said = post_add(
                thread=talk.thread,
                by=request.user,
                body=form.cleaned_data["body"],
                city=form.voice,
                reply_to=answered,
            )
            return _posted(request, talk, said)
    context = {"talk": talk, "form": form, "answered": answered, "quoted": excerpt(answered) if answered else ""}
    if request.htmx:  # type: ignore[attr-defined]
        answer = render(request, "exchanges/post_form.html", context)
        answer["HX-Retarget"] = f"#thread-{talk.thread.pk}-form"
        return answer
    return render(request, "exchanges/post_new.html", context)


def _answered(talk: Talk, form: PostForm) -> Post | None:
    number = str(form["reply_to"].value() or "")
    if not number.isdecimal() or len(number) > 9:
        return None
    return Post.objects.filter(thread=talk.thread, number=int(number), hidden_at=None).select_related("author").first()


def _posted(request: HttpRequest, talk: Talk, post: Post) -> HttpResponse:
    address = address_in_thread(talk, post.number)
    if unclear := named_in(post.body).unclear:
        words = _("叫这个名字的不止一人，没有通知：%(names)s。请写成“@姓名（城市）”。")
        messages.warning(request, words % {"names": "、".join(unclear)})
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, _("已发出。"))
        return redirect(address)
    fresh = talk_of(threads_with_owners().get(pk=talk.thread.pk))
    page = thread_page(request, fresh, number=page_with(post.number))
    answer = render(request, "exchanges/thread.html", {"page_of_thread": page})
    answer["HX-Replace-Url"] = address
    answer["HX-Trigger-After-Settle"] = json.dumps({"posted": {"id": f"post-{post.number}"}})
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    talk, post = _post_at(request.user, pk, number)
    if not may_edit(request.user, talk, post):
        raise Http404
    form = EditForm(request.POST or None, initial={"body": post.body})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            if form.has_changed():
                post_edit(post=post, by=request.user, body=form.cleaned_data["body"])
                messages.success(request, _("已修改，原来的文字留在修改记录里。"))
            return redirect(address_in_thread(talk, post.number))
    return render(request, "exchanges/post_edit.html", {"talk": talk, "post": post, "form": form})


@login_required
@require_safe
def history(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    talk, post = _post_at(request.user, pk, number)
    if not sees_history(request.user, talk, post):
        raise Http404
    return render(request, "exchanges/post_history.html", {"talk": talk, "post": post, "edits": post.edits.all()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    talk, post = _post_at(request.user, pk, number)
    if not may_hide(request.user, talk, post) or post.hidden_at:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            post_hide(post=post, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("已隐藏，作者会收到原因。"))
            return redirect(address_in_thread(talk, post.number))
    context = {"talk": talk, "post": post, "form": form, "quoted": excerpt(post)}
    return render(request, "exchanges/post_hide.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    talk = talk_at(request.user, pk)
    if not may_moderate(request.user, talk):
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            thread_lock(thread=talk.thread, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("已锁定，谁也不能再发言；已有的发言照常显示。"))
            return redirect(address_in_thread(talk, 1))
    return render(request, "exchanges/thread_lock.html", {"talk": talk, "form": form})


@login_required
@require_POST
def show(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    talk, post = _post_at(request.user, pk, number)
    return _done(request, talk, lambda: post_show(post=post, by=request.user), _("已恢复显示。"), post.number)


@login_required
@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    talk = talk_at(request.user, pk)
    return _done(request, talk, lambda: thread_unlock(thread=talk.thread, by=request.user), _("已解除锁定。"), 1)


def _done(request: HttpRequest, talk: Talk, do: Callable[[], None], words: str, number: int) -> HttpResponse:
    try:
        do()
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, words)
    return redirect(address_in_thread(talk, number))
