from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Answer, SolutionRequest
from exchanges.requests.answering import answer_accept
from exchanges.requests.asking import request_hide
from exchanges.requests.moving import request_close
from tests.factories.cities import approver_of, city, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.requests import answered, asked, theme
from tests.files.papers import docx

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding(monkeypatch):
    """What the search would find: ids by kind."""
    from exchanges.requests import matching

    found: dict[str, list[int]] = {"cases": [], "requests": []}
    finders = {kind: lambda text, viewer, most, kind=kind: found[kind] for kind in found}
    monkeypatch.setattr(matching, "_finders", finders)
    return found


def posted(**fields):
    return {
        "title": "夜市油污没人清",
        "problem": "收摊后油污没人清",
        "themes": [theme().pk],
        "visibility": "alliance",
    } | fields


def test_a_member_asks_and_comes_to_the_page(client):
    client.force_login(member_of("liaocheng"))
    response = client.post("/requests/new/", posted(tried="贴过通告"), follow=True)
    row = SolutionRequest.objects.get()
    assert response.redirect_chain[0][0] == f"/requests/{row.pk}/"
    assert (row.city, row.problem) == (city("liaocheng"), "<p>收摊后油污没人清</p>")
    assert "贴过通告" in response.content.decode()


def test_a_day_that_has_passed_is_said_at_its_field(client):
    client.force_login(member_of("liaocheng"))
    day = timezone.localdate() - timedelta(days=1)
    response = client.post("/requests/new/", posted(deadline=day.isoformat()))
    assert "这一天已经过去" in response.content.decode()
    assert response.context["form"].errors["deadline"] and not SolutionRequest.objects.exists()


def test_who_is_in_two_cities_is_asked_for_which(client):
    from cities.services import membership_give

    person = member_of("liaocheng")
    membership_give(user=person, city=city("heze"), role="member")
    client.force_login(person)
    assert "代表哪个城市" in client.get("/requests/new/").content.decode()
    client.post("/requests/new/", posted(city=city("heze").pk))
    assert SolutionRequest.objects.get().city == city("heze")


def test_for_a_city_that_is_not_theirs_nobody_asks(client):
    client.force_login(member_of("liaocheng"))
    client.post("/requests/new/", posted(city=city("jinan").pk))
    assert SolutionRequest.objects.get().city == city("liaocheng")


def test_while_somebody_types_cases_requests_and_people_are_named(client, finding):
    case = practice("jinan", visibility="alliance", contact_name="示例联系人", title="油污包干")
    closed = practice("jinan", visibility="city", title="不给看的案例")
    past = asked("heze", title="油污谁来清")
    finding |= {"cases": [closed.pk, case.pk], "requests": [past.pk]}
    client.force_login(member_of("liaocheng"))
    said = client.post("/requests/matches/", {"title": "油污"}).content.decode()
    assert "油污包干" in said and "油污谁来清" in said and "示例联系人" in said
    assert "不给看的案例" not in said


def test_without_a_script_a_button_finds_and_keeps_what_was_written(client, finding):
    finding["cases"] = [practice("jinan", title="油污包干").pk]
    client.force_login(member_of("liaocheng"))
    said = client.post("/requests/new/", posted(look="1")).content.decode()
    assert "油污包干" in said and "夜市油污没人清" in said
    assert not SolutionRequest.objects.exists()


# --- answers ------------------------------------------------------------------------------------------------------
def test_an_answer_brings_cases_and_files(client):
    row, case = asked(), practice("jinan", visibility="alliance")
    client.force_login(member_of("jinan"))
    paper = SimpleUploadedFile("台账.docx", docx("巡查台账"))
    client.post(f"/requests/{row.pk}/answer/", {"body": "可以这样", "practices": [case.short_id], "files": [paper]})
    answer = Answer.objects.get()
    assert list(answer.practices.all()) == [case]
    document = answer.files.get()
    assert document.title == "台账" and document.collection == city("jinan").collection
    assert client.get(document.url).status_code == 200
    client.force_login(member_of("heze"))
    assert client.get(document.url).status_code == 200


def test_files_of_an_answer_are_as_closed_as_the_request(client):
    from exchanges.requests.asking import request_narrow

    row = asked()
    client.force_login(member_of("jinan"))
    paper = SimpleUploadedFile("台账.docx", docx("巡查台账"))
    client.post(f"/requests/{row.pk}/answer/", {"body": "可以这样", "files": [paper]})
    request_narrow(request=row, by=row.author, visibility="city")
    client.force_login(member_of("heze"))
    assert client.get(Answer.objects.get().files.get().url).status_code == 404


