from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from notifications.events import Event
from notifications.models import Notification
from practices.models import (
    AssignmentState,
    EvidenceGrade,
    EvidenceLevel,
    Recognition,
    Review,
    ReviewScore,
    ReviewState,
)
from practices.reviews.judging import (
    Given,
    author_answer,
    author_ask,
    question_ask,
    review_again,
    review_decide,
    scores_hand_in,
    scores_save,
)
from practices.reviews.opening import review_cancel, review_open, round_close, round_open
from practices.reviews.recognising import recognition_withdraw
from practices.reviews.reminders import remind_reviewers
from practices.reviews.scoring import tally
from practices.services import practice_narrow, practice_take_down, practice_unpublish
from tests.factories.cities import approver_of, curator, editor_of
from tests.factories.practices import practice
from tests.factories.reviews import assigned, days, marks, measured_case, opened, reviewer_of, scored
from vocabulary.models import Term

pytestmark = pytest.mark.django_db


def award(code: str = "excellent-case") -> Term:
    return Term.objects.get(scheme="recognition", code=code)


def decide(review: Review, **fields) -> Review:
    return review_decide(review=review, **{"reasons": "评分达标", "by": review.opened_by, **fields})


# --- opening ------------------------------------------------------------------------------------------------------
def test_only_the_office_opens_a_review():
    with pytest.raises(PermissionDenied):
        opened(by=approver_of("jinan"))


def test_a_review_is_of_the_version_that_is_live():
    page = measured_case()
    review = opened(page)
    page.save_revision().publish()
    review.refresh_from_db()
    assert review.version_number == 1
    assert page.versions.count() == 2


def test_a_case_is_under_one_review_at_a_time():
    page = measured_case()
    opened(page)
    with pytest.raises(ValidationError, match="正在评审中"):
        opened(page)


@pytest.mark.parametrize(
    ("fields", "words"), [({"published": False}, "没有发布"), ({"visibility": "city"}, "只限本市")]
)
def test_what_other_cities_cannot_read_is_not_reviewed(fields, words):
    with pytest.raises(ValidationError, match=words):
        opened(practice(**fields))


def test_a_round_takes_cases_of_its_theme_only_and_lends_them_its_dates():
    office = curator()
    theme = Term.objects.get(scheme="theme", code="street-order")
    batch = round_open(title="二〇二六年评审", theme=theme, due_on=days(20), by=office, is_anonymous=False)
    review = review_open(practice=practice(), round=batch, by=office)
    assert (review.due_on, review.rubric, review.is_anonymous) == (batch.due_on, batch.rubric, False)
    other = practice(theme="waste-sorting") if Term.objects.filter(code="waste-sorting").exists() else None
    other = other or practice(theme=Term.objects.filter(scheme="theme").exclude(code="street-order").first().code)
    with pytest.raises(ValidationError, match="不在本批评审的业务领域内"):
        review_open(practice=other, round=batch, by=office)
    with pytest.raises(ValidationError, match="还有 1 个案例没有评完"):
        round_close(round=batch, by=office)
    review_cancel(review=review, by=office, reason="材料不齐")
    round_close(round=batch, by=office)
    with pytest.raises(ValidationError, match="已经结束"):
        review_open(practice=practice(), round=batch, by=office)


@pytest.mark.parametrize("due", [0, -3])
def test_a_review_is_due_in_the_future(due):
    with pytest.raises(ValidationError, match="截止日期"):
        opened(due_on=days(due))


# --- scoring ------------------------------------------------------------------------------------------------------
def test_notes_may_be_incomplete_and_the_form_handed_in_may_not():
    review = opened()
    row = assigned(review, reviewer_of("jinan"))
    scores_save(assignment=row, given={"equity": Given(points=2)}, by=row.membership.user)
    with pytest.raises(ValidationError) as refused:
        scores_hand_in(assignment=row, given={"equity": Given(points=2)}, by=row.membership.user)
    said = refused.value.message_dict
    assert said["equity"] == ["请写明理由，作者要看。"]
    assert said["lawful"] == ["请选择是否符合。"]
    assert said["novelty"] == ["请打分。"]
    assert tally(review).mean is None


