from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models.signals import post_delete
from django.test import Client

from accounts.models import User
from alliance.models import ArticlePage, FeaturedSlot, HomePage
from alliance.sample.accounts import PASSWORD, SAMPLE_ACCOUNTS
from alliance.sample.drawing import MOTIFS, draw
from alliance.sample.files import SampleFiles
from alliance.sample.loader import last_anniversary
from alliance.sample.reading import MARK, NOTICE, read_cases, read_history, to_html
from cities.models import City, CityApprovalTask, Membership
from cities.services import city_join, city_leave
from files.models import AllianceDocument, AllianceImage
from practices.models import DerivedFrom, Hold, Policy, PolicyCitation, PracticePage, PracticeVersion
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


#: Of two founding cities and two others; one learnt from another.
CASES = 4
PARTS = {model.__name__ for model in apps.get_app_config("practices").get_models() if hasattr(model, "practice")}
#: Of these, one with three versions and a correction.
NIGHT_MARKET = "海滨夜市占道经营疏堵结合"


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_sample", *arguments, stdout=out)
    return out.getvalue()


def state() -> tuple[object, ...]:
    models = (User, ArticlePage, FeaturedSlot, AllianceImage, AllianceDocument, PracticeVersion)
    pages = sorted(PracticePage.objects.values_list("title", "first_published_at", "latest_revision"))
    return (*(model.objects.count() for model in models), pages)


def members() -> list[str]:
    return list(City.objects.members().values_list("slug", flat=True))


@pytest.fixture
def members_before() -> list[str]:
    return members()


@pytest.fixture
def loaded(members_before: list[str]) -> None:
    load("--cases", str(CASES))


def test_a_row_once_made_stays(members_before: list[str]) -> None:
    """Wagtail leaves the worker a task for each row that is made; one for a row that has gone fails before the eyes of
    whoever starts the site."""
    gone: list[str] = []

    def note(sender: type, **kwargs: object) -> None:
        gone.append(sender.__name__)

    post_delete.connect(note)
    try:
        load("--cases", str(CASES))
    finally:
        post_delete.disconnect(note)
    assert [name for name in gone if name in PARTS] == []


