"""The vocabulary desk 词表 in the editing pages: for the provincial office and administrators. It stands here, above
all other apps, since it says what each word does in cases and in searches."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, When
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy

from alliance.signals import site_changed
from practices.terms import TermUse, use_of, use_of_terms
from search import term_views
from search.facets import TERM_FACETS
from search.forms import WORD_LENGTH, SynonymGroupForm, TermForm, UserWordForm
from search.models import PopularSearch
from search.port import SearchFailure
from search.trial import try_on_judged, try_on_log
from search.vocabulary import Curated, in_force
from search.word_use import cases_with, questions_with, try_group, with_group, with_word
from vocabulary.models import Scheme, SynonymGroup, Term, UserWord

TRY = "action-try"
FACET_OF_SCHEME = {scheme: facet for facet, scheme in TERM_FACETS.items()}


class LinkedNumber(Column):  # type: ignore[misc]
    """A count that leads to what was counted; `None` where it cannot be counted just now."""

    cell_template_name = "vocabulary/number_cell.html"

    def __init__(self, *args: Any, get_url: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.get_url = get_url

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "number": self.get_value(instance), "url": self.get_url(instance)}


class CountedIndexView(generic.IndexView):  # type: ignore[misc]
    """A list that can be sorted by what is counted beside each entry."""

    #: Name of the column and of the attribute its number is kept in.
    counted = ""

    def counts(self) -> dict[int, int]:
        """Entry → number, of all entries that have one."""
        raise NotImplementedError

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.ordering not in (self.counted, f"-{self.counted}"):
            return super().order_queryset(queryset)
        numbers = [When(pk=pk, then=number) for pk, number in self.counts().items()]
        if not numbers:  # a plain 0 would be a place in the list of columns to PostgreSQL
            return queryset.order_by("pk")
        number = Case(*numbers, default=0, output_field=IntegerField())
        return queryset.order_by(number.desc() if self.ordering.startswith("-") else number.asc(), "pk")


class DeskDeleteView(generic.DeleteView):  # type: ignore[misc]
    @property
    def confirmation_message(self) -> str:
        return _("删除后不能恢复。只是暂时不用的，打开它，去掉“启用”前的勾就行。")


class DeskViewSet(ModelViewSet):  # type: ignore[misc]
    copy_view_enabled = False
    add_to_reference_index = False
    delete_view_class = DeskDeleteView
    search_backend_name = None
    list_per_page = 50
    #: What is said of an entry that was added, or changed.
    added: Any = ""
    saved: Any = ""

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_add_view_kwargs(success_message=self.added, **kwargs)

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_edit_view_kwargs(success_message=self.saved, **kwargs)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Wagtail's list of what uses an entry names the drafts of every city."""
        return {**super().get_common_view_kwargs(**kwargs), "usage_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "usage"]


def _state_of_word(entry: Any) -> str:
    return _("在用") if entry.active else _("停用")


# --- terms --------------------------------------------------------------------------------------------------------
def term_address(term: Term) -> str:
    """The cases that carry it, as a reader finds them; empty where readers have no such filter."""
    facet = FACET_OF_SCHEME.get(Scheme(term.scheme))
    return f"{reverse('search')}?{urlencode({facet: term.code})}" if facet else ""


def _state_of_term(term: Term) -> str:
    if term.successor:
        return _("已并入“%(into)s”") % {"into": term.successor.name}
    return _("停用") if term.retired else _("在用")


class TermIndexView(CountedIndexView):
    counted = "live"

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return [
            *super().header_more_buttons,
            *(
                Button(
                    _("调整顺序：%(scheme)s") % {"scheme": label},
                    url=reverse("vocabulary_terms:order", args=[scheme]),
                    icon_name="list-ul",
                )
                for scheme, label in Scheme.choices
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Term]:
        return super().get_base_queryset().select_related("successor")

    @cached_property
    def uses(self) -> dict[int, TermUse]:
        return use_of_terms()

    def counts(self) -> dict[int, int]:
        return {pk: use.live for pk, use in self.uses.items()}

    def order_queryset(self, queryset: QuerySet[Term]) -> QuerySet[Term]:
        """In the order in which writers meet them, unless the reader sorts."""
        if self.ordering:
            return super().order_queryset(queryset)
        schemes = Case(*(When(scheme=scheme, then=place) for place, scheme in enumerate(Scheme.values)))
        return queryset.order_by(schemes, "sort_order", "pk")

    def get_table(self, object_list: Any) -> Any:
        for term in object_list:
            term.use = self.uses.get(term.pk, TermUse())
        return super().get_table(object_list)

    def get_list_more_buttons(self, instance: Term) -> list[Any]:
        return [*super().get_list_more_buttons(instance), *term_views.steps_of(instance)]


class TermEditView(generic.EditView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        steps = term_views.steps_of(self.object)
        return {**context, "use": use_of(self.object), "use_address": term_address(self.object), "steps": steps}


class TermViewSet(DeskViewSet):
    model = Term
    name = "vocabulary_terms"
    url_prefix = "vocabulary/terms"
    icon = "tag"
    menu_label = gettext_lazy("词条")
    index_view_class = TermIndexView
    edit_view_class = TermEditView
    delete_view_class = term_views.DeleteView
    edit_template_name = "vocabulary/term_form.html"
    search_fields = ["name", "name_en", "code", "description"]
    list_filter = ["scheme", "retired"]
    list_display = [
        "name",
        "scheme",
        LinkedNumber(
            "live",
            label=gettext_lazy("已发布案例"),
            accessor=lambda term: term.use.live,
            get_url=term_address,
            sort_key="live",
        ),
        Column("drafts", label=gettext_lazy("草稿"), accessor=lambda term: term.use.drafts),
        Column("state", label=gettext_lazy("状态"), accessor=_state_of_term, sort_key="retired"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("name_en", help_text=gettext_lazy("英文页面上的叫法；不填就显示中文名称。")),
            FieldPanel("description", help_text=gettext_lazy("什么样的案例该选它，给维护词表的人看。")),
            FieldRowPanel([FieldPanel("scheme"), FieldPanel("code")]),
        ],
        base_form_class=TermForm,
    )

    added = gettext_lazy("“%(object)s”已建好，写案例时就能选到。")
    saved = gettext_lazy("“%(object)s”已保存。页面上马上是新名称；按新名称搜索，稍等几分钟就能搜到。")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            *(
                path(f"{name}/<int:pk>/", self.construct_view(view), name=name)
                for name, view in term_views.STEPS.items()
            ),
            path("order/<str:scheme>/", self.construct_view(term_views.OrderView), name="order"),
        ]


# --- synonyms -----------------------------------------------------------------------------------------------------
class SynonymIndexView(CountedIndexView):
    counted = "questions"

    def counts(self) -> dict[int, int]:
        return questions_with(SynonymGroup.objects.all())

    def get_table(self, object_list: Any) -> Any:
        numbers = questions_with(object_list)
        for group in object_list:
            group.questions = numbers[group.pk]
        return super().get_table(object_list)


class TrialMixin:
    """先试一试: the form comes back as it was filled in, with what it would change. Nothing is saved."""

    request: Any
    kwargs: dict[str, Any]

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if TRY not in request.POST:
            return super().post(request, *args, **kwargs)  # type: ignore[misc,no-any-return]
        self.object = self.get_object() if "pk" in self.kwargs else None  # type: ignore[attr-defined]
        self.form = self.get_form()  # type: ignore[attr-defined]
        tried = self._tried() if self.form.is_valid() else {}
        context = self.get_context_data(**tried)  # type: ignore[attr-defined]
        return self.render_to_response(context)  # type: ignore[attr-defined,no-any-return]

    def _tried(self) -> dict[str, Any]:
        found: dict[str, Any] = {"judged": try_on_judged(in_force(), self.then())}
        try:
            return found | self.on_the_site()
        except SearchFailure:
            return found | {"is_damaged": True}

    def then(self) -> Curated:
        """The words in force as if the form were saved."""
        raise NotImplementedError

    def on_the_site(self) -> dict[str, Any]:
        """What would change in the live index. Raises SearchFailure."""
        raise NotImplementedError


class GroupTrialMixin(TrialMixin):
    @property
    def words(self) -> list[str]:
        return str(self.form.cleaned_data["words"]).splitlines() if self.form.cleaned_data["active"] else []

    def then(self) -> Curated:
        return with_group(words=self.words, group=self.form.instance.pk)

    def on_the_site(self) -> dict[str, Any]:
        user, group = self.request.user, self.form.instance.pk
        return {
            "tried": try_group(words=self.words, group=group, user=user),
            "asked": try_on_log(in_force(), self.then(), user),
        }


class WordTrialMixin(TrialMixin):
    """The live index holds texts taken apart with the words in force, so it can say nothing of others."""

    def then(self) -> Curated:
        form = self.form
        return with_word(word=form.cleaned_data["word"], active=form.cleaned_data["active"], entry=form.instance.pk)

    def on_the_site(self) -> dict[str, Any]:
        return {}


class SynonymCreateView(GroupTrialMixin, generic.CreateView):  # type: ignore[misc]
    def get_initial(self) -> dict[str, Any]:
        """From the list of questions one comes with the question, to which the other word is to be added."""
        return {**super().get_initial(), "words": self.request.GET.get("words", "")[:WORD_LENGTH]}


class SynonymEditView(GroupTrialMixin, generic.EditView):  # type: ignore[misc]
    pass


class SynonymViewSet(DeskViewSet):
    model = SynonymGroup
    name = "vocabulary_synonyms"
    url_prefix = "vocabulary/synonyms"
    icon = "copy"
    menu_label = gettext_lazy("同义词组")
    index_view_class = SynonymIndexView
    add_view_class = SynonymCreateView
    edit_view_class = SynonymEditView
    create_template_name = edit_template_name = "vocabulary/synonym_form.html"
    search_fields = ["words", "note"]
    list_filter = ["active"]
    list_display = [
        "__str__",
        "note",
        Column("questions", label=gettext_lazy("近 90 天搜过"), sort_key="questions"),
        Column("state", label=gettext_lazy("状态"), accessor=_state_of_word, sort_key="active"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("words"),
            FieldPanel("note", help_text=gettext_lazy("为什么算一个意思，给以后维护的人看。")),
            FieldPanel("active", help_text=gettext_lazy("不想再用时去掉勾，不必删除。")),
        ],
        base_form_class=SynonymGroupForm,
    )

    added = gettext_lazy("“%(object)s”已建好，从下一次搜索起生效。")
    saved = gettext_lazy("“%(object)s”已保存，从下一次搜索起生效。")


# --- words --------------------------------------------------------------------------------------------------------
def word_address(entry: UserWord) -> str:
    return f"{reverse('search')}?{urlencode({'q': f'“{entry.word}”', 'type': 'practice'})}"


class UserWordIndexView(generic.IndexView):  # type: ignore[misc]
    def get_table(self, object_list: Any) -> Any:
        for entry in object_list:
            try:
                entry.cases = cases_with(entry.word, self.request.user)
            except SearchFailure:
                entry.cases = None
        return super().get_table(object_list)


class UserWordCreateView(WordTrialMixin, generic.CreateView):  # type: ignore[misc]
    pass


class UserWordEditView(WordTrialMixin, generic.EditView):  # type: ignore[misc]
    pass


class UserWordViewSet(DeskViewSet):
    model = UserWord
    name = "vocabulary_words"
    url_prefix = "vocabulary/words"
    icon = "bold"
    menu_label = gettext_lazy("专业词")
    index_view_class = UserWordIndexView
    add_view_class = UserWordCreateView
    edit_view_class = UserWordEditView
    create_template_name = edit_template_name = "vocabulary/word_form.html"
    search_fields = ["word"]
    list_filter = ["active"]
    list_display = [
        "word",
        LinkedNumber("cases", label=gettext_lazy("写到它的案例"), get_url=word_address),
        Column("state", label=gettext_lazy("状态"), accessor=_state_of_word, sort_key="active"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("word", help_text=gettext_lazy("2 到 30 个汉字，比如“门前三包”。搜索时不会把它拆开。")),
            FieldPanel("active", help_text=gettext_lazy("不想再用时去掉勾，不必删除。")),
        ],
        base_form_class=UserWordForm,
    )

    added = gettext_lazy("“%(object)s”已添加。全部案例会按新词重新整理，稍等几分钟生效。")
    saved = gettext_lazy("“%(object)s”已保存。全部案例会按新词重新整理，稍等几分钟生效。")


# --- what many search for -----------------------------------------------------------------------------------------
class PopularPolicy(ModelPermissionPolicy):  # type: ignore[misc]
    """Who keeps the words hides one; nobody adds one or deletes it: they come from searches and go with time."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in ("add", "delete") and bool(user.has_perm("vocabulary.change_synonymgroup"))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)


class PopularIndexView(generic.IndexView):  # type: ignore[misc]
    def get_base_queryset(self) -> QuerySet[PopularSearch]:
        """What few have asked for is not for the desk either."""
        return super().get_base_queryset().filter(pk__in=PopularSearch.objects.shared())


class PopularEditView(generic.EditView):  # type: ignore[misc]
    def save_instance(self) -> Any:
        instance = super().save_instance()
        site_changed()
        return instance


def _is_shown(entry: PopularSearch) -> str:
    return _("不显示") if entry.hidden else _("显示")


class PopularViewSet(DeskViewSet):
    model = PopularSearch
    name = "vocabulary_popular"
    url_prefix = "vocabulary/popular"
    icon = "search"
    menu_label = gettext_lazy("大家在搜")
    index_view_class = PopularIndexView
    edit_view_class = PopularEditView
    search_fields = ["text"]
    list_filter = ["hidden"]
    list_display = [
        "text",
        Column("sessions", label=gettext_lazy("搜过的人次"), sort_key="sessions"),
        Column("last_day", label=gettext_lazy("最近一次"), sort_key="last_day"),
        Column("state", label=gettext_lazy("状态"), accessor=_is_shown, sort_key="hidden"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("text", read_only=True),
            FieldPanel("hidden", help_text=gettext_lazy("打勾后，搜索页和搜索框不再列出它；照样可以搜。")),
        ]
    )

    saved = gettext_lazy("“%(object)s”已保存。")


class VocabularyGroup(ModelViewSetGroup):  # type: ignore[misc]
    menu_label = gettext_lazy("词表")
    menu_name = "vocabulary"
    menu_icon = "list-ul"
    menu_order = 250
    items = (TermViewSet, SynonymViewSet, UserWordViewSet, PopularViewSet)
