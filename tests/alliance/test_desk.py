from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.desk import desk_number
from alliance.models import FeaturedSlot
from cities.models import City
from cities.services import membership_give
from cities.viewers import viewer_of
from notifications.models import Notification
from practices.models import ExportJob, Hold, PracticePage, Verification
from practices.services import practice_hand_over
from tests.factories.cities import administrator, approver_of, city, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.workflow import approve, send_back, submit

pytestmark = pytest.mark.django_db


def desk(client, user):
    client.force_login(user)
    return client.get("/desk/").context["desk"]


def number(client) -> int:
    return client.get("/notifications/").context["waiting"]


def titles(pages):
    return [page.draft_title for page in pages]


def waiting(client, user):
    return [(line.kind, line.title) for line in desk(client, user).waiting]


def published_long_ago(**fields):
    page = practice("rizhao", **fields)
    PracticePage.objects.filter(pk=page.pk).update(last_published_at=timezone.now() - timedelta(days=400))
    return page


# --- everybody ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", [lambda: member_of("heze"), lambda: editor_of("heze"), curator, administrator])
def test_everybody_has_a_desk(client, who):
    client.force_login(who())
    assert client.get("/desk/").status_code == 200


def test_sign_in_leads_to_the_desk(client):
    member_of("heze", username="starter")
    response = client.post("/accounts/login/", {"login": "starter", "password": "correct-horse-battery"})
    assert response.url == "/desk/"


def test_a_member_is_not_offered_what_writers_do(client):
    client.force_login(member_of("heze"))
    page = client.get("/desk/").content.decode()
    assert "/desk/cases/" not in page
    assert "等我处理" not in page


# --- what waits ---------------------------------------------------------------------------------------------------
def test_an_approver_sees_what_waits_oldest_first_and_nothing_of_another_city(client):
    editor = editor_of("rizhao")
    for title in ("第一个", "第二个"):
        submit(practice("rizhao", published=False, title=title, owner=editor), editor)
    other = editor_of("heze")
    submit(practice("heze", published=False, title="菏泽的", owner=other), other)
    assert waiting(client, approver_of("rizhao")) == [("case_submitted", "第一个"), ("case_submitted", "第二个")]


def test_what_is_approved_waits_no_longer(client):
    editor, approver = editor_of("rizhao"), approver_of("rizhao")
    page = practice("rizhao", published=False, owner=editor)
    submit(page, editor)
    approve(page, approver)
    assert desk(client, approver).waiting == []


def test_a_case_that_came_back_shows_the_reason(client):
    editor = editor_of("rizhao")
    page = practice("rizhao", published=False, owner=editor)
    submit(page, editor)
    send_back(page, approver_of("rizhao"), "请补充数据来源")
    assert "请补充数据来源" in desk(client, editor).waiting[0].detail


def test_a_changed_city_page_that_came_back_waits_for_who_submitted_it(client):
    editor = editor_of("rizhao")
    page = city("rizhao").page
    page.save_revision(user=editor)
    submit(page, editor)
    send_back(page, approver_of("rizhao"), "请改")
    assert waiting(client, editor) == [("case_sent_back", "日照")]


def test_an_overdue_review_of_an_own_case_waits(client):
    editor = editor_of("rizhao")
    published_long_ago(title="旧案例", owner=editor)
    published_long_ago(title="同事的")
    assert waiting(client, editor) == [("overdue", "旧案例")]


def test_an_overdue_review_waits_for_the_contact_too(client):
    editor = editor_of("rizhao")
    published_long_ago(title="旧案例", contact_user=editor)
    assert waiting(client, editor) == [("overdue", "旧案例")]


def test_what_was_reviewed_in_time_does_not_wait(client):
    editor = editor_of("rizhao")
    page = published_long_ago(owner=editor)
    Verification.objects.create(practice=page, verifier=editor, review_by=timezone.localdate() + timedelta(days=1))
    assert waiting(client, editor) == []


