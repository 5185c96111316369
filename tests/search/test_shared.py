"""Requests, discussions and visits are found as cases are: by who may read them, and by nobody once they are out of sight."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from cities.models import Role
from cities.services import membership_give
from cities.viewers import viewer_of
from exchanges.models import AgendaItem, Answer, Discussion, Post, SolutionRequest, Thread, Visit
from practices.models import Hold, PracticePage
from search.documents import audiences_of
from search.indexing import live_documents, live_ids
from search.kinds import KINDS, SHARED_KINDS
from search.kinds.discussions import MOST_REPLIES
from search.kinds.shared import MOST_CHARACTERS
from search.models import OutboxEntry, SavedSearch
from search.outbox import drain_once, reconcile
from search.questions import Question
from search.saved import look_for_news
from search.services import engine, search
from search.suggestions import suggestions
from tests.factories.cities import administrator, approver_of, city, curator, editor_of, member_of, user
from tests.factories.practices import practice
from vocabulary.models import Term

pytestmark = pytest.mark.django_db
WORDS = "燕子山夜市"
VISIBILITIES = ("public", "alliance", "city")


# --- rows, as the services leave them ------------------------------------------------------------------------------
def theme() -> Term:
    return Term.objects.get(scheme="theme", code="street-order")


def a_request(slug: str | None = "rizhao", title: str = WORDS, **given: Any) -> SolutionRequest:
    values = {"problem": "<p>油污没人清</p>", "visibility": "public", **given}
    row = SolutionRequest.objects.create(
        title=title, city=slug and city(slug), author=user(), thread=Thread.objects.create(), **values
    )
    row.themes.add(theme())
    return row


def an_answer(request: SolutionRequest, body: str, **given: Any) -> Answer:
    return Answer.objects.create(
        request=request, city=city("jinan"), author=user(), body=body, thread=Thread.objects.create(), **given
    )


def a_discussion(slug: str | None = "rizhao", title: str = WORDS, about: Any = None, **given: Any) -> Discussion:
    thread = Thread.objects.create(post_count=1, last_post_at=timezone.now())
    place = slug and city(slug)
    subject = {"practice": about} if about else {"theme": theme()}
    row = Discussion.objects.create(
        title=title, city=place, author=user(), thread=thread, **{"visibility": "public", **subject, **given}
    )
    Post.objects.create(thread=thread, number=1, author=row.author, city=place, body="<p>收摊后谁保洁</p>")
    return row


def a_visit(slug: str = "rizhao", title: str = WORDS, **given: Any) -> Visit:
    day = date(2026, 12, 24)
    values = {"state": "open", "visibility": "public", "summary": "<p>看划区定点</p>", **given}
    row = Visit.objects.create(
        title=title, city=city(slug), author=user(), starts_on=day, ends_on=day, sign_up_until=day, **values
    )
    row.themes.add(theme())
    AgendaItem.objects.create(visit=row, day=day, starts_at=time(9), place="示例街道", what="座谈")
    return row


MAKERS: dict[str, Callable[..., Any]] = {"request": a_request, "discussion": a_discussion, "visit": a_visit}


def test_there_is_a_maker_for_each_kind():
    assert MAKERS.keys() == SHARED_KINDS.keys()


def person_of(*slugs: str, role: str = Role.MEMBER, in_office: bool = False) -> Any:
    person = user()
    for slug in slugs:
        membership_give(user=person, city=city(slug), role=role)
    if in_office:
        membership_give(user=person, role=Role.CURATOR)
    return person


def drain() -> None:
    while drain_once():
        pass


def total(text: str = WORDS, reader: Any = None) -> int:
    return search(Question(text), user=reader or AnonymousUser(), logged=False).total


# --- who finds them ------------------------------------------------------------------------------------------------
def readers() -> list[Any]:
    return [
        AnonymousUser(),
        user(),
        member_of("rizhao"),
        member_of("heze"),
        member_of("jinan"),
        approver_of("rizhao"),
        editor_of("heze"),
        person_of("rizhao", "heze"),
        person_of("rizhao", in_office=True),
        person_of("heze", role=Role.EDITOR, in_office=True),
        curator(),
        administrator(),
    ]


def found_by(rows: list[Any], kind: str) -> list[tuple[Any, Any, bool, bool]]:
    """(row, reader, whether its document is for this reader, whether the database lets them read it)."""
    documents = {document.id: document for document in live_documents(live_ids(), _fail)}
    answers = []
    for reader in readers():
        readable = set(KINDS[kind].readable(reader).values_list("pk", flat=True))
        own = set(audiences_of(viewer_of(reader)))
        for row in rows:
            document = documents.get(KINDS[kind].identifier(row))
            answers.append((row, reader, bool(document and own & set(document.audiences)), row.pk in readable))
    return answers


def _fail(identifier: str, error: Exception) -> None:
    raise AssertionError(identifier) from error


@pytest.mark.parametrize("kind", MAKERS)
def test_a_document_is_for_whom_the_database_lets_read_it(kind):
    rows = [MAKERS[kind](slug, visibility=visibility) for slug in ("rizhao", "heze") for visibility in VISIBILITIES]
    if kind != "visit":
        rows += [MAKERS[kind](None, visibility=visibility) for visibility in VISIBILITIES]
    rows.append(MAKERS[kind]("rizhao", hidden_at=timezone.now(), hidden_by=user(), hide_reason="原因"))
    if kind == "visit":
        rows.append(a_visit("rizhao", state="draft"))
    found = found_by(rows, kind)
    assert [answer[:2] for answer in found if answer[2] != answer[3]] == []
    assert {answer[3] for answer in found} == {True, False}


def test_a_discussion_of_a_case_is_for_who_may_read_both():
    """Of every visibility of the one and the other, with every hold, for people of one place, of two and of none."""
    rows = []
    for visibility in VISIBILITIES:
        for limit in (None, "alliance", "city", "hidden"):
            page = practice("heze", visibility=visibility)
            if limit:
                Hold.objects.create(practice=page, limit=limit, reason="原因", set_by=user())
            rows += [a_discussion("rizhao", about=page, visibility=own) for own in VISIBILITIES]
            rows.append(a_discussion("heze", about=page, visibility="city"))
            rows.append(a_discussion(None, about=page, visibility="alliance"))
    found = found_by(rows, "discussion")
    wrong = [
        (row.visibility, row.city and row.city.slug, row.practice.visibility, viewer_of(reader), indexed, read)
        for row, reader, indexed, read in found
        if indexed != read
    ]
    assert wrong == []


@dataclass(frozen=True)
class Door:
    """A way to the words of what may be found: its address, and whether it needs an index."""

    address: str
    by_index: bool = True


DOORS = (
    Door(f"/search/?q={WORDS}"),
    Door("/search/?city=rizhao&theme=street-order"),
    Door(f"/search/?q={WORDS}&sort=newest"),
    Door(f"/search/suggest/?q={WORDS[:3]}"),
    Door("/search/suggest/?q=yanzi"),
    Door(f"/search/list.csv?q={WORDS}"),
    Door("/search/feed.atom?city=rizhao"),
    Door(f"/search/?q={WORDS}", by_index=False),
)


def said_at(client: Client, door: Door, settings: Any) -> str:
    if not door.by_index:
        settings.SEARCH_ENGINE, settings.ELASTICSEARCH = "elasticsearch", {"hosts": ["http://127.0.0.1:9"]}
        engine.cache_clear()
    response = client.get(door.address)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if not door.by_index:
        settings.SEARCH_ENGINE = "embedded"
        engine.cache_clear()
    assert response.status_code == 200, door
    return content.decode()


@pytest.mark.parametrize("kind", MAKERS)
def test_no_door_of_search_tells_of_what_may_not_be_read(index, settings, kind):
    rows = {
        visibility: MAKERS[kind](title=f"{WORDS}zq{visibility}", visibility=visibility) for visibility in VISIBILITIES
    }
    index()
    for person in (None, member_of("heze"), member_of("rizhao"), curator()):
        client, reader = Client(), person or AnonymousUser()
        if person:
            client.force_login(person)
        readable = set(type(rows["city"]).objects.visible_to(reader).values_list("pk", flat=True))
        closed = [name for name, row in rows.items() if row.pk not in readable]
        for door in DOORS:
            said = said_at(client, door, settings)
            assert [name for name in closed if f"zq{name}" in said] == [], (person, door)
            if "suggest" not in door.address:  # there is room for two
                assert [n for n, row in rows.items() if row.pk in readable and f"zq{n}" not in said] == [], (
                    person,
                    door,
                )
        found = search(Question(WORDS), user=reader)
        assert (found.total, found.facets["type"].get(kind, 0)) == (len(readable),) * 2


@pytest.mark.parametrize("kind", MAKERS)
def test_a_row_the_index_still_holds_is_judged_by_the_database(index, kind):
    row = MAKERS[kind]()
    index()
    type(row).objects.filter(pk=row.pk).update(hidden_at=timezone.now())
    found = search(Question(WORDS), user=AnonymousUser())
    assert found.hits == []
    assert not any(str(kind) == group.kind for group in suggestions(text=WORDS, user=AnonymousUser()))


@pytest.mark.parametrize("typed", [WORDS, "燕子", "yanzi", "yzs"])
@pytest.mark.parametrize("kind", MAKERS)
def test_its_title_is_offered_while_it_is_typed_to_who_may_read_it(index, kind, typed):
    row = MAKERS[kind](visibility="alliance")
    index()

    def offered(reader: Any) -> list[str]:
        return [
            line.address for group in suggestions(text=typed, user=reader) if group.kind == kind for line in group.lines
        ]

    assert (offered(AnonymousUser()), offered(member_of("heze"))) == ([], [KINDS[kind].address(row)])


def test_cases_keep_their_room_among_what_is_offered(index):
    for number in range(6):
        practice(title=f"{WORDS}案例{number}")
        a_request(title=f"{WORDS}求助{number}")
    index()
    groups = {group.kind: len(group.lines) for group in suggestions(text=WORDS, user=AnonymousUser())}
    assert groups["request"] == 2 and groups["case"] >= 4


# --- what is found -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: an_answer(a_request(), "<p>燕窝公式</p>"), "燕窝公式"),
        (lambda: a_request(tried="<p>燕窝公式</p>"), "燕窝公式"),
        (lambda: a_visit(summary="<p>燕窝公式</p>"), "燕窝公式"),
        (lambda: a_visit(), "示例街道"),
        (lambda: a_visit(contact_phone="0531-7654"), None),
        (lambda: a_discussion(about=practice(title="千佛山步道")), "千佛山步道"),
    ],
)
def test_words_that_are_found(index, make, text):
    make()
    index()
    if text:
        assert total(text) >= 1
    else:
        assert (total("0531-7654"), total("0531-7654", member_of("heze"))) == (0, 1)


def test_names_of_people_are_not_searched(index):
    author = user(name="欧阳燕窝")
    row = a_request()
    SolutionRequest.objects.filter(pk=row.pk).update(author=author)
    Answer.objects.filter(pk=an_answer(row, "<p>好</p>").pk).update(author=author)
    index()
    assert total("欧阳燕窝", administrator()) == 0


@pytest.mark.parametrize("kind", MAKERS)
def test_facets_lead_to_it(index, kind):
    row = MAKERS[kind]()
    index()
    year = "2026" if kind == "visit" else str(timezone.localdate(row.created_at).year)
    filters = {"type": (kind,), "city": ("rizhao",), "theme": ("street-order",), "year": (year,)}
    assert search(Question(filters=filters), user=AnonymousUser()).total == 1


@pytest.mark.parametrize(("kind", "label"), [("request", "求助"), ("discussion", "研讨"), ("visit", "考察")])
def test_a_card_says_what_it_is_of_whom_and_when(index, client, kind, label):
    row = MAKERS[kind]()
    index()
    said = client.get(f"/search/?q={WORDS}").content.decode()
    card = said.split('<article class="hit')[1].split("</article>")[0]
    day = row.starts_on if kind == "visit" else timezone.localdate(row.created_at)
    assert KINDS[kind].address(row) in card
    assert all(word in card for word in (label, "日照", day.isoformat()))


# --- what leaves the index -----------------------------------------------------------------------------------------
def test_a_hidden_answer_leaves_the_index_with_its_words_alone(index):
    answer = an_answer(a_request(), "<p>燕窝公式</p>")
    index()
    assert total("燕窝公式") == 1
    answer.hidden_at = timezone.now()
    answer.save(update_fields=["hidden_at"])
    drain()
    assert (total("燕窝公式", administrator()), total()) == (0, 1)


def test_a_hidden_post_leaves_the_index_with_its_words_alone(index):
    row = a_discussion()
    post = Post.objects.create(thread=row.thread, number=2, author=row.author, body="<p>燕窝公式</p>")
    drain()
    assert total("燕窝公式") == 1
    post.hidden_at = timezone.now()
    post.save(update_fields=["hidden_at"])
    drain()
    assert (total("燕窝公式", administrator()), total()) == (0, 1)


@pytest.mark.parametrize("limit", ["alliance", "city", "hidden"])
def test_a_hold_on_a_case_narrows_what_is_said_of_it(index, limit):
    page = practice("heze")
    a_discussion(about=page)
    index()
    assert total() == 1
    Hold.objects.create(practice=page, limit=limit, reason="原因", set_by=user())
    drain()
    assert total() == 0


def test_a_case_taken_off_takes_what_is_said_of_it_along(index):
    page = practice("heze")
    row = a_discussion(about=page)
    index()
    page.unpublish()
    drain()
    assert f"discussion-{row.pk}" not in live_ids() and total(reader=administrator()) == 0
    page.save_revision().publish()
    drain()
    assert total() == 1
    PracticePage.objects.get(pk=page.pk).delete()
    drain()
    assert total() == 0 and not any(reconcile().values())


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_to_it_no_document_stays_behind(index, seed):
    """Random steps, drained at random moments, end with an index that holds what may be found and nothing else."""
    chosen = random.Random(seed)
    rows: list[Any] = []
    for _step in range(25):
        act = chosen.choice(("make", "make", "hide", "show", "narrow", "delete", "speak", "drain"))
        row = chosen.choice(rows) if rows else None
        if act == "make" or row is None:
            rows.append(MAKERS[chosen.choice(list(MAKERS))](visibility=chosen.choice(VISIBILITIES)))
        elif act == "delete":
            rows.remove(row)
            row.delete()
        elif act == "drain":
            drain_once()
        elif act == "speak":
            _say(row)
        else:
            row.hidden_at = {"hide": timezone.now(), "show": None}.get(act, row.hidden_at)
            row.visibility = "city" if act == "narrow" else row.visibility
            row.save()
    drain()
    assert not any(reconcile(repair=False).values())
    for reader in (AnonymousUser(), member_of("heze"), member_of("rizhao")):
        assert total(reader=reader) == sum(_is_found(row, viewer_of(reader)) for row in rows)


def _is_found(row: Any, viewer: Any) -> bool:
    open_to = {"public": True, "alliance": bool(viewer.city_ids), "city": row.city_id in viewer.city_ids}
    return row.hidden_at is None and open_to[row.visibility]


def _say(row: Any) -> None:
    if isinstance(row, SolutionRequest):
        an_answer(row, "<p>试试</p>")
    elif isinstance(row, Discussion):
        number = row.thread.posts.count() + 1
        Post.objects.create(thread=row.thread, number=number, author=row.author, body="<p>试试</p>")
    else:
        AgendaItem.objects.create(visit=row, day=row.starts_on, starts_at=time(10), place="街道", what="试试")


# --- size ----------------------------------------------------------------------------------------------------------
def test_a_long_discussion_is_found_by_its_beginning_and_its_newest_words(index, django_assert_max_num_queries):
    row = a_discussion()
    Post.objects.bulk_create(
        Post(thread=row.thread, number=2 + at, author=row.author, body=f"<p>意见第{at}条，{'说' * 90}</p>")
        for at in range(5_000)
    )
    with django_assert_max_num_queries(8):
        [document] = live_documents([f"discussion-{row.pk}"], _fail)
    assert len(document.body) < MOST_CHARACTERS + 100
    assert "收摊后谁保洁" in document.body and "意见第4999条" in document.body
    assert f"意见第{5_000 - MOST_REPLIES - 1}条" not in document.body


@pytest.mark.parametrize("kind", MAKERS)
def test_documents_ask_as_much_for_one_row_as_for_fifty(kind, django_assert_max_num_queries):
    first = MAKERS[kind]()
    with django_assert_max_num_queries(8) as one:
        live_documents([KINDS[kind].identifier(first)], _fail)
    rows = [MAKERS[kind]() for _number in range(49)]
    for row in rows:
        _say(row)
    with django_assert_max_num_queries(len(one.captured_queries)):
        live_documents([KINDS[kind].identifier(row) for row in (first, *rows)], _fail)


def test_a_page_of_results_asks_as_much_for_twenty_as_for_one_of_each(index, client, django_assert_max_num_queries):
    for make in MAKERS.values():
        make()
    index()
    address = f"/search/?q={quote(WORDS)}"
    client.get(address)
    with django_assert_max_num_queries(40) as few:
        client.get(address)
    for number in range(20):
        list(MAKERS.values())[number % 3]()
    index()
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(address)


# --- beside the cases ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", MAKERS)
def test_a_case_of_the_same_words_stands_first(index, kind):
    MAKERS[kind](title="夜市占道怎么疏导")
    practice(title="夜市占道疏导的做法")
    index()
    found = search(Question("夜市占道"), user=AnonymousUser())
    assert [hit.kind for hit in found.hits] == ["practice", kind]


def test_a_request_that_says_all_stands_before_a_case_that_says_little(index):
    a_request(title="麒麟角油污清洗补贴标准")
    practice(title="口袋公园建设", summary="结合油污治理")
    index()
    assert [hit.kind for hit in search(Question("麒麟角 油污 清洗 补贴"), user=AnonymousUser()).hits] == [
        "request",
        "practice",
    ]


def test_a_saved_search_tells_of_cases_alone(index):
    owner = member_of("heze")
    saved = [
        SavedSearch.objects.create(owner=owner, name=query, query=query, known=[], looked_at="2024-01-01T00:00Z")
        for query in (f"q={WORDS}", f"q={WORDS}&type=request")
    ]
    a_request()
    page = practice(title=WORDS)
    index()
    look_for_news()
    for row in saved:
        row.refresh_from_db()
    assert [row.fresh for row in saved] == [[page.pk], []]


def test_a_save_of_what_is_not_found_waits_for_nothing(db):
    row = a_discussion()
    OutboxEntry.objects.all().delete()
    row.thread.locked_at = timezone.now()
    row.thread.save()
    assert not OutboxEntry.objects.exists()


# --- 还没有答案？ ---------------------------------------------------------------------------------------------------
def test_a_member_who_finds_nothing_is_led_to_asking_with_the_words_filled_in(index, client):
    client.force_login(member_of("heze"))
    said = client.get("/search/", {"q": "麒麟角怎么拆", "theme": "street-order"}).content.decode()
    assert f"/requests/new/?title={quote('麒麟角怎么拆')}&amp;theme=street-order" in said


def test_who_finds_enough_is_not_led_away(index, client):
    for number in range(6):
        practice(title=f"{WORDS}{number}")
    index()
    client.force_login(member_of("heze"))
    assert "/requests/new/" not in client.get("/search/", {"q": WORDS}).content.decode().split("</header>")[-1]


@pytest.mark.parametrize("address", ["/search/?q=麒麟角", "/search/"])
def test_a_visitor_is_not_led_to_a_form_that_is_closed(index, client, address):
    assert "还没有答案" not in client.get(address).content.decode()
