"""Pages kept for visitors. Two clients are two processes here: each has a memory of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib import messages
from django.db import connection, transaction
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import Site

from alliance import page_cache
from alliance.models import ArticleIndexPage, ArticlePage, FeaturedSlot, HomePage, PlatformSettings
from alliance.page_cache import Store, key_of, renew_site_mark
from cities.models import CityPage
from config.remembered import read_mark
from practices.models import CaseSignature, Hold, PracticePage
from practices.quality.similarity import case_sign
from practices.services import hold_lift, practice_narrow, practice_take_down
from tests.factories.cities import approver_of, curator, editor_of, member_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
MARK = "案例标题在此"


@pytest.fixture(autouse=True)
def _cache_on(settings, db):
    settings.PAGE_CACHE_SECONDS = settings.REMEMBER_SECONDS = 60
    renew_site_mark()


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """What the block leaves for after the commit is done at its end, as a commit would."""

    def block():
        # What stands before the block was committed in a transaction of its own.
        connection.run_on_commit.clear()
        return django_capture_on_commit_callbacks(execute=True)

    return block


def _text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def _is_kept(client: Client, path: str, **headers: str) -> bool:
    """Whether the second answer is made without asking for the page: an edit past every signal is not seen."""
    client.get(path, **headers)
    PlatformSettings.objects.update(platform_name="改了名字")
    return "改了名字" not in client.get(path, **headers).content.decode()


@pytest.fixture
def named_site(settings):
    """A row to edit past every signal; the name stands on every page."""
    settings.REMEMBER_SECONDS = 0
    PlatformSettings.for_site(Site.objects.get()).save()


# --- what is kept -------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("named_site")
class TestKept:
    def test_home_is_kept(self, client):
        assert _is_kept(client, "/")

    def test_a_city_page_is_kept(self, client):
        assert _is_kept(client, CityPage.objects.get(city__slug="rizhao").url)

    def test_a_case_is_kept(self, client):
        assert _is_kept(client, practice().url)

    def test_the_list_of_a_citys_cases_is_kept(self, client):
        assert _is_kept(client, practice().get_parent().url + "?page=2")

    def test_an_article_is_kept(self, client):
        page = ArticlePage(title="文章", slug="article", summary="摘要", body="<p>正文</p>")
        ArticleIndexPage.objects.get().add_child(instance=page)
        assert _is_kept(client, page.url)

    @pytest.mark.parametrize("path", ["/?shade=residents", "/province/", "/themes/street-order/", "/cases/"])
    def test_what_is_the_same_for_all_visitors_is_kept(self, client, path):
        assert _is_kept(client, path)

    @pytest.mark.parametrize("path", ["/?shade=nothing", "/province/?sort=-cases", "/cases/?only=full"])
    def test_an_address_anybody_could_make_up_is_not_kept(self, client, path):
        assert not _is_kept(client, path)

    @pytest.mark.parametrize("address", ["/help/", "/help/find-practices/"])
    def test_the_manual_is_kept(self, client, address):
        assert _is_kept(client, address)

    def test_search_is_not_kept(self, client):
        assert not _is_kept(client, "/search/")

    def test_the_sign_in_page_is_not_kept(self, client):
        assert not _is_kept(client, "/accounts/login/")

    def test_a_page_that_does_not_exist_is_not_kept(self, client):
        assert not _is_kept(client, "/no-such-page/")

    @pytest.mark.parametrize("query", ["x=1", "page=1&x=2", "page=0", "page=-1", "page=1000", "page=%00", "page="])
    def test_an_address_with_anything_unknown_is_not_kept(self, client, query):
        assert not _is_kept(client, f"/?{query}")

    def test_a_page_for_a_signed_in_reader_is_not_kept(self, client):
        client.force_login(member_of("heze"))
        assert not _is_kept(client, "/")

    def test_a_part_of_a_page_for_htmx_is_not_kept(self, client):
        assert not _is_kept(client, "/", headers={"HX-Request": "true"})

    def test_nothing_is_kept_where_the_time_is_nought(self, client, settings):
        settings.PAGE_CACHE_SECONDS = 0
        assert not _is_kept(client, "/")

    def test_a_kept_page_holds_for_a_time_only(self, client, settings, monkeypatch):
        now = page_cache.time.monotonic()
        client.get("/")
        PlatformSettings.objects.update(platform_name="改了名字")
        monkeypatch.setattr(page_cache.time, "monotonic", lambda: now + 61)
        assert "改了名字" in _text(client, "/")

    def test_a_page_asked_for_under_another_name_is_another(self, client):
        page = practice()
        client.get(page.url, headers={"host": "localhost"})
        assert f"127.0.0.1/p/{page.short_id}" in client.get(page.url, headers={"host": "127.0.0.1"}).content.decode()


def test_a_name_the_site_does_not_have_is_refused_as_ever(client):
    client.get("/")
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400


# --- never another reader's page ----------------------------------------------------------------------------------
def test_a_visitor_does_not_get_the_page_made_for_a_member(client):
    page = practice(contact_phone="0633-1111111")
    member = Client()
    member.force_login(member_of("heze"))
    member.handler = client.handler
    assert "0633-1111111" in _text(member, page.url)
    assert "0633-1111111" not in _text(client, page.url)


def test_a_member_does_not_get_the_page_made_for_visitors(client):
    page = practice(contact_phone="0633-1111111")
    client.get(page.url)
    client.force_login(member_of("heze"))
    assert "0633-1111111" in _text(client, page.url)


def test_a_case_of_the_alliance_stays_unknown_to_visitors_after_a_member_read_it(client):
    page = practice(visibility="alliance")
    client.force_login(member_of("heze"))
    assert client.get(page.url).status_code == 200
    client.logout()
    assert client.get(page.url).status_code == 404


def test_a_signed_in_page_is_never_stored_by_browsers(client):
    client.force_login(member_of("heze"))
    for path in ("/", CityPage.objects.get(city__slug="rizhao").url, "/search/"):
        assert "no-store" in client.get(path).headers["Cache-Control"]


def test_a_preview_is_not_kept(client, commits):
    page = practice(title="发布的标题")
    page.title = "草稿的标题"
    page.save_revision()
    client.force_login(editor_of("rizhao"))
    assert "草稿的标题" in _text(client, f"/cms/pages/{page.pk}/view_draft/")
    client.logout()
    assert "草稿的标题" not in _text(client, page.url)


def test_a_preview_shows_the_draft_though_the_page_is_kept(client):
    page = practice(title="发布的标题")
    client.get(page.url)
    page.title = "草稿的标题"
    page.save_revision()
    client.force_login(editor_of("rizhao"))
    assert "草稿的标题" in _text(client, f"/cms/pages/{page.pk}/view_draft/")


def _answer_of(make, monkeypatch, client):
    """The store after the home page answered with what `make` makes of the request."""
    monkeypatch.setattr(HomePage, "serve", lambda self, request, *args, **kwargs: make(request))
    kept = []
    monkeypatch.setattr(Store, "put", lambda self, key, page: kept.append(key))
    assert client.get("/").status_code == 200
    return kept


def test_a_plain_answer_is_kept(client, monkeypatch):
    assert _answer_of(lambda request: HttpResponse("页面"), monkeypatch, client)


def test_a_page_with_a_form_token_is_not_kept(client, monkeypatch):
    assert not _answer_of(lambda request: HttpResponse(get_token(request)), monkeypatch, client)


def test_a_page_with_a_form_token_is_not_kept_for_one_who_has_the_cookie(client, monkeypatch):
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    assert not _answer_of(lambda request: HttpResponse(get_token(request)), monkeypatch, client)


def test_a_page_that_sets_a_cookie_is_not_kept(client, monkeypatch):
    def with_cookie(request):
        response = HttpResponse("页面")
        response.set_cookie("x", "1")
        return response

    assert not _answer_of(with_cookie, monkeypatch, client)


def test_a_page_with_a_message_is_not_kept(client, monkeypatch):
    def with_message(request):
        messages.info(request, "只给一个人")
        return HttpResponse("".join(str(message) for message in messages.get_messages(request)))

    assert not _answer_of(with_message, monkeypatch, client)


def test_a_page_marked_private_is_not_kept(client, monkeypatch):
    private = HttpResponse("页面", headers={"Cache-Control": "private"})
    assert not _answer_of(lambda request: private, monkeypatch, client)


def test_a_page_that_changed_while_it_was_made_is_void(client, monkeypatch):
    serve = PracticePage.serve
    page = practice(title=MARK)

    def changed_meanwhile(self, request, *args, **kwargs):
        response = serve(self, request, *args, **kwargs).render()
        monkeypatch.setattr(PracticePage, "serve", serve)
        Hold.objects.create(practice=page, limit="hidden", set_by=curator(), reason="下架")
        renew_site_mark()
        return response

    monkeypatch.setattr(PracticePage, "serve", changed_meanwhile)
    assert client.get(page.url).status_code == 200
    assert client.get(page.url).status_code == 404


# --- languages ----------------------------------------------------------------------------------------------------
def test_the_language_is_switched_on_a_kept_page(client):
    client.get("/")
    client.post("/language/", {"language": "en", "next": "/"})
    assert '<html lang="en">' in _text(client, "/")


def test_chinese_comes_back_after_english_was_kept(client):
    client.cookies["django_language"] = "en"
    client.get("/")
    client.cookies["django_language"] = "zh-hans"
    assert '<html lang="zh-Hans">' in _text(client, "/")


# --- gone with the next request, in every process -----------------------------------------------------------------
@pytest.fixture
def processes():
    return Client(), Client()


def _statuses(processes, page) -> list[int]:
    return [client.get(page.url).status_code for client in processes]


def test_a_case_taken_down_is_gone_everywhere(processes, commits):
    page = practice()
    assert _statuses(processes, page) == [200, 200]
    with commits():
        practice_take_down(practice=page, by=curator(), reason="含敏感内容")
    assert _statuses(processes, page) == [404, 404]


@pytest.mark.django_db(transaction=True)
def test_a_real_commit_voids_what_is_kept(processes):
    page = practice()
    assert _statuses(processes, page) == [200, 200]
    practice_take_down(practice=page, by=curator(), reason="含敏感内容")
    assert _statuses(processes, page) == [404, 404]


def test_a_case_narrowed_is_gone_everywhere(processes, commits):
    page = practice()
    _statuses(processes, page)
    with commits():
        practice_narrow(practice=page, limit="alliance", by=approver_of("rizhao"), reason="先在联盟内看")
    assert _statuses(processes, page) == [404, 404]


def test_a_case_narrowed_is_gone_from_the_home_page(client, commits):
    page = practice(title=MARK)
    assert MARK in _text(client, "/")
    with commits():
        practice_narrow(practice=page, limit="alliance", by=approver_of("rizhao"), reason="先在联盟内看")
    assert MARK not in _text(client, "/")


@pytest.mark.parametrize("path", ["/rizhao/", "/themes/street-order/", "/cases/"])
def test_a_case_taken_down_is_gone_from_what_is_remembered(client, commits, settings, path):
    settings.REMEMBER_SECONDS = 60
    page = practice("rizhao", title=MARK)
    renew_site_mark()
    assert MARK in _text(client, path)
    with commits():
        practice_take_down(practice=page, by=curator(), reason="含敏感内容")
    assert MARK not in _text(client, path)


def test_a_theme_is_kept_no_longer_than_a_featured_case_stands(client, monkeypatch):
    kept = []
    monkeypatch.setattr(Store, "put", lambda self, key, page: kept.append(page.until - page_cache.time.monotonic()))
    _feature(ends_at=timezone.now() + timedelta(seconds=20))
    client.get("/themes/street-order/")
    assert 0 < kept[0] <= 20


def test_a_lifted_hold_shows_the_case_again(client, commits):
    page, office = practice(title=MARK), curator()
    hold = practice_take_down(practice=page, by=office, reason="核对")
    assert MARK not in _text(client, "/")
    with commits():
        hold_lift(hold=hold, by=office)
    assert MARK in _text(client, "/")


def test_a_published_case_is_on_the_home_page_at_once(client, commits):
    client.get("/")
    with commits():
        practice(title=MARK)
    assert MARK in _text(client, "/")


def test_an_unpublished_case_is_gone_at_once(processes, commits):
    page = practice()
    _statuses(processes, page)
    with commits():
        page.unpublish()
    assert _statuses(processes, page) == [410, 410]


def test_a_deleted_case_is_gone_at_once(processes, commits):
    page = practice()
    _statuses(processes, page)
    with commits():
        page.delete()
    assert _statuses(processes, page) == [410, 410]


def test_settings_act_at_once(client, commits):
    client.get("/")
    with commits():
        platform = PlatformSettings.for_site(Site.objects.get())
        platform.sponsor = "示例主办单位"
        platform.save()
    assert "示例主办单位" in _text(client, "/")


def test_a_draft_leaves_kept_pages_alone(commits):
    page = practice()
    before = read_mark()
    with commits():
        page.title = "草稿"
        page.save_revision()
    assert read_mark() == before


def test_comparing_a_case_with_others_leaves_kept_pages_alone(commits):
    """The worker does it after each publish: what the publish voided is not voided a second time."""
    page = practice(context="<p>" + "早市占去半幅车道，早高峰天天堵，摊主和居民都有怨言。" * 12 + "</p>")
    case_sign(page.pk)
    before = read_mark()
    with commits():
        case_sign(page.pk)
    assert CaseSignature.objects.filter(pk=page.pk).exists()
    assert read_mark() == before


def test_signing_in_leaves_kept_pages_alone(client, commits):
    person = member_of("heze")
    before = read_mark()
    with commits():
        client.force_login(person)
    assert read_mark() == before


def test_drawing_a_page_for_the_first_time_leaves_it_kept(client, commits):
    page = practice()
    with commits():
        client.get(page.url)
    before = read_mark()
    with commits():
        client.get(page.url)
    assert read_mark() == before


def test_a_change_that_is_rolled_back_voids_nothing(commits):
    page = practice()
    before = read_mark()
    with commits(), transaction.atomic():
        page.save()
        transaction.set_rollback(True)
    assert read_mark() == before


def test_one_transaction_renews_the_mark_once(commits):
    with commits() as callbacks:
        practice()
    assert callbacks.count(renew_site_mark) == 1


# --- the clock ----------------------------------------------------------------------------------------------------
def _feature(**fields):
    return FeaturedSlot.objects.create(practice=practice(title=MARK), chosen_by=curator(), **fields)


@pytest.mark.parametrize("edge", ["starts_at", "ends_at"])
def test_home_is_kept_no_longer_than_a_featured_case_stands(client, monkeypatch, edge):
    kept = []
    monkeypatch.setattr(Store, "put", lambda self, key, page: kept.append(page.until - page_cache.time.monotonic()))
    _feature(**{edge: timezone.now() + timedelta(seconds=20)})
    client.get("/")
    assert 0 < kept[0] <= 20


def test_home_is_kept_the_whole_time_where_no_window_changes(client, monkeypatch):
    kept = []
    monkeypatch.setattr(Store, "put", lambda self, key, page: kept.append(page.until - page_cache.time.monotonic()))
    _feature(starts_at=timezone.now() - timedelta(days=1))
    client.get("/")
    assert kept[0] > 50


# --- the answer ---------------------------------------------------------------------------------------------------
def test_a_kept_page_carries_the_headers_of_a_page_made_anew(client):
    first, second = client.get("/"), client.get("/")
    assert dict(first.items()) == dict(second.items())
    assert "Content-Security-Policy" in second and "X-Frame-Options" in second


def test_a_browser_asks_again_each_time(client):
    assert client.get("/")["Cache-Control"] == "no-cache"


def test_a_browser_that_has_the_page_gets_no_second_copy(client):
    etag = client.get("/")["ETag"]
    again = client.get("/", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_browser_that_has_the_page_of_a_case_taken_down_gets_the_404(client, commits):
    page = practice()
    etag = client.get(page.url)["ETag"]
    with commits():
        practice_take_down(practice=page, by=curator(), reason="含敏感内容")
    assert client.get(page.url, headers={"if-none-match": etag}).status_code == 404


def test_a_kept_page_is_sent_small_to_those_who_take_it(client):
    plain, small = client.get("/"), client.get("/", headers={"accept-encoding": "gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert len(small.content) < len(plain.content) / 2


def test_the_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(page_cache, "MOST_PAGES", 3)
    store = Store()
    page = page_cache.keep(HttpResponse("x"), "mark", 60)
    for number in range(5):
        store.put((str(number),), page)
    assert len(store) == 3
    assert store.get(("0",)) is None and store.get(("4",)) is not None


def test_the_key_knows_the_language():
    factory = RequestFactory()
    factory.cookies["django_language"] = "en"
    assert key_of(factory.get("/")) != key_of(RequestFactory().get("/"))
