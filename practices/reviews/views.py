"""The screens of reviews: one list for everybody who takes part, the page of a review for office and author, the
reviewer's page with the case beside the form."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from files.links import is_number
from practices.addressed import case_at
from practices.models import AssignmentState, PracticePage, Review, ReviewAssignment, ReviewRound, ReviewState, Rubric
from practices.refusals import refusals_in
from practices.reviews.assigning import assignment_accept, assignment_decline
from practices.reviews.forms import (
    CriteriaFormSet,
    MarksForm,
    OpenForm,
    QuestionForm,
    RoundForm,
    ScoreForm,
    WhyForm,
    criteria_of,
    scores_so_far,
)
from practices.reviews.judging import question_ask, scores_hand_in, scores_save, why_not_conclude, why_not_decide
from practices.reviews.opening import review_open, round_close, round_open
from practices.reviews.permissions import assignments_of, is_author, may_organise, reviews_for
from practices.reviews.rubrics import rubric_revise
from practices.reviews.sheet import sheet_of, statements_for
from practices.reviews.steps import STEPS
from practices.reviews.suggestions import suggestions
from practices.story import drawn
from practices.versions.selectors import version_of

PER_PAGE = 30
#: Cases offered for a round at once; the search narrows them.
MOST_CASES = 30


@login_required
@never_cache
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """The office sees all of them with the rounds, a reviewer own work, a city the reviews of its cases."""
    own = assignments_of(request.user).exclude(state=AssignmentState.DONE).select_related("review__city")
    found = reviews_for(request.user).select_related("city", "round")
    if request.GET.get("state") in ReviewState.values:
        found = found.filter(state=request.GET["state"])
    organises = may_organise(request.user)
    context = {
        "organises": organises,
        "own": own.order_by("due_on", "pk"),
        "rounds": ReviewRound.objects.select_related("theme")[:PER_PAGE] if organises else [],
        "reviews": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "states": ReviewState.choices,
        "chosen": request.GET.get("state", ""),
    }
    return render(request, "practices/reviews/list.html", context)


# --- one review ---------------------------------------------------------------------------------------------------
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(reviews_for(request.user).select_related("city", "practice", "rubric", "round"), pk=pk)
    if not (may_organise(request.user) or is_author(request.user, found)):
        return redirect("review_score", pk=pk)
    sent, name = None, request.POST.get("step", "")
    if request.method == "POST":
        step = STEPS.get(name)
        if step is None or not step.offered(request.user, found):
            messages.error(request, _("评审已进入下一步，请刷新页面。"))
            return redirect("review", pk=pk)
        sent = step.make(found, request.POST)
        if _taken(sent, step.take, review=found, by=request.user):
            messages.success(request, step.done)
            return redirect("review", pk=pk)
        found = get_object_or_404(
            reviews_for(request.user).select_related("city", "practice", "rubric", "round"), pk=pk
        )
    return render(request, "practices/reviews/review.html", _of_review(request.user, found, name, sent))


def _of_review(user: Any, found: Review, name: str, sent: forms.Form | None) -> dict[str, Any]:
    steps = {key: step.make(found, None) for key, step in STEPS.items() if step.offered(user, found)}
    if sent is not None:
        steps[name] = sent
    for key, form in steps.items():
        form.auto_id = f"id_{key}_%s"
    scores = found.is_running and "assign" in steps
    return {
        "sheet": sheet_of(user, found),
        "review": found,
        "steps": steps,
        "sent": name,
        "suggestions": suggestions(found) if scores else [],
        "hindrance": why_not_conclude(found) or why_not_decide(found) if found.is_running else "",
    }


def _taken(form: forms.Form, service: Any, **given: Any) -> bool:
    if form.is_valid():
        with refusals_in(form):
            service(**given, **form.cleaned_data)
            return True
    return False


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review_new(request: HttpRequest, short_id: str) -> HttpResponse:
    """A single review of one case."""
    practice = case_at(PracticePage.objects.visible_to(request.user), short_id)
    _for_office(request)
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            opened = review_open(practice=practice, by=request.user, **form.cleaned_data)
            messages.success(request, _("评审已开始，请邀请评审人。"))
            return redirect("review", pk=opened.pk)
    return render(request, "practices/reviews/new.html", {"practice": practice, "form": form})


# --- the reviewer -------------------------------------------------------------------------------------------------
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review_score(request: HttpRequest, pk: int) -> HttpResponse:
    """The version under review beside the form. What the reviewer has written is kept with every step."""
    rows = assignments_of(request.user).filter(review=pk).select_related("review__practice", "review__rubric")
    assignment = rows.order_by("-turn").first()
    if assignment is None:
        raise Http404
    step = request.POST.get("step", "")
    context = _own_forms(assignment, step, request.POST)
    if request.method == "POST":
        done = _do(request, step, assignment, context)
        if done:
            messages.success(request, done)
            return redirect("reviews") if step == "decline" else redirect("review_score", pk=pk)
    return render(request, "practices/reviews/score.html", context | _beside(request, assignment))


def _own_forms(assignment: ReviewAssignment, step: str, data: Any) -> dict[str, Any]:
    criteria = list(assignment.review.rubric.criteria.all())
    return {
        "scores": ScoreForm(
            data if step in ("save", "hand_in") else None, criteria=criteria, initial=scores_so_far(assignment)
        ),
        "question": QuestionForm(data if step == "question" else None, prefix="question"),
        "decline": WhyForm(data if step == "decline" else None, prefix="decline"),
    }


def _do(request: HttpRequest, step: str, assignment: ReviewAssignment, context: dict[str, Any]) -> str:
    """What was done, in words; empty where it was refused."""
    given = {"assignment": assignment, "by": request.user}
    if step == "accept":
        try:
            assignment_accept(**given)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return ""
        return _("已接受。读完案例，逐条打分。")
    if step == "decline" and _taken(context["decline"], assignment_decline, **given):
        return _("已谢绝，谢谢。")
    if step == "question" and _taken(context["question"], question_ask, **given):
        return _("问题已发给作者，答复后会通知您。")
    if step in ("save", "hand_in"):
        return _scored(context["scores"], step, given)
    return ""


def _scored(form: ScoreForm, step: str, given: dict[str, Any]) -> str:
    if not form.is_valid():
        return ""
    with refusals_in(form):
        if step == "save":
            scores_save(given=form.given, **given)
            return _("已存，只有您自己看得到。")
        scores_hand_in(given=form.given, **given)
        return _("评分已提交，谢谢。")
    # An incomplete form is kept as notes: nobody writes ten reasons twice.
    if step == "hand_in":
        with suppress(ValidationError):
            scores_save(given=form.given, **given)
    return ""


def _beside(request: HttpRequest, assignment: ReviewAssignment) -> dict[str, Any]:
    found = assignment.review
    version = found.practice and version_of(request.user, found.practice, found.version_number)
    assignment.refresh_from_db(fields=["state"])
    return {
        "review": found,
        "assignment": assignment,
        "story": drawn(version.case, found.practice.pk) if version else "",
        "said": statements_for(request.user, found),
        "own": assignment.scores.select_related("criterion") if assignment.state == AssignmentState.DONE else [],
        "may_score": assignment.state == AssignmentState.ACCEPTED
        and found.has_begun
        and found.state in (ReviewState.OPEN, ReviewState.SCORING),
    }


# --- rounds -------------------------------------------------------------------------------------------------------
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def round_new(request: HttpRequest) -> HttpResponse:
    _for_office(request)
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = round_open(by=request.user, **form.cleaned_data)
            messages.success(request, _("本批评审已开始，请选案例。"))
            return redirect("review_round", pk=made.pk)
    return render(request, "practices/reviews/round_new.html", {"form": form})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Its cases; more are ticked from those the office may read, of the round's theme where it has one."""
    _for_office(request)
    batch = get_object_or_404(ReviewRound.objects.select_related("theme", "rubric"), pk=pk)
    if request.method == "POST":
        _go_on_with(request, batch)
        return redirect("review_round", pk=pk)
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    context = {
        "round": batch,
        "reviews": batch.reviews.select_related("city").prefetch_related("assignments"),
        "asked": asked,
        "candidates": _candidates(request.user, batch, asked) if batch.state == ReviewRound.State.OPEN else [],
    }
    return render(request, "practices/reviews/round.html", context)


