"""Who hears of a request, why, and how often."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alliance.desk import desk_number, desk_of
from exchanges.follows.services import follow
from exchanges.models import SolutionRequest
from exchanges.requests.asking import request_narrow
from exchanges.requests.moving import request_close
from exchanges.requests.reminders import remind_of_requests
from exchanges.requests.tasks import tell_of_request
from notifications.fan_out import run
from notifications.models import FanOut, Notification
from notifications.permissions import may_still_read
from tests.factories.cities import curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.requests import answered, asked, theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding(monkeypatch):
    from exchanges.requests import matching

    found: dict[str, list[int]] = {"cases": [], "requests": []}
    finders = {kind: lambda text, viewer, most, kind=kind: found[kind] for kind in found}
    monkeypatch.setattr(matching, "_finders", finders)
    return found


def told(event: str = "request_asked") -> dict:
    return dict(Notification.objects.filter(event=event).values_list("recipient", "reason"))


def tell(request):
    """As the worker does: contacts first, then followers."""
    tell_of_request.call(request.pk)
    for fan_out in FanOut.objects.all():
        run(fan_out.pk)


def test_contacts_of_matching_cases_and_followers_of_the_theme_are_told_why(finding):
    contact, follower = editor_of("jinan"), member_of("heze")
    case = practice("jinan", owner=contact, title="油污包干")
    follow(user=follower, target=theme())
    follow(user=contact, target=theme())
    finding["cases"] = [case.pk]
    request = asked()
    for _time in range(2):
        tell(request)
    assert told() == {contact.pk: "您是案例《油污包干》的联系人", follower.pk: f"您关注了{theme().name}"}


def test_of_what_only_its_city_reads_nobody_else_is_told(finding):
    contact = editor_of("jinan")
    finding["cases"] = [practice("jinan", owner=contact).pk]
    follow(user=member_of("heze"), target=theme())
    tell(asked(visibility="city"))
    assert told() == {}


def test_a_request_that_has_gone_is_told_of_to_nobody():
    assert tell_of_request.call(999999) == 0


def test_what_was_told_cannot_be_read_after_the_request_was_narrowed(finding):
    contact = editor_of("jinan")
    finding["cases"] = [practice("jinan", owner=contact).pk]
    request = asked()
    tell(request)
    line = Notification.objects.get(recipient=contact, event="request_asked")
    assert may_still_read(line)
    request_narrow(request=request, by=request.author, visibility="city")
    assert not may_still_read(Notification.objects.get(pk=line.pk))


# --- the clock ----------------------------------------------------------------------------------------------------
def late(**fields):
    request = asked(deadline=timezone.localdate(), **fields)
    SolutionRequest.objects.filter(pk=request.pk).update(deadline=timezone.localdate() - timedelta(days=1))
    request.refresh_from_db()
    return request


def test_the_asker_and_the_office_hear_once_that_a_day_has_passed():
    office, request = curator(), late()
    assert remind_of_requests() == 2
    assert remind_of_requests() == 0
    assert set(told("request_overdue")) == {office.pk, request.author.pk}


def test_the_office_does_not_hear_of_what_only_a_city_reads():
    office, request = curator(), late(visibility="city")
    remind_of_requests()
    assert set(told("request_overdue")) == {request.author.pk}
    assert office.pk not in told("request_overdue")


def test_what_has_ended_is_not_late():
    request = late()
    request_close(request=request, by=request.author, note="不需要了")
    assert remind_of_requests() == 0


# --- the desk -----------------------------------------------------------------------------------------------------
def labels(person) -> list[tuple[str, str]]:
    return [(line.label, line.title) for line in desk_of(person).waiting]


def test_a_request_waits_for_the_contact_until_somebody_answers(finding):
    contact = editor_of("jinan")
    finding["cases"] = [practice("jinan", owner=contact).pk]
    request = asked(title="油污")
    tell(request)
    assert labels(contact) == [("请您答复", "油污")] and desk_number(contact) == 1
    answered(request, "heze")
    assert labels(contact) == []


def test_answers_wait_for_the_asker_until_one_is_accepted():
    request = asked(title="油污")
    answer = answered(request)
    assert labels(request.author) == [("看答复", "油污")]
    from exchanges.requests.answering import answer_accept

    answer_accept(answer=answer, by=request.author)
    assert labels(request.author) == []


def test_what_is_late_waits_for_the_asker_and_the_office():
    office, request = curator(), late(title="油污")
    assert labels(request.author) == labels(office) == [("求助逾期", "油污")]
