from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from exchanges.models import RequestOutcome
from exchanges.requests.moving import request_close, request_resolve, trial_note, trial_start
from exchanges.requests.outcomes import outcome_make
from practices.models import PracticePage
from tests.factories.cities import curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.requests import answered, asked

pytestmark = pytest.mark.django_db


def solved(**fields):
    request = asked(**fields)
    model = practice("jinan", visibility="alliance")
    answered(request, practices=[model], accepted=True, body="<p>济南的话</p>")
    trial_start(request=request, by=request.author, note="两条街先试")
    trial_note(request=request, by=request.author, note="投诉少了一半")
    request_resolve(request=request, by=request.author, note="全市推开")
    request.refresh_from_db()
    return request, model


def test_a_solved_request_becomes_a_draft_with_its_own_words_and_its_sources():
    request, model = solved(tried="<p>贴过通告</p>")
    page = outcome_make(request=request, by=request.author).practice
    assert (page.live, page.city, page.owner, page.kind) == (False, request.city, request.author, "success")
    assert request.problem in page.context and "贴过通告" in page.context
    assert page.approach.index("两条街先试") < page.approach.index("投诉少了一半") < page.approach.index("全市推开")
    assert "济南的话" not in page.approach
    draft = page.get_latest_revision_as_object()
    assert [row.practice for row in draft.derived_from.filter(kind="practice")] == [model]
    assert [term.code for term in draft.themes.all()] == ["street-order"]


def test_the_source_row_does_not_tell_the_title_of_the_request():
    request, _model = solved(title="只有联盟知道的题目")
    page = outcome_make(request=request, by=request.author).practice
    row = page.derived_from.get(kind="request")
    assert row.source_uuid == request.uuid and request.title not in row.title


def test_a_double_click_makes_one_draft():
    request, _model = solved()
    first = outcome_make(request=request, by=request.author)
    assert outcome_make(request=request, by=editor_of("liaocheng")) == first
    assert PracticePage.objects.filter(title=request.title).count() == RequestOutcome.objects.count() == 1


def test_when_the_draft_is_deleted_another_may_be_made():
    request, _model = solved()
    outcome_make(request=request, by=request.author).practice.delete()
    request.refresh_from_db()
    assert outcome_make(request=request, by=request.author).practice.pk


def test_what_came_to_nothing_becomes_a_lesson():
    request = asked()
    request_close(request=request, by=request.author, note="没有场地")
    request.refresh_from_db()
    page = outcome_make(request=request, by=request.author).practice
    assert page.kind == "lesson" and "没有场地" in page.difficulties


def test_the_draft_is_seen_by_no_more_people_than_the_request():
    request = asked(visibility="city")
    request_close(request=request, by=request.author, note="没有场地")
    request.refresh_from_db()
    assert outcome_make(request=request, by=request.author).practice.visibility == "city"


def test_only_writers_of_the_asking_city_make_a_case_and_only_at_the_end():
    request, _model = solved()
    for person in (member_of("liaocheng"), editor_of("jinan"), curator()):
        with pytest.raises(PermissionDenied):
            outcome_make(request=request, by=person)
    running = asked()
    with pytest.raises(PermissionDenied):
        outcome_make(request=running, by=running.author)
