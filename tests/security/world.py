"""One city's secrets and the people who look for them."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.http import HttpResponse
from wagtail.models import Page, Site

from alliance.models import FeaturedSlot, HomeLayout, ThemeFront
from cities.invitations import invitation_make
from cities.models import Membership
from exchanges.follows.services import follow
from exchanges.models import Conversation, Favourite, FavouriteList, Message
from exchanges.reports.services import report_make
from exchanges.visits.questions import question_ask
from exchanges.visits.signing_up import Person
from notifications.models import Notification
from practices.models import (
    Attachment,
    CorrectionRequest,
    ExportJob,
    Hold,
    ImportRow,
    ImportRun,
    Policy,
    PracticeImage,
    Recognition,
)
from practices.reviews.opening import round_open
from search.models import Pin, PopularSearch, SavedSearch
from tests.factories.adoptions import adopted
from tests.factories.cities import administrator, approver_of, city, curator, editor_of, member_of, user
from tests.factories.discussions import discussion
from tests.factories.files import make_document, make_image
from tests.factories.practices import practice
from tests.factories.requests import answered, asked
from tests.factories.reviews import days, opened
from tests.factories.visits import signed_up, visit
from tests.factories.workflow import submit
from vocabulary.models import SynonymGroup, Term, UserWord

#: Stands in the titles of what is secret and in nothing that is asked for.
MARKER = "zqmarkerqz"
#: Stands beside the marker: what is looked for, since a search repeats the question.
ASKED = "夜市摊点"

ADOPTION_SCREENS = ("adoption", "adoption_grow", "adoption_move", "adoption_verify", "adoption_take_back")
REQUESTS = (
    *("request", "request_edit", "request_narrow", "request_hide", "request_make_case", "request_answer"),
    "request_step",
)
VISIT_ADDRESSES = (
    *("visit", "visit_calendar", "visit_edit", "visit_drop", "visit_cancel", "visit_hide", "visit_sign_ups"),
    *("visit_ask", "visit_sign_up", "take_away", "visit_follow_up"),
)

PEOPLE: dict[str, Callable[[], Any]] = {
    "visitor": AnonymousUser,
    "account": user,
    "member": lambda: member_of("rizhao"),
    "editor": lambda: editor_of("rizhao"),
    "approver": lambda: approver_of("rizhao"),
    "other editor": lambda: editor_of("heze"),
    "other approver": lambda: approver_of("heze"),
    "curator": curator,
    "administrator": administrator,
}


def secrets() -> SimpleNamespace:
    """A case in review, one not handed in, a live one with an unpublished title, an image and a document; all of Rizhao."""
    title = f"{ASKED}{MARKER}"
    author, reader = editor_of("rizhao"), approver_of("rizhao")
    picture, paper = make_image(title), make_document(title)
    draft = practice("rizhao", published=False, title=title, owner=author)
    draft.images, draft.attachments = [PracticeImage(image=picture)], [Attachment(document=paper)]
    draft.save_revision()
    state = submit(draft, author)
    live = practice("rizhao", title=f"{ASKED}公开", owner=author)
    live.title = f"{title}改"
    live.save_revision()
    resting = practice("rizhao", published=False, title=title, owner=author)
    hold = Hold.objects.create(practice=live, limit="alliance", reason="原因", set_by=reader)
    slot = FeaturedSlot.objects.create(practice=live, note="推荐", chosen_by=curator())
    policy = Policy.objects.create(title="示例管理办法")
    front = ThemeFront.objects.create(theme=Term.objects.get(scheme="theme", code="street-order"))
    correction = CorrectionRequest.objects.create(practice=live, number=1, wrong=title, asked_by=author)
    adopter = editor_of("heze")
    adoption = adopted(live, "heze", adopter)
    pin = Pin.objects.create(page=live, queries=ASKED, note="推荐")
    layout = HomeLayout.objects.get()
    layout_revision = layout.save_revision()
    membership = Membership.objects.get(user=author)
    invitation = invitation_make(city=city("rizhao"), role="editor", name="示例", by=reader).invitation
    note = Notification.objects.of(reader).first()
    saved = SavedSearch.objects.create(owner=reader, name=title, query=f"q={ASKED}")
    export = ExportJob.objects.create(owner=reader, source="cases", name=title, form="excel")
    letter = Conversation.objects.create(about="case", practice=live, city=city("rizhao"), asker=user())
    Message.objects.create(conversation=letter, number=1, author=letter.asker, from_asker=True, body=title)
    kept_in = FavouriteList.objects.create(owner=reader, city=city("rizhao"), name=ASKED)
    kept = Favourite.objects.create(list=kept_in, practice=resting, by=reader, note=title)
    review = opened(live, by=curator())
    award = Term.objects.get(scheme="recognition", code="excellent-case")
    recognition = Recognition.objects.create(practice=live, award=award, given_by=review.opened_by)
    batch = round_open(title="评审", due_on=days(9), by=review.opened_by)
    popular = PopularSearch.objects.create(text="早市", sessions=9)
    brought = ImportRun.objects.create(city=city("rizhao"), by=author, name=f"{title}.xlsx", state="ready", total=1)
    ImportRow.objects.create(run=brought, number=1, source=title, title=title, plan="new", unplaced=[title])
    following = follow(user=reader, target=live)
    asking = asked("rizhao", by=author)
    answering = answered(asking, "rizhao", by=editor_of("rizhao"))
    talk = discussion(author)
    journey = visit("rizhao", by=author)
    going = signed_up(journey, "jining", people=[Person(MARKER)], note=title)
    question = question_ask(visit=journey, city=going.city, by=going.asked_by, text="一晚清运多少钱？")
    report = report_make(target=talk.thread.posts.get(), by=member_of("rizhao"), reason="不妥")
    return SimpleNamespace(**locals())


def arguments(found: SimpleNamespace) -> dict[str, Any]:
    """Argument name → value; what every namespace calls `pk` is told apart by namespace."""
    place, page = city("rizhao"), found.draft
    by_pk = {
        "wagtailadmin_api:pages": page.pk,
        "wagtailadmin_api:documents": found.paper.pk,
        "wagtailadmin_api:images": found.picture.pk,
        "wagtailadmin_collections": place.collection.pk,
        "wagtailadmin_workflows": place.workflow.pk,
        "wagtailsnippets_alliance_featuredslot": found.slot.pk,
        "wagtailsnippetchoosers_alliance_featuredslot": found.slot.pk,
        "wagtailsnippets_practices_policy": found.policy.pk,
        "wagtailsnippetchoosers_practices_policy": found.policy.pk,
        "vocabulary_terms": Term.objects.get(scheme="theme", code="street-order").pk,
        "vocabulary_synonyms": SynonymGroup.objects.first().pk,
        "vocabulary_words": UserWord.objects.first().pk,
        "search_pins": found.pin.pk,
        "practice_imports": found.brought.pk,
        "vocabulary_popular": found.popular.pk,
        "wagtailsnippets_alliance_homelayout": found.layout.pk,
        "wagtailsnippetchoosers_alliance_homelayout": found.layout.pk,
        "wagtailsnippets_alliance_themefront": found.front.pk,
        "wagtailsnippetchoosers_alliance_themefront": found.front.pk,
        "wagtailusers_users": found.author.pk,
        "wagtailusers_groups": place.editor_group.pk,
        "wagtailsites": Site.objects.get().pk,
        "wagtaildocs_chooser": found.paper.pk,
        "wagtailimages_chooser": found.picture.pk,
        **dict.fromkeys(("notification", "notification_read"), found.note.pk),
        "saved_search": found.saved.pk,
        "saved_search_pause": found.saved.pk,
        "saved_search_delete": found.saved.pk,
        **dict.fromkeys(("export_file", "export_again", "export_delete"), found.export.pk),
        **dict.fromkeys(("follow_end", "follow_mail"), found.following.pk),
        **dict.fromkeys(("favourite_list", "favourite_list_share", "favourite_list_delete"), found.kept_in.pk),
        **dict.fromkeys(("conversation", "conversation_close"), found.letter.pk),
        **dict.fromkeys(("favourite", "favourite_remove"), found.kept.pk),
        "practice_lift": found.hold.pk,
        "review": found.review.pk,
        "review_score": found.review.pk,
        "review_round": found.batch.pk,
        "correction": found.correction.pk,
        **dict.fromkeys(ADOPTION_SCREENS, found.adoption.pk),
        **dict.fromkeys(REQUESTS, found.asking.pk),
        **dict.fromkeys(("answer_edit", "answer_accept", "answer_hide"), found.answering.pk),
        "membership_end": found.membership.pk,
        "membership_end_on": found.membership.pk,
        "membership_role": found.membership.pk,
        "invitation_revoke": found.invitation.pk,
        "wagtailadmin_pages": page.pk,
        "report": found.report.pk,
        **dict.fromkeys(("discussion", "discussion_hide", "discussion_show"), found.talk.pk),
        **dict.fromkeys(("thread", "thread_unread", "thread_lock", "thread_unlock"), found.talk.thread_id),
        **dict.fromkeys(
            ("post_new", "post_at", "post_edit", "post_history", "post_hide", "post_show"), found.talk.thread_id
        ),
    }
    platform = {"pk": Site.objects.get().pk, "app_name": "alliance", "model_name": "platformsettings"}
    bulk = {"app_label": "wagtailcore", "model_name": "page"}
    task_state = found.state.current_task_state
    by_namespace = {name: {"pk": pk} for name, pk in by_pk.items()} | {"wagtail_bulk_action": bulk}
    by_namespace |= {name: {"pk": found.journey.pk} for name in VISIT_ADDRESSES}
    by_namespace["visit_own_sign_up"] = {"pk": found.journey.pk, "number": found.going.pk}
    by_namespace["visit_answer"] = {"pk": found.journey.pk, "number": found.question.pk}
    by_namespace["report_new"] = {"kind": "post", "pk": found.report.object_id}
    given = {"number": found.recognition.number}
    by_namespace["follow_set"] = {"kind": "case", "pk": found.live.pk}
    by_namespace |= {"certificate": given, "certificate_qr": given, "certificate_withdraw": given}
    by_namespace["wagtailsnippets_alliance_homelayout"]["revision_id"] = found.layout_revision.pk
    return {
        "by_namespace": {**by_namespace, "wagtailsettings": platform},
        "page_id": page.pk,
        "page_to_move_id": page.pk,
        "page_pk": page.pk,
        "workflow_pk": place.workflow.pk,
        "parent_page_id": page.get_parent().pk,
        "destination_id": Page.objects.get(slug="practices", url_path__contains="/heze/").pk,
        "revision_id": page.latest_revision_id,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "task_state_id": task_state.pk,
        "task_id": task_state.task_id,
        "workflow_state_id": found.state.pk,
        "collection_id": place.collection.pk,
        "document_id": found.paper.pk,
        "document_name": found.paper.filename,
        "doc_id": found.paper.pk,
        "image_id": found.picture.pk,
        "uploaded_file_id": 1,
        "restriction_id": 1,
        "page_view_restriction_id": 1,
        "session_id": 1,
        "object_id": page.pk,
        "content_type_app_name": "practices",
        "content_type_model_name": "practicepage",
        "app_label": "practices",
        "app_name": "practices",
        "model_name": "practicepage",
        "action": "delete",
        "action_name": "approve",
        "filter_spec": "max-165x165",
        "slug": "rizhao",
        "code": "street-order",
        "place": "rizhao",
        "section": "pages",
        "scheme": "theme",
        "user_id": found.author.pk,
        "form": "markdown",
        "source": "cases",
        "short_id": found.live.short_id,
        "other_id": found.live.short_id,
        "number": 1,
        "name": found.picture.file.name,
        "draft_path": page.url_path.split("/", 2)[2],
        "key": "no-such-key",
        "uidb36": "1",
        "uidb64": "MQ",
        "token": "no-token",
        "topic": "write-a-snapshot",
        "step": "close",
    }


def everything_said(response: HttpResponse) -> str:
    """Body, headers and the messages that the next page would show."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    request = response.wsgi_request  # type: ignore[attr-defined]
    messages = [str(message) for message in get_messages(request)] if hasattr(request, "_messages") else []
    return " ".join([body.decode("utf-8", "replace"), str(response.headers), *messages])
