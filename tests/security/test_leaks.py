"""A draft, a case for its own city and a narrowed one: no door says a word of them to who may not read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import log

from alliance.models import FeaturedSlot, ThemeFront, ThemePin
from cities.viewers import viewer_of
from exchanges.follows.telling import tell_followers
from exchanges.models import Conversation, Favourite, FavouriteList, Follow, Message
from exchanges.threads.services import post_edit
from files.models import AllianceDocument, AllianceImage
from notifications.digests import send
from notifications.events import Event
from notifications.fan_out import run
from notifications.models import FanOut, Notification
from notifications.services import notify
from notifications.tasks import mail_notification
from practices.exports.cases import FORMATS
from practices.models import (
    Adoption,
    Attachment,
    Hold,
    ImportRow,
    ImportRun,
    OutcomeIndicator,
    Policy,
    PolicyCitation,
    PracticeImage,
    PracticePage,
)
from practices.services import practice_unpublish
from practices.versions.closing import version_close
from search.models import OutboxEntry, Pin, PopularSearch, SavedSearch
from search.saved import look_for_news
from search.services import engine
from search.word_use import cases_with, try_group
from tests.factories.adoptions import adopted, grown
from tests.factories.cities import administrator, approver_of, curator, editor_of, member_of
from tests.factories.discussions import discussion, said
from tests.factories.files import make_document, make_image
from tests.factories.practices import practice
from tests.factories.workflow import submit
from tests.security.table import ROLES
from tests.security.world import ASKED, PEOPLE, everything_said
from vocabulary.models import Term

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet")]

#: Kind of case → who may read it. A city's own case is closed to the office as well.
READERS = {
    "draft": {"editor", "approver", "administrator"},
    "review": {"editor", "approver", "administrator"},
    "city": {"member", "editor", "approver", "administrator"},
    "narrowed": {"member", "editor", "approver", "administrator"},
}
#: A question to which every secret is pinned, and that no page answers.
PINNED = "天鹅湖"
OUTSIDERS = [role for role in ROLES if role not in ("editor", "approver", "administrator")]


@dataclass(frozen=True)
class Secret:
    kind: str
    page: PracticePage
    image: AllianceImage
    document: AllianceDocument
    brought: ImportRun

    @property
    def marker(self) -> str:
        """The beginning of every marker of this case; nothing that is asked for holds it."""
        return f"zq{self.kind}"


def secret(kind: str, author: Any) -> Secret:
    """A case with a marker in everything that could be shown of it."""

    def mark(place: str) -> str:
        return f"{ASKED}zq{kind}{place}"

    picture, paper = make_image(mark("image")), make_document(mark("document"), text=mark("text"))
    page = practice(
        "rizhao",
        published=False,
        owner=author,
        title=mark("title"),
        summary=mark("summary"),
        approach=f"<p>{mark('body')}</p>",
        contact_name=mark("name"),
        contact_phone=f"zq{kind}phone",
        visibility="city" if kind == "city" else "public",
    )
    page.indicators = [OutcomeIndicator(name=mark("indicator"), unit="件", before=9, after=3)]
    page.policy_citations = [PolicyCitation(policy=Policy.objects.get_or_create(title="示例管理办法")[0])]
    page.images, page.attachments = [PracticeImage(image=picture)], [Attachment(document=paper)]
    page.keywords.add(mark("keyword"))
    revision = page.save_revision()
    if kind in ("city", "narrowed"):
        revision.publish()
        page.refresh_from_db()
    if kind == "narrowed":
        grown(adopted(page, "yantai", note=mark("step")), result=mark("result"), failed=mark("failed"))
        Hold.objects.create(practice=page, limit="city", reason=mark("reason"), set_by=author)
        FeaturedSlot.objects.create(practice=page, note=mark("note"), chosen_by=curator())
        front = ThemeFront.objects.create(theme=Term.objects.get(scheme="theme", code="street-order"))
        ThemePin.objects.create(front=front, practice=page)
    Pin.objects.create(page=page, queries=f"{ASKED}\n{PINNED}", note="推荐")
    OutboxEntry.objects.create(identifier=f"practice-{page.pk}", attempts=6, last_error=mark("error"))
    if kind == "review":
        submit(page, author)
    brought = ImportRun.objects.create(city=page.city, by=author, name=mark("file"), state="done", total=1)
    told = {"title": mark("row"), "source": mark("source"), "unplaced": [mark("unplaced")], "reason": mark("why")}
    ImportRow.objects.create(run=brought, number=1, plan="new", outcome="created", page=page, **told)
    log(instance=brought, action="practices.import_start", user=author, title=brought.name)
    return Secret(kind, page, picture, paper, brought)


def public_doors() -> Iterator[str]:
    yield from ("/", "/rizhao/", "/rizhao/practices/", "/desk/", "/notifications/", "/office/cities/", "/members/")
    yield from ("/desk/cases/", f"/desk/cases/?q={ASKED}", "/desk/cases/?state=in_review&incomplete=on&city=rizhao")
    yield from ("/sitemap.xml", "/sitemap-pages.xml", "/sitemap-lists.xml", "/robots.txt")
    yield from ("/?shade=indicators", "/province/", "/themes/street-order/", "/cases/", "/cases/?city=rizhao")
    yield from (f"/cases/?only={only}" for only in ("full", "lessons", "new"))
    yield from (f"/search/?q={PINNED}", f"/search/?q={PINNED}&city=rizhao")
    yield from (f"/search/?q={ASKED}", "/search/", "/search/?city=rizhao", f"/search/?q={ASKED}&sort=newest")
    for asked in (f"q={ASKED}", "", "city=rizhao", "theme=street-order", f"q={ASKED}&sort=newest"):
        yield from (f"/search/list.csv?{asked}", f"/search/feed.atom?{asked}")
    for asked in ("cases/", "cases/?city=rizhao", f"search/?q={ASKED}"):
        yield f"/exports/new/{asked}"
    yield from ("/exports/", "/search/saved/", f"/search/saved/new/?q={ASKED}")
    yield from ("/adoptions/", "/adoptions/?city=yantai", "/yantai/", "/?shade=adopted")
    yield from ("/corrections/", "/corrections/?all=on")
    yield from ("/for-my-city/", "/for-my-city/?theme=street-order", "/for-my-city/?for=rizhao&kind=success")
    yield from ("/notifications/?topic=work&unread=1", "/notifications/digest/", "/follows/", "/account/mail/")


def own_doors() -> Iterator[str]:
    """To what people keep and what they write: another person's are closed altogether."""
    yield from ("/favourites/", "/messages/")
    for pk in FavouriteList.objects.values_list("pk", flat=True):
        yield from (f"/favourites/{pk}/", f"/exports/new/favourites/?list={pk}")
    yield from (f"/favourites/kept/{pk}/" for pk in Favourite.objects.values_list("pk", flat=True))
    yield from (f"/messages/{pk}/" for pk in Conversation.objects.values_list("pk", flat=True))


