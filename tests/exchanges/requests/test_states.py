"""Whatever people do in whatever order: states keep their rules, and nobody reads more than before."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.models import RUNNING_STATES, RequestState, SolutionRequest
from exchanges.requests import answering, asking, moving, outcomes
from exchanges.requests.states import NEEDS_ACCEPTED, NEXT
from tests.factories.cities import approver_of, curator, editor_of, member_of
from tests.factories.requests import asked

pytestmark = pytest.mark.django_db

PEOPLE = ("asker", "colleague", "approver", "jinan", "heze", "office")
ACTIONS = (
    *("answer", "accept", "unaccept", "trial", "note", "stop", "resolve", "close", "reopen"),
    *("narrow", "widen", "hide", "show", "hide answer", "show answer", "case"),
)
REACH = {"city": 0, "alliance": 1, "public": 2}


class World:
    def __init__(self) -> None:
        self.people = {
            "asker": member_of("liaocheng"),
            "colleague": editor_of("liaocheng"),
            "approver": approver_of("liaocheng"),
            "jinan": member_of("jinan"),
            "heze": approver_of("heze"),
            "office": curator(),
        }
        self.request = asked(by=self.people["asker"], visibility="public")
        self.number = 0

    def do(self, who: str, action: str) -> None:
        """Refusals are words or a closed door, and change nothing."""
        with suppress(ValidationError, PermissionDenied):
            self._do(self.people[who], action)
        self.request = SolutionRequest.objects.get(pk=self.request.pk)

    def _do(self, by, action: str) -> None:
        row, self.number = self.request, self.number + 1
        steps = {
            "trial": moving.trial_start,
            "note": moving.trial_note,
            "stop": moving.trial_end,
            "resolve": moving.request_resolve,
            "close": moving.request_close,
            "reopen": moving.request_reopen,
        }
        if action in steps:
            steps[action](request=row, by=by, note="说明")
        elif action == "answer":
            city = by.memberships.first().city
            answering.answer_give(request=row, by=by, city=city, body=f"<p>答复{self.number}</p>")
        elif action in ("accept", "unaccept"):
            judge = answering.answer_accept if action == "accept" else answering.answer_unaccept
            for answer in row.answers.order_by("-pk")[:1]:
                judge(answer=answer, by=by)
        elif action in ("narrow", "widen"):
            asking.request_narrow(request=row, by=by, visibility="alliance" if action == "narrow" else "public")
        elif action in ("hide", "show"):
            self._sight(action, asking.request_hide, asking.request_show, {"request": row}, by)
        elif action in ("hide answer", "show answer"):
            for answer in row.answers.order_by("pk")[:1]:
                self._sight(action, asking.answer_hide, asking.answer_show, {"answer": answer}, by)
        else:
            outcomes.outcome_make(request=row, by=by)

    def _sight(self, action, hide, show, named, by) -> None:
        if action.startswith("hide"):
            hide(**named, by=by, reason="原因")
        else:
            show(**named, by=by)

    def check(self, before: SolutionRequest) -> None:
        row = self.request
        steps = list(row.steps.order_by("at", "pk").values_list("from_state", "to_state"))
        assert steps[0] == ("", RequestState.OPEN) and steps[-1][1] == row.state
        assert all(after[0] == earlier[1] for earlier, after in pairwise(steps))
        assert all(to in NEXT[start] for start, to in steps[1:])
        assert row.accepted_count == row.answers.accepted().count()
        assert row.answer_count == row.answers.in_sight().count()
        assert row.accepted_count or row.state not in NEEDS_ACCEPTED
        assert (row.state == RequestState.OPEN) <= (not row.answers.exists())
        assert REACH[row.visibility] <= REACH[before.visibility]
        if before.state not in RUNNING_STATES and row.state not in RUNNING_STATES:
            assert row.accepted_count == before.accepted_count
        assert row.outcome.practice.live is False if hasattr(row, "outcome") else True


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(done=st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(ACTIONS)), min_size=5, max_size=25))
def test_states_never_break_their_rules(done):
    from django.db import transaction

    with transaction.atomic():
        world = World()
        for who, action in done:
            before = world.request
            world.do(who, action)
            world.check(before)
        transaction.set_rollback(True)
