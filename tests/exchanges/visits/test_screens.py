from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from exchanges.models import FollowUp, SignupState, TakeAway, Visit, VisitState
from exchanges.visits.calendar_file import calendar_of
from exchanges.visits.reminders import remind_of_visits
from tests.factories.cities import approver_of, city, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.visits import fields, held, on, row, signed_up, visit

pytestmark = pytest.mark.django_db


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def posted(rows=1, **changed) -> dict[str, str]:
    said = {**fields(), "city": city("rizhao").pk, "announce": "on", **changed}
    said |= {"agenda-TOTAL_FORMS": str(rows + 1), "agenda-INITIAL_FORMS": "0"}
    for number in range(rows):
        item = row(at=f"{9 + number:02}:00", until=None)
        said |= {f"agenda-{number}-{name}": getattr(item, name) for name in ("day", "starts_at", "place", "what")}
    return {name: str(value) for name, value in said.items()}


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_a_writer_announces_a_visit_from_the_form_and_the_empty_row_is_none():
    case = practice("rizhao")
    client = signed_in(editor_of("rizhao"))
    assert case.title in text_of(client.get(reverse("visit_new") + f"?practice={case.short_id}"))
    response = client.post(reverse("visit_new"), {**posted(), "practices": [case.pk]})
    made = Visit.objects.get()
    assert response.headers["Location"] == reverse("visit", args=[made.pk])
    assert (made.state, made.agenda.count(), list(made.practices.all())) == (VisitState.OPEN, 1, [case])


def test_rows_are_added_and_taken_out_without_a_script_and_nothing_typed_is_lost():
    client = signed_in(editor_of("rizhao"))
    said = {**posted(rows=2), "rows": "more", "agenda-0-DELETE": "on", "places": "abc", "agenda-1-what": "只写了一半"}
    page = text_of(client.post(reverse("visit_new"), said))
    assert "只写了一半" in page and 'value="abc"' in page and "夜市划区定点疏导现场考察" in page
    assert page.count("去掉这一行") == 4 and "errorlist" not in page
    assert not Visit.objects.exists()


def test_what_is_wrong_stands_at_the_form():
    client = signed_in(editor_of("rizhao"))
    past = text_of(client.post(reverse("visit_new"), posted(sign_up_until=on(-1))))
    assert "报名截止日期已经过了" in past
    outside = text_of(client.post(reverse("visit_new"), {**posted(), "agenda-0-day": str(on(11))}))
    assert "日程第 1 行：日期不在考察日期之内" in outside
    assert "errorlist" in text_of(client.post(reverse("visit_new"), posted(places=100000)))
    half = text_of(client.post(reverse("visit_new"), {**posted(), "agenda-0-what": ""}))
    assert "errorlist" in half
    assert not Visit.objects.exists()


def test_a_draft_is_saved_dropped_and_not_announced_by_itself():
    client = signed_in(editor_of("rizhao"))
    client.post(reverse("visit_new"), {**posted(), "announce": "", "draft": "on"} | {"meeting_place": ""})
    said = posted()
    del said["announce"]
    client.post(reverse("visit_new"), said)
    draft = Visit.objects.get(state="draft")
    assert draft.title in text_of(client.get("/visits/?when=drafts"))
    assert "删除后不能恢复" in text_of(client.get(reverse("visit_drop", args=[draft.pk])))
    client.post(reverse("visit_drop", args=[draft.pk]))
    assert not Visit.objects.filter(pk=draft.pk).exists()


def test_a_visitor_reads_a_public_visit_without_a_person():
    made = visit(visibility="public", contact_name="赵联系")
    signed_up(made, approved=True)
    page = text_of(Client().get(reverse("visit", args=[made.pk])))
    assert "菏泽" in page and "成员登录后报名" in page
    for name in ("王示例", "赵联系", "0531-0000", str(made.author)):
        assert name not in page
    inside = text_of(signed_in(member_of("jining")).get(reverse("visit", args=[made.pk])))
    assert all(name in inside for name in ("王示例", "赵联系", "0531-0000"))


def test_a_visit_within_the_alliance_is_nothing_to_others():
    made = visit()
    for name in ("visit", "visit_calendar"):
        assert Client().get(reverse(name, args=[made.pk])).status_code == 404
    assert made.title not in text_of(Client().get("/visits/"))


