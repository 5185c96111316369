"""更正建议: asked by members who read the case, answered by its city, and never more than is good."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.models import Notification
from practices.models import CorrectionRequest, Hold
from practices.versions.corrections import ANSWERS, MOST_A_DAY, MOST_WAITING, correction_answer, correction_ask
from tests.factories.cities import administrator, approver_of, curator, editor_of, member_of, user
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
State = CorrectionRequest.State
SAID = {
    "place": "outcomes",
    "wrong": "投诉量写成了 45",
    "proposed": "应为 54",
    "evidence_url": "https://example.invalid/a",
}


@pytest.fixture
def author():
    return editor_of("rizhao", name="作者")


@pytest.fixture
def page(author):
    found = practice(owner=author)
    found.indicators.create(name="投诉量", unit="件", before=120, after=45)
    found.save_revision().publish()
    return found


@pytest.fixture
def reader():
    return member_of("heze", name="读者")


@pytest.fixture
def row(page, reader):
    return correction_ask(practice=page, by=reader, **SAID)


def publish_again(page):
    type(page).objects.get(pk=page.pk).save_revision().publish()


# --- asking -------------------------------------------------------------------------------------------------------
def test_a_member_asks_from_the_page_and_the_city_is_told(client, page, author, reader):
    approver = approver_of("rizhao")
    client.force_login(reader)
    address = f"/p/{page.short_id}/correct/"
    assert address in client.get(page.url).content.decode()
    assert "成效" in client.get(address).content.decode()
    response = client.post(address, SAID, follow=True)
    row = CorrectionRequest.objects.get()
    assert (row.wrong, row.number, row.state, row.asked_by) == (SAID["wrong"], 2, "new", reader)
    assert "已送给该市" in response.content.decode()
    for person in (author, approver):
        line = Notification.objects.of(person).get(event="correction_asked")
        assert SAID["wrong"] in line.body and line.url == f"/corrections/{row.pk}/"
    assert not Notification.objects.of(reader).exists()


@pytest.mark.parametrize("make", [user, lambda: None], ids=["account", "visitor"])
def test_who_is_no_member_asks_nothing(client, page, make):
    if person := make():
        client.force_login(person)
    assert client.post(f"/p/{page.short_id}/correct/", SAID).status_code in (302, 404)
    assert f"/p/{page.short_id}/correct/" not in client.get(page.url).content.decode()
    assert not CorrectionRequest.objects.exists()


def test_a_case_one_may_not_read_is_not_corrected_by_one_either(client, page, reader):
    Hold.objects.create(practice=page, limit="city", reason="原因", set_by=reader)
    client.force_login(reader)
    assert client.get(f"/p/{page.short_id}/correct/").status_code == 404
    with pytest.raises(PermissionDenied):
        correction_ask(practice=page, by=reader, **SAID)


@pytest.mark.parametrize(
    "bad", [{"wrong": ""}, {"wrong": "错" * 1001}, {"place": "nowhere"}, {"evidence_url": "javascript:alert(1)"}]
)
def test_bad_input_is_answered_where_it_is(client, page, reader, bad):
    client.force_login(reader)
    response = client.post(f"/p/{page.short_id}/correct/", {**SAID, **bad})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == list(bad)
    assert not CorrectionRequest.objects.exists()


def test_nobody_floods_a_case_or_a_day(page, reader):
    for _number in range(MOST_WAITING):
        correction_ask(practice=page, by=reader, **SAID)
    with pytest.raises(ValidationError, match="等待答复"):
        correction_ask(practice=page, by=reader, **SAID)
    for _number in range(MOST_A_DAY - MOST_WAITING):
        correction_ask(practice=practice(), by=reader, **SAID)
    with pytest.raises(ValidationError, match="明天"):
        correction_ask(practice=practice(), by=reader, **SAID)


# --- answering ----------------------------------------------------------------------------------------------------
def test_the_city_accepts_publishes_and_records_it(client, page, author, reader, row):
    client.force_login(author)
    assert SAID["wrong"] in client.get("/desk/").content.decode()
    client.post(f"/corrections/{row.pk}/", {"state": "accepted", "answer": "感谢指出"})
    response = client.post(f"/corrections/{row.pk}/", {"state": "done", "answer": ""})
    assert "还没有发布更正后的新版本" in response.content.decode()
    publish_again(page)
    client.post(f"/corrections/{row.pk}/", {"state": "done", "answer": ""})
    row.refresh_from_db()
    assert (row.state, row.done_in, row.answer) == ("done", 3, "感谢指出")
    told = set(Notification.objects.of(reader).values_list("subject", flat=True))
    assert told == {f"{page.title} 的更正建议已采纳", f"{page.title} 已按您的建议更正"}
    client.logout()
    text = client.get(page.url).content.decode()
    assert "第 3 版更正了“成效”" in text
    assert SAID["wrong"] not in text and "读者" not in text
    client.force_login(author)
    assert SAID["wrong"] not in client.get("/desk/").content.decode()


def test_to_decline_needs_words(author, row):
    with pytest.raises(ValidationError, match="写明理由"):
        correction_answer(request=row, by=author, state="declined", answer=" ")
    correction_answer(request=row, by=author, state="declined", answer="原数无误")
    assert CorrectionRequest.objects.get().state == "declined"


ASKS = st.lists(st.sampled_from([*State.values, "nonsense"]), max_size=6)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=ASKS)
def test_whatever_is_posted_a_request_only_goes_where_it_may(page, author, reader, wanted):
    CorrectionRequest.objects.all().delete()
    row = correction_ask(practice=page, by=reader, **SAID)
    publish_again(page)
    state = row.state
    for target in wanted:
        if target in ANSWERS[state]:
            correction_answer(request=row, by=author, state=target, answer="答复")
            state = target
        else:
            with pytest.raises(ValidationError):
                correction_answer(request=row, by=author, state=target, answer="答复")
        row.refresh_from_db()
        assert row.state == state
        assert (row.done_in is not None) == (state == State.DONE)


OUTSIDE = {
    "visitor": (lambda: None, 302),
    "account": (user, 404),
    "member of the city": (lambda: member_of("rizhao"), 404),
    "another member": (lambda: member_of("heze"), 404),
    "another editor": (lambda: editor_of("heze"), 404),
    "curator": (curator, 404),
    "administrator": (administrator, 404),
}


@pytest.mark.parametrize("who", OUTSIDE)
def test_who_neither_asked_nor_writes_for_the_city_sees_and_answers_nothing(client, row, who):
    make, status = OUTSIDE[who]
    if person := make():
        client.force_login(person)
    address = f"/corrections/{row.pk}/"
    assert client.get(address).status_code == status
    assert client.post(address, {"state": "accepted"}).status_code == status
    assert SAID["wrong"] not in client.get("/corrections/?all=on", follow=True).content.decode()
    assert CorrectionRequest.objects.get().state == "new"


def test_who_asked_reads_the_answer_and_gives_none(client, row, reader):
    client.force_login(reader)
    text = client.get(f"/corrections/{row.pk}/").content.decode()
    assert SAID["wrong"] in text and 'name="state"' not in text
    assert client.post(f"/corrections/{row.pk}/", {"state": "accepted"}).status_code == 404
    with pytest.raises(PermissionDenied):
        correction_answer(request=row, by=reader, state="accepted", answer="")


def test_who_asked_hears_nothing_more_of_a_case_that_was_narrowed_since(client, page, row, reader, author):
    Hold.objects.create(practice=page, limit="city", reason="原因", set_by=author)
    client.force_login(reader)
    assert client.get(f"/corrections/{row.pk}/").status_code == 404
    assert page.title not in client.get("/corrections/?all=on").content.decode()


@pytest.mark.parametrize("text", ["<script>zq()</script>", '"><img src=x onerror=zq()>', "</textarea><b onclick=zq()>"])
def test_what_is_asked_and_answered_is_text(client, page, reader, author, text):
    row = correction_ask(practice=page, by=reader, place="head", wrong=text, proposed=text)
    correction_answer(request=row, by=author, state="accepted", answer=text)
    client.force_login(author)
    for address in (f"/corrections/{row.pk}/", "/corrections/", "/desk/", "/notifications/"):
        assert text not in client.get(address).content.decode()


def test_the_list_asks_as_much_for_one_as_for_thirty(client, page, author, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get("/corrections/")
        return len(queries)

    client.force_login(author)
    rows = [CorrectionRequest(practice=page, number=2, wrong="错", asked_by=author) for _number in range(30)]
    rows[0].save()
    client.get("/corrections/")
    one = count()
    CorrectionRequest.objects.bulk_create(rows[1:])
    assert count() == one
