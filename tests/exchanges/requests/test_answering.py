from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from exchanges.requests.answering import answer_accept, answer_edit, answer_give, answer_unaccept
from exchanges.requests.asking import answer_hide, request_hide
from exchanges.requests.moving import (
    request_close,
    request_reopen,
    request_resolve,
    trial_end,
    trial_note,
    trial_start,
)
from notifications.fan_out import run
from notifications.models import FanOut, Notification
from tests.factories.cities import approver_of, city, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.requests import answered, asked

pytestmark = pytest.mark.django_db


def test_the_first_answer_moves_the_request_and_the_asker_is_told_why():
    request = asked()
    answer = answered(request, "jinan")
    assert (request.state, request.answer_count) == ("answered", 1)
    line = Notification.objects.get(recipient=request.author, event="request_answered")
    assert line.reason == "您提出了这条求助" and line.url.endswith(f"#answer-{answer.pk}")


def test_where_the_asker_has_left_the_approvers_are_told():
    request, approver = asked(by=member_of("liaocheng")), approver_of("liaocheng")
    request.author.memberships.all().delete()
    answered(request)
    assert Notification.objects.filter(recipient=approver, event="request_answered").exists()


def test_cases_the_answering_person_may_not_read_cannot_be_linked():
    request, person = asked(), member_of("jinan")
    closed = practice("heze", visibility="city")
    with pytest.raises(ValidationError) as refused:
        answer_give(request=request, by=person, city=city("jinan"), body="<p>好</p>", practices=[closed])
    assert "practices" in refused.value.message_dict
    own = practice("jinan", visibility="alliance")
    assert list(answered(request, "jinan", by=person, practices=[own]).practices.all()) == [own]


def test_an_answer_needs_words_and_links_five_cases_at_most():
    request = asked()
    with pytest.raises(ValidationError):
        answered(request, body="<p></p>")
    with pytest.raises(ValidationError, match="最多附 5 个"):
        answered(request, practices=[practice("jinan") for _number in range(6)])


def test_who_may_not_read_a_request_may_not_answer_it():
    with pytest.raises(PermissionDenied):
        answered(asked(visibility="city"), "jinan")


def test_nobody_answers_for_a_city_that_is_not_theirs():
    request = asked()
    with pytest.raises(PermissionDenied):
        answer_give(request=request, by=member_of("jinan"), city=city("heze"), body="<p>好</p>")


def test_several_answers_are_accepted_and_their_authors_told_once():
    request = asked()
    first, second = answered(request, "jinan"), answered(request, "heze")
    assert answer_accept(answer=first, by=request.author) and answer_accept(answer=second, by=request.author)
    assert not answer_accept(answer=first, by=editor_of("liaocheng"))
    request.refresh_from_db()
    assert request.accepted_count == 2
    assert Notification.objects.filter(event="answer_accepted", recipient=first.author).count() == 1


def test_of_two_who_accept_at_once_the_first_stands():
    request = asked()
    answer = answered(request)
    seen_before = type(answer).objects.get(pk=answer.pk)
    answer_accept(answer=answer, by=request.author)
    assert not answer_accept(answer=seen_before, by=editor_of("liaocheng"))
    answer.refresh_from_db()
    assert answer.accepted_by == request.author


def test_only_the_asking_city_accepts():
    request = asked()
    answer = answered(request)
    for person in (answer.author, curator(), approver_of("jinan"), member_of("liaocheng")):
        with pytest.raises(PermissionDenied):
            answer_accept(answer=answer, by=person)


def test_a_hidden_answer_is_not_accepted():
    request = asked()
    answer = answered(request)
    answer_hide(answer=answer, by=curator(), reason="广告")
    with pytest.raises(ValidationError, match="隐藏"):
        answer_accept(answer=answer, by=request.author)


def test_what_is_on_trial_stays_accepted():
    request = asked()
    answer = answered(request, accepted=True)
    trial_start(request=request, by=request.author)
    with pytest.raises(ValidationError, match="正在试行"):
        answer_unaccept(answer=answer, by=request.author)
    answer_accept(answer=answered(request, "heze"), by=request.author)
    assert answer_unaccept(answer=answer, by=request.author)