def test_a_file_that_is_not_what_it_says_is_refused_by_name_and_nothing_is_kept(client):
    from files.models import AllianceDocument

    row = asked()
    client.force_login(member_of("jinan"))
    bad = SimpleUploadedFile("台账.docx", b"<script>alert(1)</script>")
    response = client.post(f"/requests/{row.pk}/answer/", {"body": "可以这样", "files": [bad]})
    assert "台账.docx" in response.content.decode()
    assert not Answer.objects.exists() and not AllianceDocument.objects.exists()


def test_what_was_chosen_stays_while_more_is_looked_for(client, finding):
    chosen, other = practice("jinan", title="选好的"), practice("heze", title="找到的")
    finding["cases"] = [chosen.pk, other.pk]
    client.force_login(member_of("jinan"))
    said = client.get("/requests/cases/", {"practices": chosen.short_id, "find": "油污"}).content.decode()
    assert said.count("选好的") == 1 and "找到的" in said and said.count("checked") == 1


def test_a_case_is_found_by_its_short_address(client, finding):
    case = practice("jinan", title="油污包干")
    client.force_login(member_of("heze"))
    said = client.get("/requests/cases/", {"find": f"https://example.cn/p/{case.short_id}"}).content.decode()
    assert "油污包干" in said


def test_the_asking_city_accepts_and_the_page_says_so(client):
    row = asked()
    answer = answered(row)
    client.force_login(row.author)
    said = client.post(f"/answers/{answer.pk}/accept/", {"accept": "1"}, follow=True).content.decode()
    assert "已采纳" in said
    client.post(f"/answers/{answer.pk}/accept/", {"accept": "0"})
    answer.refresh_from_db()
    assert answer.accepted_at is None


def test_a_step_that_somebody_else_has_just_taken_is_refused_in_words(client):
    row = asked()
    answered(row, accepted=True)
    client.force_login(editor_of("liaocheng"))
    assert client.get(f"/requests/{row.pk}/trial/").status_code == 200
    request_close(request=row, by=row.author, note="不需要了")
    said = client.post(f"/requests/{row.pk}/trial/", {"note": "开始"}).content.decode()
    assert "现在是“未解决关闭”" in said


def test_a_step_that_does_not_exist_is_not_found(client):
    row = asked()
    client.force_login(row.author)
    assert client.get(f"/requests/{row.pk}/dance/").status_code == 404


def test_the_case_made_of_it_opens_in_the_editor_and_names_the_request(client):
    row = asked()
    request_close(request=row, by=row.author, note="没有场地")
    client.force_login(row.author)
    response = client.post(f"/requests/{row.pk}/case/")
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[row.outcome.practice_id])
    assert "转成的案例" in client.get(f"/requests/{row.pk}/").content.decode()


def test_a_case_names_the_request_it_came_of_to_those_who_may_read_that(client):
    row = asked(title="联盟里的问题")
    request_close(request=row, by=row.author, note="没有场地")
    client.force_login(row.author)
    client.post(f"/requests/{row.pk}/case/")
    page = SolutionRequest.objects.get().outcome.practice
    page.visibility, page.summary = "public", "摘要"
    page.save()
    type(page).objects.filter(pk=page.pk).update(live=True)
    assert "联盟里的问题" in client.get(f"/p/{page.short_id}", follow=True).content.decode().split("从求助而来")[1]
    client.logout()
    assert "从求助而来" not in client.get(f"/p/{page.short_id}", follow=True).content.decode()


# --- reading ------------------------------------------------------------------------------------------------------
def test_visitors_read_public_requests_without_names_of_people(client):
    row = asked(visibility="public", by=editor_of("liaocheng", name="张三"))
    answered(row, by=member_of("jinan", name="李四"))
    said = client.get(f"/requests/{row.pk}/").content.decode()
    assert "聊城" in said and "济南" in said
    assert "张三" not in said and "李四" not in said
    client.force_login(member_of("heze"))
    said = client.get(f"/requests/{row.pk}/").content.decode()
    assert "张三" in said and "李四" in said


def test_no_access_and_no_such_request_are_the_same(client):
    row = asked()
    assert client.get(f"/requests/{row.pk}/").status_code == client.get("/requests/999999/").status_code == 404


