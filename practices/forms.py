"""What the editor's form checks on the server, whatever the browser sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.permissions import policy_registry

from practices.models import Hold
from practices.models.page import TITLE_LENGTH
from practices.serializers import TERM_FIELDS
from vocabulary.models import Scheme, Term

FILE_PARTS = {"images": "image", "attachments": "document", "evidence_files": "document"}


class CaseForm(WagtailAdminPageForm):  # type: ignore[type-arg]
    """Choosers accept any id by POST; every file is checked against what this person may choose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "title" in self.fields:
            self.fields["title"].widget.attrs["maxlength"] = TITLE_LENGTH
        self._offer_terms()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if self._leaves_the_desk() and not data.get("confirmed_not_secret"):
            self.add_error("confirmed_not_secret", _("提交或发布前，请确认内容不涉密并在这里打勾。"))
        started, ended = data.get("started_on"), data.get("ended_on")
        if started and ended and ended < started:
            self.add_error("ended_on", _("结束时间不能早于开始时间。"))
        self._check_district(data)
        self._check_terms(data)
        return data

    def is_valid(self) -> bool:
        """The rows of files are read after `clean`, so they are judged here."""
        return super().is_valid() and self._files_may_be_chosen()

    def _offer_terms(self) -> None:
        """Retired ones only where this case carries them."""
        for name in TERM_FIELDS:
            if name in self.fields:
                field, carried = self.fields[name], [term.pk for term in self.initial.get(name) or []]
                field.queryset = field.queryset.filter(Q(retired=False) | Q(pk__in=carried))
                field.label_from_instance = _named

    def _leaves_the_desk(self) -> bool:
        """A draft may be kept unchecked; what others are to read may not."""
        return any(name in self.data for name in ("action-submit", "action-publish", "action-restart-workflow"))

    def _check_district(self, data: dict[str, Any]) -> None:
        district, parent = data.get("district"), self.parent_page
        if district and parent and district.city_id != parent.get_parent().specific.city_id:
            self.add_error("district", _("只能选择本市的区县。"))

    def _check_terms(self, data: dict[str, Any]) -> None:
        if any(term.scheme != Scheme.THEME for term in data.get("themes") or []):
            self.add_error("themes", _("请从业务领域中选择。"))

    def _files_may_be_chosen(self) -> bool:
        refused = False
        for relation, column in FILE_PARTS.items():
            formset = self.formsets.get(relation)
            for form in formset.forms if formset else []:
                chosen = form.cleaned_data.get(column)
                if chosen and column in form.changed_data and not self._may_choose(chosen):
                    form.add_error(column, _("不在您可以选用的文件范围内，请重新选择。"))
                    refused = True
        if refused:
            self.add_error(None, _("有文件不在您可以选用的范围内。"))
        return not refused

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
