"""What the sample cases say, read from the files: enough of it, whole, distinct, and fit for the database."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db.models import CharField, Model

from alliance.models import FeaturedSlot
from alliance.sample.drawing import MOTIFS
from alliance.sample.files import MOTIF_NAMES
from alliance.sample.parts import PARTS
from alliance.sample.reading import CITIES, MARK, read_cases, read_history, read_policies, stages
from practices.models import Kind, Policy, PracticePage, PracticeStep, Resource, Stage, Visibility
from practices.models.page import SUMMARY_LENGTH, TITLE_LENGTH
from practices.serializers import LONG_TEXTS, TERM_FIELDS

ROOT = Path(__file__).resolve().parent.parent.parent
VOCABULARY = json.loads((ROOT / "vocabulary" / "data" / "vocabulary.json").read_text(encoding="utf-8"))["schemes"]
PROVINCE = json.loads((ROOT / "cities" / "data" / "shandong.json").read_text(encoding="utf-8"))
NOT_REQUIRED = {"novelty", "adaptation", "building_blocks"}
SHINGLE = 3
MOST_ALIKE = 0.5
#: A phone or identity number has more digits than any figure of a sample.
MOST_DIGITS = 8


@cache
def cases() -> list[dict[str, Any]]:
    return read_cases()


def of_form(form: str) -> list[dict[str, Any]]:
    return [case for case in cases() if case["form"] == form]


def body(case: dict[str, Any]) -> str:
    return "".join(case.get(name, "") for name in ("summary", *LONG_TEXTS))


def words(case: dict[str, Any]) -> str:
    """Everything that is read on the case's page."""
    cells = [str(cell) for name in PARTS for row in case[name] for cell in row.values()]
    return " ".join([case["title"], body(case), *cells])


class TestEnough:
    def test_sixty_full_cases(self) -> None:
        assert len(of_form("full")) >= 60

    def test_two_hundred_and_forty_snapshots(self) -> None:
        assert len(of_form("snapshot")) >= 240

    @pytest.mark.parametrize("city", CITIES)
    def test_every_city_has_full_cases_and_snapshots(self, city: str) -> None:
        forms = Counter(case["form"] for case in cases() if case["city"] == city)
        assert forms["full"] >= 3
        assert forms["snapshot"] >= 8

    def test_every_city_of_the_province_is_there(self) -> None:
        assert {city["slug"] for city in PROVINCE["cities"]} == set(CITIES)

    @pytest.mark.parametrize("theme", [code for code, *_names in VOCABULARY["theme"]])
    def test_every_theme_has_at_least_ten(self, theme: str) -> None:
        assert sum(theme in case["themes"] for case in cases()) >= 10

    def test_every_year_from_2015_to_2026_begins_one(self) -> None:
        assert {case["started_on"].year for case in cases()} == set(range(2015, 2027))

    def test_lengths_reach_from_300_to_8000(self) -> None:
        lengths = [len(words(case)) for case in cases()]
        assert min(lengths) < 400
        assert max(lengths) >= 8000

    def test_none_is_shorter_than_300(self) -> None:
        assert [case["title"] for case in cases() if len(words(case)) < 300] == []

    def test_failures_are_told(self) -> None:
        assert sum(case.get("kind") == Kind.LESSON for case in cases()) >= 15

    @pytest.mark.parametrize("visibility", [Visibility.ALLIANCE, Visibility.CITY])
    def test_some_are_not_public(self, visibility: str) -> None:
        assert any(case["visibility"] == visibility for case in cases())

    def test_most_are_public(self) -> None:
        assert sum(case["visibility"] == Visibility.PUBLIC for case in cases()) > len(cases()) * 0.8

    def test_some_learnt_from_others(self) -> None:
        assert sum("derived_from" in case for case in cases()) >= 8


def titles_where(wrong: Callable[[dict[str, Any]], object]) -> list[str]:
    return [case["title"] for case in cases() if wrong(case)]


def lacking(case: dict[str, Any]) -> list[str]:
    """Of the fields of the full form, those left empty."""
    needed = {*LONG_TEXTS, *PARTS, *TERM_FIELDS, "policies", "keywords", "motif"} - NOT_REQUIRED
    return [name for name in sorted(needed) if not case.get(name)]


