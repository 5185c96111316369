from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.log_actions import registry

from practices.models import PracticePage, Recognition
from practices.terms import TermUse, term_delete, term_merge, use_of
from tests.factories.cities import approver_of, curator, editor_of
from tests.factories.practices import practice
from tests.factories.workflow import approve, submit
from vocabulary.models import Term
from vocabulary.services import term_retire

pytestmark = pytest.mark.django_db


def term(code: str, scheme: str = "theme") -> Term:
    return Term.objects.get(scheme=scheme, code=code)


def codes(page: PracticePage) -> list[str]:
    return [theme.code for theme in page.themes.all()]


def reloaded(page: PracticePage) -> PracticePage:
    return PracticePage.objects.get(pk=page.pk)


def with_draft_theme(page: PracticePage, code: str) -> PracticePage:
    """A change of the theme that is saved and not published."""
    page.themes = [term(code)]
    page.save_revision()
    return page


# --- counting -----------------------------------------------------------------------------------------------------
def test_a_term_nobody_chose_is_not_in_use():
    assert not use_of(term("parks"))


def test_published_cases_and_drafts_are_told_apart():
    practice(theme="parks")
    practice(theme="parks", published=False)
    practice(theme="parks", published=False)
    assert use_of(term("parks")) == TermUse(live=1, drafts=2)


def test_what_a_draft_of_a_published_case_chose_counts_as_draft():
    with_draft_theme(practice(theme="parks"), "signage")
    assert use_of(term("signage")) == TermUse(drafts=1)
    assert use_of(term("parks")) == TermUse(live=1)


def test_what_a_draft_no_longer_chooses_does_not_count():
    with_draft_theme(practice(theme="parks", published=False), "signage")
    assert not use_of(term("parks"))


def test_terms_of_other_schemes_are_counted():
    page = practice()
    page.actors.add(term("citizen", "actor"))
    page.save_revision().publish()
    assert use_of(term("citizen", "actor")) == TermUse(live=1)


def test_an_honour_counts_the_cases_it_was_given_to():
    award = term("innovation", "recognition")
    Recognition.objects.create(practice=practice(), award=award, given_by=curator())
    assert use_of(award) == TermUse(live=1)


# --- deletion -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("published", [True, False])
def test_a_term_in_use_is_not_deleted_and_the_message_says_by_how_many(published):
    practice(theme="parks", published=published)
    with pytest.raises(ValidationError, match="1 个已发布案例" if published else "1 份草稿"):
        term_delete(term=term("parks"), by=None)
    assert term("parks")


def test_an_unused_term_is_deleted():
    term_delete(term=term("parks"), by=curator())
    assert not Term.objects.filter(code="parks").exists()


def test_a_term_others_were_merged_into_is_not_deleted():
    term_merge(term=term("parks"), into=term("signage"), by=None)
    with pytest.raises(ValidationError, match="旧网址"):
        term_delete(term=term("signage"), by=None)


def test_going_back_to_a_version_that_names_a_deleted_term_is_no_error():
    page = practice(theme="parks")
    old = page.latest_revision
    with_draft_theme(page, "signage").get_latest_revision().publish()
    term_delete(term=term("parks"), by=None)
    old.refresh_from_db()
    old.publish()
    assert codes(reloaded(page)) == []


# --- merging ------------------------------------------------------------------------------------------------------
def test_published_cases_move():
    page = practice(theme="parks")
    assert term_merge(term=term("parks"), into=term("signage"), by=None) == 1
    assert codes(reloaded(page)) == ["signage"]


def test_a_case_with_both_keeps_one():
    page = practice(theme="parks")
    page.themes.add(term("signage"))
    page.save_revision().publish()
    term_merge(term=term("parks"), into=term("signage"), by=None)
    assert codes(reloaded(page)) == ["signage"]
    assert codes(reloaded(page).get_latest_revision_as_object()) == ["signage"]


def test_a_draft_of_a_published_case_moves():
    page = with_draft_theme(practice(theme="signage"), "parks")
    assert term_merge(term=term("parks"), into=term("sanitation"), by=None) == 1
    reloaded(page).get_latest_revision().publish()
    assert codes(reloaded(page)) == ["sanitation"]


def test_a_case_in_review_is_approved_with_the_new_term():
    author, approver = editor_of("rizhao"), approver_of("rizhao")
    page = practice(theme="parks", published=False, owner=author)
    submit(page, author)
    term_merge(term=term("parks"), into=term("signage"), by=None)
    approve(reloaded(page), approver)
    assert reloaded(page).live
    assert codes(reloaded(page)) == ["signage"]


