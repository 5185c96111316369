from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from practices.models import Criterion, EvidenceFile, EvidenceGrade, EvidenceLevel, Rubric
from practices.reviews import evidence
from practices.reviews.evidence import (
    ConfirmedAdoption,
    adoptions_confirmed,
    evidence_lower,
    grade_by_adoptions,
    level_of,
    why_not_level,
)
from practices.reviews.rubrics import load_rubric, rubric_revise
from practices.reviews.scoring import tally
from tests.factories.cities import city, curator, editor_of
from tests.factories.files import make_document
from tests.factories.practices import practice
from tests.factories.reviews import measured_case, opened, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def adoptions(monkeypatch) -> list[ConfirmedAdoption]:
    found: list[ConfirmedAdoption] = []
    monkeypatch.setattr(evidence, "_adoptions", [lambda practice: found])
    return found


def adopted_by(slug: str) -> ConfirmedAdoption:
    return ConfirmedAdoption(city(slug).pk, timezone.localdate())


def test_without_a_grade_a_case_is_self_reported():
    assert level_of(practice()) == EvidenceLevel.SELF_REPORTED


def test_each_level_asks_for_more_than_the_one_below():
    bare, measured = practice().versions.get(), measured_case()
    assert why_not_level(EvidenceLevel.SELF_REPORTED, bare, "") == ""
    assert "有数据" in why_not_level(EvidenceLevel.DATA, bare, "")
    assert why_not_level(EvidenceLevel.DATA, measured.versions.get(), "") == ""
    assert "没有佐证材料" in why_not_level(EvidenceLevel.DEPARTMENT, measured.versions.get(), "市统计局")
    measured.evidence_files = [EvidenceFile(document=make_document(), description="统计表")]
    measured.save_revision().publish()
    version = measured.versions.first()
    assert "哪个单位" in why_not_level(EvidenceLevel.DEPARTMENT, version, " ")
    assert why_not_level(EvidenceLevel.DEPARTMENT, version, "市统计局") == ""
    assert why_not_level(EvidenceLevel.THIRD_PARTY, version, "示例大学") == ""


@pytest.mark.parametrize("missing", ["before", "after", "source", "measured_on"])
def test_half_an_indicator_is_no_data(missing):
    page = measured_case()
    row = page.indicators.get()
    setattr(row, missing, "" if missing == "source" else None)
    page.indicators = [row]
    page.save_revision().publish()
    assert "有数据" in why_not_level(EvidenceLevel.DATA, page.versions.first(), "")


def test_replicated_is_never_typed_in():
    assert "不能手工评定" in why_not_level(EvidenceLevel.REPLICATED, measured_case().versions.get(), "谁")


def test_replicated_comes_from_another_citys_adoption_and_goes_with_it(adoptions):
    page = measured_case()
    EvidenceGrade.objects.create(practice=page, level=EvidenceLevel.DATA)
    assert grade_by_adoptions(practice=page) is None
    adoptions.append(adopted_by("rizhao"))
    assert adoptions_confirmed(page) == []
    adoptions.append(adopted_by("jinan"))
    grade_by_adoptions(practice=page)
    assert level_of(page) == EvidenceLevel.REPLICATED
    assert grade_by_adoptions(practice=page) is None
    with pytest.raises(ValidationError, match="由借鉴记录认定"):
        evidence_lower(practice=page, level=1, by=curator(), reason="有误")
    adoptions.clear()
    grade_by_adoptions(practice=page)
    assert level_of(page) == EvidenceLevel.DATA


def test_without_the_adoption_work_nothing_is_replicated():
    page = measured_case()
    assert adoptions_confirmed(page) == []
    assert grade_by_adoptions(practice=page) is None


def test_a_level_is_lowered_with_a_reason_and_the_history_stays():
    page, office = measured_case(), curator()
    EvidenceGrade.objects.create(practice=page, level=EvidenceLevel.THIRD_PARTY)
    for level, reason in ((2, " "), (4, "同级"), (5, "更高")):
        with pytest.raises(ValidationError):
            evidence_lower(practice=page, level=level, by=office, reason=reason)
    with pytest.raises(PermissionDenied):
        evidence_lower(practice=page, level=2, by=editor_of("rizhao"), reason="有误")
    evidence_lower(practice=page, level=2, by=office, reason="报告已撤回")
    assert [row.level for row in page.evidence_grades.all()] == [2, 4]


# --- the rubric ---------------------------------------------------------------------------------------------------
def criteria(rubric: Rubric, **changed) -> list[dict]:
    columns = ("code", "kind", "label", "label_en", "weight", "description")
    return [{**row, **changed} for row in rubric.criteria.values(*columns)]


def test_the_starting_rubric_is_loaded_once():
    assert load_rubric() == load_rubric()
    kinds = list(Rubric.objects.get().criteria.values_list("kind", flat=True))
    assert [kinds.count(kind) for kind in ("exclusion", "core", "qualifying")] == [3, 2, 5]


def test_a_used_rubric_is_never_changed():
    review = opened()
    rubric = review.rubric
    rubric.pass_mark = 1
    with pytest.raises(ValidationError):
        rubric.save()
    with pytest.raises(ValidationError):
        rubric.criteria.first().save()
    with pytest.raises(ValidationError):
        rubric.criteria.first().delete()


def test_old_scores_stay_readable_after_a_new_version():
    office = curator()
    review = opened(by=office)
    scored(review, 2, 2)
    before = tally(review)
    newer = rubric_revise(pass_mark="2.50", core_mark="2.00", criteria=criteria(review.rubric)[2:], by=office)
    assert tally(review) == before
    assert (newer.version, newer.criteria.count()) == (2, 8)
    assert opened(measured_case(), by=office).rubric == newer


def test_a_rubric_needs_something_that_counts():
    with pytest.raises(ValidationError, match="权重大于零"):
        rubric_revise(pass_mark="2", core_mark="1", criteria=criteria(load_rubric(), weight=0), by=curator())
    assert Rubric.objects.count() == 1
    assert Criterion.objects.count() == 10
