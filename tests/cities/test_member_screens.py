from __future__ import annotations

import pytest

from accounts.models import User
from cities.invitations import invitation_make
from cities.models import Invitation, Membership, Role
from tests.factories.cities import PASSWORD, administrator, approver_of, city, curator, editor_of, member_of, user
from tests.factories.practices import practice
from tests.factories.workflow import submit

pytestmark = pytest.mark.django_db
RIZHAO = "/members/rizhao/"
PEOPLE = {
    "account without membership": user,
    "member": lambda: member_of("rizhao"),
    "editor": lambda: editor_of("rizhao"),
    "approver": lambda: approver_of("rizhao"),
    "approver of another city": lambda: approver_of("heze"),
    "curator": curator,
    "administrator": administrator,
}
MANAGERS = {"approver", "curator", "administrator"}


def membership(person) -> Membership:
    return Membership.objects.get(user=person)


@pytest.mark.parametrize("who", PEOPLE)
def test_who_sees_the_people_of_a_city(client, who):
    client.force_login(PEOPLE[who]())
    assert client.get(RIZHAO).status_code == (200 if who in MANAGERS else 404)


@pytest.mark.parametrize("who", PEOPLE)
def test_only_administrators_see_the_people_of_the_office(client, who):
    client.force_login(PEOPLE[who]())
    assert client.get("/members/office/").status_code == (200 if who == "administrator" else 404)


@pytest.mark.parametrize("address", ["/members/", RIZHAO, "/account/"])
def test_a_visitor_is_sent_to_sign_in(client, address):
    assert client.get(address).url.startswith("/accounts/login/")


ACTIONS = {
    "end": lambda pk, user_id: (f"{RIZHAO}{pk}/end/", {"reason": "调离"}),
    "role": lambda pk, user_id: (f"{RIZHAO}{pk}/role/", {"role": "member"}),
    "reset": lambda pk, user_id: (f"{RIZHAO}people/{user_id}/reset/", {}),
    "hand over": lambda pk, user_id: (f"{RIZHAO}people/{user_id}/hand-over/", {"reason": "调离"}),
    "invite": lambda pk, user_id: (f"{RIZHAO}invite/", {"name": "示例", "role": "editor", "days": 14}),
}


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - MANAGERS))
@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_else_acts_on_the_people_of_a_city(client, who, action):
    target = editor_of("rizhao")
    address, data = ACTIONS[action](membership(target).pk, target.pk)
    client.force_login(PEOPLE[who]())
    assert client.post(address, data).status_code == 404
    assert membership(target).ends_at is None and not Invitation.objects.exists()


@pytest.mark.parametrize("action", ["end", "role", "reset", "hand over"])
def test_people_of_another_city_are_not_reached_through_ones_own(client, action):
    target = editor_of("heze")
    address, data = ACTIONS[action](membership(target).pk, target.pk)
    client.force_login(approver_of("rizhao"))
    assert client.post(address, data).status_code == 404
    assert membership(target).ends_at is None


def test_an_approver_invites_and_the_newcomer_is_in(client, client_of_newcomer):
    client.force_login(approver_of("rizhao"))
    page = client.post(f"{RIZHAO}invite/", {"name": "示例新人", "role": "editor", "days": 14})
    assert page["Cache-Control"].startswith("max-age=0") and "no-store" in page["Cache-Control"]
    code = page.context["code"]
    step = client_of_newcomer.post("/join/", {"code": code.lower()})
    form = {"username": "newcomer", "password": PASSWORD, "again": PASSWORD, "mobile": "139 1111 0000", "email": ""}
    assert client_of_newcomer.post(step.url, form).url == "/desk/"
    assert membership(User.objects.get(username="newcomer")).role == "editor"
    assert client_of_newcomer.get("/cms/").status_code == 200


@pytest.fixture
def client_of_newcomer(client):
    return client.__class__()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"name": "示例", "role": "administrator", "days": 14},
        {"name": "示例", "role": "editor", "days": 0},
        {"name": "长" * 51, "role": "editor", "days": 14},
        {"name": "示例", "role": "editor", "days": 14, "bureau": "999999"},
        {"name": "a\x00b", "role": "editor", "days": 14},
    ],
)
def test_a_bad_invitation_is_not_made(client, data):
    client.force_login(approver_of("rizhao"))
    assert client.post(f"{RIZHAO}invite/", data).status_code == 400
    assert not Invitation.objects.exists()