def test_a_linked_case_is_shown_to_those_who_may_read_it_alone(client):
    row = asked(visibility="public")
    answered(row, practices=[practice("jinan", visibility="alliance", title="联盟里的案例")])
    assert "联盟里的案例" not in client.get(f"/requests/{row.pk}/").content.decode()
    client.force_login(member_of("heze"))
    assert "联盟里的案例" in client.get(f"/requests/{row.pk}/").content.decode()


def test_a_hidden_answer_leaves_the_page_of_others(client):
    from exchanges.requests.asking import answer_hide

    row = asked()
    answer_hide(answer=answered(row, body="<p>一段广告</p>"), by=curator(), reason="广告")
    client.force_login(member_of("heze"))
    assert "一段广告" not in client.get(f"/requests/{row.pk}/").content.decode()
    client.force_login(editor_of("jinan"))
    said = client.get(f"/requests/{row.pk}/").content.decode()
    assert "一段广告" in said and "已隐藏：广告" in said


def test_the_list_counts_states_within_what_is_chosen_and_what_may_be_read(client):
    asked("liaocheng", title="甲的问题")
    answered(asked("heze", title="乙的问题", themes=[theme("sanitation")]))
    asked("heze", visibility="city", title="不给看的")
    client.force_login(member_of("jinan"))
    response = client.get("/requests/")
    assert {str(tab.label): tab.number for tab in response.context["tabs"]}["全部"] == 2
    said = client.get("/requests/?theme=sanitation").content.decode()
    assert "乙的问题" in said and "甲的问题" not in said and "不给看的" not in said
    assert "甲的问题" in client.get("/requests/?city=liaocheng&state=open").content.decode()


def test_only_what_i_can_move_on(client):
    asked("heze", title="别人的")
    own = asked("liaocheng", title="本市的")
    client.force_login(approver_of("liaocheng"))
    said = client.get("/requests/?mine=on").content.decode()
    assert own.title in said and "别人的" not in said


@pytest.mark.parametrize("asked_for", ["?state=nonsense&theme=x&city=y&page=zz", "?page=999"])
def test_an_address_that_makes_no_sense_shows_the_list(client, asked_for):
    asked(visibility="public", title="公开的")
    assert "公开的" in client.get(f"/requests/{asked_for}").content.decode()


def test_a_hidden_request_stands_in_no_list(client):
    row = asked(title="藏起来的")
    request_hide(request=row, by=curator(), reason="含个人信息")
    client.force_login(row.author)
    assert "藏起来的" not in client.get("/requests/").content.decode()
    assert "含个人信息" in client.get(f"/requests/{row.pk}/").content.decode()


def test_the_overview_and_the_city_show_what_is_asked(client):
    row = asked("liaocheng", visibility="public", title="夜市油污没人清")
    for address in ("/exchanges/", "/liaocheng/"):
        assert row.title in client.get(address).content.decode()
    assert "正在求助" not in client.get("/heze/").content.decode()


def test_an_answer_that_was_accepted_stands_first(client):
    row = asked()
    answered(row, "heze", body="<p>先来的</p>")
    answer_accept(answer=answered(row, "jinan", body="<p>采纳的</p>"), by=row.author)
    client.force_login(row.author)
    said = client.get(f"/requests/{row.pk}/").content.decode()
    assert said.index("采纳的") < said.index("先来的")


def test_who_manages_a_request_sees_what_can_be_done(client):
    row = asked()
    answer = answered(row)
    client.force_login(row.author)
    said = client.get(f"/requests/{row.pk}/").content.decode()
    assert f"/answers/{answer.pk}/accept/" in said and f"/requests/{row.pk}/close/" in said
    client.force_login(member_of("heze"))
    said = client.get(f"/requests/{row.pk}/").content.decode()
    assert f"/answers/{answer.pk}/accept/" not in said and f"/requests/{row.pk}/close/" not in said


def test_comments_stand_below_a_request_and_each_answer_for_members(client):
    row = asked(visibility="public")
    answer = answered(row)
    threads = [f"/threads/{row.thread_id}/", f"/threads/{answer.thread_id}/"]
    assert not any(address in client.get(f"/requests/{row.pk}/").content.decode() for address in threads)
    client.force_login(member_of("heze"))
    said = client.get(f"/requests/{row.pk}/").content.decode()
    assert all(address in said and client.get(address).status_code == 200 for address in threads)


def test_what_answers_while_somebody_types_is_started_once(client):
    """Twice, and everything would be sent twice."""
    row = asked()
    client.force_login(member_of("jinan"))
    for address in ("/requests/new/", f"/requests/{row.pk}/"):
        assert client.get(address).content.decode().count("django_htmx/htmx") == 1, address
