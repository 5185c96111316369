"""What is Elasticsearch's own: names, mapping, damage done by hand, and the site's commands on it."""

from __future__ import annotations

import io
import json
import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from elasticsearch import BadRequestError

from search.engines.elasticsearch_index import Names, mapping
from search.management.commands import worker
from search.management.commands.worker import keep_draining
from search.models import OutboxEntry
from search.outbox import drain_once, look_after, reconcile
from search.port import DocumentsRefused, SearchUnavailable
from search.questions import Question
from search.services import engine, search
from tests.factories.cities import editor_of, member_of
from tests.factories.practices import practice

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("elasticsearch")]


@pytest.fixture(params=["embedded", "elasticsearch"])
def site(request):
    """The site on either engine; call it to rebuild."""
    return request.getfixturevalue("index" if request.param == "embedded" else "elasticsearch_index")


@pytest.fixture
def client_of(elasticsearch_index):
    OutboxEntry.objects.all().delete()
    return engine().cluster.client


def drain():
    while drain_once():
        pass


def drift():
    return sum(len(names) for names in reconcile(repair=False).values())


def titles(text, reader=None):
    found = search(Question(text, filters={"type": ("practice",)}), user=reader or AnonymousUser())
    assert not found.is_degraded
    return [hit.row.title for hit in found.hits]


# --- the site on both -------------------------------------------------------------------------------------------
def test_publish_edit_unpublish_and_delete_follow(site):
    page = practice(title="燕子山步道")
    drain()
    assert titles("燕子山") == ["燕子山步道"]
    page.title = "千佛山步道"
    page.save_revision().publish()
    drain()
    assert (titles("燕子山"), titles("千佛山")) == ([], ["千佛山步道"])
    page.unpublish()
    drain()
    assert (titles("千佛山"), drift()) == ([], 0)
    page.delete()
    drain()
    assert drift() == 0


def test_readers_find_what_they_may_read(site):
    practice("rizhao", title="燕子山公开")
    practice("rizhao", title="燕子山联盟", visibility="alliance")
    practice("rizhao", title="燕子山本市", visibility="city", contact_phone="13812345678")
    site()
    assert set(titles("燕子山")) == {"燕子山公开"}
    assert set(titles("燕子山", member_of("heze"))) == {"燕子山公开", "燕子山联盟"}
    assert set(titles("燕子山", editor_of("rizhao"))) == {"燕子山公开", "燕子山联盟", "燕子山本市"}
    assert titles("13812345678") == titles("13812345678", member_of("heze")) == []
    assert titles("13812345678", member_of("rizhao")) == ["燕子山本市"]


def test_the_rebuild_says_how_many_documents_it_made(site, capsys):
    practice(title="燕子山步道")
    call_command("search_rebuild")
    assert f"{len(engine().versions())} documents" in capsys.readouterr().out
    assert (titles("燕子山"), drift()) == (["燕子山步道"], 0)


def test_on_a_screen_the_rebuild_draws_a_bar(site, monkeypatch):
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("search.outbox.REPORT_EVERY", 5)
    screen = Screen()
    call_command("search_rebuild", stdout=screen)
    assert "\r█" in screen.getvalue() and "░" in screen.getvalue()


def test_a_rebuild_that_is_not_needed_is_not_made(site):
    before = engine().state().index
    call_command("search_rebuild", if_needed=True)
    assert engine().state().index == before
    call_command("search_rebuild")
    assert engine().state().index != before


def test_reconcile_reports_drift_and_mends_it(site, capsys):
    page = practice(title="燕子山步道")
    OutboxEntry.objects.all().delete()
    with pytest.raises(CommandError):
        call_command("search_reconcile", "--json")
    assert json.loads(capsys.readouterr().out)["missing"] == [f"practice-{page.pk}"]
    drain()
    call_command("search_reconcile", "--json")
    assert json.loads(capsys.readouterr().out)["drift"] == 0


# --- names and fields ------------------------------------------------------------------------------------------
def test_one_index_under_two_names(client_of):
    found = client_of.indices.get(index=engine().names.read)
    ((name, index),) = found.items()
    assert engine().names.is_physical(name)
    assert index["aliases"] == {engine().names.read: {}, engine().names.write: {"is_write_index": True}}
    assert index["settings"]["index"]["gc_deletes"] == "12h"
    assert index["settings"]["index"]["refresh_interval"] == "30s"