def _candidates(user: Any, batch: ReviewRound, asked: str) -> list[PracticePage]:
    """The newest first; a case in a review, or reviewed in this round, is not offered again."""
    cases = PracticePage.objects.visible_to(user).exclude(visibility="city").exclude(reviews__round=batch)
    cases = cases.exclude(pk__in=Review.objects.running().values("practice"))
    if batch.theme_id:
        cases = cases.filter(themes=batch.theme_id)
    if asked:
        cases = cases.filter(title__icontains=asked)
    return list(cases.select_related("city").order_by("-first_published_at", "-pk")[:MOST_CASES])


def _go_on_with(request: HttpRequest, batch: ReviewRound) -> None:
    if request.POST.get("step") == "close":
        try:
            round_close(round=batch, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("本批评审已结束。"))
        return
    numbers = [int(value) for value in request.POST.getlist("case") if is_number(value)][:MOST_CASES]
    added = 0
    for practice in PracticePage.objects.visible_to(request.user).filter(pk__in=numbers):
        try:
            review_open(practice=practice, round=batch, by=request.user)
            added += 1
        except ValidationError as error:
            messages.error(request, f"{practice.title}：{' '.join(error.messages)}")
    if added:
        messages.success(request, _("加入了 %(number)s 个案例。") % {"number": added})
    elif not numbers:
        messages.error(request, _("请先勾选案例。"))


# --- the rubric ---------------------------------------------------------------------------------------------------
@login_required
@never_cache
@require_safe
def rubric(request: HttpRequest) -> HttpResponse:
    """What is looked at; older versions by number."""
    number = request.GET.get("version", "")
    versions = Rubric.objects.prefetch_related("criteria")
    found = versions.filter(version=int(number)).first() if is_number(number) else versions.first()
    if found is None:
        raise Http404
    numbers = Rubric.objects.values_list("version", flat=True)
    context = {"rubric": found, "numbers": numbers, "organises": may_organise(request.user)}
    return render(request, "practices/reviews/rubric.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rubric_new(request: HttpRequest) -> HttpResponse:
    """The next version, from the latest."""
    _for_office(request)
    last = Rubric.objects.current()
    data = request.POST or None
    marks = MarksForm(data, initial={"pass_mark": last.pass_mark, "core_mark": last.core_mark})
    criteria = CriteriaFormSet(data, initial=criteria_of(last))
    if request.method == "POST" and marks.is_valid() and criteria.is_valid():
        rows = [form.cleaned_data for form in criteria.forms if not form.cleaned_data.get("DELETE")]
        rows = [{name: value for name, value in row.items() if name != "DELETE"} for row in rows]
        with refusals_in(marks):
            made = rubric_revise(criteria=rows, by=request.user, **marks.cleaned_data)
            messages.success(request, _("第 %(number)s 版已启用，以后开始的评审都用它。") % {"number": made.version})
            return redirect("review_rubric")
    return render(request, "practices/reviews/rubric_new.html", {"marks": marks, "criteria": criteria, "last": last})


def _for_office(request: HttpRequest) -> None:
    if not may_organise(request.user):
        raise Http404
