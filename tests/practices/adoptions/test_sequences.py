"""Random steps by random people: states follow the table, nothing comes from itself, nobody reads more than the case."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cities.viewers import VISITOR
from practices.adoptions.provenance import edges, without_circles
from practices.adoptions.recording import adoption_grow, adoption_move, adoption_record, adoption_take_back
from practices.adoptions.spread import spread_of
from practices.adoptions.states import NEXT
from practices.adoptions.verifying import adoption_verify
from practices.models import Adoption, AdoptionState, EvidenceLevel, Hold, PracticePage, Verdict
from practices.reviews.evidence import level_of
from tests.factories.cities import approver_of, city, curator, member_of
from tests.factories.practices import practice
from tests.factories.reviews import days

pytestmark = pytest.mark.django_db

CITIES = ("rizhao", "heze", "jinan")
STATES = st.sampled_from([*AdoptionState.values])
AT = st.integers(0, 2)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("record"), AT, AT, STATES, st.integers(-9, 1)),
        st.tuples(st.just("move"), AT, AT, STATES, st.integers(-9, 1)),
        st.tuples(st.just("grow"), AT, AT, AT, st.sampled_from(["", "投诉少了"])),
        st.tuples(st.just("verify"), AT, AT, AT, st.sampled_from(Verdict.values)),
        st.tuples(st.just("take_back"), AT, AT, AT, st.just("")),
        st.tuples(st.just("narrow"), AT, AT, st.sampled_from(["alliance", "city", "hidden"]), st.just("")),
    ),
    max_size=14,
)


class World:
    def __init__(self) -> None:
        self.cases = [practice(slug) for slug in CITIES]
        self.people = [approver_of(slug) for slug in CITIES]

    def act(self, step: tuple) -> None:
        kind, case, who, *rest = step
        page, by = self.cases[case], self.people[who]
        row = Adoption.objects.standing().filter(practice=page, city=city(CITIES[who])).first()
        if kind == "record":
            said = {"state": rest[0], "since": days(rest[1]), "note": "一句话"}
            adoption_record(practice=page, city=city(CITIES[who]), by=by, **said)
        elif kind == "narrow":
            Hold.objects.create(practice=page, limit=rest[0], reason="原因", set_by=by)
        elif row is None:
            return
        elif kind == "move":
            before = row.state
            adoption_move(adoption=row, by=by, state=rest[0], since=days(rest[1]), note="一句话")
            assert rest[0] in NEXT[before]
        elif kind == "grow":
            outcome = self.cases[rest[0]]
            adoption_grow(adoption=row, by=by, adapted="", result=rest[1], failed="", outcome=outcome)
        elif kind == "verify":
            judge = self.people[rest[0]]
            adoption_verify(adoption=row, by=judge, verdict=rest[1], words="理由")
            assert judge != by
        else:
            adoption_take_back(adoption=row, by=by, reason="登记错了")

    def holds(self) -> None:
        for row in Adoption.objects.select_related("practice"):
            days_of = [step.on for step in row.steps.all()]
            assert days_of == sorted(days_of) and days_of[-1] == row.since <= days(0)
            assert row.city_id != row.origin_city_id
        every = edges()
        assert len(without_circles(every)) == len(set(every))
        for page in self.cases:
            has_any = Adoption.objects.confirmed().filter(practice=page).exists()
            assert (level_of(page) == EvidenceLevel.REPLICATED) == has_any
        self.nobody_reads_more_than_the_case()

    def nobody_reads_more_than_the_case(self) -> None:
        for reader in (VISITOR, member_of("yantai"), curator()):
            cases = set(PracticePage.objects.visible_to(reader).values_list("pk", flat=True))
            read = set(Adoption.objects.visible_to(reader).values_list("practice", flat=True))
            assert read <= cases
            for page in self.cases:
                if page.pk in cases:
                    lines = spread_of(page, reader).lines
                    assert {line.case.pk for line in lines if line.case} <= cases
                    assert {line.adoption.practice_id for line in lines if line.adoption} <= cases
                    assert all(line.source is None or line.step > lines[line.source].step for line in lines)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_sequence_of_steps_breaks_a_rule(steps):
    with transaction.atomic():
        world = World()
        for step in steps:
            try:
                with transaction.atomic():
                    world.act(step)
            except (ValidationError, PermissionDenied):
                continue
        world.holds()
        transaction.set_rollback(True)


@given(found=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30))
def test_what_is_left_of_any_edges_has_no_circle(found):
    left = without_circles(found)
    while left:
        targets = {target for _source, target in left}
        ahead = [edge for edge in left if edge[0] in targets]
        assert len(ahead) < len(left)
        left = ahead
    once = without_circles(found)
    assert without_circles(once) == once