def test_a_rebuild_leaves_one_index(client_of, elasticsearch_index):
    elasticsearch_index()
    assert len(client_of.indices.get(index=engine().names.pattern)) == 1


def test_a_neighbour_whose_prefix_begins_alike_is_left_alone():
    names = Names("city")
    assert names.is_physical(names.new())
    assert not names.is_physical(Names("city-2").new())
    assert not names.is_physical("city-20260101000000-a1b2c3-old")


def test_no_field_that_is_not_in_the_mapping(client_of):
    assert mapping()["dynamic"] == "strict"
    with pytest.raises(BadRequestError, match="strict_dynamic_mapping_exception"):
        client_of.index(index=engine().names.write, document={"colour": "red"})


def test_the_text_is_kept_and_the_tokens_are_not(client_of):
    practice(title="燕子山步道")
    drain()
    hit = client_of.search(index=engine().names.read, size=1)["hits"]["hits"][0]
    assert list(hit["_source"]) == ["text"]


def test_no_script_and_no_plugin_is_asked_for(client_of):
    index = next(iter(client_of.indices.get(index=engine().names.read).values()))
    analyzers = {field.get("analyzer") for field in index["mappings"]["properties"].values()}
    assert analyzers == {None, "whitespace"} and "analysis" not in index["settings"]["index"]


# --- damage done by hand --------------------------------------------------------------------------------------
def mends_itself():
    assert look_after() is False
    drain()
    assert look_after() and drift() == 0
    assert titles("燕子山") == ["燕子山步道"]


def physical(client):
    return next(iter(client.indices.get(index=engine().names.read)))


def test_an_index_deleted_by_hand_is_made_anew(client_of):
    practice(title="燕子山步道")
    client_of.indices.delete(index=physical(client_of))
    assert search(Question("燕子山"), user=AnonymousUser()).is_degraded
    mends_itself()


def test_a_delete_queued_while_there_is_no_index_makes_none_under_the_aliases_name(client_of):
    page = practice(title="燕子山步道")
    other = practice(title="大明湖步道")
    drain()
    client_of.indices.delete(index=physical(client_of))
    OutboxEntry.objects.all().delete()
    other.delete()
    drain()
    assert titles("燕子山") == [page.title] and engine().names.is_physical(physical(client_of))


def test_an_index_in_the_place_of_an_alias_is_replaced(client_of):
    practice(title="燕子山步道")
    client_of.indices.delete(index=physical(client_of))
    client_of.index(index=engine().names.write, document={"a": 1})
    client_of.index(index=engine().names.read, document={"a": 1})
    mends_itself()


@pytest.mark.parametrize("name", ["read", "write"])
def test_an_alias_removed_by_hand_is_noticed(client_of, name):
    practice(title="燕子山步道")
    client_of.indices.delete_alias(index=physical(client_of), name=getattr(engine().names, name))
    mends_itself()


def test_an_alias_that_leads_to_two_indices_is_noticed(client_of):
    practice(title="燕子山步道")
    second = engine().names.new()
    client_of.indices.create(index=second, aliases={engine().names.read: {}})
    mends_itself()


def test_a_mapping_of_another_release_is_noticed(client_of):
    practice(title="燕子山步道")
    client_of.indices.put_mapping(index=engine().names.write, properties={"colour": {"type": "keyword"}})
    mends_itself()


def test_an_index_with_a_foreign_mapping_is_damage_not_an_outage(client_of):
    practice(title="燕子山步道")
    client_of.indices.delete(index=physical(client_of))
    client_of.indices.create(
        index=engine().names.new(),
        mappings={"properties": {"title": {"type": "text"}}},
        aliases={engine().names.read: {}, engine().names.write: {}},
    )
    assert search(Question("燕子山"), user=AnonymousUser()).is_degraded
    assert OutboxEntry.objects.filter(identifier=OutboxEntry.EVERYTHING).exists()
    mends_itself()


def test_writing_to_an_index_with_a_foreign_mapping_rebuilds_it(client_of):
    client_of.indices.delete(index=physical(client_of))
    client_of.indices.create(
        index=engine().names.new(),
        mappings={"dynamic": "strict", "properties": {"title": {"type": "text"}}},
        aliases={engine().names.read: {}, engine().names.write: {}},
    )
    OutboxEntry.objects.all().delete()
    practice(title="燕子山步道")
    drain()
    assert titles("燕子山") == ["燕子山步道"]