def case_doors(found: Secret) -> Iterator[str]:
    """Each is the same 404 to an outsider as an address that leads nowhere."""
    yield found.page.get_url()
    yield from (f"/p/{found.page.short_id}", f"/p/{found.page.short_id.upper()}")
    yield from (f"/p/{found.page.short_id}/versions/", f"/p/{found.page.short_id}/qr.svg")
    yield f"/p/{found.page.short_id}/standing/"
    yield from (f"/p/{found.page.short_id}/download/{form}/" for form in FORMATS)
    yield from (f"/p/{found.page.short_id}/v1/{part}" for part in ("", "cite.bib"))
    yield from (f"/p/{found.page.short_id}/versions/compare/{query}" for query in ("", "?from=1", "?to=draft"))
    yield f"/p/{found.page.short_id}/blocks.zip"
    yield from (f"/p/{found.page.short_id}/spread/", f"/adoptions/?case={found.page.short_id}")
    yield from (f"/adoptions/{pk}/" for pk in Adoption.objects.filter(practice=found.page).values_list("pk", flat=True))
    yield from (found.image.file.url, found.image.get_rendition("max-1200x900").url, found.document.url)
    yield f"/media/{found.document.file.name}"


def admin_doors(found: Secret) -> Iterator[str]:
    pk, pages = found.page.pk, f"/cms/pages/{found.page.pk}"
    revision = found.page.latest_revision_id
    for part in ("", "edit/", "edit/preview/", "view_draft/", "history/", "history/results/", "usage/", "delete/"):
        yield f"{pages}/{part}"
    for part in ("copy/", "move/", "move/1/confirm/", "unpublish/", "workflow_history/", "privacy/", "results/"):
        yield f"{pages}/{part}"
    yield from (f"{pages}/revisions/{revision}/view/", f"{pages}/revisions/{revision}/revert/")
    yield from (f"{pages}/revisions/compare/earliest...latest/", f"{pages}/revisions/compare/live...latest/")
    other = PracticePage.objects.live().first() or found.page
    yield from (f"/write/findings/{found.page.short_id}/", f"/write/similar/{found.page.short_id}/{other.short_id}/")
    yield f"/write/similar/{other.short_id}/{found.page.short_id}/"
    yield from (f"/p/{found.page.short_id}/favourite/", f"/p/{found.page.short_id}/helpful/reasons/")
    yield f"/messages/to/case/{found.page.short_id}/"
    yield from (f"/p/{found.page.short_id}/fit/", f"/p/{found.page.short_id}/cities/")
    yield f"/cms/pages/workflow/preview/{pk}/{found.page.get_workflow().tasks.first().pk}/"
    yield from (
        f"/cms/bulk/wagtailcore/page/{action}/?id={pk}" for action in ("delete", "move", "publish", "unpublish")
    )
    yield from (f"/cms/bulk/files/allianceimage/{do}/?id={found.image.pk}" for do in ("delete", "add_tags"))
    yield from (f"/cms/bulk/files/alliancedocument/{do}/?id={found.document.pk}" for do in ("delete", "add_tags"))
    yield from (f"/cms/choose-page/{pk}/", f"/cms/choose-page/chosen-multiple/?id={pk}")
    yield from (f"/cms/images/chooser/chosen/{found.image.pk}/", f"/cms/images/{found.image.pk}/")
    yield from (f"/cms/images/{found.image.pk}/preview/max-165x165/", f"/cms/images/usage/{found.image.pk}/")
    yield f"/cms/images/chooser/chosen-multiple/?id={found.image.pk}"
    yield from (f"/cms/documents/chooser/chosen/{found.document.pk}/", f"/cms/documents/edit/{found.document.pk}/")
    yield f"/cms/documents/chooser/chosen-multiple/?id={found.document.pk}"
    yield from (f"/cms/api/main/pages/{pk}/", f"/cms/api/main/images/{found.image.pk}/")
    yield from (f"/cms/imports/{found.brought.pk}/", f"/cms/imports/{found.brought.pk}/report/")