def test_all_kinds_stand_in_one_list_oldest_first(client):
    person = approver_of("rizhao")
    old = published_long_ago(title="到期的", owner=person)
    editor = editor_of("rizhao")
    submit(practice("rizhao", published=False, title="新交的", owner=editor), editor)
    mine = practice("rizhao", published=False, title="退回的", owner=person)
    submit(mine, person)
    send_back(mine, approver_of("rizhao"), "请改")
    assert [title for _kind, title in waiting(client, person)] == [old.title, "新交的", "退回的"]


def test_a_case_in_review_is_not_asked_about_a_second_time(client):
    person = approver_of("rizhao")
    page = published_long_ago(owner=person)
    page.save_revision()
    submit(page, person)
    assert [kind for kind, _title in waiting(client, person)] == ["case_submitted"]
    assert desk(client, person).in_review == []


def test_the_button_of_an_overdue_review_leads_to_the_question(client):
    editor = editor_of("rizhao")
    page = published_long_ago(owner=editor)
    client.force_login(editor)
    shown = client.get("/desk/").content.decode()
    assert f'name="id" value="{page.pk}"' in shown
    answer = client.post("/desk/cases/bulk/", {"action": "verify", "id": page.pk})
    assert "会办理 1 个" in answer.content.decode()


# --- the number in the header -------------------------------------------------------------------------------------
def test_the_number_is_what_waits_and_what_is_unread_each_thing_once(client):
    editor, approver = editor_of("rizhao"), approver_of("rizhao")
    for _n in range(2):
        submit(practice("rizhao", published=False, owner=editor), editor)
    practice_hand_over(practice=published_long_ago(owner=editor), to=approver, by=editor)
    client.force_login(approver)
    # Two to approve, one review overdue, and the news of the handing over; not the two notices of submission.
    assert number(client) == 4
    assert desk(client, approver).number == 3


def test_what_is_decided_leaves_no_unread_notice_with_the_other_approver():
    editor, other = editor_of("rizhao"), approver_of("rizhao")
    page = practice("rizhao", published=False, owner=editor)
    submit(page, editor)
    send_back(page, approver_of("rizhao"), "请改")
    assert not Notification.objects.of(other).unread().exists()


def test_what_is_submitted_again_leaves_no_unread_notice_of_coming_back():
    editor = editor_of("rizhao")
    page = practice("rizhao", published=False, owner=editor)
    submit(page, editor)
    send_back(page, approver_of("rizhao"), "请改")
    page.current_workflow_state.resume(user=editor)
    assert not Notification.objects.of(editor).unread().exists()


def test_the_number_costs_one_query(django_assert_num_queries):
    person = approver_of("rizhao")
    viewer_of(person)
    with django_assert_num_queries(1):
        assert desk_number(person) == 0


def test_the_desk_asks_as_much_for_one_line_as_for_many(client, settings):
    settings.REMEMBER_SECONDS = 60
    person, editor = approver_of("rizhao"), editor_of("rizhao")

    def one_of_each():
        submit(practice("rizhao", published=False, owner=editor), editor)
        published_long_ago(owner=person)
        practice("rizhao", published=False, owner=person)
        back = practice("rizhao", published=False, owner=person)
        submit(back, person)
        send_back(back, person, "请改")

    one_of_each()
    client.force_login(person)
    client.get("/desk/")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/")
    for _number in range(4):
        one_of_each()
    with CaptureQueriesContext(connection) as many:
        client.get("/desk/")
    assert len(many) == len(few)


# --- own work -----------------------------------------------------------------------------------------------------
def test_a_case_moves_from_drafts_to_review_to_sent_back(client):
    editor = editor_of("rizhao")
    page = practice("rizhao", published=False, title="我的案例", owner=editor)
    assert titles(desk(client, editor).drafts) == ["我的案例"]
    submit(page, editor)
    found = desk(client, editor)
    assert (titles(found.in_review), found.drafts) == (["我的案例"], [])
    send_back(page, approver_of("rizhao"), "请补充")
    found = desk(client, editor)
    assert (found.in_review, found.drafts) == ([], [])
    assert waiting(client, editor) == [("case_sent_back", "我的案例")]


