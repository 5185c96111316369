"""Who may ask, answer and decide. Reading is RequestQuerySet.visible_to, and `may_read` of notifications for one row."""

from __future__ import annotations

from typing import Any

from cities.viewers import viewer_of
from exchanges.models import RUNNING_STATES, Answer, RequestState, SolutionRequest
from exchanges.models.requests import answers_shared_with
from exchanges.models.shared import shared_with
from exchanges.moderation import keeps_order_in
from exchanges.voices import has_voice, may_speak_for
from notifications.permissions import may_read, register_read_condition

register_read_condition(SolutionRequest)(shared_with)
register_read_condition(Answer)(answers_shared_with)


def may_ask(user: Any) -> bool:
    """Members of a member city, and the office."""
    return has_voice(user)


def may_manage(user: Any, request: SolutionRequest) -> bool:
    """To change it, accept answers and say what came of it: the author while a member of the city, and its writers, so
    that a request outlives who asked. One rule with RequestQuerySet.managed_by."""
    viewer = viewer_of(user)
    if request.city_id is None:
        return viewer.in_office
    is_own = request.author_id == viewer.user_id and request.city_id in viewer.city_ids
    return is_own or request.city_id in viewer.writing_city_ids


def may_answer(user: Any, request: SolutionRequest) -> bool:
    is_open = request.state in RUNNING_STATES and request.hidden_at is None
    return is_open and may_ask(user) and may_read(user, request)


def is_own_answer(user: Any, answer: Answer) -> bool:
    """Its author, while a member of the city for which it was given. What was accepted stays as it was accepted."""
    if answer.author_id != viewer_of(user).user_id or answer.accepted_at or answer.hidden_at:
        return False
    return may_speak_for(user, answer.city_id)


def may_edit_answer(user: Any, answer: Answer) -> bool:
    return is_own_answer(user, answer) and may_answer(user, answer.request)


def may_hide(user: Any, row: SolutionRequest | Answer) -> bool:
    """The office, and the approvers of the city whose words they are; the same take it back."""
    return keeps_order_in(user, row.city_id)


def may_make_case(user: Any, request: SolutionRequest) -> bool:
    """Writers of the asking city, once it is known what came of it. A failure is a case as well."""
    has_ended = request.state in (RequestState.RESOLVED, RequestState.CLOSED)
    return has_ended and request.city_id in viewer_of(user).writing_city_ids
