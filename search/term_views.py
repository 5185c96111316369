"""Steps with a term that ask first: retire, take back into use, merge, delete, reorder."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button

from practices.terms import term_delete, term_merge, use_of
from search.forms import MergeForm, OrderForm
from vocabulary.models import Scheme, Term
from vocabulary.services import term_restore, term_retire, terms_reorder

INDEX, EDIT = "vocabulary_terms:index", "vocabulary_terms:edit"


def steps_of(term: Term) -> list[Button]:
    """Buttons of what may be done with it now."""
    steps: list[tuple[str, Any, str]] = []
    if not term.retired:
        steps.append(("retire", _("停用"), "cross"))
    elif not term.successor_id:
        steps.append(("restore", _("重新启用"), "tick"))
    steps.append(("merge", _("并入另一个词条"), "resubmit"))
    return [
        Button(label, url=reverse(f"vocabulary_terms:{name}", args=[term.pk]), icon_name=icon, priority=25)
        for name, label, icon in steps
    ]


class DeskView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    model = Term
    permission_required = "change"
    header_icon = "tag"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.get_page_title()}
        return [*super().get_breadcrumbs_items(), {"url": reverse(INDEX), "label": _("词条")}, here]

    def get_header_title(self) -> str:
        return f"{self.get_page_title()}：{self.get_page_subtitle()}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())


class TermView(DeskView):
    """One term, and one question about it."""

    button_label: Any = ""
    is_serious = False
    template_name = "vocabulary/term_step.html"
    term: Term

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.term = get_object_or_404(Term, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.term.name

    def question(self) -> str:
        raise NotImplementedError

    def act(self) -> str:
        """Does it and says what was done. Raises ValidationError."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            done = self.act()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(EDIT, self.term.pk)
        messages.success(request, done)
        return redirect(INDEX)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "term": self.term, "use": use_of(self.term), "back": reverse(EDIT, args=[self.term.pk])}


class RetireView(TermView):
    page_title = gettext_lazy("停用词条")
    button_label = gettext_lazy("停用")

    def question(self) -> str:
        return _("停用后，写案例的人不能再选它；已经选了它的案例照样显示，也照样能按它搜到。以后可以重新启用。")

    def act(self) -> str:
        term_retire(term=self.term, by=self.request.user)
        return _("“%(name)s”已停用。") % {"name": self.term.name}


class RestoreView(TermView):
    page_title = gettext_lazy("重新启用词条")
    button_label = gettext_lazy("重新启用")

    def question(self) -> str:
        return _("启用后，写案例的人又能选它。")

    def act(self) -> str:
        term_restore(term=self.term, by=self.request.user)
        return _("“%(name)s”已重新启用。") % {"name": self.term.name}


class MergeView(TermView):
    page_title = gettext_lazy("合并词条")
    button_label = gettext_lazy("合并")
    is_serious = True

    def question(self) -> str:
        return _(
            "选了“%(name)s”的案例全部改成另一个词条，包括草稿；旧网址会显示另一个词条的案例，“%(name)s”停用。"
            "合并后不能撤销。"
        ) % {"name": self.term.name}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = MergeForm(request.POST, term=self.term)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(form=self.form))
        return super().post(request, *args, **kwargs)

    def act(self) -> str:
        into = self.form.cleaned_data["into"]
        cases = term_merge(term=self.term, into=into, by=self.request.user)
        message = _("“%(name)s”已并入“%(into)s”，%(cases)s 个案例随之改动。按它搜索，稍等几分钟就是新的。")
        return message % {"name": self.term.name, "into": into.name, "cases": cases}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": MergeForm(term=self.term), **kwargs})


class DeleteView(TermView):
    permission_required = "delete"
    page_title = gettext_lazy("删除词条")
    button_label = gettext_lazy("删除")
    is_serious = True

    def question(self) -> str:
        return _("没有案例使用它。删除后不能恢复；只是暂时不用的，请停用。")

    def act(self) -> str:
        term_delete(term=self.term, by=self.request.user)
        return _("“%(name)s”已删除。") % {"name": self.term.name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["is_kept"] = bool(context["use"]) or self.term.predecessors.exists()
        return context


STEPS = {"retire": RetireView, "restore": RestoreView, "merge": MergeView}


class OrderView(DeskView):
    """Works without scripts: one number for each term."""

    page_title = gettext_lazy("调整顺序")
    template_name = "vocabulary/term_order.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["scheme"] not in Scheme.values:
            raise Http404
        self.scheme = Scheme(kwargs["scheme"])
        self.terms = list(Term.objects.in_scheme(self.scheme).filter(successor=None))

    def get_page_subtitle(self) -> str:
        return str(self.scheme.label)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = OrderForm(request.POST, terms=self.terms)
        if not form.is_valid():
            messages.error(request, _("有的序号没有填对，请看下面的提示。"))
            return self.render_to_response(self.get_context_data(form=form))
        moved = terms_reorder(terms=form.in_order(), by=request.user)
        messages.success(request, _("顺序已保存，%(number)s 个词条换了位置。") % {"number": moved})
        return redirect(INDEX)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": OrderForm(terms=self.terms), **kwargs})
