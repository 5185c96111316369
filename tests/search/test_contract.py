"""One contract for both engines: the same request finds the same, counts the same, in the same order."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.utils import timezone

from search.documents import SearchDocument
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from search.port import FACETS, PAGE_SIZE, Clause, IndexDamaged, SearchRequest, Signal
from search.questions import Question
from search.services import ask
from tests.search.corpus import CORPUS, DAY, case

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("contract")]
ENGINES = ("embedded", "elasticsearch")
VISITOR = ("public",)
MEMBER = ("public", "alliance")
OF_CITY = ("public", "alliance", "city-3")
OFFICE = ("public", "alliance", "office")
WELLS = {"practice-24", "request-1", "discussion-1", "visit-1"}


@pytest.fixture(scope="module")
def embedded_corpus(django_db_setup, django_db_blocker, tmp_path_factory):
    engine = EmbeddedEngine(tmp_path_factory.mktemp("contract") / "index")
    with django_db_blocker.unblock():
        engine.rebuild(CORPUS, 5)
    return engine


@pytest.fixture(scope="module")
def elasticsearch_corpus(django_db_setup, django_db_blocker, cluster_settings):
    engine = ElasticsearchEngine(replace(cluster_settings, prefix=f"{cluster_settings.prefix}-corpus"))
    with django_db_blocker.unblock():
        engine.rebuild(CORPUS, 5)
    return engine


@pytest.fixture(params=ENGINES)
def corpus(request):
    """An engine with the corpus, built once for all."""
    return request.getfixturevalue(f"{request.param}_corpus")


@pytest.fixture
def filled(embedded_corpus, elasticsearch_corpus):
    return {"embedded": embedded_corpus, "elasticsearch": elasticsearch_corpus}


@pytest.fixture(params=ENGINES)
def empty(request, tmp_path):
    """An engine without an index."""
    if request.param == "embedded":
        return EmbeddedEngine(tmp_path / "index")
    given = request.getfixturevalue("cluster_settings")
    prefix = f"{given.prefix}-{timezone.now().timestamp():.6f}".replace(".", "")
    return ElasticsearchEngine(replace(given, prefix=prefix))


def words(*given: str, **more) -> SearchRequest:
    return SearchRequest(clauses=tuple(Clause((word,)) for word in given), **more)


def ids(engine, request: SearchRequest) -> set[str]:
    """Of every page."""
    found, page = set(), 1
    while hits := engine.search(replace(request, page=page)).hits:
        found |= {hit.id for hit in hits}
        page += 1
    return found


def cases(*numbers: int) -> set[str]:
    return {f"practice-{number}" for number in numbers}


# --- what is found ----------------------------------------------------------------------------------------------
FOUND = {
    "a word of the title": (words("口袋"), cases(9)),
    "a word of the text": (words("北斗"), cases(4)),
    "all words are needed": (words("渣土", "资源化"), cases(5)),
    "no document has all words": (words("渣土", "夜市"), set()),
    "one of two is enough": (words("北斗", "电梯", needed=1), cases(4, 18)),
    "two of three": (words("渣土", "北斗", "电梯", needed=2), cases(4)),
    "more needed than there are words": (words("北斗", needed=9), cases(4)),
    "needed of nothing counts as all": (words("北斗", "电梯", needed=0), set()),
    "a synonym": (SearchRequest(clauses=(Clause(("小贩", "摊贩")),)), cases(1, 2, 3)),
    "characters in sequence that are no word": (words("门前三"), cases(17)),
    "characters out of sequence": (words("前门三包"), set()),
    "a single character that is a bigram run": (words("渣"), cases(23)),
    "characters wherever they stand": (
        words("前门三包", characters=tuple("前门三包"), characters_needed=3), cases(17)
    ),
    "fewer characters than are needed": (words("前门四包", characters=tuple("前门四包"), characters_needed=4), set()),
    "characters that only rank": (words("前门三包", characters=tuple("前门三包")), set()),
    "parts of a synonym": (
        SearchRequest(clauses=(Clause(("燕子摊贩",), (Clause(("摊贩",)), Clause(("农贸市场",)))),)),
        cases(3),
    ),
    "parts are all needed": (
        SearchRequest(clauses=(Clause(("燕子摊贩",), (Clause(("摊贩",)), Clause(("燕子",)))),)),
        set(),
    ),
    "full pinyin of the title": (words("zhandao"), cases(1, 2)),
    "initials of the title": (words("kdgy"), cases(9)),
    "pinyin of the text is not kept": (words("beidou"), set()),
    "english in lower case": (words("smart"), cases(19)),
    "a version number": (words("v2.0"), cases(19)),
    "a standard's number": (words("gb18483-2001"), cases(6)),
    "a phrase": (SearchRequest(phrases=("夜市占道",)), cases(1)),
    "a phrase the other way round": (SearchRequest(phrases=("占道夜市",)), set()),
    "a phrase across title and text is none": (SearchRequest(phrases=("疏导东港",)), set()),
    "a phrase of one character": (SearchRequest(phrases=("渣",)), cases(23)),
    "a phrase of two scripts": (SearchRequest(phrases=("城市大脑 api",)), cases(20)),
    "two phrases": (SearchRequest(phrases=("电子围栏", "潮汐调度")), cases(10)),
    "an excluded word": (words("渣土", excluded=("北斗",)), cases(5) | {"article-202"}),
    "an excluded phrase": (SearchRequest(phrases=("电子围栏",), excluded=("入栏结算",)), cases(4)),
    "only an exclusion": (
        SearchRequest(excluded=("同样",), filters={"theme": ("waste", "dogs")}),
        cases(4, 5, 22, 23),
    ),
    "a prefix of a title's word": (SearchRequest(prefixes=("渣土",)), cases(4, 5) | {"article-202"}),
    "a prefix of pinyin": (SearchRequest(prefixes=("zhanda",)), cases(1, 2)),
    "a prefix of initials": (SearchRequest(prefixes=("kdg",)), cases(9)),
    "a prefix of english": (SearchRequest(prefixes=("sma",)), cases(19)),
    "a prefix of the text's words is none": (SearchRequest(prefixes=("北斗",)), set()),
    "a prefix in the middle of a word": (SearchRequest(prefixes=("mart",)), set()),
    "one of the words looked up, in a title or its pinyin": (
        SearchRequest(lookups=(("'zhan", "smart", "北斗"),)),
        cases(1, 2, 19),
    ),
    "one of each group looked up": (SearchRequest(lookups=(("'zhan",), ("'shu", "'shuang"))), cases(1)),
    "nothing of a group looked up": (SearchRequest(lookups=(("'zhan",), ("'mei",))), set()),
    "two prefixes": (SearchRequest(prefixes=("渣土", "密闭")), cases(4)),
    "a filter": (SearchRequest(filters={"theme": ("green",)}), cases(5, 9, 18)),
    "or within a facet": (SearchRequest(filters={"theme": ("fumes", "dogs")}), cases(6, 22)),
    "and between facets": (SearchRequest(filters={"theme": ("green",), "city": ("heze", "jinan")}), cases(5, 18)),
    "a filter nothing has": (SearchRequest(filters={"theme": ("none",)}), set()),
    "an empty filter is none": (words("北斗", filters={"theme": ()}), cases(4)),
    "words and filters": (words("夜市", filters={"type": ("article",)}), {"article-201"}),
    "filter by kind": (SearchRequest(filters={"kind": ("lesson",)}), cases(10)),
    "filter by year": (SearchRequest(filters={"year": ("2024",)}), cases(21, 22)),
    "filter by lifecycle": (SearchRequest(filters={"lifecycle": ("permit",)}), cases(8)),
    "filter by loop": (SearchRequest(filters={"loop": ("find",)}), cases(7, 20)),
    "filter by recognition": (SearchRequest(filters={"recognition": ("award",)}), cases(9)),
    "filter by type": (SearchRequest(filters={"type": ("city",)}), {"city-301"}),
    "filter by the city of cases": (SearchRequest(filters={"case_city": ("dezhou",)}), cases(21, 22)),
    "a visitor": (words("夜市"), cases(1) | {"article-201"}),
    "a member": (words("夜市", audiences=MEMBER), cases(1, 13) | {"article-201"}),
    "a member of the city": (words("夜市", audiences=OF_CITY), cases(1, 13, 14) | {"article-201"}),
    "the office": (words("夜市", audiences=OFFICE), cases(1, 13, 15) | {"article-201"}),
    "nobody's audience": (words("夜市", audiences=("city-99",)), set()),
    "no audience": (words("夜市", audiences=()), set()),
    "contact data is closed": (words("13800138000"), set()),
    "contact data is open": (words("13800138000", members_fields=True), cases(16)),
    "a name of a contact": (words("王建国", members_fields=True), cases(16)),
    "contact data is no phrase": (SearchRequest(phrases=("王建国",), members_fields=True), set()),
    "ranking finds nothing by itself": (words("北斗", ranking=("夜市", "占道")), cases(4)),
    "signals find nothing by themselves": (words("北斗", signals=(Signal("theme", 5.0, ("green",)),)), cases(4)),
    "a field's name is a word": (words("_source"), set()),
    "a star is a character": (words("*"), set()),
    "a pattern is text": (words("夜.*"), set()),
    "a regular expression is text": (SearchRequest(prefixes=(".*",)), set()),
    "a field and a value are text": (words("title:夜市"), set()),
    "a boolean word is text": (words("AND"), set()),
    "brackets are text": (SearchRequest(phrases=("(((",)), set()),
    "a quotation mark is text": (SearchRequest(phrases=('"',)), set()),
    "a null character is text": (words("\x00"), set()),
    "half a character is text": (words("\ud800", excluded=("\udfff",), filters={"theme": ("\ud800",)}), set()),
    "an emoji is text": (words("😀"), set()),
    "a space inside a word is no neighbourhood": (words("夜市 占道"), set()),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_finds(corpus, name):
    request, expected = FOUND[name]
    assert ids(corpus, request) == expected
    assert corpus.search(request).total == len(expected)


@pytest.mark.parametrize(
    ("request_", "needed", "expected"),
    [
        (words("北斗", "没有这词"), 1, cases(4)),
        (words("北斗", "渣土", "没有这词"), 1, cases(4, 5) | {"article-202"}),
        (words("同样"), None, cases(*range(100, 170))),
        (words("没有这词", "也没有这词"), None, set()),
    ],
)
def test_few_hits_are_widened_to_one_word_enough(corpus, request_, needed, expected):
    _results, asked = ask(corpus, request_)
    assert (asked.needed, ids(corpus, asked)) == (needed, expected)


def test_a_word_found_stands_above_its_characters(corpus):
    asked = words("口袋公园", characters=tuple("口袋公园"), characters_needed=2)
    hits = [hit.id for hit in corpus.search(asked).hits]
    assert hits[0] == "practice-9"


# --- how it is counted ------------------------------------------------------------------------------------------
def test_facets_are_counted_within_what_is_found(corpus):
    found = corpus.search(words("渣土", facets=FACETS)).facets
    assert found["theme"] == {"waste": 2, "green": 1}
    assert found["type"] == {"practice": 2, "article": 1}
    assert found["lifecycle"] == {}


def test_a_facet_is_counted_without_its_own_filter(corpus):
    found = corpus.search(words("渣土", facets=FACETS, filters={"theme": ("green",)})).facets
    assert (found["theme"], found["city"]) == ({"waste": 2, "green": 1}, {"jinan": 1})


def test_each_of_two_chosen_facets_is_counted_with_the_others_filter(corpus):
    chosen = {"theme": ("waste",), "city": ("jinan",)}
    found = corpus.search(words("渣土", facets=FACETS, filters=chosen))
    assert (found.total, found.facets["theme"], found.facets["type"]) == (1, {"waste": 1, "green": 1}, {"practice": 1})
    assert found.facets["city"] == {"rizhao": 1, "jinan": 1}


def test_only_the_facets_asked_for_are_counted(corpus):
    found = corpus.search(words("渣土", facets=("city",), filters={"theme": ("green",)}))
    assert (found.total, found.facets) == (1, {"city": {"jinan": 1}})


def test_without_facets_nothing_is_counted(corpus):
    assert corpus.search(words("渣土")).facets == {}


def test_facets_stay_within_the_audience(corpus):
    assert corpus.search(words("夜市", facets=("type",))).facets["type"] == {"practice": 1, "article": 1}


# --- kinds of things beside cases -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("audiences", "expected"),
    [
        (VISITOR, {"practice-24", "discussion-1"}),
        (MEMBER, {"practice-24", "discussion-1", "request-1"}),
        (("public", "alliance", "city-3", "office"), {"practice-24", "discussion-1", "request-1"}),
        (("public", "alliance", "city-3", "office", "city-3&office"), WELLS),
    ],
)
def test_each_kind_is_found_and_counted_within_its_own_audience(corpus, audiences, expected):
    """What is for two places at once is not for who is in both without saying so (documents.audiences_of)."""
    asked = words("窨井盖", audiences=audiences, facets=("type",))
    assert ids(corpus, asked) == expected
    assert corpus.search(asked).facets["type"] == {name.partition("-")[0]: 1 for name in expected}


def test_a_kind_is_chosen_by_its_facet(corpus):
    chosen = words("窨井盖", audiences=MEMBER, filters={"type": ("request", "discussion")}, facets=("type", "city"))
    found = corpus.search(chosen)
    assert ids(corpus, chosen) == {"request-1", "discussion-1"}
    assert found.facets == {"type": {"request": 1, "discussion": 1, "practice": 1}, "city": {"jinan": 1}}


def test_one_number_of_one_day_is_put_in_order_by_kind(filled):
    """Four rows may share a number; both engines say which is first, the same at every question."""
    asked = SearchRequest(
        filters={"theme": ("wells",)}, audiences=("public", "alliance", "city-3&office"), sort="newest"
    )
    orders = [[hit.id for hit in engine.search(asked).hits] for engine in filled.values()]
    assert orders[0] == orders[1] == ["practice-24", "request-1", "visit-1", "discussion-1"]


def test_what_was_done_stands_before_what_is_asked_in_the_same_words(corpus):
    asked = Question("窨井盖").request()
    found = corpus.search(replace(asked, audiences=MEMBER))
    assert found.hits[0].id == "practice-24" and found.total == 3


def test_without_one_of_two_of_the_same_number(corpus):
    asked = words("窨井盖", audiences=MEMBER, without=("request-1",))
    assert ids(corpus, asked) == {"practice-24", "discussion-1"}


# --- in which order -----------------------------------------------------------------------------------------------
def test_newest_first(corpus):
    found = corpus.search(SearchRequest(filters={"theme": ("green",)}, sort="newest")).hits
    assert [hit.id for hit in found] == ["practice-18", "practice-9", "practice-5"]


def test_equals_come_by_their_number_the_higher_first(corpus):
    found = [hit.id for page in (1, 2, 3, 4) for hit in corpus.search(words("同样", page=page)).hits]
    lengths = {n: 1 + n % 3 for n in range(100, 170)}
    assert len(found) == 70 == len(set(found))
    for length in (1, 2, 3):
        for filler in range(4):
            group = [int(i.partition("-")[2]) for i in found]
            group = [n for n in group if lengths[n] == length and n % 4 == filler]
            assert group == sorted(group, reverse=True)


def test_of_one_day_the_higher_number_first(corpus):
    found = corpus.search(words("同样", sort="newest")).hits
    assert [hit.id for hit in found] == [f"practice-{number}" for number in range(169, 149, -1)]


def test_pages_are_cut_and_do_not_overlap(corpus):
    pages = [{hit.id for hit in corpus.search(words("同样", page=page)).hits} for page in (1, 2, 3, 4, 5)]
    assert [len(page) for page in pages] == [PAGE_SIZE, PAGE_SIZE, PAGE_SIZE, 10, 0]
    assert len(set().union(*pages)) == 70


@pytest.mark.parametrize("page", [0, -3, 499, 500, 501, 2_000])
def test_any_page_answers_with_the_total(corpus, page):
    assert corpus.search(words("同样", page=page)).total == 70


def test_a_title_weighs_more_than_the_text(corpus):
    assert corpus.search(words("城管")).hits[0].id == "practice-20"


def test_a_signal_lifts_what_carries_it(corpus):
    found = corpus.search(words("渣土", signals=(Signal("theme", 50.0, ("green",)),)))
    assert found.hits[0].id == "practice-5"


def test_a_signal_lifts_what_is_recent(corpus):
    found = corpus.search(words("渣土", signals=(Signal("day", 50.0, since=DAY + 100),)))
    assert found.hits[0].id == "article-202"


def test_what_a_case_is_said_to_be_about_weighs_more_than_the_text(empty):
    plain = SearchDocument("practice-1", "甲", "路灯节能改造。", ("public",))
    short = SearchDocument("practice-2", "乙", "路灯节能改造。", ("public",), subjects="路灯")
    empty.rebuild([plain, short], 1)
    assert [hit.id for hit in empty.search(words("路灯")).hits] == ["practice-2", "practice-1"]


def test_what_is_left_out_is_neither_found_nor_counted(corpus):
    found = corpus.search(words("渣土", without=("practice-4", "article-202"), facets=("kind",)))
    assert {hit.id for hit in found.hits}.isdisjoint({"practice-4", "article-202"})
    assert found.total == corpus.search(words("渣土")).total - 2
    assert "success" not in found.facets["kind"]


def test_the_questions_bigrams_rank(corpus):
    assert corpus.search(words("摊贩", ranking=("农贸", "贸市", "市场"))).hits[0].id == "practice-3"


def test_a_hit_brings_the_text_as_it_was_written(corpus):
    hit = corpus.search(words("smart")).hits[0]
    assert hit.text.startswith("接入 IoT sensors，open data API v2.0，城市大脑。")


def test_thousands_of_words_are_cut_alike(corpus):
    many = words("北斗", *(f"词{n}" for n in range(3_000)), needed=1, ranking=tuple(f"g{n}" for n in range(3_000)))
    assert ids(corpus, many) == cases(4)


def test_thousands_of_synonyms_are_cut_alike(corpus):
    many = SearchRequest(clauses=(Clause(("北斗", *(f"词{n}" for n in range(3_000)))),))
    assert ids(corpus, many) == cases(4)


def test_thousands_of_values_and_phrases_are_cut_alike(corpus):
    values = ("green", *(f"v{n}" for n in range(70_000)))
    many = SearchRequest(filters={"theme": values}, excluded=tuple(f"词{n}" for n in range(2_000)))
    assert ids(corpus, many) == cases(5, 9, 18)


@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_one_large_page_holds_what_small_ones_hold_in_their_order(corpus, sort):
    asked = words("同样", sort=sort)
    small = [hit for page in (1, 2, 3, 4) for hit in corpus.search(replace(asked, page=page)).hits]
    assert list(corpus.search(replace(asked, size=100)).hits) == small
    second = corpus.search(replace(asked, size=30, page=2)).hits
    assert list(second) == small[30:60]


def test_hits_without_text_are_the_same_hits(corpus):
    asked = words("同样")
    bare = corpus.search(replace(asked, texts=False))
    assert [hit.id for hit in bare.hits] == [hit.id for hit in corpus.search(asked).hits]
    assert {hit.text for hit in bare.hits} == {""}


# --- the two beside each other --------------------------------------------------------------------------------------
ASKED = [
    "夜市", "占道经营", "流动摊贩 夜市", "渣土车", "渣土 运输", "油烟监测", "违法建设 无人机", "户外广告", "口袋公园",
    "共享单车怎么停放", "12345热线", "环卫市场化改革", "门前三包", "城市更新 老旧小区", "智慧城管平台", "smart city",
    "zhandao", "zd", "kdgy", "城市大脑 API", "排水防涝", "养犬登记", "同样的标题", "台账 责任人 巡查", "满意度",
    "如何通过数字化平台缩短平均处置时长并避免反弹", '"电子围栏"', "电子围栏 -渣土", "夜市 -占道", "领域:市容 夜市",
    "群眾滿意度", "ＡＰＩ", "的", "城市管理部门会同街道办事处开展日常巡查建立台账", "!!!", "",
]  # fmt: skip


@pytest.mark.parametrize("sort", ["relevance", "newest"])
@pytest.mark.parametrize("text", ASKED)
def test_both_answer_alike(filled, text, sort):
    asked = Question(text, sort=sort).request(facets=FACETS)
    (ours, our_request), (theirs, their_request) = (ask(filled[name], asked) for name in ENGINES)
    assert our_request == their_request
    assert (ours.total, ours.facets) == (theirs.total, theirs.facets)
    if ours.total <= PAGE_SIZE:
        assert {hit.id for hit in ours.hits} == {hit.id for hit in theirs.hits}
    assert [hit.id for hit in ours.hits[:5]] == [hit.id for hit in theirs.hits[:5]]


# --- writing --------------------------------------------------------------------------------------------------------
ONE, OTHER = case(1, "燕子山步道"), case(2, "大明湖步道")
STEPS = words("步道")


def test_without_an_index_it_is_damaged(empty):
    for act in (empty.check, empty.versions, empty.state, lambda: empty.search(STEPS)):
        with pytest.raises(IndexDamaged):
            act()


def test_writing_without_an_index_is_damage_too(empty):
    with pytest.raises(IndexDamaged):
        empty.apply([ONE], [], 1)
    with pytest.raises(IndexDamaged):
        empty.apply([], ["practice-2"], 1)
    empty.rebuild([ONE], 2)
    assert ids(empty, STEPS) == cases(1)


def test_a_rebuild_makes_it_whole(empty):
    assert empty.rebuild([ONE, OTHER], 3) == {"practice-1": 3, "practice-2": 3}
    empty.check()
    assert ids(empty, STEPS) == cases(1, 2)


def test_a_rebuild_of_nothing_is_an_empty_index(empty):
    assert empty.rebuild([], 1) == {} == empty.versions()
    assert empty.search(STEPS).total == 0


def test_a_rebuild_drops_what_is_gone(empty):
    empty.rebuild([ONE, OTHER], 1)
    empty.rebuild([OTHER], 2)
    assert ids(empty, STEPS) == cases(2)


def test_what_is_applied_is_found_at_once(empty):
    empty.rebuild([ONE], 1)
    empty.apply([OTHER], [], 2)
    assert (ids(empty, STEPS), empty.versions()) == (cases(1, 2), {"practice-1": 1, "practice-2": 2})


def test_an_update_replaces(empty):
    empty.rebuild([ONE], 1)
    empty.apply([replace(ONE, title="千佛山索道")], [], 2)
    assert (ids(empty, STEPS), ids(empty, words("索道"))) == (set(), cases(1))


def test_a_delete_removes(empty):
    empty.rebuild([ONE, OTHER], 1)
    empty.apply([], ["practice-1"], 2)
    assert (ids(empty, STEPS), empty.versions()) == (cases(2), {"practice-2": 1})


def test_a_delete_of_what_is_not_there_is_no_error(empty):
    empty.rebuild([ONE], 1)
    empty.apply([], ["practice-9"], 2)
    assert ids(empty, STEPS) == cases(1)


def test_nothing_to_apply_is_no_error(empty):
    empty.rebuild([ONE], 1)
    empty.apply([], [], 2)
    assert ids(empty, STEPS) == cases(1)


def test_the_same_again_is_no_error(empty):
    empty.rebuild([ONE], 1)
    for _again in range(2):
        empty.apply([OTHER], [], 2)
    assert empty.versions() == {"practice-1": 1, "practice-2": 2}


def test_a_late_write_does_not_bring_back_what_was_deleted(empty):
    empty.rebuild([ONE, OTHER], 1)
    empty.apply([], ["practice-1"], 9)
    empty.apply([ONE], [], 5)
    assert ids(empty, STEPS) == cases(2)


def test_a_late_write_does_not_undo_a_later_one(empty):
    empty.rebuild([ONE], 1)
    empty.apply([replace(ONE, title="千佛山索道")], [], 9)
    empty.apply([ONE], [], 5)
    assert (ids(empty, STEPS), ids(empty, words("索道"))) == (set(), cases(1))


def test_a_late_delete_does_not_remove_what_was_written_later(empty):
    empty.rebuild([ONE], 1)
    empty.apply([ONE], [], 9)
    empty.apply([], ["practice-1"], 5)
    assert ids(empty, STEPS) == cases(1)


def test_writing_goes_on_after_a_rebuild(empty):
    empty.rebuild([ONE], 7)
    empty.rebuild([ONE], 8)
    empty.apply([OTHER], ["practice-1"], 9)
    assert ids(empty, STEPS) == cases(2)


def test_an_unknown_field_is_refused_before_it_is_sent(empty):
    empty.rebuild([ONE], 1)
    with pytest.raises(ValueError, match="no such facet: colour"):
        empty.apply([replace(ONE, values={"colour": ("red",)})], [], 2)


def test_a_rebuild_that_fails_leaves_the_old_index(empty):
    def broken():
        yield OTHER
        raise RuntimeError("database gone")

    empty.rebuild([ONE], 1)
    with pytest.raises(RuntimeError):
        empty.rebuild(broken(), 2)
    empty.check()
    assert ids(empty, STEPS) == cases(1)


def test_nobody_meets_an_empty_answer_during_a_rebuild(empty):
    empty.rebuild([ONE], 1)
    totals, failures, stop = [], [], threading.Event()

    def keep_reading():
        try:
            while not stop.is_set():
                totals.append(empty.search(STEPS).total)
        except Exception as error:
            failures.append(error)

    reader = threading.Thread(target=keep_reading)
    reader.start()
    for version in (2, 3, 4):
        empty.rebuild([ONE], version)
    stop.set()
    reader.join()
    assert (failures, set(totals)) == ([], {1})


def test_a_reader_overtaken_by_a_rebuild_begins_again(tmp_path, monkeypatch):
    """Between reading the mark and opening what it names, the worker has put another index in its place."""
    writer, reader = EmbeddedEngine(tmp_path), EmbeddedEngine(tmp_path)
    writer.rebuild([ONE], 1)
    read, rebuilds = reader._generation, iter((2, 3))

    def overtaken():
        name = read()
        if version := next(rebuilds, 0):
            writer.rebuild([ONE, OTHER], version)
        return name

    monkeypatch.setattr(reader, "_generation", overtaken)
    assert reader.search(STEPS).total == writer.search(STEPS).total


def test_texts_with_odd_characters_are_kept(empty):
    odd = replace(ONE, title="步道\x00😀\ud800", body="一\ud800二\x00三" + "长" * 40_000, contact="\udfff")
    empty.rebuild([odd], 1)
    empty.apply([replace(odd, id="practice-2")], [], 2)
    assert ids(empty, STEPS) == cases(1, 2)


def test_its_state_names_index_and_documents(empty):
    empty.rebuild([ONE, OTHER], 1)
    state = empty.state()
    assert (state.documents, bool(state.index), state.bytes > 0, bool(state.detail)) == (2, True, True, True)