class TestEachCase:
    def test_full_case_is_whole(self) -> None:
        assert titles_where(lambda case: case["form"] == "full" and lacking(case)) == []

    def test_full_case_has_two_indicators(self) -> None:
        assert titles_where(lambda case: case["form"] == "full" and len(case["indicators"]) < 2) == []

    @pytest.mark.parametrize(("field", "scheme"), TERM_FIELDS.items())
    def test_words_of_the_vocabulary_are_known(self, field: str, scheme: str) -> None:
        known = {code for code, *_names in VOCABULARY[scheme]}
        assert titles_where(lambda case: set(case[field]) - known) == []

    def test_every_case_has_a_theme_and_an_indicator(self) -> None:
        assert titles_where(lambda case: not (case["themes"] and case["indicators"])) == []

    def test_district_belongs_to_the_city(self) -> None:
        districts = {(city["slug"], name) for city in PROVINCE["cities"] for _code, name in city["districts"]}
        assert titles_where(lambda case: "district" in case and (case["city"], case["district"]) not in districts) == []

    @pytest.mark.parametrize(
        ("field", "known"),
        [
            ("kind", Kind.values),
            ("stage", Stage.values),
            ("visibility", Visibility.values),
            ("motif", list(MOTIFS)),
            ("award", [code for code, *_names in VOCABULARY["recognition"]]),
        ],
    )
    def test_choices_are_known(self, field: str, known: list[str]) -> None:
        assert titles_where(lambda case: field in case and case[field] not in known) == []

    def test_dates_follow_each_other(self) -> None:
        assert titles_where(lambda case: case["started_on"] > case.get("ended_on", case["published_on"])) == []
        assert titles_where(lambda case: case.get("ended_on", case["started_on"]) > case["published_on"]) == []

    def test_nothing_is_measured_before_it_began(self) -> None:
        assert titles_where(lambda case: any(day < case["started_on"].isoformat() for day in measured(case))) == []

    def test_nothing_is_measured_after_it_was_published(self) -> None:
        assert titles_where(lambda case: any(day > case["published_on"].isoformat() for day in measured(case))) == []

    def test_nothing_is_longer_than_its_field(self) -> None:
        assert titles_where(lambda case: len(case["title"] + MARK) > TITLE_LENGTH) == []
        assert titles_where(lambda case: len(case["summary"]) > SUMMARY_LENGTH) == []
        assert titles_where(lambda case: too_long(FeaturedSlot, {"note": case.get("featured", "")})) == []

    @pytest.mark.parametrize(("relation", "model"), PARTS.items())
    def test_no_row_is_longer_than_its_field(self, relation: str, model: type[Model]) -> None:
        assert titles_where(lambda case: any(too_long(model, row) for row in case[relation])) == []

    def test_every_figure_is_a_number(self) -> None:
        cells = [row[name] for case in cases() for row in case["indicators"] for name in ("before", "after")]
        cells += [row["amount"] for case in cases() for row in case["resources"]]
        assert [cell for cell in cells if not re.fullmatch(r"[0-9]{1,12}([.][0-9]{1,2})?", cell)] == []

    def test_no_indicator_changes_against_its_better_direction_but_in_a_failure(self) -> None:
        assert (
            titles_where(lambda case: case.get("kind") != Kind.LESSON and any(map(worsened, case["indicators"]))) == []
        )

    def test_choices_in_rows_are_known(self) -> None:
        rows = [row for case in cases() for row in (*case["indicators"], *case["resources"])]
        assert {row["better"] for row in rows if "better" in row} <= {"higher", "lower"}
        assert {row["kind"] for row in rows if "kind" in row} <= set(Resource.Kind.values)
        assert {row["recurrence"] for row in rows if "recurrence" in row} <= set(Resource.Recurrence.values)

    def test_ranges_are_over_the_city_profile(self) -> None:
        options = {metric["code"]: set(metric.get("options", [])) for metric in PROVINCE["metrics"]}
        for row in (row for case in cases() for row in case["ranges"]):
            assert row["metric"] in options
            assert set(row["minimum"].split()) <= options[row["metric"]] or row["minimum"].isdigit()

    def test_cited_policies_are_there(self) -> None:
        known = set(read_policies())
        assert titles_where(lambda case: {row["key"] for row in case["policies"]} - known) == []

    @pytest.mark.parametrize(("relation", "least"), [("indicators", 5), ("resources", 5), ("steps", 2)])
    def test_every_row_is_complete(self, relation: str, least: int) -> None:
        assert titles_where(lambda case: any(len(row) < least for row in case[relation])) == []

    def test_no_text_carries_a_number_that_could_be_somebodys(self) -> None:
        assert titles_where(lambda case: re.search(rf"[0-9]{{{MOST_DIGITS}}}", words(case))) == []


def worsened(row: dict[str, str]) -> bool:
    before, after = float(row["before"]), float(row["after"])
    return after < before if row.get("better") == "higher" else after > before


def measured(case: dict[str, Any]) -> list[str]:
    return [row["measured_on"] for row in case["indicators"]]