def common_admin_doors(parent: int) -> Iterator[str]:
    yield from ("/cms/", "/cms/pages/", f"/cms/pages/{parent}/", "/cms/account/")
    yield from (f"/cms/choose-page/{parent}/", "/cms/choose-page/?page_type=practices.practicepage")
    for address in ("choose-page/search/", "pages/search/", "pages/search/results/", "images/", "images/chooser/"):
        yield f"/cms/{address}?q={ASKED}"
    for address in ("images/chooser/results/", "documents/", "documents/chooser/", "documents/chooser/results/"):
        yield f"/cms/{address}?q={ASKED}"
    yield f"/cms/api/main/pages/?search={ASKED}&fields=*"
    yield from ("/cms/api/main/pages/?fields=*&limit=20", "/cms/api/main/images/", "/cms/api/main/documents/")
    for report in ("locked", "workflow", "workflow_tasks", "site-history", "aging-pages", "page-types-usage"):
        yield from (f"/cms/reports/{report}/", f"/cms/reports/{report}/?export=csv")
    yield "/cms/pages/usage/practices/practicepage/"
    yield f"/cms/tag-autocomplete/?term={ASKED}"
    policy = Policy.objects.get().pk
    yield from ("/cms/snippets/practices/policy/", f"/cms/snippets/practices/policy/usage/{policy}/")
    yield from ("/cms/snippets/alliance/featuredslot/", "/cms/snippets/alliance/featuredslot/add/")
    yield from ("/cms/snippets/choose/alliance/featuredslot/", "/cms/collections/", "/cms/users/")
    yield from ("/cms/imports/", "/cms/imports/template/rizhao/")
    yield "/office/similar/"
    yield from ("/cms/search-desk/", "/cms/search-desk/questions/", "/cms/search-desk/rebuild/")
    yield from ("/cms/search-desk/pins/", "/cms/search-desk/pins/?export=csv", f"/cms/search-desk/pins/?q={PINNED}")
    for pin in Pin.objects.values_list("pk", flat=True):
        yield from (f"/cms/search-desk/pins/{name}/{pin}/" for name in ("edit", "delete", "history"))
    for entries in ("terms", "synonyms", "words", "popular"):
        yield from (f"/cms/vocabulary/{entries}/", f"/cms/vocabulary/{entries}/?q={ASKED}&export=csv")
    term = Term.objects.get(scheme="theme", code="street-order").pk
    yield from (f"/cms/vocabulary/terms/{step}/{term}/" for step in ("edit", "delete", "merge", "retire", "history"))


