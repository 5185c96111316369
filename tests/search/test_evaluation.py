from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from search.documents import SearchDocument
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.temporary import temporary
from search.evaluation import Answer, answer, measures, ndcg, recall, reciprocal_rank


def test_reciprocal_rank_of_the_first_relevant():
    assert reciprocal_rank({"b": 1, "c": 1}, ("a", "b", "c")) == 0.5


def test_ndcg_prefers_the_higher_grade_first():
    assert ndcg({"a": 3, "b": 1}, ("a", "b")) == 1.0 > ndcg({"a": 3, "b": 1}, ("b", "a"))


def test_recall_counts_relevant_ones_only():
    assert recall({"a": 1, "b": 1, "c": 0}, ("a", "c")) == 0.5


def test_a_hit_that_only_touches_the_matter_is_no_success_where_better_ones_are():
    assert reciprocal_rank({"a": 1, "b": 3}, ("a", "b")) == 0.5


def test_the_best_there_is_counts_where_nothing_is_good():
    assert reciprocal_rank({"a": 1, "b": 0}, ("b", "a")) == 0.5


def test_recall_is_of_what_can_stand_in_the_first_ten():
    wanted = {str(number): 3 for number in range(20)}
    assert recall(wanted, tuple(wanted)[:10]) == 1.0


@pytest.mark.django_db
def test_a_question_that_finds_nothing_is_asked_as_it_was_meant():
    documents = [SearchDocument("1", "渣土车", "渣土车密闭运输", ("public",))]
    with temporary("embedded", documents) as engine:
        assert answer(engine, "渣士车").ids == ()
        assert answer(engine, "渣士车", {"渣士车": "渣土车"}.get).ids == ("1",)


def test_empty_and_relaxed_answers_are_counted():
    answers = {"x": Answer(("a",), 1, True, 1.0), "y": Answer((), 0, False, 3.0)}
    found = measures({"x": {"a": 1}, "y": {"b": 1}}, answers.__getitem__)
    assert (found["zero_rate"], found["relaxed_rate"], found["mrr@10"]) == (0.5, 0.5, 0.5)


@pytest.fixture
def files(tmp_path):
    passages, judgements = tmp_path / "passages.jsonl", tmp_path / "judgements.tsv"
    rows = [("1", "夜市占道经营的疏导办法"), ("2", "渣土车密闭运输")]
    passages.write_text("\n".join(json.dumps({"id": pk, "title": "", "body": body}) for pk, body in rows))
    judgements.write_text("夜市占道\t1\t1\n渣土车\t2\t1\n")
    return ["--passages", str(passages), "--judgements", str(judgements)]


@pytest.fixture(params=["embedded", "elasticsearch"])
def engine_name(request, settings):
    if request.param == "elasticsearch":
        settings.ELASTICSEARCH = {**vars(request.getfixturevalue("cluster_settings"))}
    return request.param


@pytest.mark.django_db
def test_the_command_asks_the_production_path(files, capsys, engine_name):
    call_command("search_evaluate", *files, "--json", "--engine", engine_name)
    found = json.loads(capsys.readouterr().out)
    assert list(found) == [
        "mrr@10", "ndcg@10", "recall@10", "success@5", "zero_rate", "relaxed_rate", "ms_p50", "ms_p95",
    ]  # fmt: skip
    assert found["mrr@10"] == 1.0


@pytest.mark.django_db
def test_what_was_measured_on_leaves_nothing_behind(files, settings, cluster_settings):
    settings.ELASTICSEARCH = {**vars(cluster_settings)}
    call_command("search_evaluate", *files, "--engine", "elasticsearch")
    client = ElasticsearchEngine(cluster_settings).cluster.client
    assert client.indices.get(index=f"{cluster_settings.prefix}-measured-*").body == {}


@pytest.mark.django_db
def test_without_the_server_the_command_says_so(files, settings):
    settings.ELASTICSEARCH = {"hosts": ["http://127.0.0.1:9"]}
    with pytest.raises(CommandError, match="连不上"):
        call_command("search_evaluate", *files, "--engine", "elasticsearch")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("option", "text"), [(1, "no json"), (1, '{"id": 1}'), (1, "[]"), (3, "only one column"), (3, "")]
)
def test_a_wrong_line_is_named(files, option, text):
    from pathlib import Path

    Path(files[option]).write_text(text)
    with pytest.raises(CommandError):
        call_command("search_evaluate", *files)
