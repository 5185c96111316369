from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from wagtail.log_actions import registry

from tests.factories.cities import curator
from vocabulary.models import Term
from vocabulary.services import load_vocabulary, term_restore, term_retire, terms_reorder

pytestmark = pytest.mark.django_db


def term(code: str = "parks", scheme: str = "theme") -> Term:
    return Term.objects.get(scheme=scheme, code=code)


def actions(of: Term) -> list[str]:
    return list(registry.get_logs_for_instance(of).values_list("action", flat=True))


def test_a_retired_term_is_no_longer_offered():
    term_retire(term=term(), by=curator())
    assert not Term.objects.offered().filter(code="parks").exists()


def test_retiring_is_audited_with_who_did_it():
    person = curator()
    term_retire(term=term(), by=person)
    assert registry.get_logs_for_instance(term()).get().user == person


def test_a_term_is_retired_once():
    term_retire(term=term(), by=None)
    with pytest.raises(ValidationError):
        term_retire(term=term(), by=None)


def test_a_retired_term_comes_back():
    term_retire(term=term(), by=None)
    term_restore(term=term(), by=None)
    assert not term().retired
    assert actions(term()) == ["vocabulary.restore", "vocabulary.retire"]


def test_a_term_does_not_come_back_beside_one_of_the_same_name():
    term_retire(term=term(), by=None)
    Term.objects.create(scheme="theme", code="parks-2", name=term().name)
    with pytest.raises(ValidationError, match="同名"):
        term_restore(term=term(), by=None)


def test_a_term_in_use_cannot_be_taken_back_into_use():
    with pytest.raises(ValidationError):
        term_restore(term=term(), by=None)


def test_the_order_given_is_the_order_offered():
    terms = list(Term.objects.in_scheme("loop_phase"))
    assert terms_reorder(terms=terms[::-1], by=None) == 2
    assert list(Term.objects.in_scheme("loop_phase")) == terms[::-1]


def test_setting_up_again_leaves_a_merged_term_alone():
    Term.objects.filter(code="parks").update(retired=True, successor=term("sanitation"))
    load_vocabulary()
    assert term().successor == term("sanitation")
