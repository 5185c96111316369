"""Who is told when a case moves through its city's approval, and what the approver must say."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from notifications.models import Notification
from practices.models import PracticePage
from tests.factories.cities import approver_of, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.workflow import approve, send_back, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return editor_of("rizhao")


@pytest.fixture
def approver():
    return approver_of("rizhao", email="approver@example.org")


@pytest.fixture
def draft(editor):
    return practice("rizhao", published=False, title="早市退路进院", owner=editor)


def told(user) -> list[str]:
    return list(Notification.objects.of(user).values_list("event", flat=True))


def test_the_citys_approvers_are_told_of_a_submission(draft, editor, approver):
    submit(draft, editor)
    assert told(approver) == ["case_submitted"]


@pytest.mark.parametrize("other", [lambda: approver_of("heze"), lambda: member_of("rizhao"), curator])
def test_nobody_else_is_told_of_a_submission(draft, editor, other):
    person = other()
    submit(draft, editor)
    assert told(person) == []


def test_who_submits_is_not_told_of_it(draft, approver):
    submit(draft, approver)
    assert told(approver) == []


def test_the_author_is_told_of_the_approval_and_the_case_is_live(draft, editor, approver):
    submit(draft, editor)
    approve(draft, approver)
    assert told(editor) == ["case_approved"]
    assert PracticePage.objects.get(pk=draft.pk).live


def test_the_author_is_told_why_a_case_comes_back(draft, editor, approver):
    submit(draft, editor)
    send_back(draft, approver, "请补充数据来源")
    line = Notification.objects.of(editor).get()
    assert (line.event, line.body) == ("case_sent_back", "请补充数据来源")
    assert line.url == reverse("wagtailadmin_pages:edit", args=[draft.pk])


@pytest.mark.parametrize("comment", ["", "   "])
def test_a_case_does_not_come_back_without_a_reason(draft, editor, approver, comment):
    submit(draft, editor)
    with pytest.raises(PermissionDenied):
        send_back(draft, approver, comment)
    assert draft.current_workflow_state.status == "in_progress"


def test_the_approvers_form_asks_for_the_reason(client, draft, editor, approver):
    submit(draft, editor)
    state = draft.current_workflow_task_state
    client.force_login(approver)
    address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "reject", state.pk])
    response = client.post(address, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest"})
    assert "退回时请写明原因" in response.json()["html"]


def test_a_second_round_is_told_again(draft, editor, approver):
    submit(draft, editor)
    send_back(draft, approver, "第一次")
    draft.current_workflow_state.resume(user=editor)
    assert told(approver) == ["case_submitted", "case_submitted"]


def test_one_mail_and_none_of_wagtails_own(
    settings, django_capture_on_commit_callbacks, draft, editor, approver, monkeypatch
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with django_capture_on_commit_callbacks(execute=True):
        submit(draft, editor)
    assert [message.to for message in mail.outbox] == [["approver@example.org"]]
    assert "早市退路进院 等待审核" in mail.outbox[0].subject


def test_a_withdrawal_is_told_to_the_citys_approvers_only(draft, editor, approver):
    other = approver_of("heze")
    submit(draft, editor).cancel(user=editor)
    assert told(approver)[0] == "case_withdrawn"
    assert told(other) == []


def test_publishing_directly_during_the_review_is_told_to_the_author(draft, editor, approver):
    submit(draft, editor)
    PracticePage.objects.get(pk=draft.pk).get_latest_revision().publish(user=approver)
    assert told(editor) == ["case_approved"]
    assert "case_withdrawn" not in told(approver)


def test_a_case_approved_for_later_is_not_linked_where_nothing_is_yet(client, draft, editor, approver):
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision()
    submit(draft, editor)
    approve(PracticePage.objects.get(pk=draft.pk), approver)
    line = Notification.objects.of(editor).get()
    client.force_login(editor)
    assert "到设定的时间发布" in line.subject
    assert client.get(line.url).status_code == 200


def test_the_points_of_a_reason_stay_on_their_lines(draft, editor, approver):
    submit(draft, editor)
    send_back(draft, approver, "一、补数据\n二、改标题")
    assert Notification.objects.of(editor).get().body.splitlines() == ["一、补数据", "二、改标题"]


@pytest.mark.parametrize("comment", [None, 5, "字" * 501, "a\0b"])
@pytest.mark.parametrize("action", ["reject", "approve"])
def test_a_forged_comment_is_judged_by_the_form(draft, editor, approver, action, comment):
    """It changes nothing or is taken as text; it is never an error of the server."""
    submit(draft, editor)
    state = draft.current_workflow_task_state
    with suppress(PermissionDenied):
        state.task.specific.on_action(state, approver, action, comment=comment, unknown="x")
    state.refresh_from_db()
    assert state.status in ("in_progress", "approved", "rejected")
    assert "\0" not in state.comment


def test_an_approver_of_another_city_cannot_act(client, draft, editor):
    submit(draft, editor)
    state = draft.current_workflow_task_state
    client.force_login(approver_of("heze"))
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.pk]))
    assert not PracticePage.objects.get(pk=draft.pk).live


def save_later(draft, by, **changed):
    later = PracticePage.objects.get(pk=draft.pk)
    for name, value in changed.items():
        setattr(later, name, value)
    later.save_revision(user=by)


def test_what_was_approved_goes_live_and_not_a_later_revision(draft, editor, approver):
    submit(draft, editor)
    save_later(draft, approver_of("rizhao"), title="后来改的名称")
    approve(PracticePage.objects.get(pk=draft.pk), approver)
    assert PracticePage.objects.get(pk=draft.pk).title == "早市退路进院"


def test_what_the_approver_mended_goes_live(draft, editor, approver):
    submit(draft, editor)
    save_later(draft, approver, title="早市退路进院与自治")
    approve(PracticePage.objects.get(pk=draft.pk), approver)
    assert PracticePage.objects.get(pk=draft.pk).title == "早市退路进院与自治"


def test_a_time_the_approver_set_is_waited_for(draft, editor, approver):
    submit(draft, editor)
    save_later(draft, approver, go_live_at=timezone.now() + timedelta(days=1))
    approve(PracticePage.objects.get(pk=draft.pk), approver)
    assert not PracticePage.objects.get(pk=draft.pk).live