@pytest.fixture
def found(index) -> SimpleNamespace:
    author = editor_of("rizhao")
    secrets = [secret(kind, author) for kind in READERS]
    index()
    return SimpleNamespace(secrets=secrets, index_page=secrets[0].page.get_parent().pk)


def reader(role: str, found: SimpleNamespace) -> Client:
    """Signed in, with a line in the list of each case, as if it had once been theirs to read, to keep and to ask about."""
    client, person = Client(), PEOPLE[role]()
    if role != "visitor":
        client.force_login(person)
        kept_in = FavouriteList.objects.create(owner=person, name=role)
        for one in found.secrets:
            # Its note is a colleague's.
            colleague = one.page.owner
            Favourite.objects.create(list=kept_in, practice=one.page, by=colleague, note=one.page.title)
            _letter(person, one.page)
            notify(
                recipients=[person],
                event=Event.CASE_APPROVED,
                target=one.page,
                city=one.page.city,
                subject=one.page.draft_title,
                body=one.page.summary,
                reason="原因",
                url=one.page.get_url(),
                dedupe_key=f"once-{one.page.pk}",
            )
    return client


def _letter(person: Any, page: PracticePage) -> None:
    place = min(viewer_of(person).city_ids, default=None)
    row = Conversation.objects.create(
        about="case", practice=page, city=page.city, asker=person, asker_city_id=place, message_count=1
    )
    Message.objects.create(conversation=row, number=1, author=person, from_asker=True, body="<p>您好</p>")


def closed_to(role: str, found: SimpleNamespace) -> list[Secret]:
    return [one for one in found.secrets if role not in READERS[one.kind]]


@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_door_tells_of_what_may_not_be_read(role, found):
    client, secrets = reader(role, found), closed_to(role, found)
    addresses = [*public_doors(), *own_doors(), *common_admin_doors(found.index_page)]
    for one in secrets:
        addresses += [*case_doors(one), *admin_doors(one)]
    failures = []
    for address in addresses:
        response = client.get(address)
        said = everything_said(response)
        failures += [f"{address} tells of {one.kind}: {_around(said, one)}" for one in secrets if one.marker in said]
        if response.status_code >= 500:
            failures.append(f"{address} {response.status_code}")
    assert not failures, "\n" + "\n".join(failures)


def _around(said: str, one: Secret) -> str:
    at = said.index(one.marker)
    return said[max(0, at - 40) : at + 30].replace("\n", " ")


@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_the_doors_do_show_the_cases_to_who_may_read_them(role, found):
    """Or the test above would pass on doors that lead nowhere."""
    client = reader(role, found)
    for one in found.secrets:
        shown = ["/desk/", f"/cms/pages/{one.page.pk}/edit/", f"/cms/pages/{found.index_page}/"]
        shown += [f"/cms/choose-page/search/?q={ASKED}", f"/cms/pages/{one.page.pk}/view_draft/"]
        shown += [*case_doors(one)][:1] if one.kind in ("city", "narrowed") else []
        shown += [f"/cms/imports/{one.brought.pk}/"] if role == "editor" else []
        for address in shown[1:]:
            assert one.marker in everything_said(client.get(address, follow=True)), address


@pytest.mark.parametrize("role", OUTSIDERS)
def test_closed_and_unknown_are_the_same_404(role, found):
    client = reader(role, found)
    for one in closed_to(role, found):
        for address in case_doors(one):
            closed, unknown = client.get(address), client.get("/no/such/page/")
            assert closed.status_code == 404, address
            assert _bare(closed, address) == _bare(unknown, "/no/such/page/")


