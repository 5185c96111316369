"""我保存的搜索: a person's own, and nobody else's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.cards import cards
from practices.models import PracticePage
from search.facets import Facets
from search.models import SavedSearch
from search.questions import Question
from search.saved import MOST_SAVED, may_save, saved_search_add, saved_search_delete
from search.saved_forms import SavedSearchForm

READ_AND_WRITE = ["GET", "HEAD", "POST"]
NAME_LENGTH = 60


def _private(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    add_never_cache_headers(response)
    return response


def _own(request: HttpRequest, pk: int) -> SavedSearch:
    """Another person's is a 404, and so is one's own after leaving."""
    if not may_save(request.user):
        raise Http404
    return get_object_or_404(SavedSearch.objects.of(request.user), pk=pk)


@login_required
@require_safe
def saved_searches(request: HttpRequest) -> HttpResponse:
    allowed = may_save(request.user)
    saved = list(SavedSearch.objects.of(request.user)) if allowed else []
    facets = Facets.now()
    context = {"rows": [(one, one.question(facets)) for one in saved], "may_save": allowed, "most": MOST_SAVED}
    return _private(request, "search/saved_list.html", context)


@login_required
@require_http_methods(READ_AND_WRITE)
def saved_search_new(request: HttpRequest) -> HttpResponse:
    """The question comes in the address, as on the results page."""
    if not may_save(request.user):
        raise Http404
    question = Question.from_query(request.GET)
    if request.method == "POST":
        form = SavedSearchForm(request.POST)
        if form.is_valid() and _added(request, question, form):
            messages.success(request, _saved_in_words(form.cleaned_data["frequency"]))
            return redirect("saved_searches")
    else:
        form = SavedSearchForm(initial={"name": question.name[:NAME_LENGTH]})
    status = 400 if form.is_bound else 200
    return _private(request, "search/saved_new.html", {"form": form, "question": question}, status)


def _saved_in_words(frequency: str) -> str:
    if frequency == SavedSearch.Frequency.NEVER:
        return _("已保存。需要时在这里点开再搜。")
    return _("已保存。有新案例时会在通知里告诉您。")


def _added(request: HttpRequest, question: Question, form: SavedSearchForm) -> bool:
    try:
        saved_search_add(owner=request.user, question=question, **form.cleaned_data)  # type: ignore[arg-type]
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@login_required
@require_http_methods(READ_AND_WRITE)
def saved_search(request: HttpRequest, pk: int) -> HttpResponse:
    """What was new the last time, as far as it may still be read; name and frequency."""
    saved = _own(request, pk)
    form = SavedSearchForm(request.POST or None, instance=saved)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("已保存修改。"))
        return redirect("saved_searches")
    fresh = PracticePage.objects.visible_to(request.user).filter(pk__in=saved.fresh).for_cards()
    context = {"saved": saved, "question": saved.question(), "form": form, "cases": cards(fresh, request.user)}
    return _private(request, "search/saved_search.html", context, 400 if form.errors else 200)


@login_required
@require_POST
def saved_search_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked for is said, so that a second click does not turn it round."""
    saved = _own(request, pk)
    saved.paused = request.POST.get("paused") == "1"
    saved.save(update_fields=["paused"])
    told = _("“%(name)s”已暂停提醒。") if saved.paused else _("“%(name)s”已恢复提醒，暂停期间新增的也会告诉您。")
    messages.success(request, told % {"name": saved.name})
    return redirect("saved_searches")


@login_required
@require_POST
def saved_search_remove(request: HttpRequest, pk: int) -> HttpResponse:
    saved = _own(request, pk)
    saved_search_delete(saved=saved)
    messages.success(request, _("已删除“%(name)s”。") % {"name": saved.name})
    return redirect("saved_searches")
