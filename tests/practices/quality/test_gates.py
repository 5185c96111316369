"""What stops a case, what asks for a tick, and who lets a marking pass: through the forms people use."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from practices.models import FindingDecision, PracticePage
from practices.quality.decisions import decisions_of, report_of_draft, report_of_live, secrecy_release
from practices.quality.findings import NotReady
from practices.services import practice_approve, practice_submit
from tests.factories.cities import administrator, approver_of, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.workflow import submit
from tests.practices.test_editor import add, errors, form, indicator, rich_text

pytestmark = pytest.mark.django_db
SECRET = rich_text("<p>秘密★1年</p>")
MOBILE = rich_text("<p>请致电13812345678。</p>")
TICK = {"quality_checked": "on", "quality_reason": "是公开的值班手机"}
LEAVING = ["action-submit", "action-publish"]


@pytest.fixture
def editor(client):
    person = editor_of("rizhao")
    client.force_login(person)
    return person


@pytest.fixture
def approver():
    return approver_of("rizhao")


def draft(approach: str, **fields):
    return practice("rizhao", published=False, approach=f"<p>{approach}</p>", **fields)


def edit(client, page, **changed):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form(**changed), follow=True)


def audit(action: str) -> list[dict]:
    return [entry.data for entry in PageLogEntry.objects.filter(action=action)]


def is_live(page) -> bool:
    return PracticePage.objects.get(pk=page.pk).live


# --- the editor's form --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("button", LEAVING)
def test_a_marking_stops_the_form_and_says_so_at_its_field(client, approver, button):
    client.force_login(approver)
    response = add(client, form(approach=SECRET, **{button: "1"}))
    assert "有密级标志" in errors(response)["approach"][0]
    assert "必须修改" in errors(response)["__all__"][0]
    assert not PracticePage.objects.exists()


def test_a_stop_in_a_row_is_said_in_the_row(client, editor):
    response = add(client, form(indicators=[indicator(), indicator(source="秘密★")], **{"action-submit": "1"}))
    assert "有密级标志" in response.context["form"].formsets["indicators"].forms[1].errors["source"][0]


def test_a_draft_may_be_kept_with_whatever_was_found(client, editor):
    add(client, form(approach=SECRET))
    assert PracticePage.objects.exists()


def test_an_identity_number_cannot_be_ticked_away(client, editor):
    response = add(
        client, form(approach=rich_text("<p>身份证371102198001011238</p>"), **TICK, **{"action-submit": "1"})
    )
    assert response.status_code == 200 and not PracticePage.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "还没有核对"),
        ({"quality_reason": "公开"}, "还没有核对"),
        ({"quality_checked": "on", "quality_reason": "  "}, "请在“检查”里写明核对的理由"),
    ],
)
def test_a_warning_asks_for_a_tick_and_a_reason(client, editor, sent, words):
    response = add(client, form(approach=MOBILE, **sent, **{"action-submit": "1"}))
    assert words in errors(response)["__all__"][0]
    assert not PracticePage.objects.exists()


def test_a_ticked_warning_lets_the_case_go_and_is_kept_with_its_reason(client, editor):
    add(client, form(approach=MOBILE, **TICK, **{"action-submit": "1"}))
    page = PracticePage.objects.get()
    row = FindingDecision.objects.get(practice=page)
    assert page.current_workflow_state is not None
    assert (row.kind, row.code, row.reason, row.decided_by) == (
        "tick",
        "personal.mobile",
        TICK["quality_reason"],
        editor,
    )
    assert audit("practices.findings_tick") == [
        {"codes": ["personal.mobile"], "count": 1, "reason": TICK["quality_reason"]}
    ]
    assert "13812345678" not in str(audit("practices.findings_tick")) + row.finding_key


def test_what_was_ticked_is_not_asked_again_and_what_is_new_is(client, editor):
    add(client, form(approach=MOBILE, **TICK))
    page = PracticePage.objects.get()
    other = rich_text("<p>请致电13812345678。</p><p>或致电13912345678。</p>")
    response = edit(client, page, approach=other, **{"action-submit": "1"})
    assert "1 处提示还没有核对" in errors(response)["__all__"][0]
    edit(client, page, approach=MOBILE, **{"action-submit": "1"})
    assert page.current_workflow_state is not None


def test_the_decision_is_shown_where_the_case_is_approved(client, editor, approver):
    add(client, form(approach=MOBILE, **TICK, **{"action-submit": "1"}))
    client.force_login(approver)
    said = client.get(reverse("wagtailadmin_pages:edit", args=[PracticePage.objects.get().pk])).content.decode()
    assert TICK["quality_reason"] in said and "已核对" in said


def test_the_reason_is_escaped(client, editor):
    add(client, form(approach=MOBILE, quality_checked="on", quality_reason="<script>alert(1)</script>"))
    said = client.get(reverse("quality_case", args=[PracticePage.objects.get().short_id])).content.decode()
    assert "<script>alert(1)" not in said and "&lt;script&gt;alert(1)" in said


def test_a_long_reason_is_cut_and_no_error(client, editor):
    add(client, form(approach=MOBILE, quality_checked="on", quality_reason="长" * 5000))
    assert len(FindingDecision.objects.get().reason) == 300


# --- other ways to move a case on ---------------------------------------------------------------------------------
def test_submitting_from_the_list_is_refused_in_words(editor):
    with pytest.raises(ValidationError, match="有密级标志"):
        practice_submit(practice=draft("秘密★1年", owner=editor), by=editor)
    with pytest.raises(ValidationError, match="还没有核对（主要做法）"):
        practice_submit(practice=draft("致电13812345678", owner=editor), by=editor)


def test_the_list_of_own_cases_tells_what_stands_in_the_way(client, editor):
    page = draft("秘密★1年", owner=editor)
    said = client.post(reverse("own_cases_bulk"), {"action": "submit", "id": page.pk}).content.decode()
    assert "有密级标志" in said


def confirmation(client, who, action, *pages) -> str:
    client.force_login(who)
    sent = {"action": action, "id": [page.pk for page in pages]}
    return client.post(reverse("own_cases_bulk"), sent).content.decode()


@pytest.mark.parametrize("action", ["submit", "approve"])
def test_before_many_are_moved_on_the_findings_of_each_are_named(client, editor, approver, action):
    stopped = draft("秘密★1年，请致电13812345678。", title="有标志的", owner=editor)
    warned = draft("请致电13912345678。", title="有电话的", owner=editor)
    if action == "approve":
        for page in (stopped, warned):
            submit(page, editor)
    said = confirmation(client, approver, action, stopped, warned)
    parts = said.split('<li class="line">')[1:]
    of_stopped, of_warned = (next(part for part in parts if title in part) for title in ("有标志的", "有电话的"))
    assert "必须修改" in of_stopped and "有密级标志" in of_stopped and "请核对" in of_stopped
    assert "请核对" in of_warned and "有密级标志" not in of_warned


def test_what_was_ticked_is_not_named_again_to_who_approves(client, editor, approver):
    add(client, form(approach=MOBILE, **TICK, **{"action-submit": "1"}))
    assert "请核对" not in confirmation(client, approver, "approve", PracticePage.objects.get())


def test_findings_of_a_case_that_is_not_in_review_are_not_named_to_who_approves(client, editor, approver):
    said = confirmation(client, approver, "approve", draft("秘密★1年", owner=editor))
    assert "没有在等待审核" in said and "有密级标志" not in said


def test_approving_is_refused_in_words_and_the_case_stays_in_review(editor, approver):
    page = draft("秘密★1年", owner=editor)
    submit(page, editor)
    with pytest.raises(ValidationError, match="有密级标志"):
        practice_approve(practice=page, by=approver)
    assert page.current_workflow_state.status == "in_progress"


@pytest.mark.parametrize("headers", [{}, {"x-requested-with": "XMLHttpRequest"}])
def test_approving_from_the_report_says_why_not_and_leads_to_the_case(client, editor, approver, headers):
    page = draft("秘密★1年", owner=editor)
    submit(page, editor)
    client.force_login(approver)
    state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    response = client.post(address, {"comment": ""}, headers=headers)
    edit_address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (response.json()["redirect"] if headers else response["Location"]) == edit_address
    assert "有密级标志" in client.get(edit_address).content.decode()
    state.refresh_from_db()
    assert state.status == "in_progress" and not is_live(page)


def test_approving_in_the_editor_says_why_not_at_the_field(client, editor, approver):
    page = draft("秘密★1年", owner=editor)
    submit(page, editor)
    client.force_login(approver)
    sent = {"action-workflow-action": "true", "workflow-action-name": "approve", "workflow-action-extra-data": "{}"}
    response = edit(client, page, approach=SECRET, **sent)
    assert "有密级标志" in errors(response)["approach"][0]
    assert not is_live(page)


def test_sending_back_is_never_stopped(client, editor, approver):
    page = draft("秘密★1年", owner=editor)
    submit(page, editor)
    client.force_login(approver)
    state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk])
    client.post(address, {"comment": "请删去密级"})
    assert page.current_workflow_state.status == "needs_changes"


@pytest.mark.parametrize("below", [False, True])
def test_publishing_many_names_those_that_cannot_be_and_publishes_none(client, approver, below):
    good, bad = draft("做法", title="好的案例"), draft("秘密★1年", title="有标志的案例")
    client.force_login(approver)
    chosen = [Page.objects.get(pk=good.pk).get_parent().pk] if below else [good.pk, bad.pk]
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    query = "&".join(f"id={pk}" for pk in chosen)
    sent = {"include_descendants": "on"} if below else {}
    response = client.post(f"{address}?{query}", sent, follow=True)
    assert "《有标志的案例》没有发布：" in response.content.decode()
    assert not is_live(good) and not is_live(bad)


def test_publishing_many_good_ones_goes_on(client, approver):
    page = draft("做法")
    client.force_login(approver)
    client.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={page.pk}", {})
    assert is_live(page)


def test_no_script_publishes_a_marking(approver):
    page = draft("秘密★1年")
    with pytest.raises(NotReady):
        page.latest_revision.publish(user=approver)
    assert not is_live(page)


# --- letting a marking pass ---------------------------------------------------------------------------------------
def release(client, page, reason="是展板上的老照片说明", key=""):
    key = key or report_of_draft(page).lines[0].finding.key
    return client.post(reverse("quality_case", args=[page.short_id]), {"finding": key, "reason": reason}, follow=True)


def test_an_approver_lets_a_marking_pass_and_the_case_goes_on(client, editor, approver):
    page = draft("秘密★1年", owner=editor)
    client.force_login(approver)
    assert "已放行" in release(client, page).content.decode()
    row = FindingDecision.objects.get()
    assert (row.kind, row.code, row.decided_by) == ("release", "secrecy.grade", approver)
    assert audit("practices.secrecy_release")[0]["reason"] == "是展板上的老照片说明"
    practice_submit(practice=page, by=editor)
    practice_approve(practice=page, by=approver)
    assert is_live(page)


def test_a_release_is_for_what_was_read_and_for_nothing_else(client, editor, approver):
    page = draft("秘密★1年", owner=editor)
    client.force_login(approver)
    release(client, page)
    page.approach = "<p>机密★长期</p>"
    page.save_revision()
    assert report_of_draft(PracticePage.objects.get(pk=page.pk)).stops


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_release_needs_a_reason(client, approver, reason):
    page = draft("秘密★1年")
    client.force_login(approver)
    assert "请写明理由" in release(client, page, reason).content.decode()
    assert not FindingDecision.objects.exists()


@pytest.mark.parametrize("key", ["0" * 40, "x"])
def test_what_is_not_found_any_more_is_not_released(client, approver, key):
    client.force_login(approver)
    assert "内容已经改过" in release(client, draft("秘密★1年"), key=key).content.decode()


def test_an_editor_sees_the_list_and_releases_nothing(client, editor):
    page = draft("秘密★1年", owner=editor)
    assert client.get(reverse("quality_case", args=[page.short_id])).status_code == 200
    assert release(client, page).status_code == 403
    assert not FindingDecision.objects.exists()


def test_an_identity_number_is_released_by_nobody(approver):
    page = draft("身份证371102198001011238")
    finding = report_of_draft(page).lines[0].finding
    assert finding.code == "personal.identity"
    with pytest.raises(ValidationError):
        secrecy_release(practice=page, finding=finding, by=approver, reason="理由")


@pytest.mark.parametrize(
    "make", [lambda: editor_of("heze"), lambda: approver_of("heze"), lambda: member_of("rizhao"), curator]
)
def test_a_draft_is_shown_to_nobody_else(client, make):
    page = draft("秘密★1年")
    client.force_login(make())
    assert client.get(reverse("quality_case", args=[page.short_id])).status_code == 404
    with pytest.raises(PermissionDenied):
        secrecy_release(practice=page, finding=report_of_draft(page).lines[0].finding, by=make(), reason="理由")


def test_the_office_lets_pass_what_it_may_read(client):
    page = draft("做法")
    page.latest_revision.publish()
    PracticePage.objects.filter(pk=page.pk).update(approach="<p>秘密★1年</p>")
    key = report_of_live(PracticePage.objects.get(pk=page.pk)).lines[0].finding.key
    office = curator()
    client.force_login(office)
    release(client, page, key=key)
    assert decisions_of(page)[key].decided_by == office


def test_the_office_does_not_read_the_new_draft_of_a_published_case(client):
    page = practice("rizhao")
    page.approach = "<p>绝密★</p>"
    page.save_revision()
    client.force_login(curator())
    assert "绝密" not in client.get(reverse("quality_case", args=[page.short_id])).content.decode()


def test_decisions_of_another_citys_case_are_not_asked_for_by_name(client, editor):
    foreign = practice("heze", published=False)
    assert client.post(f"/write/check/?case={foreign.short_id}", {}).status_code == 404


def test_an_administrator_checks_any_case(client):
    page = draft("做法")
    client.force_login(administrator())
    assert client.post(f"/write/check/?case={page.short_id}", {}).status_code == 200
