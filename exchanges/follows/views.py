from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exchanges.follows.button import draw_button
from exchanges.follows.kinds import kind_by_code
from exchanges.follows.listing import followed_by
from exchanges.follows.services import follow, may_follow, unfollow
from exchanges.models import Follow
from notifications.models.preferences import Frequency


@login_required
@require_safe
def follows(request: HttpRequest) -> HttpResponse:
    response = render(
        request, "exchanges/follows/list.html", {"groups": followed_by(request.user), "frequencies": Frequency.choices}
    )
    add_never_cache_headers(response)
    return response


@login_required
@require_POST
def follow_set(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What is asked for is said (`following`), so that a second click does not turn it round. The answer is the button
    for a page that asked for just that, and the page it came from otherwise."""
    target = _target(request, kind, pk)
    try:
        if request.POST.get("following") == "1":
            follow(user=request.user, target=target)  # type: ignore[arg-type]
        else:
            unfollow(user=request.user, target=target)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        if request.htmx:  # type: ignore[attr-defined]
            # The words stand on the page, not in the button.
            return HttpResponse(headers={"HX-Refresh": "true"})
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(draw_button(request, target, back=request.POST.get("next", "/"), swapped=True))
    return redirect(_back(request))


@login_required
@require_POST
def follow_end(request: HttpRequest, pk: int) -> HttpResponse:
    """From the list: of things that are closed or gone as well."""
    get_object_or_404(Follow, pk=pk, user=request.user).delete()
    messages.success(request, _("已取消关注。"))
    return redirect("follows")


@login_required
@require_POST
def follow_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """How often mail is wanted about this one thing; anything unknown is as for all that is followed."""
    wanted = request.POST.get("mail", "")
    row = get_object_or_404(Follow, pk=pk, user=request.user)
    row.mail = wanted if wanted in Frequency else ""
    row.save(update_fields=["mail"])
    messages.success(request, _("已保存，从下一条通知起照此发送。"))
    return redirect("follows")


def _target(request: HttpRequest, code: str, pk: int) -> Any:
    """What one may not read and what there is not are the same 404."""
    kind = kind_by_code(code)
    if kind is None:
        raise Http404
    target = get_object_or_404(kind.rows(), pk=pk)
    if not may_follow(request.user, target):
        raise Http404
    return target


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if safe else "/"
