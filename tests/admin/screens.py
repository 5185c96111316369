"""The screens of the editing pages a city's people and the office meet, with something on each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site, TaskState

from alliance.manual import all_topics
from alliance.models import ArticleIndexPage, ArticlePage, FeaturedSlot, HomeLayout, StandardPage, ThemeFront, ThemePin
from cities.models import City
from practices.models import (
    CorrectionRequest,
    ExportForm,
    ExportJob,
    ExportState,
    ImportRun,
    Policy,
    PracticeIndexPage,
    PracticePage,
    Recognition,
)
from practices.reviews.judging import author_ask
from practices.reviews.opening import round_open
from search.models import OutboxEntry, Pin, PopularSearch, QueryLog
from tests.factories.cities import approver_of, city, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.reviews import days, opened, scored
from vocabulary.models import SynonymGroup, Term, UserWord


@dataclass(frozen=True)
class Scene:
    """One city at work: a live case with history, a draft, one in review, one sent back, a picture, a file."""

    city: City
    index: PracticeIndexPage
    live: PracticePage
    draft: PracticePage
    reviewed: PracticePage
    sent_back: PracticePage
    image: Any
    document: Any
    people: dict[str, Any]


def make_scene() -> Scene:
    rizhao = city("rizhao")
    people = {
        "editor": editor_of("rizhao", name="王小明"),
        "approver": approver_of("rizhao", name="李审核"),
        "curator": curator(name="省办赵"),
    }
    live, draft, reviewed, sent_back = (
        practice(title=title, owner=people["editor"], published=title == "早市退路进院")
        for title in ("早市退路进院", "渣土车夜查", "油烟净化", "违建先告知")
    )
    live.save_revision(user=people["editor"])
    _arrange_city(rizhao.page, people["editor"])
    _in_review(reviewed, people)
    _in_review(sent_back, people)
    state = sent_back.current_workflow_task_state
    state.task.specific.on_action(state, people["approver"], "reject", comment="请补数据")
    article = ArticlePage(title="联盟由来", slug="origin", summary="八城共建", body="<p>八城共建。</p>")
    ArticleIndexPage.objects.get().add_child(instance=article)
    Policy.objects.create(title="示例管理办法", number="示例〔2020〕1 号")
    FeaturedSlot.objects.create(practice=live, chosen_by=people["curator"])
    front = ThemeFront.objects.create(theme=live.themes.get())
    ThemePin.objects.create(front=front, practice=live)
    _arrange_twice(people["curator"])
    return Scene(
        city=rizhao,
        index=PracticeIndexPage.objects.child_of(rizhao.page).get(),
        live=live,
        draft=draft,
        reviewed=reviewed,
        sent_back=sent_back,
        image=_image(rizhao, people["editor"]),
        document=_document(rizhao, people["editor"]),
        people=people,
    )


def _arrange_city(page: Any, by: Any) -> None:
    page.save_revision(user=by)
    page.arrangement = [("section", "newest"), ("section", "bureaus")]
    page.save_revision(user=by)


def _arrange_twice(by: Any) -> None:
    layout = HomeLayout.objects.get()
    layout.save_revision(user=by)
    layout.headline = "找得到，学得会"
    text = {"heading": "致读者", "body": "<p>欢迎。</p>", "link_text": "", "link_address": ""}
    layout.blocks = [("themes", {"title": ""}), ("tiles", {"title": "", "number": "residents"}), ("text", text)]
    layout.save_revision(user=by)


def _in_review(page: PracticePage, people: dict[str, Any]) -> None:
    page.save_revision(user=people["editor"])
    page.get_workflow().start(page, people["editor"])


def _image(of: City, by: Any) -> Any:
    return get_image_model().objects.create(
        title="早市", file=get_test_image_file(), collection=of.collection, uploaded_by_user=by
    )


def _document(of: City, by: Any) -> Any:
    file = SimpleUploadedFile("办法.pdf", b"%PDF-1.4\n")
    return get_document_model().objects.create(title="办法", file=file, collection=of.collection, uploaded_by_user=by)


def addresses(scene: Scene) -> list[str]:
    """In the order a person would meet them."""
    return [
        *_desk(),
        *_quality(scene),
        *_exports(scene),
        *_reviews(scene),
        *_home_and_reports(),
        *_places(scene),
        *_case(scene.live),
        *_published_versions(scene),
        *(_edit(page) for page in (scene.draft, scene.reviewed, scene.sent_back)),
        reverse("wagtailadmin_pages:delete", args=[scene.draft.pk]),
        *_of_versions(scene.live),
        *_of_versions(scene.city.page),
        *_approval(scene.reviewed),
        *_library("wagtailimages", scene.image),
        *_library("wagtaildocs", scene.document),
        *_featured(),
        *_arranged(),
        *_articles(),
        *_policies(),
        *_imports(scene),
        *_vocabulary(),
        *_search_desk(scene),
        *_platform(),
    ]


def _quality(scene: Scene) -> list[str]:
    """What was found in a case, its like passages, and the office's list of pairs."""
    case, other = scene.live.short_id, scene.reviewed.short_id
    return [
        reverse("quality_case", args=[case]),
        reverse("quality_similar", args=[case, other]),
        reverse("quality_pairs"),
    ]


