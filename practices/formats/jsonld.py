"""A case for other systems: schema.org for search engines, DCAT beside it for catalogues of public data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from practices.formats.papers import Paper
from practices.formats.rich import to_markdown

CONTEXT = {"@vocab": "https://schema.org/", "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"}
#: Facts that a catalogue has a word for; the others are given by their headings.
CATALOGUED = frozenset({"summary", "city", "bureau", "keywords", "themes"})


def jsonld_of(paper: Paper, *, uuid: str, licence: str, publisher: str) -> bytes:
    """`licence` in words or as an address; `publisher` is who runs the platform."""
    graph: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": ["Article", "dcat:Resource"],
        "@id": paper.address,
        "identifier": [f"urn:uuid:{uuid}", paper.number],
        "dct:identifier": uuid,
        "url": paper.address,
        "name": paper.title,
        "headline": paper.title,
        "dct:title": paper.title,
        "abstract": paper.fact("summary"),
        "inLanguage": "zh-Hans",
        "author": {"@type": "GovernmentOrganization", "name": paper.unit},
        "spatialCoverage": {"@type": "AdministrativeArea", "name": paper.city},
        "publisher": {"@type": "Organization", "name": publisher},
        "isPartOf": {"@type": "WebSite", "name": paper.site},
        "license": licence,
        "dct:license": licence,
        "about": _parts(paper.fact("themes")),
        "keywords": _parts(paper.fact("keywords")),
        "dcat:keyword": _parts(paper.fact("keywords")),
        "version": paper.version,
        "dcat:version": str(paper.version or ""),
        "datePublished": paper.published.isoformat() if paper.published else None,
        "dct:issued": paper.published.isoformat() if paper.published else None,
        "additionalProperty": [
            _property(str(fact.heading.label), fact.text, fact.heading.name)
            for fact in paper.facts
            if fact.heading.name not in CATALOGUED
        ],
        "hasPart": [_part(section) for section in paper.sections],
    }
    return json.dumps(_filled(graph), ensure_ascii=False, indent=2).encode()


def _parts(text: str) -> list[str]:
    return text.split("、") if text else []


def _property(label: str, value: str, name: str) -> Mapping[str, str]:
    return {"@type": "PropertyValue", "propertyID": name, "name": label, "value": value}


def _part(section: Any) -> Mapping[str, Any]:
    part: dict[str, Any] = {"@type": "CreativeWork", "identifier": section.heading.name, "name": section.label}
    if section.blocks:
        part |= {"text": to_markdown(section.blocks), "encodingFormat": "text/markdown"}
    if section.table:
        names = section.table.names
        part["hasPart"] = [
            {"@type": "PropertyValueSpecification", "additionalProperty": _row(names, section.table.labels, row)}
            for row in section.table.rows
        ]
    return part


def _row(names: tuple[str, ...], labels: tuple[str, ...], row: tuple[str, ...]) -> list[Mapping[str, str]]:
    return [_property(label, text, name) for name, label, text in zip(names, labels, row, strict=True) if text]


def _filled(graph: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in graph.items() if value not in (None, "", [])}