def test_a_name_with_script_is_shown_as_text(client):
    client.force_login(approver_of("rizhao"))
    page = client.post(f"{RIZHAO}invite/", {"name": "<script>alert(1)</script>", "role": "editor", "days": 14})
    assert "<script>alert(1)" not in page.content.decode()


def test_an_ended_membership_closes_a_session_that_is_open(client):
    leaver = editor_of("rizhao")
    open_session = client.__class__()
    open_session.force_login(leaver)
    assert open_session.get("/cms/").status_code == 200
    client.force_login(approver_of("rizhao"))
    client.post(f"{RIZHAO}{membership(leaver).pk}/end/", {"reason": "调离"})
    assert open_session.get("/cms/").url.startswith("/accounts/login/")


def test_the_last_approver_stays_until_somebody_follows(client):
    last = approver_of("rizhao")
    client.force_login(last)
    response = client.post(f"{RIZHAO}{membership(last).pk}/end/", {"reason": "调离"})
    assert "唯一的审核人员" in response.content.decode()
    assert membership(last).ends_at is None


def test_the_last_approver_does_not_become_an_editor(client):
    last = approver_of("rizhao")
    client.force_login(last)
    client.post(f"{RIZHAO}{membership(last).pk}/role/", {"role": "editor"})
    assert membership(last).role == Role.APPROVER


def test_a_change_of_role_acts_at_once_and_keeps_the_old_row(client):
    person = member_of("rizhao")
    client.force_login(approver_of("rizhao"))
    client.post(f"{RIZHAO}{membership(person).pk}/role/", {"role": "editor"})
    rows = Membership.objects.filter(user=person).order_by("pk")
    assert [(row.role, row.ends_at is None) for row in rows] == [("member", False), ("editor", True)]
    assert person.groups.filter(name="rizhao-editors").exists()


def test_duties_go_to_the_successor_in_one_step(client):
    leaver, successor, approver = editor_of("rizhao"), member_of("rizhao"), approver_of("rizhao")
    draft = practice("rizhao", published=False, owner=leaver, contact_user=leaver)
    submit(draft, leaver)
    client.force_login(approver)
    data = {"successor": successor.pk, "reason": "轮岗"}
    client.post(f"{RIZHAO}people/{leaver.pk}/hand-over/", data)
    draft.refresh_from_db()
    assert (draft.owner, draft.contact_user) == (successor, successor)
    assert draft.current_workflow_state.requested_by == successor
    assert not Membership.objects.active().filter(user=leaver).exists()
    assert Membership.objects.active().filter(user=successor, role="editor").exists()


def test_duties_in_another_city_stay_where_they_are(client):
    leaver, successor = editor_of("rizhao"), member_of("rizhao")
    elsewhere = practice("heze", published=False, owner=leaver)
    client.force_login(approver_of("rizhao"))
    client.post(f"{RIZHAO}people/{leaver.pk}/hand-over/", {"successor": successor.pk, "reason": "轮岗"})
    elsewhere.refresh_from_db()
    assert elsewhere.owner == leaver


def test_a_stranger_is_no_successor(client):
    leaver, stranger = editor_of("rizhao"), member_of("heze")
    client.force_login(approver_of("rizhao"))
    client.post(f"{RIZHAO}people/{leaver.pk}/hand-over/", {"successor": stranger.pk, "reason": "轮岗"})
    assert membership(leaver).ends_at is None


def test_the_last_approver_leaves_by_handing_over(client):
    last, successor = approver_of("rizhao"), editor_of("rizhao")
    client.force_login(last)
    client.post(f"{RIZHAO}people/{last.pk}/hand-over/", {"successor": successor.pk, "reason": "退休"})
    assert Membership.objects.active().filter(user=successor, role="approver").exists()
    assert not Membership.objects.active().filter(user=last).exists()


