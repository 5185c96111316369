"""People and cities named with @ in a post: `@张三`, `@张三（济南）` where several bear the name, `@济南` for a city.

Typed by hand or chosen from the list, it is the same text. Chinese has no spaces: of what follows the sign the longest
beginning that is a name counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from cities.models import WRITING_ROLES, City, Membership, Role
from cities.selectors import cities_by_id
from exchanges.follows.services import active_people
from exchanges.models import Mention, Post
from exchanges.threads.owners import Talk
from exchanges.threads.wording import address_of, excerpt, speaker
from notifications.events import Event
from notifications.permissions import readers_among
from notifications.services import in_site_language, notify
from vocabulary.richtext import stored_to_text

#: People told by one post, whoever and whatever it names: a post is no way to write to everybody.
MOST_TOLD = 10
#: Of those who write for a city that is named.
MOST_OF_A_CITY = 3
#: Marks looked at in one post.
MOST_MARKS = 20
SHORTEST, LONGEST = 2, 20
_MARK = re.compile(r"@([^\s@，。、,;；:：！!？?（()）“”\"]{2,30})(?:[（(]([^（()）\s]{1,12})[）)])?")
OFFICE = "省级办公室"


@dataclass
class Named:
    """`unclear`: names that several people bear, and no city beside them says which."""

    people: list[User] = field(default_factory=list)
    cities: list[City] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def named_in(body: str) -> Named:
    """Two queries, however many marks."""
    marks = _MARK.findall(stored_to_text(body))[:MOST_MARKS]
    beginnings = {run[:length] for run, _place in marks for length in range(SHORTEST, min(len(run), LONGEST) + 1)}
    if not beginnings:
        return Named()
    people: dict[str, list[User]] = {}
    for person in active_people().filter(name__in=beginnings).order_by("pk"):
        people.setdefault(person.name, []).append(person)
    places = _places_of([person for some in people.values() for person in some])
    cities = {name: city for city in cities_by_id().values() for name in (city.name, f"{city.name}市")}
    named = Named()
    for run, place in marks:
        _add(named, run, place, people, cities, places)
    return named


def _places_of(people: list[User]) -> dict[int, set[str]]:
    """Names of the cities each belongs to, and of the office."""
    found: dict[int, set[str]] = {}
    rows = Membership.objects.active().filter(user__in=people).values_list("user", "city__name", "role")
    for user, city, role in rows:
        found.setdefault(user, set()).add(city or (OFFICE if role == Role.CURATOR else ""))
    return found


def _add(
    named: Named,
    run: str,
    place: str,
    people: dict[str, list[User]],
    cities: dict[str, City],
    places: dict[int, set[str]],
) -> None:
    lengths = range(min(len(run), LONGEST), SHORTEST - 1, -1)
    name = next((run[:length] for length in lengths if run[:length] in people or run[:length] in cities), "")
    if name in cities and name not in people:
        if cities[name] not in named.cities:
            named.cities.append(cities[name])
        return
    bearers = people.get(name, [])
    if place and name == run:
        bearers = [person for person in bearers if place.removesuffix("市") in places.get(person.pk, set())]
    if len(bearers) > 1:
        named.unclear.append(name)
    elif bearers and bearers[0] not in named.people:
        named.people.append(bearers[0])


@in_site_language
def tell_of_mentions(talk: Talk, post: Post) -> None:
    """Only who may read the post, and each once, also when it is changed later."""
    named = named_in(post.body)
    told: dict[int, tuple[User, City | None]] = {person.pk: (person, None) for person in named.people}
    for city in named.cities:
        for person in _writers_of(city):
            told.setdefault(person.pk, (person, city))
    told.pop(post.author_id, None)
    readers = readers_among([person for person, _city in told.values()], post)
    before = set(Mention.objects.filter(post=post).values_list("user", flat=True))
    new = [row for pk, row in told.items() if pk in readers and pk not in before]
    for person, city in new[: max(0, MOST_TOLD - len(before))]:
        Mention.objects.create(post=post, user=person, city=city)
        _tell(talk, post, person, city)


def _writers_of(city: City) -> list[User]:
    """Approvers first: they know whom to ask."""
    rows = Membership.objects.active().in_city(city).filter(role__in=WRITING_ROLES, user__is_active=True)
    found = sorted(rows.select_related("user"), key=lambda row: (row.role != Role.APPROVER, row.pk))
    return list({row.user_id: row.user for row in found}.values())[:MOST_OF_A_CITY]


def _tell(talk: Talk, post: Post, person: User, city: City | None) -> None:
    words: dict[str, Any] = {"who": speaker(post), "title": talk.title, "city": city}
    reason = _("发言里提到%(city)s，您为%(city)s写案例") if city else _("发言里提到您")
    notify(
        recipients=[person],
        by=post.author,
        event=Event.MENTIONED,
        target=post,
        city=post.city,
        subject=(_("%(who)s 在“%(title)s”里提到%(city)s") if city else _("%(who)s 在“%(title)s”里提到您")) % words,
        body=excerpt(post),
        reason=reason % words,
        url=address_of(post),
        dedupe_key=f"post-{post.pk}",
    )
