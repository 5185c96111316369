"""Whatever is done in whatever order: places hold, states follow their table, a city stands once, a draft is never seen."""

from __future__ import annotations

from contextlib import suppress

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from exchanges.models import AHEAD, STANDING, Visit, VisitSignup, VisitState
from exchanges.visits.arranging import visit_cancel, visit_hide, visit_show, visit_write
from exchanges.visits.reminders import follow_the_day
from exchanges.visits.signing_up import signup_approve, signup_ask, signup_decline, signup_withdraw
from exchanges.visits.states import NEXT, places_taken
from tests.factories.cities import approver_of, city, member_of
from tests.factories.visits import fields, on, row, visit

CITIES = ("heze", "jining", "weifang")
STEPS = ("ask", "approve", "decline", "withdraw", "more", "fewer", "cancel", "hide", "show", "close", "end")
acts = st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(CITIES), st.integers(0, 5)), max_size=12)


class Play:
    def __init__(self) -> None:
        self.host, self.people = approver_of("rizhao"), {slug: member_of(slug) for slug in CITIES}
        self.visit = visit(by=self.host, places=6, places_per_city=4)

    def act(self, step: str, slug: str, number: int) -> None:
        guest, standing = self.people[slug], self.visit.signups.filter(city__slug=slug).order_by("-pk").first()
        if step == "ask":
            signup_ask(visit=self.visit, city=city(slug), by=guest, number=number)
        elif step in ("approve", "decline", "withdraw") and standing:
            self.decide(step, standing, guest)
        elif step in ("more", "fewer"):
            said = fields(places=6 + number if step == "more" else max(1, number), places_per_city=1)
            visit_write(by=self.host, visit=self.visit, city=self.visit.city, fields=said, agenda=[row()])
        elif step == "cancel":
            visit_cancel(visit=self.visit, by=self.host, reason="天气")
        elif step == "hide":
            visit_hide(visit=self.visit, by=self.host, reason="误发")
        elif step == "show":
            visit_show(visit=self.visit, by=self.host)
        elif step in ("close", "end"):
            self.let_time_pass(step)

    def decide(self, step: str, signup: VisitSignup, guest) -> None:
        if step == "approve":
            signup_approve(signup=signup, by=self.host)
        elif step == "decline":
            signup_decline(signup=signup, by=self.host, reason="下次")
        else:
            signup_withdraw(signup=signup, by=guest, reason="有会")

    def let_time_pass(self, step: str) -> None:
        changed = {"sign_up_until": on(-1)} | ({"starts_on": on(-1), "ends_on": on(-1)} if step == "end" else {})
        Visit.objects.filter(pk=self.visit.pk).update(**changed)
        follow_the_day()


class Sequences(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(acts)
    def test_nothing_breaks_the_rules(self, sequence):
        play = Play()
        for step in sequence:
            before = Visit.objects.get(pk=play.visit.pk)
            with suppress(ValidationError, PermissionDenied):
                play.act(*step)
            after = Visit.objects.get(pk=play.visit.pk)
            self.check(before, after)

    def check(self, before: Visit, after: Visit) -> None:
        assert after.state == before.state or _reachable(before.state, after.state)
        assert after.sequence >= before.sequence and after.uid == before.uid
        assert places_taken(after) <= after.places
        if after.state in (VisitState.OPEN, VisitState.FULL):
            assert (after.state == VisitState.FULL) == (places_taken(after) >= after.places)
        rows = VisitSignup.objects.filter(visit=after, state__in=STANDING).values("city")
        assert all(row["number_of"] == 1 for row in rows.annotate(number_of=Count("pk")).order_by())
        if before.state not in AHEAD:
            assert after.state == before.state


def _reachable(before: str, after: str) -> bool:
    """A change and its consequences may be two steps of the table."""
    return after in NEXT[before] or any(after in NEXT[between] for between in NEXT[before])