def test_a_reset_link_lets_the_owner_set_a_password_once(client):
    person = editor_of("rizhao", username="forgetful")
    client.force_login(approver_of("rizhao"))
    link = client.post(f"{RIZHAO}people/{person.pk}/reset/").context["link"]
    browser = client.__class__()
    form = browser.get(link, follow=True)
    new = "another-horse-battery"
    browser.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    person.refresh_from_db()
    assert person.check_password(new)
    assert "password1" not in client.__class__().get(link, follow=True).content.decode()


@pytest.mark.parametrize("more", [("heze", Role.MEMBER), (None, Role.CURATOR)])
def test_an_account_with_rights_elsewhere_is_not_reset_by_one_city(client, more):
    from cities.services import membership_give

    person = editor_of("rizhao")
    membership_give(user=person, city=city(more[0]) if more[0] else None, role=more[1])
    client.force_login(approver_of("rizhao"))
    assert client.post(f"{RIZHAO}people/{person.pk}/reset/").status_code == 404


@pytest.mark.parametrize("code", ["", "x", "字" * 39, "A" * 500, "\x00", "<script>"])
def test_a_wrong_code_is_told_in_words(client, code):
    response = client.post("/join/", {"code": code})
    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.parametrize("token", ["nothing", "x" * 500, "%00", "<script>"])
def test_a_wrong_link_is_a_404_in_words(client, token):
    assert client.get(f"/join/{token}/").status_code == 404


def test_guessing_is_slowed_down(client):
    answers = [client.post("/join/", {"code": f"GUESS{number}"}).status_code for number in range(25)]
    assert answers[0] == 200 and answers[-1] == 429


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": ""},
        {"username": "a b"},
        {"username": "taken"},
        {"password": "short", "again": "short"},
        {"again": "different"},
        {"mobile": "12"},
        {"email": "no"},
        {"username": "u\x00"},
        {"username": "长" * 31},
    ],
)
def test_a_bad_form_makes_no_account_and_keeps_the_invitation(client, wrong):
    user(username="taken")
    issued = invitation_make(city=city("rizhao"), role="editor", name="示例", by=approver_of("rizhao"))
    before = User.objects.count()
    form = {"username": "newcomer", "password": PASSWORD, "again": PASSWORD, "mobile": "", "email": "", **wrong}
    response = client.post(f"/join/{issued.token}/", form)
    assert response.status_code == 200 and response.context["form"].errors
    assert User.objects.count() == before
    assert Invitation.objects.usable().exists()


def test_somebody_signed_in_takes_the_role_onto_the_account(client):
    issued = invitation_make(city=city("rizhao"), role="editor", name="示例", by=approver_of("rizhao"))
    person = member_of("heze")
    client.force_login(person)
    client.post(f"/join/{issued.token}/")
    assert Membership.objects.active().filter(user=person, city=city("rizhao")).exists()


def test_a_person_mends_their_own_account(client):
    person = member_of("heze")
    client.force_login(person)
    client.post("/account/", {"name": "新名字", "mobile": "139 2222 0000", "email": ""})
    person.refresh_from_db()
    assert (person.name, person.mobile) == ("新名字", "13922220000")


@pytest.mark.parametrize("wrong", [{"name": ""}, {"mobile": "12"}, {"mobile": "13900000000"}, {"email": "x"}])
def test_a_wrong_account_form_saves_nothing(client, wrong):
    user(mobile="13900000000")
    person = member_of("heze", name="原来的名字")
    client.force_login(person)
    client.post("/account/", {"name": "新名字", "mobile": "", "email": "", **wrong})
    person.refresh_from_db()
    assert person.name == "原来的名字"


def test_rights_are_not_taken_by_posting_them(client):
    person = member_of("heze")
    client.force_login(person)
    client.post("/account/", {"name": "名字", "mobile": "", "email": "", "is_superuser": "1", "groups": "1"})
    person.refresh_from_db()
    assert not person.is_superuser and not person.groups.exists()


def test_the_header_offers_the_people_to_who_looks_after_them(client):
    client.force_login(editor_of("rizhao"))
    assert 'href="/members/"' not in client.get("/desk/").content.decode()
    client.force_login(approver_of("rizhao"))
    assert 'href="/members/"' in client.get("/desk/").content.decode()