def test_a_colleagues_draft_is_not_on_my_desk(client):
    practice("rizhao", published=False, owner=editor_of("rizhao"))
    assert desk(client, editor_of("rizhao")).drafts == []


def test_what_i_wrote_for_a_city_i_left_is_not_on_my_desk(client):
    person = editor_of("rizhao")
    practice("heze", published=False, owner=person)
    assert desk(client, person).drafts == []


# --- the office ---------------------------------------------------------------------------------------------------
def test_the_office_finds_the_cities_from_its_desk(client):
    assert desk(client, curator()).office
    assert "/office/cities/" in client.get("/desk/").content.decode()


def test_a_city_is_not_offered_the_offices_work(client):
    assert desk(client, approver_of("rizhao")).office is None
    assert "/office/cities/" not in client.get("/desk/").content.decode()


def test_the_office_sees_what_is_taken_down_until_it_is_lifted(client):
    office = curator()
    hold = Hold.objects.create(practice=practice(title="下架的"), limit="hidden", reason="数据有误", set_by=office)
    assert "数据有误" in client_page(client, office)
    hold.lifted_at = timezone.now()
    hold.save()
    assert desk(client, office).office.holds == []


def client_page(client, user) -> str:
    client.force_login(user)
    return client.get("/desk/").content.decode()


def test_what_a_city_narrowed_itself_is_not_the_offices(client):
    Hold.objects.create(practice=practice(), limit="city", reason="r", set_by=approver_of("rizhao"))
    assert desk(client, curator()).office.holds == []


@pytest.mark.parametrize(("days", "is_listed"), [(3, True), (13, True), (15, False), (-1, False)])
def test_featured_cases_that_end_within_a_fortnight_are_listed(client, days, is_listed):
    office, now = curator(), timezone.now()
    FeaturedSlot.objects.create(
        practice=practice(), starts_at=now - timedelta(days=30), ends_at=now + timedelta(days=days), chosen_by=office
    )
    assert bool(desk(client, office).office.ending) is is_listed


def test_a_featured_case_the_office_may_not_read_any_more_is_not_named(client):
    office = curator()
    page = practice(visibility="city")
    FeaturedSlot.objects.create(practice=page, ends_at=timezone.now() + timedelta(days=2), chosen_by=office)
    assert desk(client, office).office.ending == []


def test_cities_without_a_new_case_for_a_year_are_listed_those_without_any_first(client):
    practice("rizhao")
    old = practice("heze")
    PracticePage.objects.filter(pk=old.pk).update(first_published_at=timezone.now() - timedelta(days=400))
    found = [place.slug for place in desk(client, curator()).office.quiet_cities]
    assert "rizhao" not in found
    assert found[-1] == "heze"
    assert set(found) == set(City.objects.members().values_list("slug", flat=True)) - {"rizhao"}


# --- exports ------------------------------------------------------------------------------------------------------
def test_who_has_exported_finds_the_files_from_the_desk_and_nobody_elses(client):
    person = member_of("rizhao")
    assert 'href="/exports/"' not in client_page(client, person)
    ExportJob.objects.create(owner=curator(), source="cases", name="全部案例", form="excel")
    assert 'href="/exports/"' not in client_page(client, person)
    ExportJob.objects.create(owner=person, source="cases", name="全部案例", form="excel")
    assert 'href="/exports/"' in client_page(client, person)


# --- writing ------------------------------------------------------------------------------------------------------
def test_writing_leads_straight_to_an_empty_case_of_the_own_city(client):
    client.force_login(editor_of("rizhao"))
    response = client.get("/write/", follow=True)
    assert response.status_code == 200
    assert "日照" in response.content.decode()


def test_a_member_is_told_who_can_let_him_write(client):
    client.force_login(member_of("rizhao"))
    response = client.get("/write/")
    assert response.status_code == 403
    assert "审核人员" in response.content.decode()


def test_who_writes_for_two_cities_is_asked_which(client):
    person = editor_of("rizhao")
    membership_give(user=person, city=city("heze"), role="editor")
    client.force_login(person)
    assert len(client.get("/write/").context["places"]) == 2