@pytest.mark.parametrize(
    "given",
    [
        {"equity": Given(points=4)},
        {"equity": Given(is_met=True)},
        {"lawful": Given(points=1)},
        {"none": Given(points=1)},
    ],
)
def test_points_out_of_range_and_foreign_criteria_are_refused(given):
    review = opened()
    row = assigned(review, reviewer_of("jinan"))
    with pytest.raises(ValidationError):
        scores_save(assignment=row, given=given, by=row.membership.user)
    assert not ReviewScore.objects.exists()


def test_scoring_begins_on_its_day():
    review = opened(opens_on=days(2))
    row = assigned(review, reviewer_of("jinan"))
    with pytest.raises(ValidationError, match="评审从"):
        scores_save(assignment=row, given={}, by=row.membership.user)


def test_what_was_handed_in_is_not_changed_again():
    review = opened()
    row = scored(review, 2)[0]
    with pytest.raises(ValidationError, match="已进入下一步"):
        scores_hand_in(assignment=row, given=marks(review, 3), by=row.membership.user)


def test_marks_are_weighted_and_their_spread_is_told():
    review = opened()
    first, second = (assigned(review, reviewer_of(slug)) for slug in ("jinan", "heze"))
    high = {"effectiveness": Given(points=3, reason="好")}
    scores_hand_in(assignment=first, given=marks(review, 2) | high, by=first.membership.user)
    low = {"effectiveness": Given(points=0, reason="差")}
    scores_hand_in(assignment=second, given=marks(review, 2) | low, by=second.membership.user)
    found = tally(review)
    line = next(line for line in found.lines if line.criterion.code == "effectiveness")
    assert (str(line.mean), line.spread) == ("1.50", 3)
    # Nine weights in all: two of 1.5, seven of 2.
    assert str(found.mean) == "1.89"
    assert found.passes


def test_a_weak_core_criterion_fails_a_good_mean():
    review = opened()
    weak = {"equity": Given(points=1, reason="有商户受损")}
    for slug in ("jinan", "heze"):
        row = assigned(review, reviewer_of(slug))
        scores_hand_in(assignment=row, given=marks(review, 3) | weak, by=row.membership.user)
    found = tally(review)
    assert found.mean > review.rubric.pass_mark
    assert [line.criterion.code for line in found.weak] == ["equity"]
    assert not found.passes


def test_an_unmet_condition_ends_the_review_at_once():
    author = approver_of("rizhao")
    review = opened()
    first, second = (assigned(review, reviewer_of(slug)) for slug in ("jinan", "heze"))
    given = {"not-secret": Given(is_met=False, reason="附件里有身份证号")}
    scores_hand_in(assignment=first, given=given, by=first.membership.user)
    review.refresh_from_db()
    second.refresh_from_db()
    assert (review.state, review.excluded_by.code) == (ReviewState.EXCLUDED, "not-secret")
    assert second.state == AssignmentState.RELEASED
    line = Notification.objects.get(recipient=author, event=Event.REVIEW_OUTCOME)
    assert "不符合“不涉密”。理由：附件里有身份证号" in line.body
    with pytest.raises(ValidationError):
        decide(review, advice="改")


