from __future__ import annotations

import re

import pytest
from django.urls import reverse

from notifications.models import Notification
from practices.models import AssignmentState, Recognition, Review, ReviewRound, ReviewState, Rubric
from practices.reviews.judging import author_ask
from practices.reviews.rubrics import load_rubric
from tests.factories.cities import approver_of, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.reviews import assigned, days, measured_case, membership_of, opened, reviewer_of, scored
from vocabulary.models import Term

pytestmark = pytest.mark.django_db


def page(client, person, name: str, *args, **asked) -> str:
    client.force_login(person)
    response = client.get(reverse(name, args=args), asked)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def send(client, person, name: str, *args, **sent):
    client.force_login(person)
    return client.post(reverse(name, args=args), sent, follow=True)


def said(response) -> str:
    return re.sub(r"<[^>]+>", " ", response.content.decode())


def full_form(review: Review, points: int = 3) -> dict[str, str]:
    sent = {}
    for each in review.rubric.criteria.all():
        sent[each.code] = "yes" if each.is_exclusion else str(points)
        sent[f"{each.code}_reason"] = f"{each.label}的理由"
    return sent


# --- the office ---------------------------------------------------------------------------------------------------
def test_a_single_review_begins_on_the_page_of_a_case(client):
    office, case = curator(), measured_case()
    client.force_login(office)
    assert reverse("review_new", args=[case.short_id]) in client.get(case.get_url()).content.decode()
    response = send(client, office, "review_new", case.short_id, due_on=days(20).isoformat(), is_anonymous="on")
    assert "评审已开始，请邀请评审人。" in said(response)
    assert Review.objects.get().practice == case


def test_a_date_that_has_passed_is_refused_where_it_stands(client):
    response = send(client, curator(), "review_new", measured_case().short_id, due_on=days(-1).isoformat())
    assert "截止日期要晚于开始日期和今天。" in said(response)


def test_a_reviewer_of_the_same_city_is_refused_in_words_on_the_page(client):
    review, person = opened(), reviewer_of("rizhao")
    response = send(client, review.opened_by, "review", review.pk, step="assign", membership=membership_of(person).pk)
    assert "和案例同属日照，不能评审本市案例。" in said(response)
    assert not review.assignments.exists()


def test_suggested_reviewers_are_invited_with_one_button(client):
    review, person = opened(), reviewer_of("jinan", name="示例济南评审")
    assert "示例济南评审" in page(client, review.opened_by, "review", review.pk)
    send(client, review.opened_by, "review", review.pk, step="assign", membership=membership_of(person).pk)
    assert review.assignments.get().state == AssignmentState.INVITED


def test_a_round_takes_ticked_cases(client):
    office, first, second = curator(), measured_case(), measured_case()
    sent = {"title": "年度评审", "opens_on": days(0).isoformat(), "due_on": days(9).isoformat(), "theme": ""}
    assert "本批评审已开始，请选案例。" in said(send(client, office, "review_round_new", **sent))
    batch = ReviewRound.objects.get()
    response = send(client, office, "review_round", batch.pk, case=[first.pk, second.pk])
    assert "加入了 2 个案例。" in said(response)
    response = send(client, office, "review_round", batch.pk, step="close")
    assert "还有 2 个案例没有评完。" in said(response)


@pytest.mark.parametrize("case", ["x", "", "9" * 30])
def test_nonsense_in_a_round_is_answered_in_words(client, case):
    review = opened()
    sent = {"title": "年度评审", "opens_on": days(0).isoformat(), "due_on": days(9).isoformat(), "theme": ""}
    send(client, review.opened_by, "review_round_new", **sent)
    response = send(client, review.opened_by, "review_round", ReviewRound.objects.get().pk, case=case)
    assert response.status_code == 200


def test_a_step_that_is_not_on_offer_is_told_and_does_nothing(client):
    review = opened()
    response = send(client, review.opened_by, "review", review.pk, step="decide", reasons="好")
    assert "评审已进入下一步" in said(response)
    assert send(client, review.opened_by, "review", review.pk, step="nonsense").status_code == 200


def test_the_office_decides_and_the_page_tells_what_was_given(client):
    review = opened()
    scored(review, 3, 3)
    award = Term.objects.get(scheme="recognition", code="excellent-case")
    sent = {"step": "decide", "level": "2", "awards": [award.pk], "reasons": "数据可靠"}
    response = send(client, review.opened_by, "review", review.pk, **sent)
    assert "结论已记录" in said(response)
    assert Recognition.objects.get().award == award
    assert "数据可靠" in said(response)


def test_a_decision_refused_keeps_what_was_written(client):
    review = opened(practice())
    scored(review, 3, 3)
    response = send(client, review.opened_by, "review", review.pk, step="decide", level="2", reasons="写了很久")
    assert "达不到“有数据”" in said(response)
    assert "写了很久" in response.content.decode()
    review.refresh_from_db()
    assert review.state == ReviewState.SCORING


