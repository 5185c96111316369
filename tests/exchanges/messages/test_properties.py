"""Whatever is done in whatever order: only the two sides ever read, and what is unread is what the other side said
last and one has not seen."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from cities.models import Membership
from cities.services import hand_over, membership_end, membership_give
from exchanges.messages.services import conversation_close, conversation_open, conversation_read, message_send
from exchanges.models import Conversation
from tests.factories.cities import administrator, approver_of, city, curator, editor_of, member_of
from tests.factories.exchanges import letter
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db

PEOPLE = ("asker", "author", "successor", "approver", "member", "stranger", "curator", "administrator")
ACTIONS = ("send", "read", "close", "open", "leave", "come back", "hand over")
steps = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(ACTIONS)), min_size=4, max_size=14)


class Model:
    """What should hold, kept beside: who is where, who keeps the case, who spoke last and who saw it."""

    def __init__(self) -> None:
        self.people = {
            "asker": member_of("heze"),
            "author": editor_of("rizhao"),
            "successor": editor_of("rizhao"),
            "approver": approver_of("rizhao"),
            "member": member_of("rizhao"),
            "stranger": approver_of("heze"),
            "curator": curator(),
            "administrator": administrator(),
        }
        self.homes = {name: self._home(person) for name, person in self.people.items()}
        case = practice("rizhao", owner=self.people["author"])
        self.row = letter(case, self.people["asker"])
        self.there, self.keeper = set(PEOPLE), "author"
        self.number, self.last_side = 1, "asker"
        self.seen = dict.fromkeys(PEOPLE, 0) | {"asker": 1}

    @staticmethod
    def _home(person: User) -> tuple[object, str]:
        row = Membership.objects.get(user=person)
        return row.city, row.role

    def contacts(self) -> set[str]:
        return {self.keeper} if self.keeper in self.there else {"approver"} & self.there

    def readers(self) -> set[str]:
        return ({"asker"} & self.there) | self.contacts()

    def unread(self) -> set[str]:
        side = self.contacts() if self.last_side == "asker" else {"asker"} & self.there
        return {name for name in side if self.seen[name] < self.number}

    def person(self, name: str) -> User:
        return User.objects.get(pk=self.people[name].pk)

    def do(self, name: str, action: str) -> None:
        try:
            with transaction.atomic():
                getattr(self, action.replace(" ", "_"))(name)
        except (PermissionDenied, ValidationError):
            return

    def send(self, name: str) -> None:
        message_send(conversation=self.row, by=self.person(name), body=f"<p>第{self.number + 1}句</p>")
        assert name in self.readers()
        self.number += 1
        self.last_side = "asker" if name == "asker" else "contact"
        self.seen[name] = self.number

    def read(self, name: str) -> None:
        row = Conversation.objects.visible_to(self.person(name)).filter(pk=self.row.pk).first()
        if row is not None:
            conversation_read(conversation=row, by=self.person(name))
            self.seen[name] = self.number

    def close(self, name: str) -> None:
        conversation_close(conversation=self.row, by=self.person(name))
        assert name in self.readers()

    def open(self, name: str) -> None:
        conversation_open(conversation=self.row, by=self.person(name))
        assert name in self.readers()

    def leave(self, name: str) -> None:
        for row in Membership.objects.active().filter(user=self.people[name]):
            membership_end(membership=row)
        self.there.discard(name)

    def come_back(self, name: str) -> None:
        place, role = self.homes[name]
        membership_give(user=self.person(name), city=place, role=role)
        self.there.add(name)

    def hand_over(self, name: str) -> None:
        if name not in ("author", "successor") or "approver" not in self.there:
            return
        to = "successor" if name == "author" else "author"
        approver = self.person("approver")
        hand_over(leaver=self.person(name), successor=self.person(to), city=city("rizhao"), by=approver, reason="调动")
        self.there.discard(name)
        if self.keeper == name:
            self.keeper = to

    def holds(self) -> None:
        people = {name: self.person(name) for name in PEOPLE}
        rows = Conversation.objects
        assert {name for name in PEOPLE if rows.visible_to(people[name]).exists()} == self.readers()
        assert {name for name in PEOPLE if rows.unread_by(people[name]).exists()} == self.unread()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_only_the_two_sides_read_and_what_is_unread_is_right(db, done):
    with transaction.atomic():
        model = Model()
        for name, action in done:
            model.do(name, action)
            model.holds()
        transaction.set_rollback(True)
