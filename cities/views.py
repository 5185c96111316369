"""The people of a city: who they are, how they come in, how they leave. And a person's own account."""

from __future__ import annotations

from typing import Any

import segno
from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.utils import user_pk_to_url_str
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.log_actions import log

from accounts.models import User
from cities.forms import (
    AccountForm,
    BureauFormSet,
    CodeForm,
    EndForm,
    EndOnForm,
    FigureFormSet,
    HandOverForm,
    InviteForm,
    JoinForm,
    RoleForm,
)
from cities.invitations import (
    InvitationUnusable,
    invitation_accept,
    invitation_accept_as,
    invitation_make,
    invitation_revoke,
    usable_invitation,
)
from cities.models import City, Invitation, Membership
from cities.permissions import manageable_cities, may_manage_members, may_reset_password
from cities.services import hand_over, membership_change_role, membership_end_on, membership_part, profile_save

#: How many ended memberships and past invitations are listed.
PAST = 30
#: The place that is no city, in addresses.
OFFICE = "office"
READ_AND_WRITE = ["GET", "HEAD", "POST"]


# --- the people of a place ----------------------------------------------------------------------------------------
def _place(request: HttpRequest, place: str) -> City | None:
    """The city of the address, None for the office. Not there and not yours are the same 404."""
    city = None if place == OFFICE else City.objects.members().filter(slug=place).first()
    if (city is None and place != OFFICE) or not may_manage_members(request.user, city):
        raise Http404
    return city