@pytest.mark.parametrize("role", OUTSIDERS)
def test_the_tombstone_of_a_citys_own_case_is_the_same_404_as_nothing(role):
    page = practice("rizhao", title=f"{ASKED}zqwithdrawn", visibility="city")
    practice_unpublish(practice=page, by=approver_of("rizhao"), reason="zqwithdrawn")
    client = Client()
    if role != "visitor":
        client.force_login(PEOPLE[role]())
    for address in (page.url, f"/p/{page.short_id}", f"/p/{page.short_id}/versions/", f"/p/{page.short_id}/v1/"):
        response = client.get(address)
        if role == "member":
            assert response.status_code == 410
        else:
            assert _bare(response, address) == _bare(client.get("/no/such/page/"), "/no/such/page/")


@pytest.mark.parametrize("role", [role for role in OUTSIDERS if role != "member"])
def test_a_closed_version_of_a_citys_own_case_is_the_same_404_as_nothing(role):
    page = practice("rizhao", title=f"{ASKED}zqclosed", visibility="city")
    page.save_revision().publish()
    version_close(version=page.versions.get(number=1), by=approver_of("rizhao"), reason="zqclosed")
    client = Client()
    if role != "visitor":
        client.force_login(PEOPLE[role]())
    for address in (f"/p/{page.short_id}/v1/", f"/p/{page.short_id}/versions/compare/?from=1"):
        assert _bare(client.get(address), address) == _bare(client.get("/no/such/page/"), "/no/such/page/")


def _bare(response: Any, address: str) -> str:
    """The page without what differs at every request."""
    content = response.content.decode()
    for name in (address, address.partition("?")[0]):
        content = content.replace(quote(name), "").replace(name, "")
    return re.sub(r'value="\w{64}"', "", content)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_search_counts_nothing_that_may_not_be_read(role, found):
    client = reader(role, found)
    result = client.get(f"/search/?q={ASKED}").context["found"]
    readable = len(READERS) - len(closed_to(role, found))
    assert result.total == readable
    assert sum(result.facets.get("city", {}).values()) == readable


@pytest.mark.parametrize("role", OUTSIDERS)
def test_pinned_pages_that_may_not_be_read_are_neither_shown_nor_counted(role, found):
    client = reader(role, found)
    result = client.get(f"/search/?q={PINNED}").context["found"]
    readable = len(READERS) - len(closed_to(role, found))
    assert (len(result.pins), result.total, result.facets["type"]) == (
        readable,
        readable,
        {"practice": readable} if readable else {},
    )


def finding_doors(public: PracticePage) -> Iterator[str]:
    """Suggestions in every way of typing, a slip of the pen, similar cases beside a public one, what many search for."""
    for typed in (ASKED, ASKED[:1], ASKED[:3], "yeshitandian", "ystd", "yes", "zq", "夜市 td", ""):
        yield f"/search/suggest/?q={quote(typed)}"
    yield from ("/search/?q=夜是摊点", "/search/?q=夜市滩点", "/search/", public.get_url())


@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_way_of_finding_tells_of_what_may_not_be_read(role, found, index):
    public = practice("heze", title=f"{ASKED}规范", summary=f"{ASKED}规范")
    for one in found.secrets:
        PopularSearch.objects.create(text=one.page.title[:30], sessions=99)
    index()
    client = reader(role, found)
    for address in finding_doors(public):
        response = client.get(address)
        assert response.status_code == 200, address
        said = everything_said(response)
        assert [one.kind for one in closed_to(role, found) if one.marker in said] == [], address


def test_who_may_read_a_case_is_offered_it(found, index):
    """Or the test above would pass on doors that lead nowhere."""
    public = practice("heze", title=f"{ASKED}规范", summary=f"{ASKED}规范")
    index()
    client = reader("administrator", found)
    said = {address: everything_said(client.get(address)) for address in finding_doors(public)}
    live = [one for one in found.secrets if one.kind in ("city", "narrowed")]
    for address in (
        f"/search/suggest/?q={quote(ASKED)}",
        "/search/suggest/?q=ystd",
        "/search/?q=夜是摊点",
        public.get_url(),
    ):
        assert [one.kind for one in live if one.marker not in said[address]] == [], address


@pytest.mark.parametrize("role", OUTSIDERS)
def test_titles_searched_without_an_index_tell_nothing_either(role, found, settings):
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH = {"hosts": ["http://127.0.0.1:9"]}
    engine.cache_clear()
    client, secrets = reader(role, found), closed_to(role, found)
    failures = []
    for query in (f"q={ASKED}", "", "city=rizhao", f"q={ASKED}&sort=newest&theme=street-order"):
        said = everything_said(client.get(f"/search/?{query}"))
        failures += [f"{query} tells of {one.kind}" for one in secrets if one.marker in said]
    engine.cache_clear()
    assert not failures


