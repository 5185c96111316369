"""What the list of pinned pages checks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from practices.models import PracticePage
from search import vocabulary
from search.analysis import QUERY_LENGTH
from search.kinds import PAGE_KINDS
from search.models import Pin
from search.queries import as_asked

MOST_QUERIES = 30


def pinnable_pages(user: Any) -> Any:
    """What the whole alliance may read and `user` too. A city's own case would name itself to its city alone."""
    cases = PracticePage.objects.visible_to(user).exclude(visibility="city").order_by()
    others = [kind.model for kind in PAGE_KINDS.values() if kind.model is not PracticePage]
    return Page.objects.filter(pk__in=cases.values("pk")) | Page.objects.live().type(*others)


class PinForm(WagtailAdminModelForm):  # type: ignore[misc]
    """The chooser takes any number by POST, and shows the title of what it took."""

    data: Any

    queries = forms.CharField(
        label=gettext_lazy("搜索词"),
        help_text=gettext_lazy("每行一个，比如“渣土车”。读者这样搜，页面就排在最前。繁体、全角、大小写不用另写。"),
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": gettext_lazy("至少写一个搜索词。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["page"].required = True
        self.fields["page"].widget = AdminPageChooser(target_models=[kind.model for kind in PAGE_KINDS.values()])
        self.fields["page"].error_messages["required"] = _("请选择要置顶的页面。")
        if not self._is_pinnable(self.instance.page_id):
            self.initial["page"] = None
        self._keep_wrong_choice_unshown()

    def _keep_wrong_choice_unshown(self) -> None:
        name, posted = self.add_prefix("page"), QueryDict(mutable=True)
        posted.update(self.data)
        if posted.get(name) and not self._is_pinnable(posted[name]):
            posted[name] = ""
            self.data = posted
            self.fields["page"].error_messages["required"] = _(
                "这个页面不能置顶。请选一个已发布、全联盟能看的案例、城市或文章。"
            )

    def _is_pinnable(self, pk: Any) -> bool:
        try:
            return pk is not None and pinnable_pages(self.for_user).filter(pk=pk).exists()
        except (ValueError, OverflowError):
            return False

    def clean_queries(self) -> str:
        lines = [line.strip() for line in self.cleaned_data["queries"].splitlines() if line.strip()]
        queries = list({as_asked(line): line for line in lines if as_asked(line)}.values())
        if not queries:
            raise ValidationError(_("至少写一个搜索词。"))
        if len(queries) > MOST_QUERIES:
            message = _("最多 %(most)s 个搜索词，这里有 %(number)s 个。请分成几条。")
            raise ValidationError(message % {"most": MOST_QUERIES, "number": len(queries)})
        for query in queries:
            if len(query) > QUERY_LENGTH:
                raise ValidationError(_("一个搜索词最多 %(most)s 个字。") % {"most": QUERY_LENGTH})
        return "\n".join(queries)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("结束日期不能早于开始日期。"))
        elif ends and ends < timezone.localdate() and "ends_on" in self.changed_data:
            self.add_error("ends_on", _("结束日期已经过了。请填今天或以后的日期，或者不填。"))
        if data.get("match") == Pin.Match.WORDS:
            self._check_words(data.get("queries", ""))
        return data

    def _check_words(self, queries: str) -> None:
        analyser = vocabulary.analyser()
        for query in queries.splitlines():
            if not analyser.query_words(as_asked(query)):
                message = _("“%(query)s”里没有能用来搜索的词，请换一个，或选“搜的就是这个词”。")
                self.add_error("queries", message % {"query": query})
