from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from alliance.models import FeaturedSlot, ThemeFront, ThemePin
from alliance.themes import ThemeView
from cities.viewers import VISITOR
from practices.models import EvidenceGrade, OutcomeIndicator
from tests.factories.cities import approver_of, curator, member_of
from tests.factories.practices import practice
from vocabulary.models import SynonymGroup, Term

pytestmark = pytest.mark.django_db
ADDRESS = "/themes/street-order/"


def theme(code: str = "street-order") -> Term:
    return Term.objects.get(scheme="theme", code=code)


def view() -> ThemeView:
    return ThemeView(theme(), VISITOR)


def pin(page, **fields) -> None:
    front, _created = ThemeFront.objects.get_or_create(theme=theme(), defaults=fields)
    ThemePin.objects.create(front=front, practice=page, sort_order=front.pins.count())


def measured(level: int | None, better: str = "lower", **figures):
    page = practice("rizhao")
    OutcomeIndicator.objects.create(page=page, name="指标", unit="件", better=better, **figures)
    if level:
        EvidenceGrade.objects.create(practice=page, level=level)
    return page


# --- the address --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", ["no-such-theme", "planning", "%E5%B8%82%E5%AE%B9", "x" * 300])
def test_an_unknown_theme_is_a_404(client, code):
    assert client.get(f"/themes/{code}/").status_code == 404


def test_a_theme_has_its_page_from_the_moment_it_is_in_the_vocabulary(client):
    Term.objects.create(scheme="theme", code="snow", name="除雪", name_en="Snow")
    content = client.get("/themes/snow/").content.decode()
    assert "除雪" in content and "还没有您可以查看的案例" in content


def test_a_retired_theme_stays_readable_and_says_so(client):
    practice("rizhao")
    Term.objects.filter(code="street-order").update(retired=True)
    assert "该领域已停用" in client.get(ADDRESS).content.decode()


def test_the_home_page_leads_to_each_theme(client):
    assert f'href="{ADDRESS}"' in client.get("/").content.decode()


# --- what is shown ------------------------------------------------------------------------------------------------
def test_a_case_of_another_theme_is_not_shown(client):
    practice("rizhao", title="别的领域", theme="parks")
    assert "别的领域" not in client.get(ADDRESS).content.decode()


def test_a_case_of_the_alliance_is_shown_to_members_alone(client):
    practice("rizhao", title="联盟内案例", visibility="alliance")
    assert "联盟内案例" not in client.get(ADDRESS).content.decode()
    client.force_login(member_of("heze"))
    assert "联盟内案例" in client.get(ADDRESS).content.decode()


def test_pinned_cases_come_first_in_their_order_then_those_of_the_home_page():
    featured, second, first = practice(), practice(), practice()
    FeaturedSlot.objects.create(practice=featured, chosen_by=curator())
    pin(first)
    pin(second)
    assert view().featured == [first, second, featured]
    assert view().newest == []


def test_a_pinned_case_that_was_narrowed_is_not_shown_to_visitors():
    pin(practice(visibility="alliance"))
    assert view().featured == []


def test_a_case_to_be_featured_later_stands_among_the_newest_until_then():
    page = practice()
    FeaturedSlot.objects.create(
        practice=page, chosen_by=curator(), starts_at=timezone.now() + timezone.timedelta(days=1)
    )
    assert (view().featured, view().newest) == ([], [page])


def test_the_introduction_is_sanitised(client):
    front = ThemeFront(theme=theme(), introduction="<p>导语<script>x()</script></p>")
    front.full_clean()
    front.save()
    content = client.get(ADDRESS).content.decode()
    assert "<p>导语</p>" in content


def test_related_themes_stand_on_the_same_cases():
    page = practice()
    page.themes.add(theme("parks"))
    page.save()
    assert view().found.related == [(theme("parks"), 1)]


def test_words_people_search_for_are_those_of_the_vocabulary():
    SynonymGroup.objects.all().delete()
    SynonymGroup.objects.create(words="占道经营\n流动摊贩")
    SynonymGroup.objects.create(words="公厕\n公共厕所")
    assert view().found.words == ["占道经营", "流动摊贩"]


# --- the best results ---------------------------------------------------------------------------------------------
def test_the_largest_improvement_comes_first_whichever_way_is_better():
    less = measured(3, before=100, after=20)
    more = measured(4, better="higher", before=10, after=30)
    assert [result.case for result in view().found.results] == [more, less]
    assert [result.change for result in view().found.results] == ["↑ 200%", "↓ 80%"]


@pytest.mark.parametrize(
    ("level", "figures"),
    [
        (None, {"before": 2, "after": 1}),
        (2, {"before": 2, "after": 1}),
        (3, {"before": 1, "after": 2}),
        (3, {"before": 0, "after": 2}),
        (3, {"before": None, "after": 2}),
        (3, {"before": 2, "after": None}),
    ],
)
def test_what_nobody_else_stands_for_or_what_did_not_improve_is_no_result(level, figures):
    measured(level, **figures)
    assert view().found.results == []


def test_figures_are_written_without_empty_decimals():
    measured(3, before=1200, after=Decimal("6.5"))
    assert view().found.results[0].figures == "1,200 → 6.5 件"


def test_the_latest_grade_counts():
    page = measured(4, before=2, after=1)
    EvidenceGrade.objects.create(practice=page, level=1)
    assert view().found.results == []


def test_a_case_stands_among_the_best_once():
    page = measured(3, before=4, after=1)
    OutcomeIndicator.objects.create(page=page, name="另一个", unit="件", before=4, after=2)
    assert len(view().found.results) == 1


# --- the office ---------------------------------------------------------------------------------------------------
def _save(client, *cases):
    rows = {f"pins-{n}-practice": str(page.pk) for n, page in enumerate(cases)}
    rows |= {f"pins-{n}-{name}": value for n in range(len(cases)) for name, value in (("id", ""), ("ORDER", "1"))}
    counts = {"TOTAL_FORMS": str(len(cases)), "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "6"}
    data = {"theme": theme().pk, "introduction": "null", **rows}
    data |= {f"pins-{name}": value for name, value in counts.items()}
    return client.post(reverse("wagtailsnippets_alliance_themefront:add"), data)


def test_the_office_pins_a_case(client):
    page = practice()
    client.force_login(curator())
    assert _save(client, page).status_code == 302
    assert view().featured == [page]


@pytest.mark.parametrize("fields", [{"visibility": "city"}, {"published": False, "visibility": "public"}])
def test_a_case_the_office_may_not_read_cannot_be_pinned(client, fields):
    page = practice(title="外人不该知道", **fields)
    client.force_login(curator())
    response = _save(client, page)
    assert response.status_code == 200 and "只能选择联盟内可以查看的已发布案例" in response.content.decode()
    assert not ThemePin.objects.exists()
    assert "外人不该知道" not in response.content.decode()


def test_a_city_pins_nothing(client):
    client.force_login(approver_of("rizhao"))
    _save(client, practice())
    assert not ThemeFront.objects.exists()
