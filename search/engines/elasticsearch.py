"""The engine of production: Elasticsearch, any number of nodes. Tokens are made here, the server only keeps them
(docs/decisions/0006, 0035)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from elastic_transport import TransportError
from elasticsearch import ApiError, BadRequestError, Elasticsearch, helpers

from search.breaker import CircuitBreaker
from search.documents import SearchDocument
from search.engines.bounds import bounded
from search.engines.elasticsearch_client import (
    MAJOR_VERSION,
    Cluster,
    ClusterSettings,
    not_elasticsearch,
    wrong_version,
)
from search.engines.elasticsearch_index import (
    Names,
    checked,
    loading_settings,
    mapping,
    point_to,
    remove,
    remove_others,
    serving_settings,
)
from search.engines.elasticsearch_query import WINDOW, body, counts_of, preference
from search.engines.preparation import prepared
from search.port import (
    DocumentsRefused,
    EngineHit,
    EngineState,
    IndexDamaged,
    SearchRequest,
    SearchResults,
    SearchUnavailable,
)

logger = logging.getLogger(__name__)
#: One bulk request: many enough for throughput, small enough to be repeated.
BULK: dict[str, Any] = {
    "chunk_size": 500,
    "max_chunk_bytes": 10_000_000,
    "max_retries": 6,
    "initial_backoff": 0.25,
    "max_backoff": 8,
    "retry_on_status": (429, 503),
    "raise_on_error": False,
}
#: Documents listed at once.
LISTED = 5_000
#: Seconds for one bulk request of a rebuild: one that is cut short begins anew.
LOADING = 120.0
#: How long a new index may take to have its copies before it is read without them.
COPIES_SECONDS = 30


class ElasticsearchEngine:
    def __init__(self, given: ClusterSettings, breaker: CircuitBreaker | None = None) -> None:
        self.given, self.names = given, Names(given.prefix)
        self.cluster = Cluster(given, breaker or CircuitBreaker())

    # --- reading ----------------------------------------------------------------------------------------------
    def search(self, request: SearchRequest) -> SearchResults:
        request = bounded(request)
        options = {"index": self.names.read, "preference": preference(request), "allow_partial_search_results": False}
        if self.given.shards > 1:
            options["search_type"] = "dfs_query_then_fetch"
        try:
            found = self.cluster.read(lambda client: _found(client, body(request), options))
        except SearchUnavailable as error:
            if isinstance(error.__cause__, BadRequestError):
                # Our own questions are well formed: the fields may not be those they are for.
                self.cluster.read(self._check)
            raise
        try:
            return _results(found, request)
        except (KeyError, TypeError) as error:  # JSON, but not of a search
            raise not_elasticsearch("、".join(self.given.hosts)) from error

    def versions(self) -> dict[str, int]:
        return self.cluster.do(lambda client: dict(self._listed(client)))

    def _listed(self, client: Elasticsearch) -> Iterator[tuple[str, int]]:
        client.indices.refresh(index=self.names.read)
        asked = {"query": {"match_all": {}}, "version": True, "_source": False}
        try:
            for hit in helpers.scan(client, query=asked, index=self.names.read, size=LISTED):
                yield hit["_id"], hit["_version"]
        except helpers.ScanError as error:
            raise SearchUnavailable(str(error)) from error

    def check(self) -> None:
        self.cluster.look(self._check)

    def _check(self, client: Elasticsearch) -> None:
        name = checked(client, self.names)
        health = client.cluster.health(index=name)
        if health["status"] == "red":
            raise SearchUnavailable(
                _("索引 %(name)s 的状态是 red：有分片不在任何一台机器上。") % {"name": name},
                _("看集群里是不是少了机器，磁盘是不是满了（GET _cluster/allocation/explain）。"),
            )

    def diagnose(self) -> None:
        """Raises SearchUnavailable with what is wrong between here and the cluster, whatever the index."""
        version = self.cluster.look(lambda client: client.info())["version"]["number"]
        if version.partition(".")[0] != MAJOR_VERSION:
            raise wrong_version("、".join(self.given.hosts), version)
        self.cluster.look(lambda client: client.indices.exists_alias(name=self.names.read))

    def state(self) -> EngineState:
        return self.cluster.look(self._state)

    def _state(self, client: Elasticsearch) -> EngineState:
        name = checked(client, self.names)
        stats = client.indices.stats(index=name, metric=["docs", "store"])["_all"]
        health = client.cluster.health(index=name)
        detail = (
            f"{client.info()['version']['number']}, {health['status']}, {health['number_of_nodes']} nodes, "
            f"{health['active_shards']} of {health['active_shards'] + health['unassigned_shards']} shards"
        )
        documents, size = stats["primaries"]["docs"]["count"], stats["total"]["store"]["size_in_bytes"]
        return EngineState("elasticsearch", name, documents, size, detail)

    # --- writing ----------------------------------------------------------------------------------------------
    def apply(self, documents: Iterable[SearchDocument], deleted: Iterable[str], version: int) -> None:
        """Found as soon as it is applied. A version conflict means a later write was here: nothing to do."""
        rows = [_index(self.names.write, row, version) for row in prepared(documents)]
        gone = [_delete(self.names.write, identifier, version) for identifier in deleted]
        self.cluster.do(lambda client: self._apply(client, [*gone, *rows]))

    def _apply(self, client: Elasticsearch, actions: list[dict[str, Any]]) -> None:
        # A delete with a version of ours makes an index when there is none, whatever require_alias says.
        client.indices.get(index=self.names.write)
        refused = _written(client, actions, refresh=True, require_alias=True)
        if refused:
            self._check(client)
            raise DocumentsRefused(refused)

    def rebuild(self, documents: Iterable[SearchDocument], version: int) -> dict[str, int]:
        return self.load(prepared(documents), version)

    def load(self, rows: Iterable[dict[str, Any]], version: int) -> dict[str, int]:
        """Fill a new index nobody reads with ready rows, then move both aliases to it at once."""
        name = self.names.new()
        settings = loading_settings(self.given)
        self.cluster.do(lambda client: client.indices.create(index=name, mappings=mapping(), settings=settings))
        try:
            return self.cluster.do(
                lambda client: self._fill(client.options(request_timeout=LOADING), name, rows, version)
            )
        except BaseException:
            self._give_up(name)
            raise

    def _fill(self, client: Elasticsearch, name: str, rows: Iterable[dict[str, Any]], version: int) -> dict[str, int]:
        written: dict[str, int] = {}

        def actions() -> Iterator[dict[str, Any]]:
            for row in rows:
                written[row["id"]] = version
                yield _index(name, row, version)

        refused = _written(client, actions())
        for identifier, reason in refused.items():
            logger.error("%s is not in the new index: %s", identifier, reason)
            del written[identifier]
        client.indices.put_settings(index=name, settings=serving_settings(self.given))
        client.indices.refresh(index=name)
        if (there := client.count(index=name)["count"]) != len(written):
            raise SearchUnavailable(
                _("新索引 %(name)s 应有 %(wanted)s 份文档，实有 %(there)s 份，没有启用。")
                % {"name": name, "wanted": len(written), "there": there}
            )
        client.options(request_timeout=COPIES_SECONDS + 5).cluster.health(
            index=name, wait_for_status="green", timeout=f"{COPIES_SECONDS}s"
        )
        point_to(client, self.names, name)
        remove_others(client, self.names, name)
        return written

    def remove(self) -> None:
        """All there is of this engine's on the cluster."""
        self.cluster.do(lambda client: remove_others(client, self.names, ""))

    def _give_up(self, name: str) -> None:
        """What cannot be removed now is removed by the next rebuild."""
        try:
            remove(self.cluster.client, name)
        except (TransportError, ApiError):
            return


