"""What a list can be narrowed by: the facets in the order of display, their values, and what both are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from cities.selectors import all_cities
from practices.models import Kind
from search.kinds import KINDS
from vocabulary.models import Scheme
from vocabulary.selectors import all_terms

#: Values of one facet that are heeded.
MAX_VALUES = 20
#: Facet → the scheme its values come from.
TERM_FACETS = {
    "theme": Scheme.THEME,
    "lifecycle": Scheme.LIFECYCLE,
    "loop": Scheme.LOOP_PHASE,
    "recognition": Scheme.RECOGNITION,
}


@dataclass(frozen=True)
class Facets:
    """`known`: facet → value → what it is called; years come from the results. `moved`: facet → code of a merged term →
    the code that old links to it mean now. `retired`: facet → codes that are no longer given."""

    known: Mapping[str, Mapping[str, str]]
    moved: Mapping[str, Mapping[str, str]]
    retired: Mapping[str, frozenset[str]]

    @classmethod
    def now(cls) -> Facets:
        terms = all_terms().values()
        found = {name: [term for term in terms if term.scheme == scheme] for name, scheme in TERM_FACETS.items()}
        labels = {name: {term.code: term.label for term in of if not term.successor} for name, of in found.items()}
        return cls(
            known={
                "theme": labels["theme"],
                "city": {city.slug: city.label for city in all_cities()},
                "lifecycle": labels["lifecycle"],
                "loop": labels["loop"],
                "kind": {value: str(label) for value, label in Kind.choices},
                "year": {},
                "recognition": labels["recognition"],
                "type": {name: str(kind.label) for name, kind in KINDS.items()},
            },
            moved={name: {one.code: one.successor.code for one in of if one.successor} for name, of in found.items()},
            retired={name: frozenset(term.code for term in of if term.retired) for name, of in found.items()},
        )

    def chosen(self, asked: QueryDict) -> dict[str, tuple[str, ...]]:
        """Only known facets and values; anything else in the address is ignored."""
        chosen = {}
        for name, labels in self.known.items():
            moved = self.moved.get(name, {})
            values = dict.fromkeys(moved.get(value, value) for value in asked.getlist(name))
            if found := tuple(
                value for value in [*values][:MAX_VALUES] if value in labels or (name == "year" and is_year(value))
            ):
                chosen[name] = found
        return chosen


def is_year(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) == 4


def facet_titles() -> dict[str, str]:
    return {
        "theme": _("业务领域"),
        "city": _("城市"),
        "lifecycle": _("管理环节"),
        "loop": _("闭环阶段"),
        "kind": _("案例类型"),
        "year": _("开始年份"),
        "recognition": _("荣誉与认定"),
        "type": _("内容类型"),
    }
