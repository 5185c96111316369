from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from cities.models import ProfileMetric
from practices.matching.distance import likeness
from practices.matching.preconditions import Meets, RangeAsked, RangeJudged, Tally
from practices.matching.profiles import profile_of
from practices.matching.words import asked_of, likeness_in_words, rounded, tally_in_words, why_range
from tests.factories.cities import city
from tests.practices.matching.making import AREA, METRICS, RESIDENTS, profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def residents():
    return ProfileMetric.objects.get(code="residents")


def test_a_range_is_asked_for_in_words(residents):
    assert asked_of(RangeAsked(residents, minimum=Decimal(1_000_000))) == "常住人口不低于 1,000,000 人"
    assert asked_of(RangeAsked(residents, maximum=Decimal(5))) == "常住人口不高于 5 人"
    assert asked_of(RangeAsked(residents, Decimal(1), Decimal(5))) == "常住人口在 1 至 5 人之间"
    setting = ProfileMetric.objects.get(code="setting")
    assert asked_of(RangeAsked(setting, choices=("沿海", "沿黄"))) == "区位类型为沿海或沿黄"


def test_the_reason_names_figure_year_and_source_or_says_what_is_missing(residents):
    rizhao = city("rizhao")
    asked = RangeAsked(residents, minimum=Decimal(1))
    said = why_range(RangeJudged(asked, profile_of(rizhao.pk)[residents.pk], Meets.YES), rizhao)
    assert said == "日照：2,968,365 人（2020 年），来源：第七次全国人口普查（2020 年 11 月 1 日）"
    assert why_range(RangeJudged(asked, None, Meets.UNKNOWN), rizhao) == "日照的概况里还没有常住人口"


def test_what_is_alike_is_said_with_both_figures_and_what_is_missing_is_named():
    found = likeness(profile(9202432, 800, "内陆"), profile(9386705, None, "内陆"), METRICS)
    said = likeness_in_words(found, city("jinan"))
    assert said == "常住人口相近（920.2 万人与 938.7 万人）；区位类型同为内陆；缺少数字、未比较：建成区面积"


def test_what_differs_is_said_in_times():
    said = likeness_in_words(
        likeness(profile(2000000, None, "沿海"), profile(9000000, None, "内陆"), METRICS[::2]), city("rizhao")
    )
    assert said == "常住人口是日照的 4.5 倍（200 万人与 900 万人）；区位类型不同（沿海与内陆）"
    assert likeness_in_words(likeness({}, {}, METRICS), city("jinan")) == "两市概况没有可以比较的数字"


def test_numbers_are_said_in_wan_only_where_they_are_large_and_read_in_chinese():
    assert rounded(Decimal(150), AREA) == "150 平方公里"
    with translation.override("en"):
        assert rounded(Decimal(9202432), RESIDENTS) == "9,202,432 人"


def test_the_tally_names_only_what_there_is():
    tally = Tally()
    assert "无从对照" in tally_in_words(tally)
    tally.add(Meets.YES, 2, times=2)
    tally.add(Meets.UNKNOWN, 1)
    assert tally_in_words(tally) == "3 项条件：具备 2 项，不清楚 1 项"