def test_a_red_index_is_an_outage_and_no_rebuild(client_of):
    """Its only shard is on a node that is not there."""
    client_of.indices.delete(index=physical(client_of))
    client_of.indices.create(
        index=engine().names.new(),
        mappings=mapping(),
        settings={"index.routing.allocation.require._name": "no-such-node"},
        aliases={engine().names.read: {}, engine().names.write: {}},
        wait_for_active_shards="0",
    )
    practice(title="燕子山步道")
    OutboxEntry.objects.all().delete()
    with pytest.raises(SearchUnavailable, match="red"):
        look_after()
    found = search(Question("燕子山"), user=AnonymousUser())
    assert found.is_degraded and [hit.row.title for hit in found.hits] == ["燕子山步道"]
    assert not OutboxEntry.objects.exists()


def test_an_index_that_may_not_be_written_keeps_its_rows_in_the_outbox(client_of):
    name = physical(client_of)
    client_of.indices.put_settings(index=name, settings={"index.blocks.read_only": True})
    practice(title="燕子山步道")
    waiting = OutboxEntry.objects.count()
    with pytest.raises(SearchUnavailable):
        drain_once()
    assert OutboxEntry.objects.count() == waiting > 0
    client_of.indices.put_settings(index=name, settings={"index.blocks.read_only": None})
    drain()
    assert (titles("燕子山"), drift()) == (["燕子山步道"], 0)


def test_one_document_that_is_refused_does_not_keep_the_others_out(client_of, monkeypatch):
    bad, good = practice(title="坏文档"), practice(title="燕子山步道")
    real = engine().apply

    def refuses_one(documents, deleted, version):
        kept = [row for row in documents if row.id != f"practice-{bad.pk}"]
        real(kept, deleted, version)
        if len(kept) != len(documents):
            raise DocumentsRefused({f"practice-{bad.pk}": "illegal"})

    monkeypatch.setattr(engine(), "apply", refuses_one)
    drain()
    assert titles("燕子山") == [good.title]
    waiting = OutboxEntry.objects.all()
    assert {row.identifier for row in waiting} == {f"practice-{bad.pk}"} and all(row.attempts for row in waiting)


@pytest.fixture
def spoiled(client_of, monkeypatch):
    """A case whose row the index cannot take, beside a good one."""
    from search.engines import elasticsearch as module

    practice(title="燕子山步道")
    bad, real = practice(title="坏文档"), module.prepared

    def spoils_one(documents):
        for row in real(documents):
            yield {**row, "day": "no number"} if row["id"] == f"practice-{bad.pk}" else row

    monkeypatch.setattr(module, "prepared", spoils_one)
    return bad


def test_what_the_index_refuses_is_named_and_the_rest_is_written(spoiled):
    drain()
    assert titles("燕子山") == ["燕子山步道"]
    assert {row.identifier for row in OutboxEntry.objects.all()} == {f"practice-{spoiled.pk}"}
    assert all("document_parsing_exception" in row.last_error for row in OutboxEntry.objects.all())


def test_what_a_rebuild_is_refused_waits_in_the_outbox(spoiled, elasticsearch_index):
    OutboxEntry.objects.all().delete()
    elasticsearch_index()
    assert titles("燕子山") == ["燕子山步道"]
    assert [row.identifier for row in OutboxEntry.objects.all()] == [f"practice-{spoiled.pk}"]


class Minute(threading.Event):
    """Time that passes while one waits for it, and is over after sixty seconds."""

    now = 0.0

    def wait(self, timeout: float | None = None) -> bool:
        self.now += timeout or 0
        return self.is_set()

    def is_set(self) -> bool:
        return self.now >= 60


def test_an_idle_worker_looks_at_the_server_twice_a_minute(client_of, monkeypatch):
    asked = []
    transport = client_of.transport
    ask = transport.perform_request

    def counted(method, target, **options):
        asked.append(target)
        return ask(method, target, **options)

    monkeypatch.setattr(transport, "perform_request", counted)
    # The transaction of this test lives on the connection that the worker would close.
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    minute = Minute()
    keep_draining(minute, lambda: minute.now)
    assert len([target for target in asked if "_cluster/health" in target]) == 2
    assert len(asked) == 4
    practice(title="燕子山")
    assert drain_once() and len(asked) > 4