def test_who_asked_and_is_not_confirmed_is_shown_to_the_host_and_the_own_city_only():
    made = visit()
    signed_up(made)
    address = reverse("visit", args=[made.pk])
    assert "王示例" not in text_of(signed_in(member_of("jining")).get(address))
    assert "待确认" in text_of(signed_in(member_of("heze")).get(address))
    assert "王示例" in text_of(signed_in(made.author).get(reverse("visit_sign_ups", args=[made.pk])))


def test_a_member_signs_up_names_people_and_leaves_again():
    made, client = visit(), signed_in(member_of("heze"))
    address = reverse("visit_sign_up", args=[made.pk])
    assert "每市最多 4 人" in text_of(client.get(address))
    heze = city("heze").pk
    too_many = text_of(client.post(address, {"city": heze, "number": 9}))
    assert "每市最多 4 人" in too_many and "errorlist" in too_many
    client.post(address, {"city": heze, "number": 2, "people": "王示例 城管局 科长\n李示例"})
    signup = made.signups.get()
    assert [(one.name, one.post) for one in signup.people.all()] == [("王示例", "城管局 科长"), ("李示例", "")]
    own = reverse("visit_own_sign_up", args=[made.pk, signup.pk])
    assert "王示例 城管局 科长" in text_of(client.get(own))
    assert "名单有 3 人" in text_of(client.post(own, {"people": "甲\n乙\n丙"}))
    client.post(own, {"people": "甲\n乙", "note": "自带车"})
    assert [one.name for one in signup.people.all()] == ["甲", "乙"]
    assert "errorlist" in text_of(client.post(own, {"withdraw": "on", "reason": " "}))
    client.post(own, {"withdraw": "on", "reason": "有会"})
    signup.refresh_from_db()
    assert signup.state == SignupState.WITHDRAWN
    assert client.get(address).status_code == 200


def test_the_host_has_no_form_to_sign_up_for_itself():
    made = visit()
    for person in (member_of("rizhao"), curator()):
        assert signed_in(person).get(reverse("visit_sign_up", args=[made.pk])).status_code == 404


def test_the_host_confirms_declines_and_is_told_when_the_places_are_gone():
    made = visit(places=4)
    one, two, three = (signed_up(made, slug, 3) for slug in ("heze", "jining", "binzhou"))
    client, address = signed_in(made.author), reverse("visit_sign_ups", args=[made.pk])
    client.post(address, {"signup": one.pk, "decision": "approve"})
    assert "只剩 1 个名额" in text_of(client.post(address, {"signup": two.pk, "decision": "approve"}))
    assert "请写明原因" in text_of(client.post(address, {"signup": two.pk, "decision": "decline"}))
    client.post(address, {"signup": two.pk, "decision": "decline", "reason": "下次优先"})
    assert [signup.state for signup in made.signups.order_by("pk")] == ["approved", "declined", "asked"]
    for wrong in ({}, {"signup": "x"}, {"signup": three.pk, "decision": "maybe"}):
        assert client.post(address, wrong).status_code == 200
    assert client.post(address, {"signup": 10**30, "decision": "approve"}).status_code in (200, 404)


def test_a_question_is_asked_before_and_answered_by_the_host():
    made, client = visit(), signed_in(member_of("heze"))
    ask = reverse("visit_ask", args=[made.pk])
    said = {"city": city("heze").pk, "text": "一晚清运多少钱？<b>"}
    client.post(ask, said)
    assert "已经提过" in text_of(client.post(ask, said))
    question = made.questions.get()
    host = signed_in(made.author)
    answer = reverse("visit_answer", args=[made.pk, question.pk])
    assert "一晚清运多少钱？&lt;b&gt;" in text_of(host.get(answer))
    host.post(answer, {"answer": "约 300 元"})
    assert "约 300 元" in text_of(client.get(reverse("visit", args=[made.pk])))
    assert host.get(answer).status_code == 404


