"""What the editor's form checks on the server, whatever the browser sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.permissions import policy_registry

from practices.adoptions.provenance import why_not_source
from practices.models import Hold
from practices.models.page import TITLE_LENGTH
from practices.models.parts import DerivedFrom
from practices.permissions import may_read
from practices.quality.decisions import reason_in, report_of_form, ticked_in, why_not_checked, why_stopped
from practices.quality.findings import Level
from practices.quality.report import Report
from practices.serializers import TERM_FIELDS
from practices.versions.withdrawing import CATEGORIES
from vocabulary.models import Term

#: Buttons that bring a case to others; approving it in the editor does as well.
LEAVING = ("action-submit", "action-publish", "action-restart-workflow")
FILE_PARTS = {"images": "image", "attachments": "document", "evidence_files": "document"}


class CaseForm(WagtailAdminPageForm):  # type: ignore[type-arg]
    """Choosers accept any id by POST; every file and case is checked against what this person may choose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "title" in self.fields:
            self.fields["title"].widget.attrs["maxlength"] = TITLE_LENGTH
        if "district" in self.fields and self.parent_page:
            self._offer_own_districts()
        self._offer_terms()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if self._leaves_the_desk() and not data.get("confirmed_not_secret"):
            self.add_error("confirmed_not_secret", _("提交或发布前，请确认内容不涉密并在这里打勾。"))
        started, ended = data.get("started_on"), data.get("ended_on")
        if started and ended and ended < started:
            self.add_error("ended_on", _("结束时间不能早于开始时间。"))
        self._check_terms(data)
        return data

    def is_valid(self) -> bool:
        """Rows are read after `clean`, so they are judged here; all of them, so that all is said at once."""
        return super().is_valid() and all(
            [
                self._files_may_be_chosen(),
                self._sources_are_named(),
                self._ranges_hold(),
                self._nothing_stands_in_the_way(),
            ]
        )

    def _offer_own_districts(self) -> None:
        field = self.fields["district"]
        field.queryset = field.queryset.filter(city=self.parent_page.get_parent().specific.city_id)
        field.error_messages["invalid_choice"] = _("只能选择本市的区县。")

    def _offer_terms(self) -> None:
        """Retired ones only where this case carries them."""
        for name in TERM_FIELDS:
            if name in self.fields:
                field, carried = self.fields[name], [term.pk for term in self.initial.get(name) or []]
                field.queryset = field.queryset.filter(Q(retired=False) | Q(pk__in=carried))
                field.label_from_instance = _named

    def _leaves_the_desk(self) -> bool:
        """A draft may be kept unchecked; what others are to read may not."""
        approves = "action-workflow-action" in self.data and self.data.get("workflow-action-name") == "approve"
        return approves or any(name in self.data for name in LEAVING)

    def _nothing_stands_in_the_way(self) -> bool:
        """What was found (practices.quality) is said at its field; the list above the tabs has all of it."""
        if not self._leaves_the_desk():
            return True
        report = report_of_form(self.data, self.instance, self.for_user)
        for line in report.lines:
            if line.is_open and line.finding.level == Level.STOP:
                self._say_at(line.leads_to, line.finding.message)
        refusals = [why_stopped(report), *self._why_not_ticked(report)]
        for refusal in filter(None, refusals):
            self.add_error(None, refusal)
        return not any(refusals)

    def _why_not_ticked(self, report: Report) -> list[str]:
        if not report.warnings or not ticked_in(self.data):
            return [why_not_checked(report)]
        return [] if reason_in(self.data) else [str(_("请在“检查”里写明核对的理由。"))]

    def _say_at(self, name: str, message: str) -> None:
        """`name` is that of an input: of a field, or of a column in a row."""
        relation, _dash, rest = name.partition("-")
        if name in self.fields:
            self.add_error(name, message)
        elif relation in self.formsets:
            number, _dash, column = rest.partition("-")
            self.formsets[relation].forms[int(number)].add_error(column, message)

    def _check_terms(self, data: dict[str, Any]) -> None:
        for name, scheme in TERM_FIELDS.items():
            if any(term.scheme != scheme for term in data.get(name) or []):
                self.add_error(name, _("请从列出的选项中选择。"))

    def _files_may_be_chosen(self) -> bool:
        refused = False
        for column, form in self._rows_of_files():
            chosen = form.cleaned_data.get(column)
            if chosen and column in form.changed_data and not self._may_choose(chosen):
                form.add_error(column, _("不在您可以选用的文件范围内，请重新选择。"))
                refused = True
        if refused:
            self.add_error(None, _("有文件不在您可以选用的范围内。"))
        return not refused

    def _rows_of_files(self) -> Iterator[tuple[str, Any]]:
        for relation, column in FILE_PARTS.items():
            yield from ((column, form) for form in self._rows(relation))
        for block in self._rows("building_blocks"):
            yield from (("document", form) for form in block.formsets["files"].forms)

    def _rows(self, relation: str) -> list[Any]:
        """Without those that are to be deleted."""
        formset = self.formsets.get(relation)
        return [form for form in formset.forms if form not in formset.deleted_forms] if formset else []

    def _sources_are_named(self) -> bool:
        """A case this person may read, or a name. The name is copied, so that it stays when the case is gone."""
        good = True
        for form in self._rows("derived_from"):
            row = form.cleaned_data
            if row.get("kind") == DerivedFrom.Kind.PRACTICE:
                good &= self._is_known_case(form, row.get("practice"))
            elif not (row.get("title") or "").strip():
                form.add_error("title", _("请写来源的名称。"))
                good = False
        if not good:
            self.add_error(None, _("“借鉴来源”里有一行没有写清。"))
        return good

    def _is_known_case(self, form: Any, practice: Any) -> bool:
        if practice is None:
            form.add_error("practice", _("请选一个案例；不是联盟里的案例，请把来源类型改为“外部链接”。"))
        elif practice.pk == self.instance.pk:
            form.add_error("practice", _("不能把案例自己作为来源。"))
        elif "practice" in form.changed_data and not may_read(self.for_user, practice):
            form.add_error("practice", _("找不到这个案例。"))
        elif "practice" in form.changed_data and (refusal := why_not_source(practice, self.instance.pk)):
            form.add_error("practice", refusal)
        else:
            form.instance.title, form.instance.source_uuid = practice.title[:120], practice.uuid
            return True
        return False

    def _ranges_hold(self) -> bool:
        good = True
        for form in self._rows("transfer_ranges"):
            low, high = form.cleaned_data.get("minimum"), form.cleaned_data.get("maximum")
            if low is not None and high is not None and high < low:
                form.add_error("maximum", _("上限不能低于下限。"))
                good = False
        if not good:
            self.add_error(None, _("“适用城市的范围”里有一行没有写对。"))
        return good

    def _may_choose(self, chosen: Any) -> bool:
        policy = policy_registry.get(chosen)
        return bool(self.for_user and policy.user_has_permission_for_instance(self.for_user, "choose", chosen))


def _named(term: Term) -> str:
    return str(_("%(name)s（已停用）")) % {"name": term.label} if term.retired else term.label


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"),
        max_length=300,
        help_text=_("写给该市看，也写入审计记录。"),
        widget=forms.Textarea({"rows": 3}),
    )


class NarrowForm(ReasonForm):
    limit = forms.ChoiceField(
        label=_("改为"),
        choices=[(Hold.Limit.ALLIANCE, _("只限联盟内")), (Hold.Limit.CITY, _("只限本市"))],
        widget=forms.RadioSelect,
    )
    field_order = ["limit", "reason"]


class WithdrawForm(ReasonForm):
    category = forms.ChoiceField(
        label=_("原因类别"),
        choices=CATEGORIES,
        widget=forms.RadioSelect,
        help_text=_("选“不宜公开”的，外市和公众打开原来的网址什么也看不到，像从来没有一样。"),
    )
    field_order = ["category", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("写给读者看：打开原来网址的人会读到，作者也会收到。")


class VerifyForm(forms.Form):
    note = forms.CharField(
        label=_("说明"),
        max_length=200,
        required=False,
        help_text=_("可以不填。例如：数据已更新到今年，做法没有变化。"),
        widget=forms.Textarea({"rows": 3}),
    )