def test_an_accepted_answer_is_not_rewritten():
    request = asked()
    answer = answered(request)
    answer_edit(answer=answer, by=answer.author, body="<p>更清楚</p>")
    answer_accept(answer=answer, by=request.author)
    with pytest.raises(PermissionDenied):
        answer_edit(answer=answer, by=answer.author, body="<p>改了</p>")


def test_who_left_the_city_does_not_rewrite_an_answer():
    answer = answered(asked())
    answer.author.memberships.all().delete()
    person = type(answer.author).objects.get(pk=answer.author.pk)
    with pytest.raises(PermissionDenied):
        answer_edit(answer=answer, by=person, body="<p>改了</p>")


# --- what becomes of it -------------------------------------------------------------------------------------------
def test_the_whole_way_is_dated_line_by_line():
    request = asked()
    answered(request, accepted=True)
    trial_start(request=request, by=request.author, note="两条街先试")
    trial_note(request=request, by=request.author, note="投诉少了一半")
    request_resolve(request=request, by=request.author, note="全市推开")
    request.refresh_from_db()
    states = list(request.steps.values_list("from_state", "to_state"))
    assert states == [
        ("", "open"),
        ("open", "answered"),
        ("answered", "on_trial"),
        ("on_trial", "on_trial"),
        ("on_trial", "resolved"),
    ]
    assert request.state == "resolved"


def test_who_answered_hears_how_it_went_and_why_they_do():
    request = asked()
    answer = answered(request, accepted=True)
    other = answered(request, "heze")
    request_resolve(request=request, by=request.author, note="全市推开")
    for fan_out in FanOut.objects.all():
        run(fan_out.pk)
    line = Notification.objects.get(recipient=answer.author, event="request_moved")
    assert line.body == "全市推开" and line.reason == "您的答复被采纳"
    following = Notification.objects.get(recipient=other.author, event="request_moved")
    assert following.reason == "您关注了这个求助"


@pytest.mark.parametrize("step", [trial_start, request_resolve])
def test_nothing_is_tried_or_solved_before_an_answer_is_accepted(step):
    request = asked()
    answered(request)
    with pytest.raises(ValidationError, match="采纳"):
        step(request=request, by=request.author, note="结果")


@pytest.mark.parametrize("step", [trial_note, trial_end, request_reopen])
def test_steps_out_of_order_are_refused_in_words(step):
    request = asked()
    answered(request, accepted=True)
    with pytest.raises(ValidationError):
        step(request=request, by=request.author, note="情况")


def test_two_people_who_end_it_at_once_end_it_once():
    request = asked()
    answered(request, accepted=True)
    request_resolve(request=request, by=request.author, note="好了")
    with pytest.raises(ValidationError, match="已解决"):
        request_close(request=request, by=editor_of("liaocheng"), note="没用")
    assert request.steps.filter(to_state="closed").count() == 0


@pytest.mark.parametrize("step", [request_close, trial_note, request_resolve])
def test_reasons_and_results_are_written_down(step):
    request = asked()
    answered(request, accepted=True)
    if step is trial_note:
        trial_start(request=request, by=request.author)
    with pytest.raises(ValidationError) as refused:
        step(request=request, by=request.author, note="  ")
    assert "note" in refused.value.message_dict


def test_what_has_ended_is_neither_answered_nor_judged_until_it_is_opened_again():
    request = asked()
    answer = answered(request)
    request_close(request=request, by=request.author, note="没有场地")
    with pytest.raises(PermissionDenied):
        answered(request, "heze")
    with pytest.raises(ValidationError, match="已经结束"):
        answer_accept(answer=answer, by=request.author)
    request_reopen(request=request, by=request.author, note="有场地了")
    request.refresh_from_db()
    assert request.state == "answered" and answer_accept(answer=answer, by=request.author)


def test_a_hidden_request_is_not_answered():
    request = asked()
    request_hide(request=request, by=curator(), reason="含个人信息")
    request.refresh_from_db()
    with pytest.raises(PermissionDenied):
        answered(request)
