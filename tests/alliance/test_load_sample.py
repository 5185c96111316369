from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from alliance.models import ArticlePage, FeaturedSlot
from alliance.sample.accounts import PASSWORD, SAMPLE_ACCOUNTS
from alliance.sample.drawing import MOTIFS, draw
from alliance.sample.reading import MARK, NOTICE, read_cases, to_html
from files.models import AllianceDocument, AllianceImage
from practices.models import Hold, PracticePage, PracticeVersion
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_sample", *arguments, stdout=out)
    return out.getvalue()


def state() -> tuple[object, ...]:
    models = (User, ArticlePage, FeaturedSlot, AllianceImage, AllianceDocument, PracticeVersion)
    pages = sorted(PracticePage.objects.values_list("title", "first_published_at", "latest_revision"))
    return (*(model.objects.count() for model in models), pages)


@pytest.fixture
def loaded() -> None:
    load()


@pytest.mark.usefixtures("loaded")
class TestLoaded:
    def test_every_case_is_live(self) -> None:
        assert PracticePage.objects.live().count() == len(list(read_cases()))

    def test_every_case_has_one_version(self) -> None:
        assert PracticeVersion.objects.count() == len(list(read_cases()))

    def test_every_case_is_marked_in_title_keyword_and_first_line(self) -> None:
        for page in PracticePage.objects.all():
            assert page.title.endswith(MARK)
            assert "示例" in page.keywords.names()
            assert page.context.startswith(f"<p>{NOTICE}")

    def test_every_number_says_that_it_is_invented(self) -> None:
        for page in PracticePage.objects.all():
            assert {row.source for row in page.indicators.all()} == {"示例数据"}

    def test_every_source_that_a_case_names_is_there(self) -> None:
        for page in PracticePage.objects.filter(derived_from__isnull=False):
            assert all(row.practice for row in page.derived_from.all())

    def test_accounts_sign_in_with_the_published_password(self) -> None:
        for account in SAMPLE_ACCOUNTS:
            assert User.objects.get(username=account.username).check_password(PASSWORD)

    def test_second_load_changes_nothing(self) -> None:
        before = state()
        load()
        assert state() == before

    def test_remove_leaves_nothing(self) -> None:
        load("--remove")
        assert state() == (0, 0, 0, 0, 0, 0, [])

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
