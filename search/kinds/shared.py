"""What cities ask, discuss and invite to, as kinds of things that are found. What was hidden is not found by anybody;
it stands on its own page for those who may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from config.site_address import site_address
from exchanges.models.shared import Shared, SharedQuerySet
from practices.models import Visibility
from search.documents import SearchDocument
from search.kinds.base import Kind, Listing, Values
from search.kinds.words import holding
from search.marks import joined
from search.queries import ParsedQuery
from vocabulary.richtext import stored_to_text

#: Characters of one document, as much as of a file. A thread of 5,000 replies has 25 million.
MOST_CHARACTERS = 20_000
#: Of a text that stands for a summary.
SUMMARY_LENGTH = 160


class SharedKind(Kind):
    """`model` inherits from Shared. The words of people are searched, their names are not."""

    model: type[Shared]

    # --- the index ------------------------------------------------------------------------------------------------
    def indexed(self) -> QuerySet[Any]:
        return self.model.objects.filter(hidden_at=None)

    def document(self, row: Any) -> SearchDocument:
        return SearchDocument(
            id=self.identifier(row),
            title=row.title,
            body=joined(within(self.texts(row), MOST_CHARACTERS), self.names(row)),
            audiences=self.audiences(row),
            contact=self.contact(row),
            values=self.values(row),
            day=timezone.localdate(self.said_at(row)).toordinal(),
            subjects=" ".join([str(self.label), *(f"{theme.name} {theme.name_en}" for theme in self.themes(row))]),
            summary=self.summary(row),
        )

    def values(self, row: Any) -> Values:
        return {
            "type": (self.name,),
            "city": (row.city.slug,) if row.city else (),
            "theme": tuple(theme.code for theme in self.themes(row)),
            "year": (str(timezone.localdate(self.said_at(row)).year),),
        }

    def audiences(self, row: Any) -> tuple[str, ...]:
        return shared_audiences(row)

    def texts(self, row: Any) -> Iterator[str]:
        """Plain, the most telling first: what is too much is cut off the end."""
        raise NotImplementedError

    def names(self, row: Any) -> Iterator[str]:
        yield row.city.name if row.city else ""
        yield from (theme.name for theme in self.themes(row))

    def themes(self, row: Any) -> list[Any]:
        return list(row.themes.all())

    def contact(self, row: Any) -> str:
        return ""

    def said_at(self, row: Any) -> Any:
        return row.created_at

    # --- what a reader sees ---------------------------------------------------------------------------------------
    def shown(self, rows: SharedQuerySet[Any]) -> QuerySet[Any]:
        """With what a card shows."""
        raise NotImplementedError

    def readable(self, user: Any) -> QuerySet[Any]:
        rows = self.model.objects.visible_to(user)
        return self.shown(rows.filter(pk__in=self.indexed().values("pk")))

    #: Facet → the column it stands for.
    columns = {"city": "city__slug__in", "theme": "themes__code__in", "year": "created_at__year__in"}

    def by_words(self, parsed: ParsedQuery, user: Any, chosen: Values) -> QuerySet[Any]:
        rows = self.readable(user)
        if chosen.keys() - self.columns.keys():
            return rows.none()
        for name, values in chosen.items():
            carrying = self.model.objects.filter(**{self.columns[name]: values})
            rows = rows.filter(pk__in=carrying.values("pk"))
        return rows.filter(holding(parsed, "title", "city__name")).order_by("-created_at", "-pk")

    def nameable(self, user: Any) -> QuerySet[Any]:
        return self.model.objects.visible_to(user)

    def listing(self, row: Any) -> Listing:
        return Listing(
            title=row.title,
            address=self.address(row),
            key=self.key(row),
            city=row.city.name if row.city else "",
            summary=self.summary(row),
            published=self.said_at(row),
            updated=self.changed_at(row),
            themes=tuple(theme.name for theme in self.themes(row)),
        )

    def key(self, row: Any) -> str:
        """Its address holds its number alone, so that stays too."""
        return site_address(self.address(row))

    def changed_at(self, row: Any) -> Any:
        return None


def shared_audiences(row: Shared) -> tuple[str, ...]:
    """The same rule as exchanges.models.shared.shared_with, seen from a row in sight; a test holds the two together."""
    found = ["administrator", f"city-{row.city_id}" if row.city_id else "office"]
    if row.visibility in (Visibility.PUBLIC, Visibility.ALLIANCE):
        found += ["alliance", "office"]
    if row.visibility == Visibility.PUBLIC:
        found.append("public")
    return tuple(dict.fromkeys(found))


def within(texts: Iterable[str], most: int) -> Iterator[str]:
    """As many as there is room for; the last one cut."""
    for text in texts:
        if most <= 0:
            return
        yield text[:most]
        most -= len(text)


def beginning(markup: str) -> str:
    text = " ".join(stored_to_text(markup).split())
    return text if len(text) <= SUMMARY_LENGTH else f"{text[: SUMMARY_LENGTH - 1]}…"


def in_thread(thread_id: int | None) -> Q:
    return Q(thread=thread_id) if thread_id else Q(pk__in=())