def _exports(scene: Scene) -> list[str]:
    """What can be taken of lists, and own files in each state."""
    for person in scene.people.values():
        for state, form in zip(ExportState, (*ExportForm, ExportForm.CSV), strict=True):
            ExportJob.objects.create(
                owner=person, source="cases", name="全部案例", form=form, state=state, total=9, problem="请重试。"
            )
    new = reverse("export_new", args=["cases"])
    return [new, f"{new}?city=heze", f"{new}?city=nowhere", reverse("exports")]


def _reviews(scene: Scene) -> list[str]:
    """A batch, a case scored by two cities and waiting for its author, and what an earlier review gave it."""
    by, live = scene.people["curator"], scene.live
    batch = round_open(title="夏季评审", due_on=days(9), by=by)
    review = opened(live, by=by, round=batch)
    scored(review, 3, 1)
    author_ask(review=review, answer_by=days(5), by=by)
    award = Term.objects.get(scheme="recognition", code="excellent-case")
    given = Recognition.objects.create(practice=live, award=award, given_by=by)
    return [
        reverse("reviews"),
        *(reverse(f"review_{name}") for name in ("rubric", "rubric_new", "round_new")),
        reverse("review_round", args=[batch.pk]),
        reverse("review", args=[review.pk]),
        reverse("review_new", args=[scene.live.short_id]),
        *(reverse(name, args=[live.short_id]) for name in ("practice_standing", "evidence_lower")),
        *(reverse(name, args=[given.number]) for name in ("certificate", "certificate_withdraw")),
    ]


def _desk() -> list[str]:
    """Where everybody starts, and from where the editing pages are entered."""
    cases = reverse("own_cases")
    return [
        reverse("desk"),
        cases,
        f"{cases}?q=没有这个词",
        f"{cases}?overdue=on&sort=review",
        reverse("notifications"),
        reverse("manual"),
        *(reverse("manual_topic", args=[topic]) for topic in all_topics()),
    ]


def _home_and_reports() -> list[str]:
    reports = ("locked_pages", "workflow", "workflow_tasks", "site_history", "aging_pages")
    return [
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_account"),
        *(reverse(f"wagtailadmin_reports:{name}") for name in reports),
        reverse("wagtailadmin_pages:search") + "?q=早市",
        reverse("wagtailadmin_pages:search") + "?q=没有这个词",
        reverse("wagtailadmin_explore_root"),
        "/cms/no-such-page/",
    ]


def _places(scene: Scene) -> list[str]:
    explorers = [reverse("wagtailadmin_explore", args=[pk]) for pk in (scene.city.page.pk, scene.index.pk)]
    index = scene.index.pk
    return [
        *explorers,
        f"{explorers[1]}?q=早市",
        f"{explorers[1]}?q=没有这个词",
        f"{explorers[1]}?ordering=ord",
        reverse("wagtailadmin_pages:add_subpage", args=[index]),
        reverse("wagtailadmin_pages:add", args=["practices", "practicepage", index]),
        reverse("wagtailadmin_pages:edit", args=[scene.city.page.pk]),
        reverse("wagtailadmin_pages:edit", args=[index]),
        reverse("wagtailadmin_choose_page"),
        reverse("wagtailadmin_choose_page_child", args=[index]),
        reverse("wagtailadmin_choose_page_search") + "?q=早市",
        reverse("wagtailadmin_choose_page_external_link"),
        reverse("wagtailadmin_choose_page_email_link"),
        reverse("wagtailadmin_choose_page_phone_link"),
        reverse("wagtailadmin_choose_page_anchor_link"),
    ]


