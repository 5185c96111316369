from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.forms import TaskStateCommentForm

from accounts.models import User, plain_mobile
from cities.models import Bureau, City, ProfileFigure, ProfileMetric
from cities.panels import usual_order
from cities.permissions import roles_in


class SendBackForm(TaskStateCommentForm):  # type: ignore[misc]
    comment = forms.CharField(
        label=_("退回原因"),
        help_text=_("写清要改哪里，作者会在通知里看到。"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("退回时请写明原因。")},
    )


class EndForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("例如：调离、退休。写入审计记录。"))


class EndOnForm(forms.Form):
    day = forms.DateField(
        label=_("结束日期"),
        required=False,
        help_text=_("当天还有效；留空为长期。"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("角色"))

    def __init__(self, *args: Any, city: City | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles_in(city)]  # type: ignore[attr-defined]


class InviteForm(RoleForm):
    name = forms.CharField(label=_("姓名"), max_length=50, help_text=_("写在邀请上，也是账号上显示的名字。"))
    days = forms.IntegerField(label=_("有效天数"), min_value=1, max_value=90, initial=14)
    field_order = ["name", "role", "days", "bureau"]

    def __init__(self, *args: Any, city: City | None, **kwargs: Any) -> None:
        super().__init__(*args, city=city, **kwargs)
        if city is not None:
            self.fields["bureau"] = forms.ModelChoiceField(
                label=_("责任单位"), queryset=city.bureaus.all(), required=False, empty_label=_("牵头单位")
            )


class HandOverForm(forms.Form):
    successor = forms.ModelChoiceField(label=_("接任者"), queryset=User.objects.none(), empty_label=_("请选择"))
    reason = forms.CharField(label=_("原因"), max_length=200)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = people  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    code = forms.CharField(label=_("邀请码"), max_length=40, help_text=_("十二位字母和数字，大小写和横线不限。"))


class JoinForm(forms.Form):
    username = forms.CharField(
        label=_("用户名"),
        max_length=30,
        validators=[UnicodeUsernameValidator()],
        help_text=_("用来登录，可以用拼音或汉字。"),
    )
    mobile = forms.CharField(
        label=_("手机号（可不填）"), max_length=20, required=False, help_text=_("填了也可用手机号登录。")
    )
    email = forms.EmailField(label=_("电子邮箱（可不填）"), required=False)
    password = forms.CharField(
        label=_("密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput,
        help_text=_("至少 8 个字符，不要全是数字。"),
    )
    again = forms.CharField(label=_("再输一遍密码"), max_length=128, strip=False, widget=forms.PasswordInput)

    def clean_mobile(self) -> str:
        return plain_mobile(self.cleaned_data["mobile"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("两次输入的密码不一样。"))
        return data


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    mobile = forms.CharField(label=_("手机号"), max_length=20, required=False, help_text=_("填了也可用手机号登录。"))

    class Meta:
        model = User
        fields = ["name", "mobile", "email"]

    def clean_mobile(self) -> str | None:
        """Empty is no number: two people without one are no clash."""
        return plain_mobile(self.cleaned_data["mobile"] or "") or None


class FigureForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ProfileFigure
        fields = ["metric", "value", "choice", "year", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["metric"].empty_label = _("请选择")  # type: ignore[attr-defined]
        if self.instance.value is not None:
            # As people write it: without the zeros the column fills up with.
            self.initial["value"] = f"{self.instance.value.normalize():f}"

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not 1949 <= year <= timezone.localdate().year:
            raise forms.ValidationError(_("请填写 1949 年至今的年份。"))
        return year

    def clean(self) -> dict[str, Any]:
        """A number for a number, one of its own kinds for a kind."""
        data = super().clean() or {}
        metric = data.get("metric")
        if metric is None:
            return data
        if metric.kind == ProfileMetric.Kind.NUMBER:
            data["choice"] = ""
            if data.get("value") is None and "value" not in self.errors:
                self.add_error("value", _("请填写数值。"))
        else:
            data["value"] = None
            if data.get("choice") not in metric.options:
                options = "、".join(metric.options)
                self.add_error("choice", _("请填写其中之一：%(options)s。") % {"options": options})
        return data


class BureauForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Bureau
        fields = ["name", "district", "address", "phone", "website"]

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        district = self.fields["district"]
        district.queryset, district.empty_label = city.districts.all(), _("不属于区县")  # type: ignore[attr-defined]


FigureFormSet = forms.inlineformset_factory(City, ProfileFigure, form=FigureForm, extra=1, max_num=60)
BureauFormSet = forms.inlineformset_factory(City, Bureau, form=BureauForm, extra=1, max_num=60, can_delete=False)


class CityPageForm(WagtailAdminPageForm):  # type: ignore[type-arg]
    """Shows the usual order of the sections to whoever has not arranged them: there is then something to drag."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "arrangement" in self.fields and not self.instance.arrangement:
            block = self.fields["arrangement"].block
            self.initial["arrangement"] = block.to_python(
                [{"type": "section", "value": code} for code in usual_order()]
            )
