"""Elasticsearch does not answer, refuses, or something else answers in its place: a clear word to those who look after
the site, an honest page for readers, and nothing lost."""

from __future__ import annotations

import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError

from search.breaker import CircuitBreaker
from search.checks import trouble
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch_client import ClusterSettings, with_port
from search.management.commands import worker
from search.models import DrainState, IndexedDocument, OutboxEntry, QueryLog
from search.outbox import drain_once, look_after, rebuild, reconcile
from search.port import SearchRequest, SearchUnavailable
from search.questions import Question
from search.services import engine, search
from tests.factories.cities import curator, member_of
from tests.factories.practices import practice
from tests.search.stub import PRODUCT, Stub, certificate, serving
from vocabulary.models import Scheme, Term

pytestmark = pytest.mark.django_db
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def site_on(settings, monkeypatch):
    """Puts the site on the search server at an address."""

    def put(url: str, *, patience: float = 0.5, **more: object) -> None:
        monkeypatch.setattr("search.engines.elasticsearch_client.WRITE_TIMEOUT", patience)
        settings.SEARCH_ENGINE = "elasticsearch"
        settings.ELASTICSEARCH = {"hosts": [url], "timeout": 0.3, **more}
        engine.cache_clear()

    yield put
    engine.cache_clear()


def answers() -> dict[str, Stub]:
    return {
        "401": Stub.says(401, "security_exception", "missing authentication credentials"),
        "403": Stub.says(403, "security_exception", "action is unauthorized"),
        "429": Stub.says(429, "es_rejected_execution_exception", "queue full"),
        "500": Stub.says(500, "null_pointer_exception"),
        "503": Stub.says(503, "search_phase_execution_exception", "all shards failed"),
        "a proxy's page 502": Stub.page(502),
        "a proxy's page 404": Stub.page(404),
        "a proxy's page 200": Stub.page(200),
        "a proxy's page 403": Stub.page(403),
        "another product": Stub(headers={"Content-Type": "application/json"}),
        "no JSON": Stub(body="{", headers=dict(PRODUCT)),
        "nothing in time": Stub(seconds=1.0),
        "404 of another kind": Stub.says(404, "resource_not_found_exception"),
        "JSON of something else": Stub(),
        "400": Stub.says(400, "illegal_argument_exception", "no"),
    }


@pytest.mark.parametrize("name", answers())
def test_whatever_answers_the_page_is_there_and_says_so(site_on, client, name):
    practice(title="燕子山步道")
    OutboxEntry.objects.all().delete()
    with serving(answers()[name]) as stub:
        site_on(stub.url)
        response = client.get("/search/?q=燕子山", headers={"accept-language": "zh-hans"})
    assert response.status_code == 200
    content = response.content.decode()
    assert "搜索降级" in content and "<mark>燕子</mark>山步道" in content
    assert not OutboxEntry.objects.exists()  # no rebuild is asked for


@pytest.mark.parametrize("name", sorted(answers().keys() - {"JSON of something else"}))
def test_whatever_answers_the_outbox_keeps_its_rows(site_on, name):
    page = practice(title="燕子山步道")
    before = list(OutboxEntry.objects.values_list("pk", "identifier", "attempts", "not_before"))
    with serving(answers()[name]) as stub:
        site_on(stub.url)
        with pytest.raises(SearchUnavailable):
            drain_once()
    assert list(OutboxEntry.objects.values_list("pk", "identifier", "attempts", "not_before")) == before
    assert any(row[1] == f"practice-{page.pk}" for row in before)
    assert not IndexedDocument.objects.exists()


def test_with_nobody_there_every_door_says_so(site_on):
    practice()
    site_on(NOBODY)
    for act in (drain_once, look_after, reconcile, rebuild, engine().versions, engine().state, engine().check):
        with pytest.raises(SearchUnavailable, match="连不上"):
            act()


@pytest.mark.parametrize("command", ["search_rebuild", "search_reconcile"])
def test_commands_say_what_is_wrong_and_how_to_mend_it(site_on, command):
    site_on(NOBODY)
    with pytest.raises(CommandError, match=r"连不上.*ELASTICSEARCH_URL"):
        call_command(command)


def test_preparing_a_site_goes_on_without_the_server(site_on, capsys):
    site_on(NOBODY)
    call_command("search_rebuild", if_needed=True)
    assert "搜索暂时降级" in capsys.readouterr().err


# --- the check at the start -----------------------------------------------------------------------------------------
def said() -> tuple[str, str]:
    (message,) = trouble()
    return str(message.msg), str(message.hint)


