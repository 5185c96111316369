"""Who may read which case: the one rule that views, search, counts, files, feeds and notifications share."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from cities.viewers import Viewer, viewer_of
from practices.case_panels import beside
from practices.incomplete import is_full, is_incomplete
from practices.states import UNDER_WAY, State, last_review, review_by_expression, state_expression

if TYPE_CHECKING:
    from cities.models import City, Membership


#: What templates/practices/case_card.html shows of a case.
CARD_COLUMNS = (
    *("title", "url_path", "summary", "kind", "stage", "visibility", "short_id", "content_type", "first_published_at"),
    "city",
)
#: What the page of a case and Wagtail's way of serving it read of the row.
READING_COLUMNS = (
    *("title", "url_path", "path", "depth", "numchild", "live", "content_type", "locale", "alias_of"),
    *("visibility", "short_id", "uuid", "city", "owner", "contact_name", "contact_phone", "contact_email"),
    *("summary", "search_description"),
)


def _held(*limits: str) -> Exists:
    from practices.models import Hold

    return Exists(Hold.objects.filter(practice=OuterRef("pk"), lifted_at__isnull=True, limit__in=limits))


def keeping(*, city: Any, owner: Any, contact: Any) -> QuerySet[Membership]:
    """Who answers for a case: its author and its contact, as long as they write for its city. Takes values of one case,
    or references to the columns of many: the one rule for lists (to_review_by) and for whom to tell (reminders)."""
    from cities.models import WRITING_ROLES, Membership

    writers = Membership.objects.active().filter(role__in=WRITING_ROLES, user__is_active=True, city=city)
    return writers.filter(Q(user=owner) | Q(user=contact)).order_by()


def _has_keeper() -> Exists:
    return Exists(keeping(city=OuterRef("city"), owner=OuterRef("owner"), contact=OuterRef("contact_user")))


def _newest_award() -> Subquery:
    """Id of the term; cards have room for one."""
    from practices.models import Recognition

    rows = Recognition.objects.filter(practice=OuterRef("pk"), withdrawn_on=None).order_by("-given_on", "-pk")
    return Subquery(rows.values("award")[:1])


def _times_adopted() -> dict[str, Any]:
    """By how many cities, as everybody and as members count it: who reads is known only when cards are made."""
    from practices.models import Adoption

    tried = Adoption.objects.tried().filter(practice=OuterRef("pk")).order_by()
    scopes = {"adopted_publicly": tried.filter(visibility="public"), "adopted_by": tried}
    return {
        name: Coalesce(Subquery(rows.values("practice").annotate(number=Count("pk")).values("number")), 0)
        for name, rows in scopes.items()
    }


class PracticeQuerySet(PageQuerySet):  # type: ignore[type-arg]
    def visible_to(self, user: Any) -> PracticeQuerySet:
        """Live cases `user` (a User, AnonymousUser or a Viewer) may read.

        Public: everyone. Alliance: active members of any member city, the office, administrators. City: members of
        that city and administrators. A hold narrows that at once; a taken-down case stays readable for the writers
        of its city and for the office.
        """
        return self.live().filter(readable_by(viewer_of(user)))

    def for_lists(self) -> PracticeQuerySet:
        """Newest first, with what a list shows of each case fetched at once."""
        return (
            self.select_related("city", "bureau")
            .prefetch_related("themes", "indicators")
            .with_review_date()
            .order_by("-first_published_at", "-pk")
        )

    def for_cards(self) -> PracticeQuerySet:
        """Newest first, with just the columns of a card: the long texts are most of a case. See practices.cards."""
        found = self.only(*CARD_COLUMNS).annotate(card_award_id=_newest_award(), **_times_adopted()).with_review_date()
        return found.order_by("-first_published_at", "-pk")

    def for_reading(self) -> PracticeQuerySet:
        """With just what the page of a case takes from its row, and what panels of apps above do; the rest is in the
        version (practices.reading)."""
        return self.only(*READING_COLUMNS).annotate(**beside()).order_by()

    def in_city(self, city: City) -> PracticeQuerySet:
        return self.filter(city=city)

    def written_by(self, user: Any) -> PracticeQuerySet:
        """All cases of the cities `user` writes in, drafts included: the scope of a city's own lists."""
        return self.filter(city__in=viewer_of(user).writing_city_ids)

    def with_state(self) -> PracticeQuerySet:
        """`state`: one of practices.states.State."""
        return self.annotate(state=state_expression())

    def in_state(self, *states: State) -> PracticeQuerySet:
        return self.alias(_state=state_expression()).filter(_state__in=states)

    def not_in_state(self, *states: State) -> PracticeQuerySet:
        return self.alias(_state=state_expression()).exclude(_state__in=states)

    def with_review(self) -> PracticeQuerySet:
        """`review_by` of live cases, and `verified_on`, the day of the last review."""
        return self.annotate(review_by=review_by_expression(), verified_on=last_review("verified_on"))

    def with_review_date(self) -> PracticeQuerySet:
        """`review_by` alone: what PracticePage.is_overdue reads."""
        return self.annotate(review_by=review_by_expression())

    def with_times_taken(self) -> PracticeQuerySet:
        """`times_taken`: how often other cities took the files of its building blocks."""
        from practices.models import PackDownload

        taken = PackDownload.objects.filter(practice=OuterRef("pk")).order_by().values("practice")
        return self.annotate(times_taken=Coalesce(Subquery(taken.annotate(times=Count("pk")).values("times")), 0))

    def with_times_adopted(self, viewer: Viewer) -> PracticeQuerySet:
        """`times_adopted`: how many cities took the case over, of what `viewer`, who may read the case, may know."""
        from practices.adoptions.counts import counted_for

        rows = counted_for(viewer).filter(practice=OuterRef("pk")).order_by().values("practice")
        return self.annotate(times_adopted=Coalesce(Subquery(rows.annotate(times=Count("pk")).values("times")), 0))

    def overdue(self) -> PracticeQuerySet:
        return self.alias(_review_by=review_by_expression()).filter(live=True, _review_by__lt=timezone.localdate())

    def to_review_by(self, user: Any) -> PracticeQuerySet:
        """Overdue cases that are this person's to review: a contact answers for a case as its author does, and where
        neither writes for the city any more, its approvers do. What is under way is asked of nobody."""
        viewer = viewer_of(user)
        theirs = Q(owner=viewer.user_id) | Q(contact_user=viewer.user_id)
        if viewer.approving_city_ids:
            theirs |= Q(city__in=viewer.approving_city_ids) & ~Q(_has_keeper())
        return self.filter(theirs, city__in=viewer.writing_city_ids).overdue().not_in_state(*UNDER_WAY)

    def for_moves(self) -> PracticeQuerySet:
        """With what practices.moves asks of each."""
        return (
            self.with_state()
            .with_review()
            .select_related("latest_revision", "city")
            .prefetch_related("finding_decisions")
        )

    def incomplete(self) -> PracticeQuerySet:
        """Something of the full form is missing; of live cases as readers see them."""
        return self.filter(is_incomplete())

    def about(self, theme: Any) -> PracticeQuerySet:
        return self.filter(themes=theme)

    def full(self) -> PracticeQuerySet:
        """完整案例: nothing of the full form is missing."""
        return self.filter(is_full())

    def lessons(self) -> PracticeQuerySet:
        """教训: what did not turn out as expected."""
        return self.filter(kind="lesson")

    def new_this_year(self) -> PracticeQuerySet:
        return self.filter(first_published_at__gte=start_of_year())


def readable_by(viewer: Viewer) -> Q:
    """The rule of visible_to as a condition on live cases."""
    if viewer.is_administrator:
        return Q()
    rule = Q(visibility="public") & ~Q(_held("alliance", "city", "hidden"))
    if viewer.in_alliance:
        rule |= Q(visibility__in=["public", "alliance"]) & ~Q(_held("city", "hidden"))
    if viewer.city_ids:
        rule |= Q(city__in=viewer.city_ids) & ~Q(_held("hidden"))
    if viewer.writing_city_ids:
        rule |= Q(city__in=viewer.writing_city_ids)
    if viewer.in_office:
        rule |= Q(visibility__in=["public", "alliance"]) & ~Q(_held("city"))
    return rule


def start_of_year() -> datetime:
    return timezone.localtime().replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)


PracticeManager = PageManager.from_queryset(PracticeQuerySet, "PracticeManager")