def _edit(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _case(page: Any) -> list[str]:
    of_page = ("edit", "usage", "history", "workflow_history", "unpublish", "delete", "move", "copy", "set_privacy")
    of_page += ("confirm_workflow_cancellation",)
    actions = ("delete", "move", "publish", "unpublish")
    return [
        *(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in of_page),
        *(reverse("wagtail_bulk_action", args=["wagtailcore", "page", act]) + f"?id={page.pk}" for act in actions),
    ]


def _published_versions(scene: Scene) -> list[str]:
    """Two published ones that differ, and a correction in every state, with a member who asked."""
    page, asked_by = scene.live, member_of("rizhao", name="张成员")
    page.summary = "早市搬进院子，路面腾出来"
    page.save_revision(user=scene.people["editor"]).publish()
    asked = [
        page.corrections.create(number=1, place="outcomes", wrong="数字不一致", asked_by=asked_by, state=state)
        for state in CorrectionRequest.State.values
    ]
    return [
        *(reverse(f"practice_{name}", args=[page.short_id]) for name in ("versions", "compare", "correct")),
        *(reverse("practice_version", args=[page.short_id, number]) for number in (1, 2)),
        reverse("practice_compare", args=[page.short_id]) + "?to=draft",
        *(reverse("practice_version_close", args=[page.short_id, number]) for number in (1, 2)),
        *(reverse(f"practice_{name}", args=[page.short_id]) for name in ("withdraw", "verify")),
        *(reverse("corrections") + query for query in ("", "?all=on")),
        *(reverse("correction", args=[row.pk]) for row in asked),
    ]


def _of_versions(page: Any) -> list[str]:
    first, last = page.revisions.order_by("pk").first(), page.revisions.order_by("pk").last()
    return [
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, last.pk]),
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", "latest"]),
        reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, last.pk]),
    ]


def _approval(page: PracticePage) -> list[str]:
    state: TaskState = page.current_workflow_task_state
    actions = [
        reverse(f"wagtailadmin_pages:{name}", args=[page.pk, action, state.pk])
        for name in ("workflow_action", "collect_workflow_action_data")
        for action in ("approve", "reject")
    ]
    detail = reverse("wagtailadmin_pages:workflow_history_detail", args=[page.pk, page.current_workflow_state.pk])
    return [*actions, detail]


def _library(space: str, thing: Any) -> list[str]:
    kind = thing._meta.model_name
    chooser = f"{space}_chooser"
    bulk = reverse("wagtail_bulk_action", args=[thing._meta.app_label, kind, "delete"])
    return [
        reverse(f"{space}:index"),
        reverse(f"{space}:index") + "?q=没有这个词",
        reverse(f"{space}:add"),
        reverse(f"{space}:add_multiple"),
        reverse(f"{space}:edit", args=[thing.pk]),
        reverse(f"{space}:delete", args=[thing.pk]),
        reverse(f"{space}:{'image' if space == 'wagtailimages' else 'document'}_usage", args=[thing.pk]),
        reverse(f"{chooser}:choose"),
        reverse(f"{chooser}:choose_results") + "?q=没有这个词",
        reverse(f"{chooser}:chosen", args=[thing.pk]),
        f"{bulk}?id={thing.pk}",
        f"{bulk.replace('delete', 'add_tags')}?id={thing.pk}",
        f"{bulk.replace('delete', 'add_to_collection')}?id={thing.pk}",
    ]


def _arranged() -> list[str]:
    """The home page and the page of a theme, with a version of the one and a pin on the other."""
    home, theme = HomeLayout.snippet_viewset.url_namespace, ThemeFront.snippet_viewset.url_namespace
    front, layout = ThemeFront.objects.get(), HomeLayout.objects.get()
    first, last = layout.revisions.order_by("pk")
    return [
        reverse(f"{home}:list"),
        *(reverse(f"{home}:{name}", args=[layout.pk]) for name in ("edit", "history", "usage")),
        reverse(f"{home}:revisions_compare", args=[layout.pk, first.pk, last.pk]),
        reverse(f"{home}:revisions_revert", args=[layout.pk, first.pk]),
        reverse(f"{theme}:list"),
        reverse(f"{theme}:add"),
        *(reverse(f"{theme}:{name}", args=[front.pk]) for name in ("edit", "delete", "history", "usage")),
    ]


def _articles() -> list[str]:
    index, article = ArticleIndexPage.objects.get(), ArticlePage.objects.get()
    return [
        reverse("wagtailadmin_explore", args=[index.pk]),
        reverse("wagtailadmin_pages:add", args=["alliance", "articlepage", index.pk]),
        *_case(article),
    ]


