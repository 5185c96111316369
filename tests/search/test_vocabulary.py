"""What curators change on the desk is what the next search does, with the real engine."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from practices.terms import term_merge
from search.analysis import joined
from search.outbox import drain_once
from search.questions import Question
from search.services import search
from search.vocabulary import analyser
from tests.factories.cities import curator
from tests.factories.practices import practice
from vocabulary.models import SynonymGroup, Term
from vocabulary.services import term_retire

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(curator())
    return client


def titles(text: str) -> list[str]:
    found = search(Question(text, filters={"type": ("practice",)}), user=AnonymousUser())
    return [hit.row.title for hit in found.hits]


def drain() -> None:
    while drain_once():
        pass


def term(code: str) -> Term:
    return Term.objects.get(scheme="theme", code=code)


def options(client, query: str, facet: str = "theme") -> dict[str, str]:
    facets = client.get(f"/search/?{query}").context["facets"]
    return {option["value"]: option["label"] for row in facets if row["name"] == facet for option in row["options"]}


def test_a_synonym_added_on_the_desk_acts_on_the_next_search(office, index):
    practice(title="夜宵摊规范管理")
    index()
    assert titles("大排档") == []
    office.post(reverse("vocabulary_synonyms:add"), {"words": "夜宵摊\n大排档", "active": "on"})
    assert titles("大排档") == ["夜宵摊规范管理"]


def test_a_synonym_of_several_parts_acts_when_it_is_typed(office, index):
    """The dictionary takes 马路摊点 apart."""
    practice(title="早市占道经营疏导")
    index()
    assert "早市占道经营疏导" in titles("马路摊点")


def test_a_word_that_became_a_synonym_finds_what_its_parts_found_before(index):
    practice(title="烧烤露天摊位整治")
    index()
    before = titles("烧烤摊位")
    SynonymGroup.objects.create(words="烧烤摊位\n夜宵摊")
    assert titles("烧烤摊位") == before == ["烧烤露天摊位整治"]


def test_a_retired_group_acts_no_longer(office, index):
    practice(title="早市占道经营疏导")
    index()
    group = SynonymGroup.objects.get(words__contains="马路摊点")
    office.post(reverse("vocabulary_synonyms:edit", args=[group.pk]), {"words": group.words})
    assert titles("马路摊点") == []


def test_a_word_added_on_the_desk_is_kept_whole(office, index):
    assert analyser().query_words("门前五包") != ["门前五包"]
    office.post(reverse("vocabulary_words:add"), {"word": "门前五包", "active": "on"})
    assert analyser().query_words("门前五包") == ["门前五包"]


def test_a_word_added_on_the_desk_finds_cases_after_the_drain(office, index):
    practice(title="沿街商户门前五包责任制")
    practice(title="门前停车五处包干")
    index()
    office.post(reverse("vocabulary_words:add"), {"word": "门前五包", "active": "on"})
    drain()
    assert titles("门前五包")[0] == "沿街商户门前五包责任制"


def test_a_renamed_theme_is_named_anew_and_found_by_its_new_name(office, index):
    practice(title="湿地步道亮化", theme="parks")
    index()
    assert titles("滨河花带") == []
    office.post(reverse("vocabulary_terms:edit", args=[term("parks").pk]), {"name": "滨河花带"})
    assert options(office, "theme=parks")["parks"] == "滨河花带"
    drain()
    assert titles("滨河花带") == ["湿地步道亮化"]


def test_an_old_link_to_a_merged_theme_finds_the_cases_of_its_successor(client, index):
    practice(title="湿地步道亮化", theme="parks")
    index()
    term_merge(term=term("parks"), into=term("signage"), by=None)
    drain()
    found = client.get("/search/?theme=parks").context
    assert [hit.row.title for hit in found["found"].hits] == ["湿地步道亮化"]
    assert [chip["label"] for chip in found["chips"]] == ["户外广告与招牌"]


def test_the_typed_name_of_a_merged_theme_means_its_successor(index):
    practice(title="湿地步道亮化", theme="parks")
    index()
    term_merge(term=term("parks"), into=term("signage"), by=None)
    drain()
    assert titles("领域:园林绿化 步道") == ["湿地步道亮化"]


def test_a_merged_theme_is_no_filter_any_more(client, index):
    index()
    term_merge(term=term("parks"), into=term("signage"), by=None)
    assert "parks" not in options(client, "")


def test_a_retired_theme_is_a_filter_only_where_cases_carry_it(client, index):
    practice(title="湿地步道亮化", theme="parks")
    index()
    term_retire(term=term("parks"), by=None)
    term_retire(term=term("signage"), by=None)
    assert "parks" in options(client, "")
    assert "signage" not in options(client, "")


@pytest.mark.parametrize(
    ("words", "whole", "expected"),
    [
        (["马路", "摊点"], {"马路摊点"}, ["马路摊点"]),
        (["治理", "马路", "摊点"], {"马路摊点"}, ["治理", "马路摊点"]),
        (["城市", "管理", "执法"], {"城市管理", "城市管理执法"}, ["城市管理执法"]),
        (["马路", "摊点"], set(), ["马路", "摊点"]),
        (["渣土车"], {"渣土"}, ["渣土车"]),
        ([], {"渣土"}, []),
    ],
)
def test_neighbours_that_make_a_word_are_asked_for_as_that_word(words, whole, expected):
    assert joined(words, whole) == expected