def test_a_city_that_went_writes_what_it_takes_home_and_says_later_whether_it_began():
    made = visit()
    goer = signed_up(made, approved=True).asked_by
    held(made, days_ago=100)
    client = signed_in(goer)
    address = reverse("take_away", args=[made.pk])
    assert text_of(client.get(address))
    client.post(address, {"learnt": "划线要早", "will_try": "先试一条街"})
    client.post(address, {"learnt": "划线要早，供电要够"})
    assert TakeAway.objects.get().learnt == "<p>划线要早，供电要够</p>"
    remind_of_visits()
    question = reverse("visit_follow_up", args=[made.pk])
    assert "启动了吗" in text_of(client.get(question))
    assert "请写明原因" in text_of(client.post(question, {"answer": "will_not"}))
    client.post(question, {"answer": "started", "reason": "已在一条街试点"})
    page = text_of(client.get(reverse("visit", args=[made.pk])))
    assert "划线要早，供电要够" in page and "已启动" in page and "已在一条街试点" in page
    assert client.get(question).status_code == 404
    assert FollowUp.objects.count() == 1


def test_nobody_else_writes_for_a_city_that_went():
    made = visit()
    signed_up(made, approved=True)
    held(made, days_ago=100)
    for person in (made.author, member_of("jining"), curator()):
        for name in ("take_away", "visit_follow_up"):
            assert signed_in(person).get(reverse(name, args=[made.pk])).status_code == 404


def test_the_office_hides_a_visit_and_shows_it_again():
    made, office = visit(visibility="public"), signed_in(curator())
    address = reverse("visit_hide", args=[made.pk])
    office.post(address, {"reason": "含有个人信息"})
    assert Client().get(reverse("visit", args=[made.pk])).status_code == 404
    assert "含有个人信息" in text_of(signed_in(made.author).get(reverse("visit", args=[made.pk])))
    office.post(address)
    assert Client().get(reverse("visit", args=[made.pk])).status_code == 200


def test_a_cancelled_visit_says_why_and_takes_no_more_changes():
    made = visit(visibility="public")
    client = signed_in(made.author)
    address = reverse("visit_cancel", args=[made.pk])
    assert "errorlist" in text_of(client.post(address, {"reason": ""}))
    client.post(address, {"reason": "台风"})
    assert "台风" in text_of(Client().get(reverse("visit", args=[made.pk])))
    for name in ("visit_edit", "visit_cancel"):
        assert client.get(reverse(name, args=[made.pk])).status_code == 404
    made.refresh_from_db()
    assert b"STATUS:CANCELLED" in calendar_of(made)


def test_lists_are_narrowed_and_ignore_what_they_do_not_know():
    here, there = visit(title="日照的考察"), visit("heze", title="菏泽的考察")
    past = held(visit(title="办过的考察"))
    client = signed_in(approver_of("rizhao"))

    def shown(query: str) -> set[str]:
        page = text_of(client.get(f"/visits/{query}"))
        return {row.title for row in (here, there, past) if row.title in page}

    assert shown("") == {here.title, there.title}
    assert shown("?city=heze") == {there.title}
    assert shown("?when=past") == {past.title}
    assert shown("?when=x&city=%00&theme=%F0&page=99") == {here.title, there.title}
    assert shown("?theme=street-order") == set()


def test_a_case_and_a_city_show_coming_visits_to_who_may_read_them():
    case = practice("rizhao")
    visit(title="来看夜市", practices=[case], visibility="alliance")
    for address in (case.url, "/rizhao/"):
        assert "来看夜市" in text_of(signed_in(member_of("heze")).get(address))
        assert "来看夜市" not in text_of(Client().get(address))


def many(number: int, writer, goer) -> None:
    for index in range(number):
        signed_up(visit(title=f"考察{index}", visibility="public", by=writer), by=goer, approved=True)


def test_a_list_costs_the_same_for_one_and_for_many(django_assert_max_num_queries):
    people = editor_of("rizhao"), member_of("heze")
    many(1, *people)
    client = Client()
    client.get("/visits/")
    with django_assert_max_num_queries(15) as one:
        client.get("/visits/")
    many(19, *people)
    with django_assert_max_num_queries(len(one)):
        assert text_of(client.get("/visits/")).count("还有 8 个名额") == 20


def test_a_page_costs_the_same_for_one_city_and_for_many(django_assert_max_num_queries):
    made = visit(visibility="public", places=100)
    signed_up(made, approved=True)
    client = Client()
    address = reverse("visit", args=[made.pk])
    client.get(address)
    with django_assert_max_num_queries(15) as one:
        client.get(address)
    for slug in ("jining", "binzhou", "weifang", "yantai", "liaocheng"):
        signed_up(made, slug, approved=True)
    with django_assert_max_num_queries(len(one)):
        client.get(address)