# --- on the record ------------------------------------------------------------------------------------------------
def test_the_author_reads_scores_answers_revises_and_is_told_the_outcome():
    author, office = approver_of("rizhao"), curator()
    page = measured_case()
    review = opened(page, by=office)
    scored(review, 1, 1)
    with pytest.raises(ValidationError, match="先请作者看评分"):
        decide(review, advice="补充数据")
    with pytest.raises(PermissionDenied):
        author_answer(review=review, text="我们有话说", by=author)
    author_ask(review=review, answer_by=days(7), by=office)
    review.refresh_from_db()
    with pytest.raises(ValidationError, match="作者可以答复到"):
        decide(review, advice="补充数据")
    page.save_revision().publish()
    answer = author_answer(review=review, text="已补充半年数据", by=author)
    assert answer.version_number == 2
    review.refresh_from_db()
    assert review.state == ReviewState.ANSWERED
    review_again(review=review, due_on=days(9), note="请看第 2 版", by=office)
    review.refresh_from_db()
    assert (review.version_number, review.turn, review.state) == (2, 2, ReviewState.SCORING)
    for row in review.assignments.filter(turn=2):
        assert row.scores.count() == 10
        scores_hand_in(assignment=row, given=marks(review, 3), by=row.membership.user)
    decide(review, level=EvidenceLevel.DATA, awards=[award()])
    assert ReviewScore.objects.filter(assignment__turn=1, points=1).count() == 14
    line = Notification.objects.get(recipient=author, event=Event.REVIEW_OUTCOME)
    assert line.body.splitlines() == ["佐证等级：有数据", "认定：优秀案例", "理由：评分达标"]


def test_silence_does_not_hold_up_a_decision():
    review = opened()
    scored(review, 1, 1)
    author_ask(review=review, answer_by=days(7), by=review.opened_by)
    Review.objects.update(answer_by=days(-1))
    assert decide(review, advice="补充数据").state == ReviewState.DECIDED


def test_a_reviewers_question_is_answered_while_scoring_goes_on():
    review, author = opened(), editor_of("rizhao")
    row = assigned(review, reviewer_of("jinan"))
    question_ask(assignment=row, text="经费从哪里来？", by=row.membership.user)
    author_answer(review=review, text="市财政", by=author)
    review.refresh_from_db()
    assert review.state == ReviewState.SCORING
    assert Notification.objects.filter(recipient=row.membership.user, event=Event.REVIEW_STATEMENT).count() == 1


def test_another_city_answers_for_nobody():
    review = opened()
    scored(review, 1, 1)
    author_ask(review=review, answer_by=days(7), by=review.opened_by)
    for stranger in (approver_of("jinan"), reviewer_of("yantai"), review.opened_by):
        with pytest.raises(PermissionDenied):
            author_answer(review=review, text="答", by=stranger)


# --- the decision -------------------------------------------------------------------------------------------------
def test_one_opinion_decides_nothing():
    review = opened()
    scored(review, 3)
    with pytest.raises(ValidationError, match="至少要有 2 位"):
        decide(review, awards=[award()])


def test_a_decision_waits_for_who_accepted_and_not_for_who_was_merely_asked():
    review = opened()
    scored(review, 3, 3)
    late = assigned(review, reviewer_of("weifang"))
    with pytest.raises(ValidationError, match="没有评完"):
        decide(review, awards=[award()])
    late.state = AssignmentState.INVITED
    late.save()
    decide(review, awards=[award()])
    late.refresh_from_db()
    assert late.state == AssignmentState.RELEASED


def test_recognition_needs_the_pass_mark_and_a_decision_needs_something():
    review = opened()
    scored(review, 1, 1)
    author_ask(review=review, answer_by=days(7), by=review.opened_by)
    author_answer(review=review, text="知道了", by=editor_of("rizhao"))
    with pytest.raises(ValidationError, match="没有达到合格分"):
        decide(review, awards=[award()])
    with pytest.raises(ValidationError, match="请选佐证等级或认定"):
        decide(review)
    decide(review, advice="补充半年以上的数据")
    assert not Recognition.objects.exists()
    assert not EvidenceGrade.objects.exists()


