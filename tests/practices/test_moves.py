"""A case moved on outside the editing pages: the same workflow, checks and records."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import PageLogEntry

from notifications.models import Notification
from practices.models import PracticePage, Verification
from practices.services import (
    practice_approve,
    practice_hand_over,
    practice_send_back,
    practice_submit,
    practice_unpublish,
    practice_verify,
)
from tests.factories.cities import administrator, approver_of, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.workflow import send_back, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return editor_of("rizhao")


@pytest.fixture
def approver():
    return approver_of("rizhao")


@pytest.fixture
def draft(editor):
    return practice("rizhao", published=False, title="早市退路进院", owner=editor)


@pytest.fixture
def waiting(draft, editor):
    submit(draft, editor)
    return draft


@pytest.fixture
def live(editor):
    return practice("rizhao", title="早市退路进院", owner=editor)


def state(page) -> str:
    return PracticePage.objects.with_state().get(pk=page.pk).state


def logged(page) -> list[str]:
    return list(PageLogEntry.objects.filter(page=page.pk).values_list("action", flat=True))


def refused(service, **given) -> str:
    with pytest.raises(ValidationError) as error:
        service(**given)
    return error.value.messages[0]


# --- submit -------------------------------------------------------------------------------------------------------
def test_a_draft_is_submitted_as_the_editing_page_does_it(draft, editor, approver):
    practice_submit(practice=draft, by=editor)
    assert state(draft) == "in_review"
    assert "wagtail.workflow.start" in logged(draft)
    assert Notification.objects.of(approver).get().event == "case_submitted"


def test_a_case_that_came_back_goes_on_in_the_same_review(waiting, editor, approver):
    send_back(waiting, approver, "请改")
    practice_submit(practice=waiting, by=editor)
    assert state(waiting) == "in_review"
    assert waiting.workflow_states.count() == 1


def test_what_waits_is_not_submitted_twice(waiting, editor):
    assert "已经在等待审核" in refused(practice_submit, practice=waiting, by=editor)


def test_a_published_case_without_changes_is_not_submitted(live, editor):
    assert "没有未发布的修改" in refused(practice_submit, practice=live, by=editor)


def test_the_tick_that_nothing_is_secret_comes_first(draft, editor):
    draft.confirmed_not_secret = False
    draft.save_revision()
    assert "不涉密" in refused(practice_submit, practice=draft, by=editor)


def test_what_the_form_asks_for_is_asked_for_here_too(draft, editor):
    draft.summary = ""
    draft.save_revision(clean=False)
    assert "一句话摘要" in refused(practice_submit, practice=draft, by=editor)


def test_a_case_somebody_has_locked_is_not_submitted(draft, editor, approver):
    PracticePage.objects.filter(pk=draft.pk).update(locked=True, locked_by=approver, locked_at=timezone.now())
    assert "锁定" in refused(practice_submit, practice=draft, by=editor)


# --- approve and send back ----------------------------------------------------------------------------------------
def test_approving_publishes(waiting, approver):
    practice_approve(practice=waiting, by=approver)
    assert state(waiting) == "published"
    assert "wagtail.workflow.approve" in logged(waiting)


def test_what_is_sent_back_says_why(waiting, editor, approver):
    practice_send_back(practice=waiting, by=approver, comment="请补充数据")
    assert state(waiting) == "sent_back"
    assert Notification.objects.of(editor).get().body == "请补充数据"


def test_without_a_reason_nothing_is_sent_back(waiting, approver):
    with pytest.raises(PermissionDenied):
        practice_send_back(practice=waiting, by=approver, comment=" ")
    assert state(waiting) == "in_review"


@pytest.mark.parametrize("service", [practice_approve, lambda **given: practice_send_back(comment="请改", **given)])
def test_what_does_not_wait_is_not_decided(draft, approver, service):
    assert "没有在等待审核" in refused(service, practice=draft, by=approver)


# --- unpublish ----------------------------------------------------------------------------------------------------
def test_a_case_taken_off_the_site_is_recorded_and_told(live, editor, approver):
    practice_unpublish(practice=live, by=approver, reason="数据过时")
    assert state(live) == "unpublished"
    assert PageLogEntry.objects.get(page=live.pk, action="practices.unpublish").data["reason"] == "数据过时"
    assert "数据过时" in Notification.objects.of(editor).get().body


def test_what_is_off_the_site_can_be_submitted_again(live, editor, approver):
    practice_unpublish(practice=live, by=approver, reason="数据过时")
    practice_submit(practice=live, by=editor)
    assert state(live) == "in_review"


def test_a_draft_is_not_taken_off_the_site(draft, approver):
    assert "还没有发布" in refused(practice_unpublish, practice=draft, by=approver, reason="r")


# --- hand over ----------------------------------------------------------------------------------------------------
def test_a_colleague_becomes_author_and_contact(live, editor, approver):
    colleague = editor_of("rizhao")
    practice_hand_over(practice=live, to=colleague, by=approver)
    page = PracticePage.objects.get(pk=live.pk)
    assert (page.owner, page.contact_user) == (colleague, colleague)
    assert PageLogEntry.objects.get(page=live.pk, action="practices.hand_over").data == {
        "from": editor.pk,
        "to": colleague.pk,
    }
    assert Notification.objects.of(colleague).get().event == "case_handed_over"


def test_what_is_in_review_comes_back_to_the_colleague(waiting, editor, approver):
    colleague = editor_of("rizhao")
    practice_hand_over(practice=waiting, to=colleague, by=editor)
    practice_send_back(practice=waiting, by=approver, comment="请改")
    assert "case_sent_back" in Notification.objects.of(colleague).values_list("event", flat=True)


def test_an_author_parts_with_an_own_case_only(live):
    other = editor_of("rizhao")
    assert "作者本人" in refused(practice_hand_over, practice=live, to=other, by=other)


@pytest.mark.parametrize("who", [lambda: editor_of("heze"), lambda: member_of("rizhao"), curator])
def test_a_case_goes_to_a_writer_of_its_city_only(live, approver, who):
    assert "不是日照的编辑或审核人员" in refused(practice_hand_over, practice=live, to=who(), by=approver)


def test_a_case_goes_to_nobody_who_has_it_already(live, approver):
    colleague = editor_of("rizhao")
    practice_hand_over(practice=live, to=colleague, by=approver)
    assert "已经由" in refused(practice_hand_over, practice=live, to=colleague, by=approver)


# --- verify -------------------------------------------------------------------------------------------------------
def test_a_review_holds_for_a_year(live, editor):
    row = practice_verify(practice=live, by=editor, note="数据已核对")
    assert row.review_by - timezone.localdate() in (timedelta(days=365), timedelta(days=366))
    assert (row.verifier, row.note) == (editor, "数据已核对")
    assert "practices.verify" in logged(live)


def test_a_review_of_the_same_day_is_one(live, editor):
    practice_verify(practice=live, by=editor)
    assert "今天已经登记过" in refused(practice_verify, practice=live, by=editor)
    assert Verification.objects.count() == 1


def test_a_draft_is_not_reviewed(draft, editor):
    assert "还没有发布" in refused(practice_verify, practice=draft, by=editor)


# --- who ----------------------------------------------------------------------------------------------------------
OTHERS = {
    "member": lambda: member_of("rizhao"),
    "other editor": lambda: editor_of("heze"),
    "other approver": lambda: approver_of("heze"),
    "curator": curator,
    "administrator": administrator,
}
FOR_WRITERS = {
    "submit": lambda page, by: practice_submit(practice=page, by=by),
    "verify": lambda page, by: practice_verify(practice=page, by=by),
    "hand over": lambda page, by: practice_hand_over(practice=page, to=editor_of("rizhao"), by=by),
}
FOR_APPROVERS = {
    "approve": lambda page, by: practice_approve(practice=page, by=by),
    "send back": lambda page, by: practice_send_back(practice=page, by=by, comment="请改"),
    "unpublish": lambda page, by: practice_unpublish(practice=page, by=by, reason="原因"),
}


@pytest.mark.parametrize("move", (FOR_WRITERS | FOR_APPROVERS).values(), ids=[*FOR_WRITERS, *FOR_APPROVERS])
@pytest.mark.parametrize("who", OTHERS.values(), ids=list(OTHERS))
def test_nobody_outside_moves_a_case(live, editor, who, move):
    if (who, move) == (OTHERS["administrator"], FOR_APPROVERS["unpublish"]):
        pytest.skip("Administrators take a case off the site where a city cannot.")
    live.save_revision()
    submit(live, editor)
    with pytest.raises(ValidationError):
        move(live, who())
    assert (state(live), PracticePage.objects.get(pk=live.pk).live) == ("in_review", True)


@pytest.mark.parametrize("move", FOR_APPROVERS.values(), ids=list(FOR_APPROVERS))
def test_an_editor_decides_nothing(live, editor, move):
    live.save_revision()
    submit(live, editor)
    with pytest.raises(ValidationError):
        move(live, editor)
    assert state(live) == "in_review"