def _policies() -> list[str]:
    """Of the record a case cites: everybody adds, the office looks after it."""
    space, policy = Policy.snippet_viewset.url_namespace, Policy.objects.get()
    chooser = Policy.snippet_viewset.chooser_viewset.url_namespace
    return [
        reverse(f"{space}:list"),
        reverse(f"{space}:add"),
        reverse(f"{chooser}:choose"),
        *(reverse(f"{space}:{name}", args=[policy.pk]) for name in ("edit", "delete", "history", "usage")),
    ]


def _imports(scene: Scene) -> list[str]:
    """A file in each state it can be in, with a case that is asked about, one with remarks and one that is refused."""
    said = {"level": "warning", "where": "开始时间", "message": "“去年”看不出是哪一天。"}
    plans = {"new": "", "ask": "本市已有同名案例。", "refused": "没有案例名称。"}
    shown = []
    for state in ImportRun.State.values:
        run = ImportRun.objects.create(
            city=scene.city, by=scene.people["editor"], name="案例汇总.xlsx", state=state, total=3, findings=[said]
        )
        shown.append(run)
        for number, (plan, reason) in enumerate(plans.items(), 1):
            run.rows.create(
                number=number,
                source=f"案例汇总.xlsx 案例 第 {number + 1} 行",
                title="夜市疏导",
                plan=plan,
                reason=reason,
                content={"summary": "投诉降六成", "indicators": [{"name": "投诉"}]},
                findings=[said],
                unplaced=["领导批示：很好"],
                page=scene.draft if number == 1 else None,
            )
    return [
        reverse("practice_imports:index"),
        *(reverse("practice_imports:run", args=[run.pk]) for run in shown),
    ]


def _platform() -> list[str]:
    page = StandardPage.objects.get(slug="about")
    return [
        reverse("wagtailsettings:edit", args=["alliance", "platformsettings"]),
        reverse("wagtailsettings:edit", args=["alliance", "platformsettings", Site.objects.get().pk]),
        *_case(page),
    ]


def _featured() -> list[str]:
    space = FeaturedSlot.snippet_viewset.url_namespace
    slot = FeaturedSlot.objects.get()
    return [
        reverse(f"{space}:list"),
        reverse(f"{space}:add"),
        *(reverse(f"{space}:{name}", args=[slot.pk]) for name in ("edit", "delete", "history", "usage")),
    ]


def _search_desk(scene: Scene) -> list[str]:
    """With a page that fails, questions that found nothing or took long, and a pin on a page that is gone."""
    OutboxEntry.objects.create(identifier=f"practice-{scene.live.pk}", attempts=7, last_error="ValueError: x")
    QueryLog.objects.create(text="共享雨伞", total=0, is_empty=True, took=900, reader="visitor")
    pin = Pin.objects.create(page=scene.live, queries="早市", note="最完整的一个")
    Pin.objects.create(page=None, queries="夜市", note="原来的页面", match=Pin.Match.WORDS)
    pins = (reverse(f"search_pins:{name}", args=[pin.pk]) for name in ("edit", "delete", "history"))
    return [
        reverse("search_desk:index"),
        reverse("search_desk:rebuild"),
        *(reverse("search_questions:index") + f"?days={days}" for days in (7, 90)),
        *(reverse("search_pins:index") + query for query in ("", "?q=没有这个词", "?match=words")),
        reverse("search_pins:add") + "?queries=共享雨伞",
        reverse("vocabulary_synonyms:add") + "?words=共享雨伞",
        *pins,
    ]


def _vocabulary() -> list[str]:
    term, group, word = Term.objects.first(), SynonymGroup.objects.first(), UserWord.objects.first()
    entries = {"vocabulary_terms": term, "vocabulary_synonyms": group, "vocabulary_words": word}
    of_entry = [
        address
        for space, entry in entries.items()
        for address in (
            reverse(f"{space}:index"),
            reverse(f"{space}:index") + "?q=没有这个词",
            reverse(f"{space}:add"),
            *(reverse(f"{space}:{name}", args=[entry.pk]) for name in ("edit", "delete", "history")),
        )
    ]
    steps = [reverse(f"vocabulary_terms:{name}", args=[term.pk]) for name in ("retire", "restore", "merge")]
    popular = PopularSearch.objects.get_or_create(text="夜市", defaults={"sessions": 9})[0]
    steps += [reverse("vocabulary_popular:index"), reverse("vocabulary_popular:index") + "?q=没有这个词"]
    steps += [reverse(f"vocabulary_popular:{name}", args=[popular.pk]) for name in ("edit", "history")]
    return [*of_entry, *steps, reverse("vocabulary_terms:order", args=["theme"])]