def _private(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    add_never_cache_headers(response)
    return response


@login_required
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    cities = list(manageable_cities(request.user))
    office = may_manage_members(request.user, None)
    if not cities and not office:
        raise Http404
    if len(cities) == 1 and not office:
        return redirect("members_of", cities[0].slug)
    return _private(request, "cities/places.html", {"cities": cities, "office": office})


@login_required
@require_safe
def members_of(request: HttpRequest, place: str) -> HttpResponse:
    city = _place(request, place)
    return _private(request, "cities/members.html", _members_context(request, place, city, InviteForm(city=city)))


def _members_context(request: HttpRequest, place: str, city: City | None, form: InviteForm) -> dict[str, Any]:
    rows = Membership.objects.filter(city=city).select_related("user", "bureau").order_by("role", "user__name")
    active = list(rows.active())
    for row in active:
        row.may_reset = row.user_id != request.user.pk and may_reset_password(request.user, row.user)
        row.role_form = RoleForm(city=city, initial={"role": row.role}, auto_id=f"id_{row.pk}_%s")
        row.end_on_form = EndOnForm(initial={"day": row.last_day}, auto_id=f"id_{row.pk}_%s")
    invitations = Invitation.objects.filter(city=city).select_related("invited_by", "used_by")
    return {
        "place": place,
        "city": city,
        "active": active,
        "coming": rows.coming(),
        "ended": rows.filter(ends_at__lte=timezone.now()).order_by("-ends_at")[:PAST],
        "invitations": invitations.usable(),
        "past_invitations": invitations.exclude(pk__in=invitations.usable())[:PAST],
        "form": form,
    }


@login_required
@require_POST
def invite(request: HttpRequest, place: str) -> HttpResponse:
    """Shows link and code once; afterwards nobody can read them, the sender included."""
    city = _place(request, place)
    form = InviteForm(request.POST, city=city)
    if not form.is_valid():
        return _private(request, "cities/members.html", _members_context(request, place, city, form), 400)
    issued = invitation_make(city=city, by=request.user, **form.cleaned_data)
    link = request.build_absolute_uri(reverse("join_with", args=[issued.token]))
    context = {"place": place, "city": city, "invitation": issued.invitation, "code": issued.code, "link": link}
    return _private(request, "cities/invitation_issued.html", {**context, "qr": _qr(link)})


def _qr(address: str) -> str:
    return segno.make(address, error="m").svg_data_uri(scale=5, border=2, light="#fff")


@login_required
@require_POST
def revoke(request: HttpRequest, place: str, pk: int) -> HttpResponse:
    city = _place(request, place)
    invitation_revoke(invitation=get_object_or_404(Invitation, pk=pk, city=city), by=request.user)
    messages.success(request, _("邀请已撤销。"))
    return redirect("members_of", place)


@login_required
@require_http_methods(READ_AND_WRITE)
def end(request: HttpRequest, place: str, pk: int) -> HttpResponse:
    city = _place(request, place)
    membership = get_object_or_404(Membership.objects.not_ended(), pk=pk, city=city)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            membership_part(membership=membership, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已结束，权限立即失效。"))
            return _back_to(request, place, city)
    context = {"place": place, "city": city, "membership": membership, "form": form}
    return _private(request, "cities/membership_end.html", context)


def _back_to(request: HttpRequest, place: str, city: City | None) -> HttpResponse:
    """Who has just ended their own right to this page goes to the desk."""
    request.user = User.objects.get(pk=request.user.pk)
    return redirect("members_of", place) if may_manage_members(request.user, city) else redirect("/")


@login_required
@require_POST
def change_role(request: HttpRequest, place: str, pk: int) -> HttpResponse:
    city = _place(request, place)
    membership = get_object_or_404(Membership.objects.active(), pk=pk, city=city)
    form = RoleForm(request.POST, city=city)
    if not form.is_valid():
        messages.error(request, _("请选择列表中的角色。"))
    else:
        try:
            membership_change_role(membership=membership, role=form.cleaned_data["role"], by=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("角色已更改，立即生效。"))
    return _back_to(request, place, city)


@login_required
@require_POST
def end_on(request: HttpRequest, place: str, pk: int) -> HttpResponse:
    city = _place(request, place)
    membership = get_object_or_404(Membership.objects.not_ended(), pk=pk, city=city)
    form = EndOnForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写日期，例如 2026-12-31。"))
    else:
        try:
            membership_end_on(membership=membership, day=form.cleaned_data["day"], by=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("结束日期已保存。"))
    return _back_to(request, place, city)


def _person(city: City | None, user_id: int) -> User:
    return get_object_or_404(User, pk__in=Membership.objects.active().filter(city=city).values("user"), pk=user_id)


@login_required
@require_http_methods(READ_AND_WRITE)
def hand_over_duties(request: HttpRequest, place: str, user_id: int) -> HttpResponse:
    city = _place(request, place)
    if city is None:
        raise Http404
    leaver = _person(city, user_id)
    colleagues = User.objects.filter(pk__in=Membership.objects.active().in_city(city).values("user"), is_active=True)
    form = HandOverForm(request.POST or None, people=colleagues.exclude(pk=leaver.pk))
    if request.method == "POST" and form.is_valid():
        try:
            hand_over(leaver=leaver, city=city, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已移交。原来的人权限立即失效，案例、草稿和待办都转到接任者名下。"))
            return _back_to(request, place, city)
    return _private(request, "cities/hand_over.html", {"place": place, "city": city, "leaver": leaver, "form": form})


@login_required
@require_POST
def reset_password(request: HttpRequest, place: str, user_id: int) -> HttpResponse:
    """A one-time link to hand over; the password itself is never seen by anybody but its owner."""
    city = _place(request, place)
    person = _person(city, user_id)
    if person.pk == request.user.pk or not may_reset_password(request.user, person):
        raise Http404
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    uid, _dash, token = key.partition("-")
    link = request.build_absolute_uri(reverse("account_reset_password_from_key", args=[uid, token]))
    log(instance=person, action="cities.password_reset", user=request.user)
    context = {"place": place, "city": city, "person": person, "link": link, "qr": _qr(link)}
    return _private(request, "cities/reset_issued.html", context)


# --- what the city's page shows of it ------------------------------------------------------------------------------
@login_required
@require_http_methods(READ_AND_WRITE)
def profile(request: HttpRequest, place: str) -> HttpResponse:
    """Figures with year and source, and the responsible units."""
    city = _place(request, place)
    if city is None:
        raise Http404
    data = request.POST or None
    figures = FigureFormSet(data, instance=city, prefix="figures")
    bureaus = BureauFormSet(data, instance=city, prefix="bureaus", form_kwargs={"city": city})
    if request.method == "POST" and figures.is_valid() and bureaus.is_valid():
        try:
            profile_save(city=city, parts=(figures, bureaus), by=request.user)
        except IntegrityError:
            messages.error(request, _("同一指标同一年份只能填一次，单位名称不能重复。没有保存。"))
        else:
            messages.success(request, _("已保存，城市主页上立即可见。"))
            return redirect("city_profile", place)
    context = {"place": place, "city": city, "figures": figures, "bureaus": bureaus}
    return _private(request, "cities/profile.html", context)


# --- coming in ----------------------------------------------------------------------------------------------------
@require_http_methods(READ_AND_WRITE)
def join(request: HttpRequest) -> HttpResponse:
    """The printed code is typed here."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _may_try(request):
            form.add_error("code", _("试得太频繁了，请过几分钟再试。"))
            return _private(request, "cities/join.html", {"form": form}, 429)
        code = form.cleaned_data["code"]
        try:
            usable_invitation(code)
        except InvitationUnusable as error:
            form.add_error("code", error.messages[0])
        else:
            return redirect("join_with", code)
    return _private(request, "cities/join.html", {"form": form})


def _may_try(request: HttpRequest) -> bool:
    return bool(ratelimit.consume(request, action="join"))


@require_http_methods(READ_AND_WRITE)
def join_with(request: HttpRequest, token: str) -> HttpResponse:
    try:
        invitation = usable_invitation(token)
    except InvitationUnusable as error:
        # Guessing in the address counts as guessing in the form.
        status = 404 if _may_try(request) else 429
        return _private(request, "cities/join_unusable.html", {"message": error.messages[0]}, status)
    if request.user.is_authenticated:
        return _join_as_oneself(request, token, invitation)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (user := _new_account(form, token)):
        messages.success(request, _("欢迎加入。账号已建好，下次用用户名或手机号登录。"))
        return perform_password_login(request, {"username": user.username}, Login(user=user, email_verification="none"))
    return _private(request, "cities/join_with.html", {"form": form, "invitation": invitation})


def _new_account(form: JoinForm, token: str) -> User | None:
    fields = {name: value for name, value in form.cleaned_data.items() if name != "again"}
    try:
        return invitation_accept(secret=token, **fields)
    except ValidationError as error:
        for name, errors in _by_field(error).items():
            form.add_error(name if name in form.fields else None, errors)
        return None


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        return error.message_dict
    field = "" if isinstance(error, InvitationUnusable) else "password"
    return {field: error.messages}


def _join_as_oneself(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            invitation_accept_as(secret=token, user=request.user)
        except ValidationError as refused:
            error = refused.messages[0]
        else:
            messages.success(request, _("已加到您的账号上，立即生效。"))
            return redirect(settings.LOGIN_REDIRECT_URL)
    return _private(request, "cities/join_as.html", {"invitation": invitation, "error": error})


# --- one's own account --------------------------------------------------------------------------------------------
@login_required
@require_http_methods(READ_AND_WRITE)
def account(request: HttpRequest) -> HttpResponse:
    # A copy: a form that fails leaves its wrong values on the object it edits.
    form = AccountForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("已保存。"))
        return redirect("account")
    rows = Membership.objects.filter(user=request.user).select_related("city", "bureau").order_by("-starts_at")
    return _private(request, "cities/account.html", {"form": form, "memberships": rows})
