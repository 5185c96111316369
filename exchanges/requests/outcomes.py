"""转为案例: what was learnt from a request becomes a draft of the city that asked."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from config.site_address import site_address
from exchanges.models import RequestOutcome, RequestState, RequestStep, SolutionRequest
from exchanges.requests.asking import locked
from exchanges.requests.permissions import may_make_case
from notifications.permissions import may_read
from practices.drafts import draft_add
from practices.models import DerivedFrom, Kind, PracticePage


@transaction.atomic
def outcome_make(*, request: SolutionRequest, by: User) -> RequestOutcome:
    """The draft there is, or a new one: the lock makes a double click one draft."""
    fresh = locked(request)
    if not (may_make_case(by, fresh) and may_read(by, fresh)):
        raise PermissionDenied
    made = RequestOutcome.objects.filter(request=fresh).select_related("practice").first()
    if made is not None:
        return made
    page = draft_add(city=fresh.city, by=by, title=fresh.title, fill=lambda page: _fill(page, fresh, by))
    outcome = RequestOutcome.objects.create(request=fresh, practice=page, made_by=by)
    log(instance=fresh, action="exchanges.request.make_case", user=by, data={"practice": page.short_id})
    return outcome


def _fill(page: PracticePage, request: SolutionRequest, by: User) -> None:
    """The city's own words only: what others answered is theirs, and is named as a source."""
    page.visibility = request.visibility
    page.kind = Kind.SUCCESS if request.state == RequestState.RESOLVED else Kind.LESSON
    page.themes.set(request.themes.all())
    page.context = request.problem + (_under(_("此前试过"), request.tried) if request.tried else "")
    steps = list(request.steps.exclude(note=""))
    page.approach = _notes(step for step in steps if step.is_note or step.to_state == RequestState.ON_TRIAL)
    ends = _notes(step for step in steps if not step.is_note and step.to_state != RequestState.ON_TRIAL)
    if page.kind == Kind.LESSON:
        page.difficulties = ends
    else:
        page.approach += ends
    page.derived_from = [*_sources(request, by), _of_the_request(request)]


def _under(heading: str, markup: str) -> SafeString:
    return format_html("<h3>{}</h3>{}", heading, SafeString(markup))


def _notes(steps: Iterable[RequestStep]) -> SafeString:
    return format_html_join("", "<p>{}</p>", ((line,) for step in steps for line in step.note.splitlines() if line))


def _sources(request: SolutionRequest, by: User) -> list[DerivedFrom]:
    """Cases of the accepted answers that this writer may read, each once."""
    cases = PracticePage.objects.visible_to(by).filter(linked_in_answers__in=request.answers.in_sight().accepted())
    found = {case.pk: case for case in cases.order_by("pk")}
    return [
        DerivedFrom(practice=case, source_uuid=case.uuid, title=case.title[:120], sort_order=number)
        for number, case in enumerate(found.values())
        if case.city_id != request.city_id
    ]


def _of_the_request(request: SolutionRequest) -> DerivedFrom:
    """Without its title: a case may be read by more people than the request, and keeps what it says."""
    return DerivedFrom(
        kind=DerivedFrom.Kind.REQUEST,
        source_uuid=request.uuid,
        title=_("联盟内的一条求助"),
        url=site_address(reverse("request", args=[request.pk])),
        sort_order=1000,
    )
