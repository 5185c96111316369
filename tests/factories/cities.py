"""People with roles, and their cities. Everything goes through the services that people's screens call."""

from __future__ import annotations

from itertools import count
from typing import Any

from accounts.models import User
from cities.models import City, Role
from cities.services import membership_give

PASSWORD = "correct-horse-battery"
_numbers = count(1)


def city(slug: str) -> City:
    return City.objects.get(slug=slug)


def user(username: str = "", **fields: Any) -> User:
    username = username or f"user{next(_numbers)}"
    return User.objects.create_user(username=username, password=PASSWORD, name=fields.pop("name", username), **fields)


def member_of(slug: str, role: str = Role.MEMBER, **fields: Any) -> User:
    person = user(**fields)
    membership_give(user=person, city=city(slug), role=role)
    return person


def editor_of(slug: str, **fields: Any) -> User:
    return member_of(slug, Role.EDITOR, **fields)


def approver_of(slug: str, **fields: Any) -> User:
    return member_of(slug, Role.APPROVER, **fields)


def curator(**fields: Any) -> User:
    person = user(**fields)
    membership_give(user=person, role=Role.CURATOR)
    return person


def administrator(**fields: Any) -> User:
    person = user(**fields)
    membership_give(user=person, role=Role.ADMINISTRATOR)
    return person