@pytest.mark.parametrize(
    ("name", "what", "mend"),
    [
        ("401", "不认所给的账号", "ELASTICSEARCH_API_KEY"),
        ("403", "权限不够", "monitor"),
        ("a proxy's page 502", "不是 Elasticsearch", "代理"),
        ("a proxy's page 200", "不是 Elasticsearch", "代理"),
        ("another product", "不是 Elasticsearch", "代理"),
        ("500", "500", "_cluster/health"),
        ("nothing in time", "没有及时回答", "ELASTICSEARCH_TIMEOUT"),
    ],
)
def test_the_check_names_the_trouble_and_the_remedy(site_on, name, what, mend):
    with serving(answers()[name]) as stub:
        site_on(stub.url)
        message, hint = said()
    assert what in message and mend in hint


@pytest.mark.parametrize("version", ["7.17.28", "6.8.0", "9.1.0"])
def test_the_check_knows_the_wrong_version(site_on, version):
    with serving(Stub.version(version)) as stub:
        site_on(stub.url)
        assert f"是 {version} 版" in said()[0]


def test_the_check_is_content_with_the_right_version(site_on):
    with serving(Stub.version("8.19.9")) as stub:
        site_on(stub.url)
        assert trouble() == []


def test_the_check_knows_that_nobody_is_there(site_on):
    site_on(NOBODY)
    assert "连不上" in said()[0]


def test_the_check_knows_an_address_that_is_none(site_on):
    site_on("http://[::1")
    assert "设置写得不对" in said()[0]


def test_a_certificate_nobody_vouches_for_is_named(site_on, tmp_path):
    context, _public = certificate(tmp_path)
    with serving(Stub.version("8.19.9"), context) as stub:
        site_on(stub.url)
        message, hint = said()
    assert "加密连接没有建立" in message and "ELASTICSEARCH_CA_FILE" in hint


def test_with_the_authoritys_file_the_connection_is_made(site_on, tmp_path):
    context, public = certificate(tmp_path)
    with serving(Stub.version("8.19.9"), context) as stub:
        site_on(stub.url, ca_file=str(public))
        assert trouble() == []


def test_a_file_that_is_not_there_is_named(site_on):
    site_on("https://127.0.0.1:9", ca_file="/none")
    assert "ELASTICSEARCH_CA_FILE" in said()[1]


def test_the_deployment_check_fails_and_an_ordinary_one_does_not(site_on):
    site_on(NOBODY)
    call_command("check")
    with pytest.raises(SystemCheckError, match="连不上"):
        call_command("check", deploy=True, tags=["search"])


def test_the_embedded_engine_needs_no_server():
    engine.cache_clear()
    assert trouble() == []


@pytest.mark.parametrize(
    ("given", "sent"),
    [({"api_key": "abc"}, "ApiKey abc"), ({"user": "u", "password": "p"}, "Basic dTpw"), ({}, None)],
)
def test_the_account_is_sent(given, sent):
    with serving(Stub.version("8.19.9")) as stub:
        ElasticsearchEngine(ClusterSettings((stub.url,), **given)).diagnose()
    assert set(stub.authorization) == {sent}


def test_a_password_in_the_address_is_not_repeated(site_on):
    site_on("http://elastic:geheim@127.0.0.1:9")
    assert "geheim" not in " ".join(said())


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("search", "http://search:80"),
        ("http://search:9200", "http://search:9200"),
        ("https://search", "https://search:443"),
        ("https://u:p@search/path", "https://u:p@search:443/path"),
        ("http://u:1@search:9200/path", "http://u:1@search:9200/path"),
    ],
)
def test_an_address_without_a_port_gets_the_usual_one(host, address):
    assert with_port(host) == address


# --- the breaker ------------------------------------------------------------------------------------------------
class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_breaker_opens_after_five_failures_and_tries_after_thirty_seconds():
    clock = Clock()
    breaker = CircuitBreaker(clock=clock)
    for _failure in range(4):
        breaker.failed()
    assert breaker.allows() and not breaker.is_open
    breaker.failed()
    assert not breaker.allows() and breaker.is_open
    clock.now = 29.9
    assert not breaker.allows()
    clock.now = 30.1
    assert [breaker.allows(), breaker.allows()] == [True, False]  # one tries, the others wait for its luck
    breaker.succeeded()
    assert breaker.allows() and not breaker.is_open


