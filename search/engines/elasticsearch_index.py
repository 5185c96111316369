"""The physical index: its fields, its settings, and the two aliases by which it is read and written."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.dsl import Document, Keyword, Long, MetaField, Text

from search.engines.elasticsearch_client import ClusterSettings
from search.port import FACETS, IndexDamaged


class IndexedRow(Document):
    """A row of engines.preparation. The token texts are searched only: what is kept to be read back is `text`."""

    title = Text(analyzer="whitespace", index_options="freqs")
    words = Text(analyzer="whitespace", index_options="freqs")
    subjects = Text(analyzer="whitespace", index_options="freqs")
    lead = Text(analyzer="whitespace", index_options="docs")
    pinyin = Text(analyzer="whitespace", index_options="freqs")
    contact = Text(analyzer="whitespace", index_options="freqs")
    # Phrases are asked of the bigrams alone; nothing else needs positions.
    grams = Text(analyzer="whitespace", index_options="positions")
    text = Text(index=False)
    audience = Keyword()
    day = Long()
    newest = Long()

    class Meta:
        dynamic = MetaField("strict")
        source = MetaField(includes=["text"])


def mapping() -> dict[str, Any]:
    made = IndexedRow._doc_type.mapping.to_dict()
    fields = made["properties"]
    fields |= {name: {"type": "keyword"} for name in FACETS}
    return {"dynamic": made["dynamic"], "_source": made["_source"], "properties": fields}


def loading_settings(given: ClusterSettings) -> dict[str, Any]:
    """While it fills, nobody reads it: no copies, no refreshes. A late write is known as late for as long as tombstones
    are kept; the default of a minute would let it bring a deleted document back."""
    return {
        "number_of_shards": given.shards,
        "number_of_replicas": 0,
        "refresh_interval": "-1",
        "gc_deletes": "12h",
    }


def serving_settings(given: ClusterSettings) -> dict[str, Any]:
    """Each write asks for a refresh itself; the interval is for what was left over."""
    copies: dict[str, Any] = {"auto_expand_replicas": "0-1"}
    if given.replicas is not None:
        copies = {"number_of_replicas": given.replicas, "auto_expand_replicas": "false"}
    return {"refresh_interval": "30s", **copies}


class Names:
    """`alliance-20260101120000-a1b2c3`, `alliance-read`, `alliance-write`."""

    def __init__(self, prefix: str) -> None:
        self.read, self.write = f"{prefix}-read", f"{prefix}-write"
        self.pattern = f"{prefix}-2*"
        self._physical = re.compile(rf"{re.escape(prefix)}-\d{{14}}-[0-9a-f]{{6}}")
        self._prefix = prefix

    def new(self) -> str:
        return f"{self._prefix}-{datetime.now(UTC):%Y%m%d%H%M%S}-{secrets.token_hex(3)}"

    def is_physical(self, name: str) -> bool:
        """The pattern alone would take in the indices of a site whose prefix begins alike."""
        return bool(self._physical.fullmatch(name))


def checked(client: Elasticsearch, names: Names) -> str:
    """The name of the index in use. Raises IndexDamaged unless both aliases lead to it and its fields are ours."""
    found = client.indices.get(index=names.read).body
    if len(found) != 1:
        raise IndexDamaged(f"{names.read} leads to {len(found)} indices.")
    name, index = next(iter(found.items()))
    if {names.read, names.write} - index["aliases"].keys():
        raise IndexDamaged(f"{name} is not both {names.read} and {names.write}.")
    if index["mappings"] != stored(mapping()):
        raise IndexDamaged(f"The fields of {name} are not those of this release.")
    return str(name)


def stored(fields: dict[str, Any]) -> dict[str, Any]:
    """As Elasticsearch gives a mapping back: defaults are left out."""
    properties = {
        name: {key: value for key, value in field.items() if (key, value) != ("index_options", "positions")}
        for name, field in fields["properties"].items()
    }
    return {**fields, "properties": properties}


def point_to(client: Elasticsearch, names: Names, new: str) -> None:
    """Both aliases at once: no reader meets a missing index, no writer writes to the old one. An index that stands under
    the name of an alias (a write that came when there was none) goes."""
    actions: list[dict[str, Any]] = []
    for alias in (names.read, names.write):
        for name in client.indices.get(index=alias, ignore_unavailable=True).body:
            old = {"remove_index": {"index": name}} if name == alias else {"remove": {"index": name, "alias": alias}}
            actions.append(old)
    actions.append({"add": {"index": new, "alias": names.read}})
    actions.append({"add": {"index": new, "alias": names.write, "is_write_index": True}})
    client.indices.update_aliases(actions=actions)


def remove_others(client: Elasticsearch, names: Names, kept: str) -> None:
    """Earlier indices, and what a rebuild that was killed has left."""
    found = client.indices.get(index=names.pattern, expand_wildcards="all").body
    for name in found:
        if name != kept and names.is_physical(name):
            remove(client, name)


def remove(client: Elasticsearch, name: str) -> None:
    try:
        client.indices.delete(index=name)
    except NotFoundError:
        return
