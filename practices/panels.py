"""The editor, in a clerk's words: sections, help with a good and a bad example."""

from __future__ import annotations

from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)

from practices.forms import CaseForm
from practices.models import PracticePage

_title = FieldPanel(
    "title",
    heading=_("案例名称"),
    help_text=_("不超过 100 个字，写清在哪、做了什么。好：“东港区夜市划区定点疏导占道经营”；不好：“工作亮点”。"),
)
_summary = FieldPanel(
    "summary",
    help_text=_("一句话说清做法和结果，显示在搜索结果中。好：“划 3 处疏导点，投诉半年降六成”；不好：“成效显著”。"),
)
_indicators = InlinePanel(
    "indicators",
    heading=_("成效指标"),
    label=_("指标"),
    help_text=_("写清单位和数据来源。好：“占道投诉 件/月 前 120 后 45，来源 12345 热线”；不好：“投诉大幅下降”。"),
    panels=[
        FieldRowPanel([FieldPanel("name"), FieldPanel("unit")]),
        FieldRowPanel([FieldPanel("before"), FieldPanel("after"), FieldPanel("better")]),
        FieldRowPanel([FieldPanel("measured_on"), FieldPanel("source")]),
    ],
)
_content = ObjectList(
    [
        MultiFieldPanel([_title, _summary], heading=_("案例名称与摘要")),
        MultiFieldPanel(
            [
                FieldPanel("themes", widget=CheckboxSelectMultiple),
                FieldPanel("keywords"),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("stage")]),
                FieldRowPanel([FieldPanel("started_on"), FieldPanel("ended_on")]),
                FieldPanel("district"),
            ],
            heading=_("分类与时间"),
        ),
        FieldPanel("context", help_text=_("原来是什么情况，有多严重，最好带上基数。")),
        FieldPanel("approach", help_text=_("按步骤写：谁、做了什么、用了多久。")),
        _indicators,
        FieldPanel("difficulties", help_text=_("走过的弯路、没解决的问题。别的城市最想知道这些。")),
    ],
    heading=_("案例内容"),
)
_files = ObjectList(
    [
        InlinePanel("images", heading=_("图片"), label=_("图片"), help_text=_("第一张作为题图。")),
        InlinePanel("attachments", heading=_("附件"), label=_("附件")),
    ],
    heading=_("图片与附件"),
)
_people = ObjectList(
    [
        MultiFieldPanel(
            [FieldPanel("contact_name"), FieldPanel("contact_phone"), FieldPanel("contact_email")],
            heading=_("联系人（只有联盟成员能看到）"),
        ),
        MultiFieldPanel(
            [FieldPanel("visibility", widget=RadioSelect), FieldPanel("confirmed_not_secret")],
            heading=_("公开范围"),
        ),
        PublishingPanel(heading=_("定时发布")),
    ],
    heading=_("联系人与公开范围"),
)

PracticePage.base_form_class = CaseForm
PracticePage.edit_handler = TabbedInterface([_content, _files, _people], base_form_class=CaseForm)