@pytest.mark.usefixtures("loaded")
class TestLoaded:
    def test_every_case_is_live(self) -> None:
        assert PracticePage.objects.live().count() == CASES

    def test_a_case_is_as_public_as_it_says(self) -> None:
        for case in read_cases(CASES):
            assert PracticePage.objects.get(title=case["title"] + MARK).visibility == case["visibility"]

    def test_a_case_has_as_many_versions_as_were_told(self) -> None:
        for case in read_cases(CASES):
            history = read_history().get(case["title"], {"earlier": []})
            page = PracticePage.objects.get(title=case["title"] + MARK)
            assert list(page.versions.values_list("number", flat=True)) == [*range(len(history["earlier"]) + 1, 0, -1)]
            days = [version.published_at for version in page.versions.order_by("number")]
            assert days == sorted(days)
            assert (page.first_published_at, page.last_published_at) == (days[0], days[-1])

    def test_a_case_with_a_history_says_today_what_it_would_say_without_one(self) -> None:
        page = PracticePage.objects.get(title=NIGHT_MARKET + MARK)
        case = next(case for case in read_cases(CASES) if case["title"] == NIGHT_MARKET)
        assert page.summary == case["summary"]
        assert list(page.steps.values_list("title", flat=True)) == [row["title"] for row in case["steps"]]
        assert [row.after for row in page.indicators.all()] == [Decimal(row["after"]) for row in case["indicators"]]
        assert page.evidence_files.count() == 1

    def test_readers_compare_its_versions_and_see_what_was_corrected(self, client: Client) -> None:
        page = PracticePage.objects.get(title=NIGHT_MARKET + MARK)
        listed = client.get(f"/p/{page.short_id}/versions/").content.decode()
        assert "第 3 版" in listed and "步骤" in listed
        compared = client.get(f"/p/{page.short_id}/versions/compare/?from=1&to=2").content.decode()
        assert "抽签入场" in compared and "<ins>" in compared
        assert "调查摸底" in compared
        assert "更正记录" in client.get(page.url).content.decode()

    def test_every_case_is_marked_in_title_keyword_and_first_line(self) -> None:
        for page in PracticePage.objects.all():
            assert page.title.endswith(MARK)
            assert "示例" in page.keywords.names()
            assert page.context.startswith(f"<p>{NOTICE}")

    def test_every_number_says_that_it_is_invented(self) -> None:
        for page in PracticePage.objects.all():
            assert {row.source for row in page.indicators.all()} == {"示例数据"}

    def test_every_source_that_a_case_names_is_there(self) -> None:
        rows = DerivedFrom.objects.all()
        assert rows
        assert all(row.practice for row in rows)

    def test_accounts_sign_in_with_the_published_password(self) -> None:
        joined = set(City.objects.members().values_list("slug", flat=True))
        for account in SAMPLE_ACCOUNTS:
            if account.city is not None and account.city not in joined:
                assert not User.objects.filter(username=account.username).exists()
                continue
            assert User.objects.get(username=account.username).check_password(PASSWORD)

    def test_second_load_changes_nothing(self) -> None:
        before = state()
        load("--cases", str(CASES))
        assert state() == before

    def test_a_larger_load_adds_to_a_smaller_one(self) -> None:
        load("--cases", str(CASES + 2))
        assert PracticePage.objects.count() == CASES + 2

    def test_every_part_is_in_the_database_and_in_the_version(self) -> None:
        case = read_cases(1)[0]
        page = PracticePage.objects.get(title=case["title"] + MARK)
        recorded = page.versions.order_by("-number")[0].content
        for relation in ("indicators", "steps", "building_blocks", "resources", "conditions"):
            assert getattr(page, relation).count() == len(recorded[relation]) == len(case[relation])
        assert set(page.themes.values_list("code", flat=True)) == set(case["themes"])
        assert page.policy_citations.count() == len(case["policies"])
        assert page.transfer_ranges.count() == len(case["ranges"])
        assert page.verifications.exists()
        assert page.evidence_files.get().document.text.startswith("指标")

    def test_other_cities_join_and_the_founders_stay_the_founders(self) -> None:
        assert {"qingdao", "zibo"} <= set(members())
        assert City.objects.filter(is_founder=True).count() == 8

    def test_the_page_of_a_city_that_joined_says_that_it_is_a_sample(self, client: Client) -> None:
        assert "尚未正式加入联盟" in client.get("/qingdao/").content.decode()
        assert "尚未正式加入联盟" not in client.get("/jinan/").content.decode()

    def test_remove_leaves_nothing(self) -> None:
        load("--remove")
        assert state() == (0, 0, 0, 0, 0, 0, [])
        assert not Policy.objects.exists()

    def test_remove_takes_back_what_joined(self, members_before: list[str]) -> None:
        load("--remove")
        assert members() == members_before
        assert CityApprovalTask.objects.count() == len(members_before)
        joined = City.objects.members().values("pk")
        assert not City.objects.exclude(pk__in=joined).filter(collection__isnull=False).exists()

    def test_load_after_remove_makes_it_all_again(self) -> None:
        load("--remove")
        load("--cases", str(CASES))
        assert PracticePage.objects.live().count() == CASES

    def test_remove_leaves_a_city_where_somebody_works(self) -> None:
        qingdao = City.objects.get(slug="qingdao")
        Membership.objects.create(user=User.objects.create_user(username="clerk"), city=qingdao, role="editor")
        load("--remove")
        assert "qingdao" in members()
        assert qingdao.page.introduction == ""

    def test_remove_leaves_a_city_that_has_written(self) -> None:
        page = practice("qingdao", title="自己写的案例")
        load("--remove")
        assert PracticePage.objects.get() == page
        assert "qingdao" in members()

    def test_remove_leaves_a_city_that_keeps_files(self) -> None:
        qingdao = City.objects.get(slug="qingdao")
        AllianceDocument.objects.create(title="自己的文件", file="documents/a.txt", collection=qingdao.collection)
        load("--remove")
        assert "qingdao" in members()
        assert AllianceDocument.objects.get().title == "自己的文件"

    def test_remove_leaves_a_city_that_a_real_office_brought_back(self) -> None:
        qingdao = City.objects.get(slug="qingdao")
        city_leave(city=qingdao)
        city_join(city=qingdao, home=HomePage.objects.get(), by=User.objects.create_user(username="real-office"))
        load("--remove")
        assert "qingdao" in members()

    def test_remove_leaves_a_policy_that_somebody_cites(self) -> None:
        policy = Policy.objects.get(title__startswith="中华人民共和国固体废物")
        PolicyCitation.objects.create(page=practice(), policy=policy)
        load("--remove")
        assert list(Policy.objects.all()) == [policy]

    def test_remove_spares_what_people_wrote(self) -> None:
        page = practice(title="自己写的案例")
        load("--remove")
        assert list(PracticePage.objects.all()) == [page]

    def test_account_that_left_traces_is_locked_instead_of_deleted(self) -> None:
        user = User.objects.get(username="office")
        Hold.objects.create(practice=practice(), limit="city", reason="原因", set_by=user)
        load("--remove")
        user.refresh_from_db()
        assert not user.is_active
        assert not user.has_usable_password()