def test_words_and_trials_of_the_vocabulary_desk_count_nothing_that_may_not_be_read(found):
    office = PEOPLE["curator"]()
    assert cases_with(ASKED, office) == 0
    assert [(row.now, row.then) for row in try_group(words=[ASKED, "别的词"], group=None, user=office)] == [(0, 0)] * 2
    assert cases_with(ASKED, administrator()) > 0


@pytest.mark.parametrize("role", OUTSIDERS)
def test_a_known_etag_opens_nothing(role, found):
    insider, client = Client(), reader(role, found)
    insider.force_login(administrator())
    for one in closed_to(role, found):
        known = insider.get(one.document.url)["ETag"]
        assert client.get(one.document.url, headers={"if-none-match": known}).status_code == 404


def test_lists_and_feeds_do_show_the_cases_to_who_may_read_them(found):
    """Or the doors above would be closed to everybody."""
    client = reader("administrator", found)
    for address in (f"/search/list.csv?q={ASKED}", f"/search/feed.atom?q={ASKED}"):
        said = everything_said(client.get(address))
        assert all(one.marker in said for one in found.secrets if one.kind in ("city", "narrowed")), address


@pytest.mark.parametrize("role", [role for role in OUTSIDERS if role not in ("visitor", "account")])
def test_an_alert_tells_of_nothing_that_may_not_be_read(role, found):
    """Saved before any of the cases was known, looked at the next morning: by the words that stand in all of them
    and in their files, and by the city."""
    client, owner, readable = Client(), PEOPLE[role](), len(READERS) - len(closed_to(role, found))
    for query in (f"q={ASKED}", "city=rizhao"):
        SavedSearch.objects.create(owner=owner, name=query[:2], query=query, known=[], looked_at="2024-01-01T00:00Z")
    look_for_news()
    client.force_login(owner)
    lines = Notification.objects.filter(recipient=owner, event=Event.SAVED_SEARCH)
    assert bool(lines) == bool(readable)
    pages = [f"/search/saved/{saved.pk}/" for saved in SavedSearch.objects.filter(owner=owner)]
    said = " ".join(everything_said(client.get(address)) for address in (*pages, "/search/saved/", "/notifications/"))
    said += " ".join(f"{line.subject} {line.body}" for line in lines)
    assert not [one.kind for one in closed_to(role, found) if one.marker in said]


def test_an_alert_of_a_case_narrowed_since_names_it_no_more(found):
    owner, page = PEOPLE["other editor"](), practice("rizhao", title=f"{ASKED}zqlater")
    client = Client()
    client.force_login(owner)
    SavedSearch.objects.create(
        owner=owner, name="名", query=f"q={ASKED}", known=[], fresh=[page.pk], told_at="2024-01-01T00:00Z"
    )
    address = f"/search/saved/{SavedSearch.objects.get().pk}/"
    assert "zqlater" in everything_said(client.get(address))
    Hold.objects.create(practice=page, limit="city", reason="原因", set_by=owner)
    assert "zqlater" not in everything_said(client.get(address))


@pytest.mark.parametrize("role", [role for role in OUTSIDERS if role != "visitor"])
def test_no_mail_tells_of_what_may_not_be_read(role, found):
    """A line of each case, as if it had once been theirs to read, mailed at once and in a digest; and what a person
    who follows everything is told and shown."""
    person = PEOPLE[role]()
    person.email = f"{role.replace(' ', '-')}@example.org"
    person.save()
    kept = [notify(recipients=[person], **_once(one, number)) for one in found.secrets for number in range(2)]
    at_once, collected = [lines[0] for lines in kept[::2]], [lines[0] for lines in kept[1::2]]
    before = timezone.now() - timedelta(days=2)
    Notification.objects.filter(pk__in=[line.pk for line in collected]).update(mail_when="daily", created_at=before)
    for one in found.secrets:
        Follow.objects.create(
            user=person, content_type=ContentType.objects.get_for_model(one.page), object_id=one.page.pk
        )
        tell_followers(of=[one.page], run_key=f"run-{one.page.pk}", **_once(one, 2))
    client = Client()
    client.force_login(person)
    said = everything_said(client.get("/follows/")) + everything_said(client.get("/notifications/digest/"))
    for fan_out in FanOut.objects.all():
        run(fan_out.pk)
    for line in at_once:
        mail_notification.func(line.pk)
    send(person.pk)
    said += " ".join(f"{each.subject} {each.body} {each.alternatives[0][0]}" for each in mail.outbox)
    said += " ".join(line.subject for line in Notification.objects.filter(recipient=person, topic="followed"))
    assert [one.kind for one in closed_to(role, found) if one.marker in said] == []
    readable = [one for one in found.secrets if one not in closed_to(role, found)]
    # Or nothing at all would pass.
    assert all(one.marker in said for one in readable) and bool(mail.outbox) == bool(readable)