def test_a_refused_level_leaves_nothing_half_decided():
    review = opened(practice())
    scored(review, 3, 3)
    with pytest.raises(ValidationError, match="达不到“有数据”"):
        decide(review, level=EvidenceLevel.DATA, awards=[award()])
    review.refresh_from_db()
    assert review.state == ReviewState.SCORING
    assert not Recognition.objects.exists()


def test_an_award_is_given_once_and_taken_back_with_a_reason():
    page, office = measured_case(), curator()
    review = opened(page, by=office)
    scored(review, 3, 3)
    decide(review, awards=[award()])
    row = Recognition.objects.get()
    assert (row.review, row.version_number) == (review, 1)
    second = opened(page, by=office)
    scored(second, 3, 3)
    with pytest.raises(ValidationError, match="已有“优秀案例”"):
        decide(second, awards=[award()])
    with pytest.raises(ValidationError):
        recognition_withdraw(recognition=row, by=office, reason="")
    with pytest.raises(PermissionDenied):
        recognition_withdraw(recognition=row, by=approver_of("rizhao"), reason="不要")
    recognition_withdraw(recognition=row, by=office, reason="数据有误")
    row.refresh_from_db()
    assert row.withdrawn_on == timezone.localdate()
    decide(second, awards=[award()])


def test_a_case_that_was_recognised_keeps_it_when_an_old_draft_is_published():
    page = measured_case()
    draft = page.save_revision()
    review = opened(page)
    scored(review, 3, 3)
    decide(review, level=EvidenceLevel.DATA, awards=[award()])
    draft.publish()
    assert (page.recognitions.count(), page.evidence_grades.get().level) == (1, EvidenceLevel.DATA)


# --- what happens to the case -------------------------------------------------------------------------------------
def narrowed(page):
    practice_narrow(practice=page, limit="city", by=approver_of("rizhao"), reason="待核")


def taken_down(page):
    practice_take_down(practice=page, by=curator(), reason="待核")


def unpublished(page):
    practice_unpublish(practice=page, by=approver_of("rizhao"), reason="待核")


def deleted(page):
    page.delete()


@pytest.mark.parametrize(
    ("act", "words"),
    [(narrowed, "只限本市"), (taken_down, "已下架"), (unpublished, "已经撤下"), (deleted, "已删除")],
    ids=["narrowed", "taken down", "unpublished", "deleted"],
)
def test_a_case_that_reviewers_can_no_longer_read_is_no_longer_reviewed(act, words):
    page = measured_case(title="夜市疏导")
    review = opened(page)
    row = assigned(review, reviewer_of("jinan"))
    act(page)
    review.refresh_from_db()
    row.refresh_from_db()
    assert (review.state, row.state) == (ReviewState.CANCELLED, AssignmentState.RELEASED)
    assert words in review.reasons
    assert review.case_title == "夜市疏导"


def test_a_city_publishes_while_its_case_is_reviewed():
    page = measured_case()
    review = opened(page)
    page.save_revision().publish()
    review.refresh_from_db()
    assert review.is_running


# --- by the clock -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("left", "told"), [(10, 0), (3, 1), (0, 1), (-1, 1), (-7, 1), (-8, 1), (-100, 1)], ids=str)
def test_a_reviewer_is_reminded_before_and_after_the_date(left, told):
    review = opened()
    row = assigned(review, reviewer_of("jinan"))
    row.due_on = timezone.localdate() + timedelta(days=left)
    row.save()
    remind_reviewers()
    remind_reviewers()
    assert Notification.objects.filter(recipient=row.membership.user, event=Event.REVIEWER_DUE).count() == told


def test_reminders_after_the_date_come_weekly_and_stop(monkeypatch):
    review = opened(due_on=days(1))
    row = assigned(review, reviewer_of("jinan"))
    for late in range(1, 60):
        today = row.due_on + timedelta(days=late)
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args, today=today: today)
        remind_reviewers()
    assert Notification.objects.filter(recipient=row.membership.user, event=Event.REVIEWER_DUE).count() == 4
