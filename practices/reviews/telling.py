"""Who is told what about a review. Names of reviewers never stand in what a city is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cities.models import Membership, Role
from cities.selectors import approvers_of
from notifications.events import Event
from notifications.services import in_site_language, notify, settle
from practices.models import AssignmentState, ReviewState

if TYPE_CHECKING:
    from practices.models import Recognition, Review, ReviewAssignment, ReviewStatement


def address_of(review: Review) -> str:
    return reverse("review", args=[review.pk])


def office_people() -> list[User]:
    rows = Membership.objects.active().filter(role=Role.CURATOR).select_related("user")
    return [row.user for row in rows]


def authors_of(review: Review) -> list[User]:
    """Author and contact of the case, and the approvers of its city."""
    practice = review.practice
    people = [practice.owner, practice.contact_user] if practice else []
    writes = Membership.objects.active().filter(city=review.city).values_list("user", flat=True)
    return [*approvers_of(review.city), *(person for person in people if person and person.pk in set(writes))]


# --- the city -----------------------------------------------------------------------------------------------------
@in_site_language
def opened(review: Review, by: User) -> None:
    _tell_city(
        review,
        by,
        Event.REVIEW_OPENED,
        _("%(title)s 进入评审"),
        _("由其他城市的评审人按统一标准评分，%(day)s 前评完。不影响本市修改和发布。")
        % {"day": review.due_on.isoformat()},
    )


@in_site_language
def author_asked(review: Review, by: User) -> None:
    day = review.answer_by.isoformat() if review.answer_by else ""
    body = _("请在 %(day)s 前看评分和理由，写答复。也可以先修改案例、发布新版本，再答复。") % {"day": day}
    _tell_city(
        review, by, Event.REVIEW_ANSWER_DUE, _("%(title)s 的评分出来了，请答复"), body, key=f"turn-{review.turn}"
    )


@in_site_language
def asked(review: Review, statement: ReviewStatement, by: User) -> None:
    subject = _("评审人对 %(title)s 提了问题")
    _tell_city(review, by, Event.REVIEW_STATEMENT, subject, statement.text, key=str(statement.pk))


@in_site_language
def decided(review: Review, by: User) -> None:
    settle(target=review, events=[Event.REVIEW_ANSWER_DUE, Event.REVIEWER_INVITED, Event.REVIEWER_DUE])
    _tell_city(review, by, Event.REVIEW_OUTCOME, _("%(title)s 的评审有了结论"), outcome_in_words(review))
    _tell_reviewers(_done(review), by, Event.REVIEW_OUTCOME, _("您评审的 %(title)s 有了结论"), "")


@in_site_language
def excluded(review: Review, released: Iterable[ReviewAssignment], by: User) -> None:
    settle(target=review, events=[Event.REVIEWER_DUE, Event.REVIEWER_INVITED])
    body = _("不符合“%(criterion)s”。理由：%(reasons)s") % {
        "criterion": review.excluded_by.label if review.excluded_by else "",
        "reasons": review.reasons,
    }
    subject = _("%(title)s 不符合入选条件，评审终止")
    _tell_city(review, by, Event.REVIEW_OUTCOME, subject, body)
    _tell_office(review, by, subject, body, "excluded")
    _tell_reviewers(released, by, Event.REVIEW_CANCELLED, _("%(title)s 不用再评"), _("案例不符合入选条件。"))


@in_site_language
def cancelled(review: Review, released: Iterable[ReviewAssignment], by: User | None) -> None:
    settle(target=review, events=[Event.REVIEWER_DUE, Event.REVIEWER_INVITED, Event.REVIEW_ANSWER_DUE])
    body, subject = _("原因：%(reason)s") % {"reason": review.reasons}, _("%(title)s 的评审已取消")
    _tell_city(review, by, Event.REVIEW_CANCELLED, subject, body)
    if by is None:
        _tell_office(review, None, subject, body, "cancelled")
    _tell_reviewers(released, by, Event.REVIEW_CANCELLED, _("%(title)s 不用再评"), body)


@in_site_language
def withdrawn(recognition: Recognition, by: User) -> None:
    """Without a review the city of the case is told all the same, of the case."""
    practice = recognition.practice
    notify(
        recipients=[*approvers_of(practice.city), *([practice.owner] if practice.owner else [])],
        by=by,
        event=Event.REVIEW_OUTCOME,
        target=practice,
        city=practice.city,
        subject=_("%(title)s 的“%(award)s”已撤销") % {"title": practice.title, "award": recognition.award.name},
        body=_("原因：%(reason)s") % {"reason": recognition.withdraw_reason},
        reason=_("您负责%(city)s的这个案例") % {"city": practice.city.name},
        url=practice.get_url() or reverse("desk"),
        dedupe_key=f"recognition-withdrawn-{recognition.pk}",
    )


def outcome_in_words(review: Review) -> str:
    """Level, awards, reasons, advice; one to a line."""
    grades = [_("佐证等级：%(level)s") % {"level": row.get_level_display()} for row in review.evidence_grades.all()]
    awards = [_("认定：%(award)s") % {"award": row.award.name} for row in review.recognitions.select_related("award")]
    lines = [*grades, *awards, _("理由：%(reason)s") % {"reason": review.reasons}]
    if review.advice:
        lines.append(_("建议：%(advice)s") % {"advice": review.advice})
    return "\n".join(lines)


# --- reviewers ----------------------------------------------------------------------------------------------------
@in_site_language
def invited(row: ReviewAssignment, by: User) -> None:
    body = _("%(day)s 前评完。请先接受；不方便或应当回避的，请谢绝并说明原因。") % {"day": row.due_on.isoformat()}
    _tell_reviewers([row], by, Event.REVIEWER_INVITED, _("请您评审 %(title)s"), body)


@in_site_language
def again(review: Review, rows: Iterable[ReviewAssignment], by: User) -> None:
    settle(target=review, events=[Event.REVIEW_STATEMENT])
    body = _("作者已答复。请看答复和第 %(number)s 版，%(day)s 前重新评分。") % {
        "number": review.version_number,
        "day": review.due_on.isoformat(),
    }
    _tell_reviewers(rows, by, Event.REVIEWER_INVITED, _("请再评一次 %(title)s"), body)


@in_site_language
def released(row: ReviewAssignment, by: User | None) -> None:
    _settle_for(row)
    body = _("原因：%(reason)s") % {"reason": row.reason}
    _tell_reviewers([row], by, Event.REVIEW_CANCELLED, _("%(title)s 不用再评"), body)
    if by is None:
        _tell_office(row.review, None, _("%(title)s 少了一位评审人"), body, f"released-{row.pk}")


@in_site_language
def due_soon(row: ReviewAssignment) -> None:
    body = _("%(day)s 到期。") % {"day": row.due_on.isoformat()}
    subject = _("%(title)s 快到评审期限了")
    _tell_reviewers([row], None, Event.REVIEWER_DUE, subject, body, key=f"soon-{row.due_on.isoformat()}")


@in_site_language
def late(row: ReviewAssignment, times: int) -> None:
    """`times` counts the reminders after the date, so that each is told once."""
    body = _("应在 %(day)s 前评完。评不了的请谢绝，以便另请他人。") % {"day": row.due_on.isoformat()}
    key = f"late-{row.due_on.isoformat()}-{times}"
    _tell_reviewers([row], None, Event.REVIEWER_DUE, _("%(title)s 的评审已到期"), body, key=key)
    if times == 1:
        _tell_office(row.review, None, _("%(title)s 有评审人到期未评"), body, f"late-{row.pk}-{row.due_on.isoformat()}")


# --- the office ---------------------------------------------------------------------------------------------------
@in_site_language
def declined(row: ReviewAssignment, by: User) -> None:
    _settle_for(row)
    body = _("%(name)s（%(city)s）：%(reason)s") % _of(row)
    _tell_office(row.review, by, _("评审人谢绝评审 %(title)s"), body, f"declined-{row.pk}")


@in_site_language
def handed_in(row: ReviewAssignment, by: User, *, is_last: bool) -> None:
    _settle_for(row)
    subject = _("%(title)s 的评审人都评完了") if is_last else _("%(title)s 有一位评审人评完了")
    _tell_office(row.review, by, subject, "", f"done-{row.pk}")


@in_site_language
def answered(review: Review, statement: ReviewStatement, by: User) -> None:
    """Reviewers at work get the answer to their questions; the office every answer."""
    if review.state != ReviewState.SCORING:
        settle(target=review, events=[Event.REVIEW_ANSWER_DUE])
    subject, key = _("作者对 %(title)s 的评审作了答复"), f"answer-{statement.pk}"
    _tell_office(review, by, subject, statement.text, key)
    at_it = review.assignments.filter(state=AssignmentState.ACCEPTED).select_related("membership__user")
    _tell_reviewers(at_it, by, Event.REVIEW_STATEMENT, subject, statement.text, key=key)


def _of(row: ReviewAssignment) -> dict[str, str]:
    return {"name": str(row.membership.user), "city": row.membership.city.name, "reason": row.reason}


def _done(review: Review) -> list[ReviewAssignment]:
    rows = review.assignments.filter(state=AssignmentState.DONE, turn=review.turn)
    return list(rows.select_related("membership__user"))


def _settle_for(row: ReviewAssignment) -> None:
    settle(target=row.review, events=[Event.REVIEWER_INVITED, Event.REVIEWER_DUE], recipient=row.membership.user)


def _tell_city(review: Review, by: User | None, event: Event, subject: str, body: str, key: str = "") -> None:
    notify(
        recipients=authors_of(review),
        by=by,
        event=event,
        target=review,
        city=review.city,
        subject=subject % {"title": review.case_title},
        body=body,
        reason=_("您负责%(city)s的这个案例") % {"city": review.city.name},
        url=address_of(review),
        dedupe_key=f"review-{review.pk}-{event}-{key}",
    )


def _tell_office(review: Review, by: User | None, subject: str, body: str, key: str) -> None:
    notify(
        recipients=office_people(),
        by=by,
        event=Event.REVIEWER_REPLIED,
        target=review,
        subject=subject % {"title": review.case_title},
        body=body,
        reason=_("省级办公室组织评审"),
        url=address_of(review),
        dedupe_key=f"review-{review.pk}-office-{key}",
    )


def _tell_reviewers(
    rows: Iterable[ReviewAssignment], by: User | None, event: Event, subject: str, body: str, key: str = ""
) -> None:
    for row in rows:
        notify(
            recipients=[row.membership.user],
            by=by,
            event=event,
            target=row.review,
            subject=subject % {"title": row.review.case_title},
            body=body,
            reason=_("您是这个案例的评审人"),
            url=address_of(row.review),
            dedupe_key=f"reviewer-{row.pk}-{event}-{key}",
        )
