"""All rules over one case: no false alarms on finished cases, and an answer to whatever is sent."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from practices.completeness import Beside
from practices.quality import posted
from practices.quality.checks import MOST_OF_A_KIND, check
from practices.quality.decisions import report_of_form
from practices.quality.findings import Level
from tests.practices.quality.cases import content, sample_contents

#: One preserves old trees: as many before as after.
ALARMS_OF_THE_SAMPLE = {"figures.same"}


def test_the_sample_cases_give_hardly_an_alarm_and_only_true_ones():
    found = [
        (case["title"], finding.code)
        for case in sample_contents()
        for finding in check(case)
        if finding.code != "prose.incomplete"
    ]
    assert {code for _title, code in found} <= ALARMS_OF_THE_SAMPLE
    assert len(found) <= 3


def test_stops_come_first_and_advice_last():
    found = check(content("秘密★1年</p><p>手机13812345678</p><p>电话0633-8781234"))
    assert [finding.level for finding in found][:3] == [Level.STOP, Level.WARN, Level.ADVISE]


def test_of_one_kind_only_so_many_are_told():
    found = check(content("，".join(f"1381234{number:04}" for number in range(200))))
    assert sum(finding.code == "personal.mobile" for finding in found) == MOST_OF_A_KIND


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"approach": None, "indicators": None, "images": None},
        {"indicators": [{}] * 60},
        {"approach": "长" * 200_000},
        {"approach": "<p>" * 20_000},
        {"approach": "0" * 100_000},
        {"approach": "鲁A" * 50_000},
        {"approach": "（内部资料" * 20_000},
        {"approach": "本材料" * 40_000},
        {"approach": "每月1" * 40_000},
        {"approach": "_" * 100_000},
        {"approach": "1 " * 50_000},
        {"summary": "\x00\ud83d\ufffd"},
    ],
)
def test_whatever_is_written_gets_an_answer(fields):
    check({**content("做法"), **fields})


@given(st.text(max_size=200))
def test_any_text_gets_an_answer(text):
    for finding in check(content(text)):
        assert finding.message and finding.where.label()
        assert len(finding.key) == 40


def form(**fields: object) -> QueryDict:
    return QueryDict(urlencode(fields, doseq=True))


def blocks(*texts: str) -> str:
    return json.dumps({"blocks": [{"text": text} for text in texts], "entityMap": {}})


def test_the_form_is_read_as_it_stands():
    data = form(
        title="早市",
        approach=blocks("先登记 <3 次", "再整修"),
        themes=["1", "2"],
        keywords="早市，疏导",
        contact_name="王",
        confirmed_not_secret="on",
        **{"images-TOTAL_FORMS": "1", "images-0-image": "7", "images-0-caption": "入口"},
    )
    read = posted.content_of(data)
    assert read["approach"] == "<p>先登记 &lt;3 次</p><p>再整修</p>"
    assert (read["themes"], read["keywords"]) == (["1", "2"], ["早市", "疏导"])
    assert read["images"] == [{"at": 0, "caption": "入口", "image": "7"}]
    assert posted.beside_of(data) == Beside(contact_name="王", confirmed_not_secret=True)


def test_a_finding_leads_to_the_row_of_the_form_and_not_to_a_deleted_one():
    rows = {
        "indicators-TOTAL_FORMS": "3",
        "indicators-0-name": "已删",
        "indicators-0-DELETE": "1",
        **{
            f"indicators-1-{name}": value
            for name, value in {"name": "后", "before": "2", "after": "1", "ORDER": "2"}.items()
        },
        **{
            f"indicators-2-{name}": value
            for name, value in {"name": "先", "before": "2", "after": "1", "ORDER": "1"}.items()
        },
    }
    lines = [line for line in report_of_form(form(**rows), None).lines if line.finding.code == "figures.source"]
    assert [(line.leads_to, line.finding.where.row, line.finding.excerpt) for line in lines] == [
        ("indicators-2-source", 1, "先"),
        ("indicators-1-source", 2, "后"),
    ]


@pytest.mark.parametrize("total", ["", "-1", "x", "9" * 30, "²", "99999"])
def test_a_forged_number_of_rows_keeps_nobody_busy(total):
    rows = posted.rows_of(form(**{"indicators-TOTAL_FORMS": total}), "indicators", ("name",))
    assert len(rows) <= posted.MOST_ROWS


@pytest.mark.parametrize("value", ["", "plain", "null", "[]", "{}", '{"blocks": 3}', '{"blocks": [3]}', "[" * 100_000])
def test_a_long_text_that_is_no_editors_text_is_read_as_it_is(value):
    assert isinstance(posted.html_of(value), str)