def test_going_back_to_an_old_version_does_not_bring_the_old_term_back():
    page = practice(theme="parks")
    old = page.latest_revision
    with_draft_theme(page, "sanitation").get_latest_revision().publish()
    term_merge(term=term("parks"), into=term("signage"), by=None)
    old.refresh_from_db()
    old.publish()
    assert codes(reloaded(page)) == ["signage"]


def test_cases_of_other_terms_stay_as_they_are():
    page = practice(theme="sanitation")
    assert term_merge(term=term("parks"), into=term("signage"), by=None) == 0
    assert codes(reloaded(page).get_latest_revision_as_object()) == ["sanitation"]


def test_the_same_number_in_another_scheme_is_another_term():
    page = practice(theme="parks")
    page.actors.add(term("citizen", "actor"))
    page.save_revision().publish()
    term_merge(term=term("citizen", "actor"), into=term("enterprise", "actor"), by=None)
    assert [actor.code for actor in reloaded(page).actors.all()] == ["enterprise"]
    assert codes(reloaded(page)) == ["parks"]


def test_honours_move():
    page, by = practice(), curator()
    Recognition.objects.create(practice=page, award=term("innovation", "recognition"), given_by=by)
    old, new = term("innovation", "recognition"), term("recommended", "recognition")
    assert term_merge(term=old, into=new, by=by) == 1
    assert page.recognitions.get().award == new


def test_a_merged_term_is_retired_and_points_to_its_successor():
    term_merge(term=term("parks"), into=term("signage"), by=None)
    assert (term("parks").retired, term("parks").successor) == (True, term("signage"))


def test_successors_never_form_a_chain():
    term_merge(term=term("parks"), into=term("signage"), by=None)
    term_merge(term=term("signage"), into=term("sanitation"), by=None)
    assert term("parks").successor == term("sanitation")


def test_both_histories_tell_of_the_merge():
    practice(theme="parks")
    by = curator()
    term_merge(term=term("parks"), into=term("signage"), by=by)
    lines = [registry.get_logs_for_instance(term(code)).get() for code in ("parks", "signage")]
    assert [line.user for line in lines] == [by, by]
    assert [line.message for line in lines] == [
        "并入“户外广告与招牌”，1 个案例随之改动",
        "“园林绿化与公园”并入本词条，1 个案例随之改动",
    ]


def test_a_term_cannot_be_merged_into_itself():
    with pytest.raises(ValidationError, match="自己"):
        term_merge(term=term("parks"), into=term("parks"), by=None)


def test_a_term_cannot_be_merged_into_another_scheme():
    with pytest.raises(ValidationError, match="同一词表"):
        term_merge(term=term("parks"), into=term("citizen", "actor"), by=None)


def test_a_term_cannot_be_merged_into_a_retired_one():
    term_retire(term=term("signage"), by=None)
    with pytest.raises(ValidationError, match="已停用"):
        term_merge(term=term("parks"), into=term("signage"), by=None)


def test_what_was_saved_during_a_merge_moves_with_a_second_one():
    term_merge(term=term("parks"), into=term("signage"), by=None)
    page = practice(theme="parks")
    term_merge(term=term("parks"), into=term("signage"), by=None)
    assert codes(reloaded(page)) == ["signage"]


def test_an_old_link_may_be_led_elsewhere_by_merging_again():
    term_merge(term=term("parks"), into=term("signage"), by=None)
    term_merge(term=term("parks"), into=term("sanitation"), by=None)
    assert term("parks").successor == term("sanitation")


def test_a_term_cannot_be_merged_back_into_one_that_was_merged_into_it():
    term_merge(term=term("parks"), into=term("signage"), by=None)
    with pytest.raises(ValidationError, match="已停用"):
        term_merge(term=term("signage"), into=term("parks"), by=None)


def test_a_retired_term_is_no_valid_choice_of_the_form():
    page = practice(owner=editor_of("rizhao"))
    term_retire(term=term("parks"), by=None)
    form = PracticePage.get_edit_handler().get_form_class()(instance=page, for_user=page.owner)
    assert term("parks") not in form.fields["themes"].queryset
    assert term("signage") in form.fields["themes"].queryset


# --- what writers are offered -------------------------------------------------------------------------------------
def offered(client, page: PracticePage) -> str:
    client.force_login(page.owner)
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


def test_a_retired_term_is_not_offered_to_writers(client):
    term_retire(term=term("parks"), by=None)
    assert "园林绿化与公园" not in offered(client, practice(owner=editor_of("rizhao")))


def test_a_case_keeps_its_retired_term_and_the_form_says_so(client):
    page = practice(theme="parks", owner=editor_of("rizhao"))
    term_retire(term=term("parks"), by=None)
    assert "园林绿化与公园（已停用）" in offered(client, page)
