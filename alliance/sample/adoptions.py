"""Sample adoptions, through the services people's screens call: what they refuse is no sample."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import User
from alliance.sample.reading import HERE, MARK
from cities.models import City
from practices.adoptions.recording import (
    Figures,
    adoption_grow,
    adoption_move,
    adoption_record,
    indicators_to_measure,
)
from practices.adoptions.verifying import adoption_verify
from practices.models import Adoption, PracticePage


def read_adoptions() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((HERE / "adoptions.toml").read_text(encoding="utf-8"))["adoption"]
    return rows


def adopt(cities: Mapping[str, City], people: Mapping[str, User]) -> int:
    """Between cases that are there, by the editors of member cities; what is there is left as it is. Returns how many
    are new."""
    cases = {page.title.removesuffix(MARK): page for page in PracticePage.objects.live().filter(title__endswith=MARK)}
    made = 0
    for said in read_adoptions():
        page, city = cases.get(said["case"]), cities[said["city"]]
        editor = people.get(f"{said['city']}-editor")
        if page is None or editor is None or not city.is_member:
            continue
        if not Adoption.objects.filter(practice_uuid=page.uuid, city=city).exists():
            _make(page, city, editor, said, cases.get(said.get("outcome", "")), people)
            made += 1
    return made


def _make(
    page: PracticePage,
    city: City,
    editor: User,
    said: Mapping[str, Any],
    outcome: PracticePage | None,
    people: Mapping[str, User],
) -> None:
    first, *later = ([cell.strip() for cell in line.split("|")] for line in said["steps"].splitlines() if line)
    row = adoption_record(
        practice=page, city=city, by=editor, state=first[0], since=date.fromisoformat(first[1]), note=first[2]
    )
    for state, day, note in later:
        adoption_move(adoption=row, by=editor, state=state, since=date.fromisoformat(day), note=note)
    texts = {name: said.get(name, "") for name in ("adapted", "result", "failed")}
    if any(texts.values()):
        measured = _figures(page, said.get("indicators", ""))
        adoption_grow(adoption=row, by=editor, outcome=outcome, measured=measured, **texts)
    approver = people.get(f"{page.city.slug}-approver")
    if "verdict" in said and approver is not None:
        adoption_verify(adoption=row, by=approver, verdict=said["verdict"], words=said.get("words", ""))


def _figures(page: PracticePage, text: str) -> dict[str, Figures]:
    keys = {each["name"]: each["key"] for each in indicators_to_measure(page)}
    found = {}
    for line in text.splitlines():
        if line:
            name, before, after, day = (cell.strip() for cell in line.split("|"))
            found[keys[name]] = Figures(Decimal(before), Decimal(after), date.fromisoformat(day), "示例数据")
    return found