def test_a_failed_trial_keeps_the_breaker_open():
    clock = Clock()
    breaker = CircuitBreaker(failures=1, clock=clock)
    breaker.failed()
    clock.now = 31
    assert breaker.allows()
    breaker.failed()
    clock.now = 60
    assert not breaker.allows()
    clock.now = 62
    assert breaker.allows()


def test_a_success_in_between_starts_the_count_anew():
    breaker = CircuitBreaker()
    for _round in range(3):
        for _failure in range(4):
            breaker.failed()
        breaker.succeeded()
    assert breaker.allows()


def test_many_threads_make_one_trial():
    clock, tried = Clock(), []
    breaker = CircuitBreaker(failures=1, clock=clock)
    breaker.failed()
    clock.now = 31
    threads = [threading.Thread(target=lambda: tried.append(breaker.allows())) for _number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(tried) == 1


def test_an_open_breaker_asks_nobody():
    with serving(Stub.says(503)) as stub:
        found = ElasticsearchEngine(ClusterSettings((stub.url,)))
        for _failure in range(5):
            with pytest.raises(SearchUnavailable):
                found.search(SearchRequest())
        asked = len(stub.asked)
        with pytest.raises(SearchUnavailable, match="暂停询问"):
            found.search(SearchRequest())
        assert len(stub.asked) == asked


def test_a_question_the_server_does_not_take_opens_nothing():
    with serving(Stub.says(400, "parsing_exception")) as stub:
        found = ElasticsearchEngine(ClusterSettings((stub.url,)))
        for _failure in range(9):
            with pytest.raises(SearchUnavailable):
                found.search(SearchRequest())
        assert not found.cluster.breaker.is_open


def test_a_passing_refusal_is_asked_again():
    with serving(Stub.says(429)) as stub:
        with pytest.raises(SearchUnavailable):
            ElasticsearchEngine(ClusterSettings((stub.url,))).search(SearchRequest())
        assert len(stub.asked) == 3


def test_a_time_out_is_not_asked_again():
    with serving(Stub(seconds=0.5)) as stub:
        with pytest.raises(SearchUnavailable):
            ElasticsearchEngine(ClusterSettings((stub.url,), timeout=0.1)).search(SearchRequest())
        assert len(stub.asked) == 1


# --- what readers get meanwhile -----------------------------------------------------------------------------------
@pytest.fixture
def away(site_on):
    site_on(NOBODY)


def titles(text="", reader=None, **more):
    found = search(Question(text, **more), user=reader or AnonymousUser())
    assert found.is_degraded
    return [hit.row.title for hit in found.hits]


CASES = {"type": ("practice",)}


def test_titles_and_summaries_are_searched_every_word_of_them(away):
    practice(title="燕子山夜市疏导", summary="摊贩自治")
    practice(title="渣土车监管")
    assert titles("燕子山 摊贩") == ["燕子山夜市疏导"]
    assert titles("燕子山 渣土") == []


def test_a_synonym_counts(away):
    practice(title="早市占道经营疏导")
    assert titles("马路摊点") == ["早市占道经营疏导"]


def test_phrases_and_exclusions_count(away):
    practice(title="燕子山夜市疏导")
    practice(title="燕子山渣土监管")
    assert titles("燕子山 -渣土") == titles('"山夜市"') == ["燕子山夜市疏导"]


def test_newest_cases_first_and_articles_after_them(away):
    practice(title="甲燕子山")
    practice(title="乙燕子山")
    assert titles("燕子山") == ["乙燕子山", "甲燕子山"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("city", "heze"), ("theme", "parks"), ("kind", "lesson"), ("year", "2021"), ("type", "practice")],
)
def test_filters_count(away, name, value):
    from datetime import date

    practice("heze", title="燕子山一", theme="parks", kind="lesson", started_on=date(2021, 5, 1))
    practice("rizhao", title="燕子山二", theme="signage", kind="success", started_on=date(2022, 5, 1))
    found = titles("燕子山", filters={name: (value,)})
    assert found == (["燕子山二", "燕子山一"] if name == "type" else ["燕子山一"])


@pytest.mark.parametrize(
    ("facet", "scheme", "relation"),
    [("lifecycle", Scheme.LIFECYCLE, "lifecycle_stages"), ("loop", Scheme.LOOP_PHASE, "loop_phases")],
)
def test_filters_by_terms_count(away, facet, scheme, relation):
    term = Term.objects.in_scheme(scheme).first()
    page = practice(title="燕子山一")
    getattr(page, relation).add(term)
    page.save_revision().publish()
    practice(title="燕子山二")
    assert titles("燕子山", filters={facet: (term.code,)}) == ["燕子山一"]


