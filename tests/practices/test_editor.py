"""The editor as the server sees it: what a clerk posts, and what somebody posts who wants more."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from accounts.models import User
from cities.models import District, ProfileMetric
from practices.completeness import RULES, beside_of, completeness
from practices.models import Policy, PracticeIndexPage, PracticePage
from practices.serializers import TERM_FIELDS, serialize
from tests.factories.cities import approver_of, city, curator, editor_of
from tests.factories.files import make_document, make_image
from tests.factories.practices import practice
from vocabulary.models import Term

pytestmark = pytest.mark.django_db
SCRIPT = '<script>alert("x")</script>'


FULL_TEXTS = ("aims", "governance", "conditions_text", "transferability", "adaptation", "sustainability")
FULL_TEXTS += ("lessons", "novelty")
FULL_PARTS = ("steps", "conditions", "transfer_ranges", "building_blocks", "resources", "policy_citations")
FULL_PARTS += ("derived_from", "evidence_files", "videos")


def index(slug: str = "rizhao") -> PracticeIndexPage:
    return PracticeIndexPage.objects.child_of(city(slug).page).get()


def theme(scheme: str = "theme") -> int:
    return Term.objects.filter(scheme=scheme).first().pk


def indicator(**changed: object) -> dict[str, object]:
    row = {"name": "占道投诉", "unit": "件/月", "before": "120", "after": "45", "better": "lower"}
    return {**row, "measured_on": "2026-06-30", "source": "示例数据", **changed}


def form(*, indicators: list | None = None, images: list | None = None, attachments: list | None = None, **changed):
    data = {
        "title": "早市退路进院",
        "slug": "",
        "summary": "把马路早市迁进院子。",
        "themes": [theme()],
        "keywords": "早市, 疏导",
        "kind": "success",
        "stage": "running",
        "started_on": "2025-03-01",
        "ended_on": "",
        "district": "",
        "context": rich_text("<p>早市占去半幅车道。</p>"),
        "approach": rich_text("<p>先登记，再整修，后抽签。</p>"),
        "difficulties": rich_text("<p>第一批院子太远。</p>"),
        "contact_name": "示例联系人",
        "contact_phone": "0633-0000000",
        "contact_email": "",
        "visibility": "alliance",
        "confirmed_not_secret": "on",
        "go_live_at": "",
        "expire_at": "",
        "indicators": inline_formset([indicator()] if indicators is None else indicators),
        "images": inline_formset(images or []),
        "attachments": inline_formset(attachments or []),
        "comments": inline_formset([]),
        **{name: rich_text("") for name in FULL_TEXTS},
        **{name: inline_formset([]) for name in FULL_PARTS},
        **changed,
    }
    # Several values of one name, not numbered names.
    themes = data.pop("themes")
    return {**nested_form_data(data), "themes": themes}


@pytest.fixture
def editor(client):
    person = editor_of("rizhao")
    client.force_login(person)
    return person


def add(client, data, slug: str = "rizhao"):
    return client.post(reverse("wagtailadmin_pages:add", args=["practices", "practicepage", index(slug).pk]), data)


def saved() -> PracticePage:
    return PracticePage.objects.get().get_latest_revision_as_object()


def errors(response) -> dict[str, list[str]]:
    return response.context["form"].errors


def test_a_snapshot_is_saved_as_a_draft_with_its_parts(client, editor):
    add(client, form(images=[{"image": make_image().pk, "caption": "现场"}]))
    page = saved()
    assert (page.title, page.live, page.city, page.owner) == ("早市退路进院", False, city("rizhao"), editor)
    assert page.slug == f"zao-shi-tui-lu-jin-yuan-{page.short_id}"
    assert [(row.name, row.before, row.after) for row in page.indicators.all()] == [("占道投诉", 120, 45)]
    assert page.images.count() == 1
    assert sorted(page.keywords.names()) == ["早市", "疏导"]


def test_submitting_starts_the_citys_own_approval(client, editor):
    add(client, form(**{"action-submit": "1"}))
    assert PracticePage.objects.get().current_workflow_state.workflow == city("rizhao").workflow


def test_a_draft_may_be_kept_before_the_tick(client, editor):
    add(client, form(confirmed_not_secret=""))
    assert PracticePage.objects.exists()


def test_nothing_is_submitted_without_the_tick(client, editor):
    response = add(client, form(confirmed_not_secret="", **{"action-submit": "1"}))
    assert "不涉密" in errors(response)["confirmed_not_secret"][0]
    assert not PracticePage.objects.exists()


def test_nothing_goes_live_without_the_tick_by_any_door(client):
    page = practice("rizhao", published=False, confirmed_not_secret=False)
    client.force_login(approver_of("rizhao"))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{address}?id={page.pk}", {"include_descendants": ""})
    assert not PracticePage.objects.get(pk=page.pk).live


def test_an_editor_who_posts_publish_only_saves(client, editor):
    add(client, form(**{"action-publish": "1"}))
    assert not PracticePage.objects.get().live


def test_what_is_no_field_cannot_be_set(client, editor):
    stranger = User.objects.create_user("stranger")
    forged = {
        "city": city("heze").pk,
        "bureau": city("heze").bureaus.first().pk,
        "owner": stranger.pk,
        "uuid": "00000000-0000-0000-0000-000000000000",
        "short_id": "forged",
        "contact_user": stranger.pk,
        "live": "1",
    }
    add(client, form(**forged))
    page = saved()
    assert (page.city, page.bureau.city, page.owner) == (city("rizhao"), city("rizhao"), editor)
    assert page.short_id != "forged" and not page.live and page.contact_user is None


def test_an_editor_does_not_write_in_another_city(client, editor):
    add(client, form(), slug="heze")
    assert not PracticePage.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 101}, "title"),
        ({"title": "长" * 10_000}, "title"),
        ({"summary": "长" * 161}, "summary"),
        ({"themes": []}, "themes"),
        ({"themes": ["999999"]}, "themes"),
        ({"themes": ["x"]}, "themes"),
        ({"kind": "nothing"}, "kind"),
        ({"visibility": "world"}, "visibility"),
        ({"started_on": "2025-03-01", "ended_on": "2024-01-01"}, "ended_on"),
        ({"started_on": "yesterday"}, "started_on"),
        ({"contact_email": "no address"}, "contact_email"),
        ({"title": "a\x00b"}, "title"),
        ({"district": "999999"}, "district"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(client, editor, changed, field):
    response = add(client, form(**changed))
    assert response.status_code == 200
    assert field in errors(response)
    assert not PracticePage.objects.exists()


def test_a_term_of_another_list_is_no_theme(client, editor):
    assert "themes" in errors(add(client, form(themes=[theme("lifecycle")])))


def test_a_district_of_another_city_is_refused(client, editor):
    foreign = District.objects.filter(city=city("heze")).first()
    assert "只能选择本市的区县" in errors(add(client, form(district=foreign.pk)))["district"][0]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"before": "many"}, "before"),
        ({"after": "1e400"}, "after"),
        ({"measured_on": "soon"}, "measured_on"),
        ({"name": "长" * 61}, "name"),
        ({"before": "9" * 30}, "before"),
    ],
)
def test_an_indicator_that_is_wrong_says_so_in_its_row(client, editor, changed, field):
    response = add(client, form(indicators=[indicator(**changed)]))
    assert field in response.context["form"].formsets["indicators"].forms[0].errors
    assert not PracticePage.objects.exists()


@pytest.mark.parametrize("column", ["unit", "name"])
def test_an_indicator_may_be_unfinished_in_a_draft_and_not_on_submission(client, editor, column):
    unfinished = [indicator(**{column: ""})]
    response = add(client, form(indicators=unfinished, **{"action-submit": "1"}))
    assert column in response.context["form"].formsets["indicators"].forms[0].errors
    add(client, form(indicators=unfinished))
    assert saved().indicators.count() == 1


@pytest.mark.parametrize("field", ["summary", "visibility", "themes"])
def test_what_every_case_needs_is_asked_for_on_submission(client, editor, field):
    empty = [] if field == "themes" else ""
    assert field in errors(add(client, form(**{field: empty, "action-submit": "1"})))
    assert not PracticePage.objects.exists()


@pytest.mark.parametrize("number", [0, 60])
def test_any_number_of_indicators_is_kept(client, editor, number):
    add(client, form(indicators=[indicator(name=f"指标{n}") for n in range(number)]))
    assert saved().indicators.count() == number


@pytest.mark.parametrize("part", ["images", "attachments"])
def test_a_file_of_another_city_cannot_be_chosen_by_its_number(client, editor, part):
    foreign = make_image() if part == "images" else make_document()
    foreign.collection = city("heze").collection
    foreign.save()
    row = {"image": foreign.pk, "caption": ""} if part == "images" else {"document": foreign.pk, "title": ""}
    response = add(client, form(**{part: [row]}))
    assert "不在您可以选用的" in str(errors(response))
    assert not PracticePage.objects.exists()


def test_markup_in_long_texts_is_cleaned_and_in_short_ones_shown_as_text(client, editor):
    dirty = rich_text(f"<p>好{SCRIPT}</p>")
    add(client, form(title=f"标题{SCRIPT}", summary=SCRIPT, context=dirty, keywords=SCRIPT, contact_name=SCRIPT))
    page = saved()
    assert "script" not in page.context
    page.visibility = "public"
    page.save_revision().publish()
    content = client.get(f"/p/{page.short_id}", follow=True).content.decode()
    assert not re.search(r"<script>alert", content)


@pytest.mark.parametrize("action", ["move", "copy", "alias", "bulk move"])
def test_a_case_does_not_leave_its_city(client, action):
    """By somebody with rights in both."""
    from cities.services import membership_give

    person = approver_of("rizhao")
    membership_give(user=person, city=city("heze"), role="approver")
    page, elsewhere = practice("rizhao", title="日照的案例"), index("heze")
    client.force_login(person)
    if action == "move":
        client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, elsewhere.pk]))
    elif action == "bulk move":
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
        client.post(f"{address}?id={page.pk}", {"chooser": elsewhere.pk, "move_applicable": "1"})
    else:
        data = {"new_title": "副本", "new_slug": "copy", "new_parent_page": elsewhere.pk}
        data |= {"alias": "1"} if action == "alias" else {}
        client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
    assert not elsewhere.get_children().exists()
    assert PracticePage.objects.get(pk=page.pk).city == city("rizhao")


def test_saving_again_keeps_what_the_form_does_not_show(client, editor):
    page = practice("rizhao", published=False, owner=editor)
    data = form(title="改过的名称", slug=page.slug)
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    after = PracticePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert after.title == "改过的名称"
    assert (after.uuid, after.short_id, after.owner) == (page.uuid, page.short_id, editor)


@pytest.mark.parametrize("text", ["no json", "{", '{"blocks": "\x00"}'])
def test_a_long_text_that_did_not_come_from_the_editor_is_refused(client, editor, text):
    assert add(client, form(context=text)).status_code == 400
    assert not PracticePage.objects.exists()


# --- the full case ------------------------------------------------------------------------------------------------
def full_form(**changed):
    policy = Policy.objects.create(title="示例管理办法")
    block = {"name": "自治公约", "how": "商户自己定", "enabling_factors": "", "lesson": ""}
    terms = {name: [theme(scheme)] for name, scheme in TERM_FIELDS.items() if name != "themes"}
    rows = {
        "steps": [{"title": "摸清底数", "period": "2 周", "body": "逐条街登记"}],
        "conditions": [{"text": "有可用空地", "essential": "on"}],
        "transfer_ranges": [{"metric": ProfileMetric.objects.first().pk, "minimum": "100", "maximum": ""}],
        "building_blocks": [{**block, "files": inline_formset([])}],
        "resources": [{"kind": "money", "name": "改造", "amount": "38.5", "unit": "万元", "recurrence": "once"}],
        "policy_citations": [{"policy": policy.pk, "clause": "第三条"}],
        "evidence_files": [{"document": make_document("月报").pk, "description": "投诉月报"}],
    }
    texts = {name: rich_text(f"<p>{name}</p>") for name in FULL_TEXTS}
    given = {**texts, **{name: inline_formset(found) for name, found in rows.items()}, **changed}
    return {**form(**given), **terms}


def test_a_full_case_is_written_in_one_form(client, editor):
    add(client, full_form())
    page = saved().get_latest_revision_as_object()
    assert completeness(serialize(page), beside_of(page)).missing == []


@pytest.mark.parametrize("field", ["lifecycle_stages", "loop_phases", "root_problems", "actors"])
def test_a_term_of_another_list_is_refused_in_every_list(client, editor, field):
    response = add(client, {**full_form(), field: [theme()]})
    assert field in response.context["form"].errors


def row_errors(response, relation: str) -> list:
    return [form.errors for form in response.context["form"].formsets[relation].forms if form.errors]


def source(**changed):
    row = {"kind": "practice", "practice": "", "title": "", "url": "", **changed}
    return {"derived_from": inline_formset([row])}


def test_a_source_is_kept_with_its_name(client, editor):
    origin = practice("heze", title="菏泽的案例")
    add(client, form(**source(practice=origin.pk)))
    made = PracticePage.objects.exclude(pk=origin.pk).get()
    row = made.get_latest_revision_as_object().derived_from.get()
    assert (row.practice, row.title, row.source_uuid) == (origin, "菏泽的案例", origin.uuid)


@pytest.mark.parametrize("given", [{}, {"kind": "external"}, {"kind": "external", "title": "  "}])
def test_a_source_without_a_case_or_a_name_says_so(client, editor, given):
    assert row_errors(add(client, form(**source(**given))), "derived_from")
    assert not PracticePage.objects.exists()


def test_a_case_that_may_not_be_read_is_no_source(client, editor):
    secret = practice("heze", visibility="city", title="菏泽的内部案例")
    response = add(client, form(**source(practice=secret.pk)))
    assert row_errors(response, "derived_from")
    assert not PracticePage.objects.exclude(pk=secret.pk).exists()


def test_a_case_is_not_its_own_source(client, editor):
    page = practice("rizhao", published=False, owner=editor)
    data = form(slug=page.slug, **source(practice=page.pk))
    assert row_errors(client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data), "derived_from")


def test_a_range_that_ends_before_it_begins_is_refused(client, editor):
    rows = [{"metric": ProfileMetric.objects.first().pk, "minimum": "9", "maximum": "3"}]
    assert row_errors(add(client, form(transfer_ranges=inline_formset(rows))), "transfer_ranges")


def test_a_file_of_another_city_cannot_be_put_into_a_block(client, editor):
    row = {"kind": "other", "document": make_document("菏泽的台账", "heze").pk}
    block = {"name": "公约", "how": "", "enabling_factors": "", "lesson": "", "files": inline_formset([row])}
    add(client, form(building_blocks=inline_formset([block])))
    assert not PracticePage.objects.exists()


@pytest.mark.parametrize("action, status", [("add/", 200), ("edit/{pk}/", 302), ("delete/{pk}/", 302)])
def test_a_writer_adds_policies_and_changes_none(client, editor, action, status):
    policy = Policy.objects.create(title="示例管理办法")
    assert client.get(f"/cms/snippets/practices/policy/{action.format(pk=policy.pk)}").status_code == status


def test_the_office_changes_policies(client):
    policy = Policy.objects.create(title="示例管理办法")
    client.force_login(curator())
    assert client.get(f"/cms/snippets/practices/policy/edit/{policy.pk}/").status_code == 200


def test_the_meter_names_every_rule(client, editor):
    content = client.get(
        reverse("wagtailadmin_pages:add", args=["practices", "practicepage", index().pk])
    ).content.decode()
    assert all(f'data-rule="{rule.name}"' in content for rule in RULES)
    assert "case_editor" in content