def _results(found: dict[str, Any], request: SearchRequest) -> SearchResults:
    hits = tuple(
        EngineHit(hit["_id"], hit["_source"]["text"] if request.texts else "") for hit in found["hits"]["hits"]
    )
    counts = counts_of(found.get("aggregations", {}), request.facets)
    total = found["hits"]["total"]["value"] if request.counted else len(hits)
    return SearchResults(hits, total, counts)


def _index(index: str, row: dict[str, Any], version: int) -> dict[str, Any]:
    fields = {name: value for name, value in row.items() if name != "id"}
    return {**_named(index, row["id"], version), "_op_type": "index", "_source": fields}


def _delete(index: str, identifier: str, version: int) -> dict[str, Any]:
    return {**_named(index, identifier, version), "_op_type": "delete"}


def _named(index: str, identifier: str, version: int) -> dict[str, Any]:
    return {"_index": index, "_id": identifier, "version": version, "version_type": "external_gte"}


def _written(client: Elasticsearch, actions: Iterable[dict[str, Any]], **options: Any) -> dict[str, str]:
    """Sends everything; returns the documents the index does not take, with its reasons."""
    refused: dict[str, str] = {}
    for is_done, row in helpers.streaming_bulk(client, actions, **BULK, **options):
        if not is_done:
            _weigh(next(iter(row.values())), refused)
    return refused


def _weigh(item: dict[str, Any], refused: dict[str, str]) -> None:
    status, error = item["status"], item.get("error", {})
    cause = error.get("type", "") if isinstance(error, dict) else ""
    reason = f"{cause}: {error.get('reason', '')}" if isinstance(error, dict) else str(error)
    if status == 409 or (status == 404 and not error):
        return  # overtaken by a later write; deleted already
    if cause == "index_not_found_exception":
        raise IndexDamaged(reason)
    if status == 400:
        refused[item["_id"]] = reason[:300]
        return
    raise SearchUnavailable(reason[:300])


def _found(client: Elasticsearch, asked: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    # The client takes the fields of a body as arguments, and `from` is a word of Python.
    offset = asked.pop("from")
    source = asked.pop("_source")
    if offset + asked["size"] <= WINDOW:
        found = client.search(**asked, from_=offset, source=source, **options)
        return dict(found.body)
    return _far(client, asked, source, offset, options)


def _far(
    client: Elasticsearch, asked: dict[str, Any], source: Any, offset: int, options: dict[str, Any]
) -> dict[str, Any]:
    """Beyond the window there is no offset: step by step after the last hit before."""
    step = {key: value for key, value in asked.items() if key not in ("aggs", "size")} | {"track_total_hits": False}
    after: dict[str, Any] = {}
    while offset:
        size = min(offset, WINDOW)
        rows = client.search(**step, **after, **options, size=size, source=False)["hits"]["hits"]
        offset -= size
        if len(rows) == size:
            after = {"search_after": rows[-1]["sort"]}
        else:  # there are no more; only the total is wanted
            after, offset, asked = {}, 0, {**asked, "size": 0}
    found = client.search(**asked, **after, source=source, **options)
    return dict(found.body)