def test_an_award_counts_until_it_is_withdrawn(away):
    from practices.models import Recognition
    from tests.factories.cities import user

    page, award = practice(title="燕子山一"), Term.objects.in_scheme(Scheme.RECOGNITION).first()
    row = Recognition.objects.create(practice=page, award=award, given_by=user())
    assert titles(filters={"recognition": (award.code,)}) == ["燕子山一"]
    row.withdrawn_on = row.given_on
    row.save()
    assert titles(filters={"recognition": (award.code,)}) == []


def test_readers_get_what_they_may_read(away):
    practice("rizhao", title="燕子山公开")
    practice("rizhao", title="燕子山联盟", visibility="alliance")
    practice("rizhao", title="燕子山本市", visibility="city")
    practice("rizhao", title="燕子山草稿", published=False)
    assert titles("燕子山") == ["燕子山公开"]
    assert titles("燕子山", member_of("heze")) == ["燕子山联盟", "燕子山公开"]
    assert titles("燕子山", member_of("rizhao")) == ["燕子山本市", "燕子山联盟", "燕子山公开"]
    assert titles("燕子山", curator()) == ["燕子山联盟", "燕子山公开"]


def test_cities_and_articles_are_found_too(away):
    assert "日照" in titles("日照", filters={"type": ("city",)})
    assert titles("日照", filters={"type": ("city",), "city": ("heze",)}) == []


def test_pages_are_cut_across_kinds_and_the_total_is_whole(away):
    for number in range(25):
        practice("rizhao", title=f"日照案例{number}")
    first, *others = [titles("日照", page=page) for page in (1, 2, 3)]
    every = [*first, *others[0], *others[1]]
    assert len(first) == 20 and len(set(every)) == len(every) > 25
    assert search(Question("日照"), user=AnonymousUser()).total == len(every)


def test_the_page_asks_the_database_as_often_for_many_cases_as_for_one(away, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/search/?q=燕子山")
        return len(asked)

    practice(title="燕子山")
    client.get("/search/?q=燕子山")
    one = queries()
    for number in range(15):
        practice("heze", title=f"燕子山{number}")
    assert queries() == one <= 30


def test_what_was_asked_meanwhile_is_not_logged_as_found_or_not(away):
    titles("燕子山")
    assert not QueryLog.objects.exists()


@pytest.mark.parametrize(
    "text", ["", "%", "_", "'", '"', "\x00", "😀", "*", "(((", "占道" * 5_000, "-", "a:b", "\ud800"]
)
def test_odd_questions_are_no_errors(away, text):
    titles(text)


@pytest.mark.parametrize("year", ["0000", "0001", "9999"])
def test_any_year_is_no_error(away, year):
    assert titles(filters={"year": (year,)}) == []


def test_the_page_counts_nothing_beside_the_filters(away, client):
    practice("rizhao", title="燕子山公开")
    content = client.get("/search/?q=燕子山", headers={"accept-language": "zh-hans"}).content.decode()
    assert '<span class="quiet">0</span>' not in content


def test_the_vocabulary_desk_is_there(away, client):
    client.force_login(curator())
    assert client.get("/cms/vocabulary/words/").status_code == 200


# --- afterwards ----------------------------------------------------------------------------------------------------
def test_the_worker_waits_longer_each_time_and_at_most_ten_seconds():
    assert [worker._pause(0, away) for away in (1, 2, 3, 4, 5, 40)] == [1, 2, 4, 8, 10, 10]
    assert (worker._pause(0, 0), worker._pause(3, 0)) == (worker.PAUSE, 0)


def test_what_changed_meanwhile_is_found_afterwards(site_on, elasticsearch_index, cluster_settings):
    site_on(NOBODY)
    page = practice(title="燕子山步道")
    with pytest.raises(SearchUnavailable):
        drain_once()
    given = {**vars(cluster_settings)}
    site_on(given.pop("hosts")[0], patience=30, **given)
    while drain_once():
        pass
    assert [hit.row for hit in search(Question("燕子山"), user=AnonymousUser()).hits] == [page]
    assert not any(reconcile(repair=False).values())


def test_a_database_put_back_to_an_earlier_day_has_the_index_made_anew(elasticsearch_index):
    practice(title="燕子山步道")
    DrainState.objects.update(counter=0)
    IndexedDocument.objects.all().delete()
    OutboxEntry.objects.all().delete()
    reconcile()
    assert [row.identifier for row in OutboxEntry.objects.all()] == [OutboxEntry.EVERYTHING]
    while drain_once():
        pass
    assert not any(reconcile(repair=False).values())