def test_a_picture_is_drawn_once_a_city_and_motif() -> None:
    files, city = SampleFiles(), City.objects.get(slug="jinan")
    assert files.image("street", city) is files.image("street", city)
    assert AllianceImage.objects.count() == 1


def test_a_picture_that_was_drawn_by_an_earlier_load_is_used() -> None:
    city = City.objects.get(slug="jinan")
    assert SampleFiles().image("street", city) == SampleFiles().image("street", city)


def test_a_city_that_a_real_office_joined_stays() -> None:
    city_join(
        city=City.objects.get(slug="qingdao"),
        home=HomePage.objects.get(),
        by=User.objects.create_user(username="real-office"),
    )
    load("--cases", str(CASES))
    load("--remove")
    assert "qingdao" in members()


def test_a_city_that_left_is_not_brought_back() -> None:
    jinan = City.objects.get(slug="jinan")
    city_leave(city=jinan)
    load("--cases", str(CASES))
    assert "jinan" not in members()
    assert not PracticePage.objects.in_city(jinan).exists()


def test_a_policy_that_an_office_recorded_is_used_and_stays() -> None:
    policy = Policy.objects.create(title="中华人民共和国固体废物污染环境防治法", number="office")
    load("--cases", str(CASES))
    assert Policy.objects.filter(title=policy.title).count() == 1
    load("--remove")
    assert list(Policy.objects.all()) == [policy]


@pytest.mark.parametrize("number", ["-1", "viel"])
def test_a_number_of_cases_that_is_none_is_refused(number: str) -> None:
    with pytest.raises(CommandError):
        load("--cases", number)
    assert not PracticePage.objects.exists()


@pytest.mark.parametrize(
    ("day", "forgotten", "verified"),
    [
        ("2024-05-16", False, "2026-05-16"),
        ("2024-12-02", False, "2025-12-02"),
        ("2024-02-29", False, "2026-03-01"),
        ("2024-05-16", True, "2025-05-16"),
        ("2026-08-20", True, "2026-08-20"),
    ],
)
def test_a_case_is_verified_on_its_anniversary(day: str, forgotten: bool, verified: str) -> None:
    assert last_anniversary(date.fromisoformat(day), forgotten=forgotten).isoformat() == verified


def test_refused_where_not_allowed(settings) -> None:
    settings.SAMPLE_CONTENT_ALLOWED = False
    with pytest.raises(CommandError, match="不允许"):
        load()
    assert not User.objects.exists()


def test_lines_become_headings_lists_and_paragraphs() -> None:
    assert to_html(["# 一", "二<", "- 三", "- 四"]) == "<h3>一</h3><p>二&lt;</p><ul><li>三</li><li>四</li></ul>"


@pytest.mark.parametrize("motif", sorted(MOTIFS))
def test_the_same_seed_draws_the_same_picture(motif: str) -> None:
    assert draw(motif, "甲") == draw(motif, "甲")


def test_a_real_person_of_the_same_user_name_is_left_alone():
    person = User.objects.create_user(username="qingdao-editor", password=PASSWORD, name="真实的人")
    load("--cases", "1")
    assert not Membership.objects.filter(user=person).exists()
    load("--remove")
    person.refresh_from_db()
    assert person.is_active
