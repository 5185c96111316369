from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from exchanges.models import SolutionRequest
from exchanges.requests.asking import (
    answer_hide,
    answer_show,
    request_ask,
    request_edit,
    request_hide,
    request_narrow,
    request_show,
)
from notifications.models import Notification
from tests.factories.cities import administrator, approver_of, city, curator, editor_of, member_of, user
from tests.factories.requests import answered, asked, theme

pytestmark = pytest.mark.django_db


def edited(request, **fields):
    given = {"title": request.title, "problem": request.problem, "themes": [theme()], "deadline": request.deadline}
    return request_edit(request=request, by=request.author, **{**given, **fields})


def test_a_member_asks_for_the_own_city_and_the_first_line_is_dated():
    request = asked("liaocheng", by=member_of("liaocheng"))
    step = request.steps.get()
    assert (request.state, step.to_state, step.by, step.from_state) == ("open", "open", request.author, "")
    assert request.thread.post_count == 0
    assert ModelLogEntry.objects.filter(action="exchanges.request.ask", object_id=str(request.pk)).exists()


@pytest.mark.parametrize("person", [user, administrator, lambda: member_of("jinan")])
def test_nobody_asks_for_a_city_that_is_not_theirs(person):
    with pytest.raises(PermissionDenied):
        asked("liaocheng", by=person())


def test_the_office_asks_without_a_city_and_never_for_one_city():
    request = request_ask(by=curator(), city=None, title="求助", problem="<p>难</p>", themes=[theme()])
    assert request.city is None
    with pytest.raises(ValidationError, match="省级办公室"):
        request_ask(
            by=request.author, city=None, title="求助", problem="<p>难</p>", themes=[theme()], visibility="city"
        )


def test_a_day_that_has_passed_is_refused_in_words_at_its_field():
    with pytest.raises(ValidationError) as refused:
        asked(deadline=timezone.localdate() - timedelta(days=1))
    assert "已经过去" in refused.value.message_dict["deadline"][0]
    assert asked(deadline=timezone.localdate()).deadline


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"problem": "<p> </p>"}, "problem"),
        ({"themes": []}, "themes"),
        ({"title": "长" * 101}, "title"),
        ({"title": ""}, "title"),
    ],
)
def test_what_is_missing_or_too_long_is_said_at_its_field(fields, name):
    with pytest.raises(ValidationError) as refused:
        asked(**fields)
    assert name in refused.value.message_dict


def test_terms_of_another_scheme_are_no_themes():
    from vocabulary.models import Term

    with pytest.raises(ValidationError):
        asked(themes=[Term.objects.filter(scheme="actor").first()])


def test_script_is_taken_out_of_what_is_kept():
    request = asked(problem='<p onclick="x()">难<script>alert(1)</script></p>', tried="<img src=x onerror=y>试过")
    assert (request.problem, request.tried) == ("<p>难</p>", "试过")


def test_a_day_that_passed_meanwhile_may_stand_when_the_words_are_changed():
    request = asked(deadline=timezone.localdate())
    passed = timezone.localdate() - timedelta(days=3)
    SolutionRequest.objects.filter(pk=request.pk).update(deadline=passed)
    request.refresh_from_db()
    assert edited(request, title="新说法").title == "新说法"
    with pytest.raises(ValidationError):
        edited(request, deadline=passed - timedelta(days=1))


def test_writers_of_the_city_manage_a_request_whose_author_has_left():
    request = asked("liaocheng", by=member_of("liaocheng"))
    request.author.memberships.all().delete()
    fields = {"title": "新", "problem": "<p>难</p>", "themes": [theme()]}
    with pytest.raises(PermissionDenied):
        request_edit(request=request, by=type(request.author).objects.get(pk=request.author.pk), **fields)
    assert request_edit(request=request, by=editor_of("liaocheng"), **fields).title == "新"


def test_it_is_narrowed_at_once_and_never_widened():
    request = request_narrow(request=asked(visibility="public"), by=editor_of("liaocheng"), visibility="alliance")
    for wider in ("public", "alliance"):
        with pytest.raises(ValidationError):
            request_narrow(request=request, by=request.author, visibility=wider)
    request_narrow(request=request, by=request.author, visibility="city")
    assert not SolutionRequest.objects.visible_to(member_of("jinan")).exists()
    assert SolutionRequest.objects.visible_to(member_of("liaocheng")).exists()


@pytest.mark.parametrize("person", [curator, lambda: approver_of("liaocheng")])
def test_the_office_and_the_citys_approvers_hide_with_a_reason_and_take_it_back(person):
    request, by = asked(), person()
    with pytest.raises(ValidationError, match="原因"):
        request_hide(request=request, by=by, reason=" ")
    request_hide(request=request, by=by, reason="含个人信息")
    assert not SolutionRequest.objects.visible_to(member_of("jinan")).exists()
    line = Notification.objects.get(recipient=request.author, event="request_hidden")
    assert "含个人信息" in line.body
    request_show(request=request, by=by)
    assert SolutionRequest.objects.visible_to(member_of("jinan")).exists()


@pytest.mark.parametrize("person", [lambda: editor_of("liaocheng"), lambda: approver_of("jinan")])
def test_nobody_else_hides_a_request(person):
    with pytest.raises(PermissionDenied):
        request_hide(request=asked(), by=person(), reason="原因")


def test_a_hidden_answer_counts_no_more_until_it_is_shown():
    request = asked()
    answer = answered(request)
    office = curator()
    answer_hide(answer=answer, by=office, reason="广告")
    request.refresh_from_db()
    assert (request.answer_count, request.state) == (0, "answered")
    answer_show(answer=answer, by=office)
    request.refresh_from_db()
    assert request.answer_count == 1


def test_the_asker_does_not_hide_an_answer_of_another_city():
    answer = answered(asked())
    with pytest.raises(PermissionDenied):
        answer_hide(answer=answer, by=approver_of("liaocheng"), reason="不喜欢")


def test_who_is_in_one_city_may_not_ask_for_another():
    person = member_of("liaocheng")
    with pytest.raises(PermissionDenied):
        request_ask(by=person, city=city("jinan"), title="求助", problem="<p>难</p>", themes=[theme()])