def test_the_rubric_is_revised_as_a_new_version(client):
    office, last = curator(), load_rubric()
    rows = list(last.criteria.values("code", "kind", "label", "label_en", "weight", "description"))
    rows[3]["weight"] = 4
    sent = {f"form-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}
    sent |= {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "pass_mark": "2.00", "core_mark": "1.50"}
    response = send(client, office, "review_rubric_new", **sent)
    assert "第 2 版已启用" in said(response)
    assert [each.criteria.get(code="effectiveness").weight for each in Rubric.objects.order_by("version")] == [2, 4]
    assert "权重 2" in page(client, office, "review_rubric", version="1")


# --- the reviewer -------------------------------------------------------------------------------------------------
def test_a_reviewer_reads_the_case_accepts_notes_and_hands_in(client):
    review, person = opened(measured_case(title="夜市疏导")), reviewer_of("jinan")
    row = assigned(review, person, accepts=False)
    assert "夜市疏导" in page(client, person, "desk")
    html = page(client, person, "review_score", review.pk)
    assert "投诉" in html
    assert "接受评审" in html
    send(client, person, "review_score", review.pk, step="accept")
    send(client, person, "review_score", review.pk, step="save", equity="2", equity_reason="先记一笔")
    assert "先记一笔" in page(client, person, "review_score", review.pk)
    response = send(client, person, "review_score", review.pk, step="hand_in", equity="2", equity_reason="再记一笔")
    assert "请选择是否符合。" in said(response)
    assert "再记一笔" in page(client, person, "review_score", review.pk)
    response = send(client, person, "review_score", review.pk, step="hand_in", **full_form(review))
    assert "评分已提交，谢谢。" in said(response)
    row.refresh_from_db()
    assert row.state == AssignmentState.DONE
    assert "夜市疏导" not in page(client, person, "desk").split("未读通知")[0]


def test_a_reviewer_declines_with_a_reason(client):
    review, person = opened(), reviewer_of("jinan")
    assigned(review, person, accepts=False)
    response = send(client, person, "review_score", review.pk, step="decline", **{"decline-reason": "应当回避"})
    assert "已谢绝，谢谢。" in said(response)
    assert client.get(reverse("review_score", args=[review.pk])).status_code == 404


def test_the_page_of_a_review_leads_a_reviewer_to_the_form(client):
    review, person = opened(), reviewer_of("jinan")
    assigned(review, person)
    client.force_login(person)
    assert client.get(reverse("review", args=[review.pk])).url == reverse("review_score", args=[review.pk])


# --- who reads what -----------------------------------------------------------------------------------------------
@pytest.fixture
def under_review():
    """Two of the three have handed in; their words carry a mark."""
    review = opened()
    rows = scored(review, 1, 1)
    for row in rows:
        row.scores.filter(points__isnull=False).update(reason="暗号理由")
    return review


def test_scores_are_secret_until_the_author_is_asked(client, under_review):
    readers = {
        "author": approver_of("rizhao"),
        "third": assigned(under_review, reviewer_of("yantai")).membership.user,
    }
    for person in readers.values():
        client.force_login(person)
        for name in ("review", "review_score"):
            response = client.get(reverse(name, args=[under_review.pk]), follow=True)
            assert "暗号理由" not in response.content.decode()
    assert "暗号理由" in page(client, under_review.opened_by, "review", under_review.pk)


def test_the_author_reads_reasons_without_names(client, under_review):
    for row in under_review.assignments.all():
        row.membership.user.name = "示例暗名"
        row.membership.user.save()
    author = editor_of("rizhao")
    author_ask(review=under_review, answer_by=days(5), by=under_review.opened_by)
    html = page(client, author, "review", under_review.pk)
    assert "暗号理由" in html
    assert "示例暗名" not in html
    assert "评审人 1" in html
    Review.objects.update(is_anonymous=False)
    assert "示例暗名（济南）" in page(client, author, "review", under_review.pk)


def test_the_author_answers_on_the_record(client, under_review):
    author = editor_of("rizhao")
    author_ask(review=under_review, answer_by=days(5), by=under_review.opened_by)
    assert under_review.case_title in page(client, author, "desk")
    response = send(client, author, "review", under_review.pk, step="answer", text="已补充数据")
    assert "答复已记入评审记录。" in said(response)
    assert "已补充数据" in page(client, under_review.opened_by, "review", under_review.pk)
    assert under_review.case_title in page(client, under_review.opened_by, "desk")


@pytest.mark.parametrize(
    "who",
    [
        lambda: member_of("rizhao"),
        lambda: approver_of("heze"),
        lambda: reviewer_of("weifang"),
        lambda: member_of("jinan"),
    ],
    ids=["member", "other approver", "reviewer not asked", "other member"],
)
def test_a_review_is_nobody_elses_business(client, who, under_review):
    client.force_login(who())
    for name in ("review", "review_score"):
        assert client.get(reverse(name, args=[under_review.pk])).status_code == 404
        assert client.post(reverse(name, args=[under_review.pk]), {"step": "cancel", "reason": "x"}).status_code == 404
    assert under_review.case_title not in page(client, who(), "reviews")
    under_review.refresh_from_db()
    assert under_review.is_running


def test_the_author_takes_none_of_the_offices_steps(client, under_review):
    author, person = approver_of("rizhao"), reviewer_of("weifang")
    for sent in (
        {"step": "assign", "membership": membership_of(person).pk},
        {"step": "decide", "reasons": "好", "advice": "好"},
        {"step": "cancel", "reason": "不评了"},
        {"step": "ask", "answer_by": days(3).isoformat()},
    ):
        send(client, author, "review", under_review.pk, **sent)
    under_review.refresh_from_db()
    assert under_review.state == ReviewState.SCORING
    assert under_review.assignments.count() == 2


def test_notices_of_a_review_are_read_by_who_they_are_for(client, under_review):
    author = approver_of("rizhao")
    author_ask(review=under_review, answer_by=days(5), by=under_review.opened_by)
    line = Notification.objects.get(recipient=author)
    assert "请答复" in page(client, author, "notifications")
    author.memberships.all().delete()
    assert line.subject not in page(client, author, "notifications")


def test_lists_ask_the_same_number_of_questions_for_many_reviews(client, django_assert_max_num_queries):
    office = curator()
    for _number in range(6):
        assigned(opened(by=office), reviewer_of("jinan"))
    client.force_login(office)
    client.get(reverse("reviews"))
    with django_assert_max_num_queries(20):
        client.get(reverse("reviews"))