def too_long(model: type[Model], row: dict[str, Any]) -> list[str]:
    fields = [model._meta.get_field(name) for name in row]
    return [
        field.name
        for field in fields
        if isinstance(field, CharField) and len(row[field.name]) > (field.max_length or len(row[field.name]))
    ]


def test_a_text_longer_than_its_field_is_noticed() -> None:
    assert too_long(PracticeStep, {"title": "字" * 61, "period": "一周"}) == ["title"]


def test_every_motif_has_a_name() -> None:
    assert set(MOTIF_NAMES) == set(MOTIFS)


def test_titles_are_distinct() -> None:
    assert [title for title, times in Counter(case["title"] for case in cases()).items() if times > 1] == []


def test_an_invented_policy_says_so() -> None:
    for key, row in read_policies().items():
        assert key.startswith("sample-") == row["title"].endswith("（示例文件）")
        assert not too_long(Policy, {name: value for name, value in row.items() if isinstance(value, str)})


def shingles(text: str) -> frozenset[str]:
    return frozenset(text[place : place + SHINGLE] for place in range(len(text) - SHINGLE + 1))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def test_no_two_bodies_are_alike() -> None:
    cut = [(case["title"], shingles(body(case))) for case in cases()]
    pairs = [(one[0], other[0]) for one, other in combinations(cut, 2) if alike(one[1], other[1]) >= MOST_ALIKE]
    assert pairs == []


def test_a_copy_with_another_city_would_be_noticed() -> None:
    text = body(cases()[0])
    assert alike(shingles(text), shingles(text.replace("市", "县"))) >= MOST_ALIKE


def test_no_sentence_is_used_twice() -> None:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for case in cases():
        for sentence in body(case).replace("\n", "。").split("。"):
            if len(sentence) >= 20:
                found[sentence].add(case["title"])
    assert {sentence: titles for sentence, titles in found.items() if len(titles) > 1} == {}


def test_every_case_named_as_source_exists() -> None:
    titles = {case["title"] for case in cases()}
    assert {case["derived_from"] for case in cases() if "derived_from" in case} <= titles


def test_a_source_comes_before_the_case_that_learnt_from_it() -> None:
    places = {case["title"]: place for place, case in enumerate(cases())}
    assert all(places[case["derived_from"]] < places[case["title"]] for case in cases() if "derived_from" in case)


def test_the_first_cases_are_from_all_cities() -> None:
    assert {case["city"] for case in read_cases(30)} == set(CITIES)


def test_a_part_is_numbered_as_the_whole() -> None:
    assert read_cases(30) == cases()[:30]


def test_no_practice_field_is_forgotten_by_the_reader() -> None:
    known = {field.name for field in PracticePage._meta.get_fields()}
    extra = {"published_on", "motif", "evidence", "award", "featured", "files", "city", "form", "number"}
    renamed = {"policies", "ranges"}
    assert {name for case in cases() for name in case} <= known | extra | renamed


class TestHistory:
    """What a few cases said in earlier versions, by the same rules as what they say today."""

    @pytest.fixture(params=sorted(read_history()))
    def told(self, request: pytest.FixtureRequest) -> list[dict[str, Any]]:
        case = next(case for case in cases() if case["title"] == request.param)
        return stages(case, read_history()[request.param])

    def test_the_last_version_is_todays_text(self, told: list[dict[str, Any]]) -> None:
        case = next(case for case in cases() if case["title"] == told[-1]["title"])
        assert {**told[-1], "published_on": None} == {**case, "published_on": None}

    def test_each_differs_from_the_one_before_and_came_later(self, told: list[dict[str, Any]]) -> None:
        for before, after in pairwise(told):
            assert words(before) != words(after)
            assert before["published_on"] < after["published_on"]

    def test_nothing_was_measured_after_it_was_published_or_got_worse(self, told: list[dict[str, Any]]) -> None:
        for stage in told:
            assert all(day <= stage["published_on"].isoformat() for day in measured(stage))
            assert not any(map(worsened, stage["indicators"]))

    def test_nothing_is_longer_than_its_field(self, told: list[dict[str, Any]]) -> None:
        for stage in told:
            assert len(stage["summary"]) <= SUMMARY_LENGTH
            assert not any(too_long(model, row) for name, model in PARTS.items() for row in stage[name])

    def test_a_correction_came_between_the_version_it_is_about_and_the_next(self) -> None:
        corrected = {title: row for title, row in read_history().items() if "correction" in row}
        assert corrected
        for title, row in corrected.items():
            said, told = row["correction"], stages(next(case for case in cases() if case["title"] == title), row)
            about, done = told[said["number"] - 1 : said["number"] + 1]
            assert about["published_on"] < said["asked_on"] <= said["answered_on"] <= done["published_on"]