def _once(one: Secret, number: int) -> dict[str, Any]:
    return {
        "event": Event.CASE_APPROVED,
        "target": one.page,
        "city": one.page.city,
        "subject": one.page.draft_title,
        "body": one.page.summary,
        "url": one.page.get_url(),
        "dedupe_key": f"once-{one.page.pk}-{number}",
        **({"reason": "原因"} if number < 2 else {}),
    }


@pytest.mark.parametrize("role", OUTSIDERS)
def test_words_of_a_closed_file_find_nothing(role, found):
    client = reader(role, found)
    for one in closed_to(role, found):
        response = client.get("/search/", {"q": f'"zq{one.kind}text"'})
        assert response.context["found"].total == 0
        assert one.document.title not in everything_said(response)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_file_of_a_list_tells_of_what_may_not_be_read(role, found):
    """Short lists come at once; those of the worker are made of the same (practices.exports.lists)."""
    client = reader(role, found)
    for asked in ("cases/?city=rizhao", f"search/?q={ASKED}"):
        response = client.post(f"/exports/new/{asked}", {"form": "csv"})
        said = everything_said(response)
        assert [one.kind for one in closed_to(role, found) if one.marker in said] == [], asked


def test_files_of_lists_do_hold_the_cases_for_who_may_read_them(found):
    said = everything_said(reader("administrator", found).post("/exports/new/cases/?city=rizhao", {"form": "csv"}))
    assert [one.kind for one in found.secrets if one.marker in said] == ["city", "narrowed"]


# --- what is said -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [role for role in OUTSIDERS if role != "member"])
def test_what_is_said_within_a_city_stays_in_it(role):
    """A discussion of Rizhao's own, and one about a case that was narrowed after somebody of Heze had spoken in it."""
    own, person = member_of("rizhao"), PEOPLE[role]()
    page = practice("rizhao", title="公开的做法")
    closed = discussion(own, title="zqsaidtitle", body="<p>zqsaidbody</p>", visibility="city")
    about = discussion(own, title="zqsaidcase", body="<p>zqsaidopening</p>", practice=page, visibility="public")
    said(closed.thread, own, "<p>zqsaidreply</p>")
    post_edit(post=closed.thread.posts.get(number=1), by=own, body="<p>zqsaidlater</p>")
    notify(
        recipients=[person] if person.is_authenticated else [],
        event=Event.THREAD_REPLY,
        target=about.thread.posts.get(),
        subject="zqsaidline",
        reason="原因",
        url="/",
    )
    Hold.objects.create(practice=page, limit="city", reason="原因", set_by=own)
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    doors = [
        "/discussions/",
        "/discussions/?city=rizhao",
        f"/discussions/?case={page.short_id}",
        "/exchanges/",
        "/rizhao/",
    ]
    doors += ["/themes/street-order/", "/notifications/", "/desk/", page.get_url(), "/reports/", "/"]
    for row in (closed, about):
        thread = row.thread_id
        doors += [f"/discussions/{row.pk}/", f"/discussions/{row.pk}/hide/", f"/threads/{thread}/"]
        doors += [f"/threads/{thread}/{part}" for part in ("new/", "new/?reply=1", "unread/", "lock/", "1/")]
        doors += [f"/threads/{thread}/1/{part}/" for part in ("edit", "history", "hide")]
        doors.append(f"/reports/new/post/{row.thread.posts.first().pk}/")
    leaks = [door for door in doors if "zqsaid" in everything_said(client.get(door))]
    assert leaks == []
