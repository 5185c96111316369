"""The editor, in a clerk's words: the snapshot first, then what makes it a full case; help with a good and a bad
example."""

from __future__ import annotations

from typing import Any

from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.admin.widgets import AdminAutoHeightTextInput

from practices.forms import CaseForm
from practices.models import PracticePage


def _ticks(name: str, help_text: Any = "") -> FieldPanel:
    return FieldPanel(name, widget=CheckboxSelectMultiple, help_text=help_text)


_title = FieldPanel(
    "title",
    heading=_("案例名称"),
    help_text=_("不超过 100 个字，写清在哪、做了什么。好：“东港区夜市划区定点疏导占道经营”；不好：“工作亮点”。"),
)
_summary = FieldPanel(
    "summary",
    widget=AdminAutoHeightTextInput,
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
_snapshot = ObjectList(
    [
        # Above the tabs once the script has run: it belongs to all of them.
        HelpPanel(template="practices/completeness.html"),
        MultiFieldPanel([_title, _summary], heading=_("案例名称与摘要")),
        MultiFieldPanel(
            [
                _ticks("themes"),
                FieldPanel("keywords"),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("stage")]),
                FieldRowPanel([FieldPanel("started_on"), FieldPanel("ended_on")]),
                FieldPanel("district"),
            ],
            heading=_("分类与时间"),
        ),
        FieldPanel("context", help_text=_("原来是什么情况，有多严重，最好带上基数。")),
        FieldPanel("approach", help_text=_("写谁、做了什么、用了多久。写完整案例时，再到下一页分步骤写。")),
        _indicators,
    ],
    heading=_("快报"),
)
_steps = InlinePanel(
    "steps",
    heading=_("步骤"),
    label=_("步骤"),
    help_text=_("别的城市会照着一步步做。好：“摸清底数：两人一组逐条街登记，2 周”；不好：“加强领导”。"),
    panels=[FieldRowPanel([FieldPanel("title"), FieldPanel("period")]), FieldPanel("body")],
)
_conditions = InlinePanel(
    "conditions",
    heading=_("成功条件清单"),
    label=_("条件"),
    help_text=_("一行一条，别的城市会逐条对照。好：“步行十分钟内有可用空地”；不好：“领导重视”。"),
    panels=[FieldRowPanel([FieldPanel("text"), FieldPanel("essential")])],
)
_ranges = InlinePanel(
    "transfer_ranges",
    heading=_("适用城市的范围"),
    label=_("范围"),
    help_text=_("用城市概况里的数字划一个范围，例如常住人口不低于 100 万。只填一头也可以。"),
    panels=[FieldPanel("metric"), FieldRowPanel([FieldPanel("minimum"), FieldPanel("maximum")])],
)
_full = ObjectList(
    [
        MultiFieldPanel(
            [
                _ticks("lifecycle_stages"),
                _ticks("loop_phases"),
                _ticks("root_problems"),
                _ticks("actors"),
            ],
            heading=_("归类"),
        ),
        FieldPanel("aims", help_text=_("要达到什么目标，谁从中受益。")),
        _steps,
        FieldPanel("governance", help_text=_("哪个部门牵头、哪些部门配合、怎样协调。")),
        FieldPanel(
            "difficulties",
            help_text=_("走过的弯路、没解决的问题。别的城市最想知道这些，不能写“无”。"),
        ),
        MultiFieldPanel([_conditions, FieldPanel("conditions_text", heading=_("补充说明"))], heading=_("成功条件")),
        MultiFieldPanel(
            [FieldPanel("transferability", help_text=_("适合什么样的城市，什么样的城市不适合。")), _ranges],
            heading=_("可推广性与适用城市"),
        ),
        FieldPanel("adaptation", help_text=_("换一个地方，哪些要改。")),
        FieldPanel("sustainability", help_text=_("靠什么坚持下去：制度、经费、考核。")),
        FieldPanel("lessons", help_text=_("如果重来一次会怎么做。")),
        FieldPanel("novelty", help_text=_("和别处的做法有什么不同。")),
    ],
    heading=_("完整案例"),
)
_blocks = InlinePanel(
    "building_blocks",
    heading=_("可复用模块"),
    label=_("模块"),
    help_text=_("单独拿走也能用的部分，附上制度文本、台账模板等文件。例如“摊点自治公约”。"),
    panels=[
        FieldPanel("name"),
        FieldPanel("how"),
        FieldRowPanel([FieldPanel("enabling_factors"), FieldPanel("lesson")]),
        InlinePanel(
            "files",
            heading=_("模块文件"),
            label=_("文件"),
            panels=[FieldRowPanel([FieldPanel("kind"), FieldPanel("document")])],
        ),
    ],
)
_resources = InlinePanel(
    "resources",
    heading=_("投入"),
    label=_("投入"),
    help_text=_("写清数量和单位，没有花钱的也写人手。好：“划线供电 38.5 万元 一次性”；不好：“投入较大”。"),
    panels=[
        FieldRowPanel([FieldPanel("kind"), FieldPanel("name")]),
        FieldRowPanel([FieldPanel("amount"), FieldPanel("unit"), FieldPanel("recurrence")]),
    ],
)
_policies = InlinePanel(
    "policy_citations",
    heading=_("法规政策依据"),
    label=_("依据"),
    help_text=_("先在库里找，找不到再新建；同一份文件全省只登记一次。"),
    panels=[FieldPanel("policy"), FieldPanel("clause")],
)
_sources = InlinePanel(
    "derived_from",
    heading=_("借鉴来源"),
    label=_("来源"),
    help_text=_("借鉴了联盟里的案例，就选那个案例，对方页面上会显示；其他来源写名称和网址。"),
    panels=[
        FieldPanel("kind"),
        PageChooserPanel("practice", "practices.PracticePage"),
        FieldRowPanel([FieldPanel("title"), FieldPanel("url")]),
    ],
)
_take_away = ObjectList([_blocks, _resources, _policies, _sources], heading=_("模块、投入与依据"))
_files = ObjectList(
    [
        InlinePanel("images", heading=_("图片"), label=_("图片"), help_text=_("第一张作为题图。")),
        InlinePanel(
            "evidence_files",
            heading=_("佐证材料"),
            label=_("材料"),
            help_text=_("能证明成效的统计表、验收单、报告。佐证等级由省级办公室评定。"),
        ),
        InlinePanel("attachments", heading=_("附件"), label=_("附件")),
        HelpPanel(template="practices/attached_words.html", heading=_("附件里的文字")),
        InlinePanel("videos", heading=_("视频链接"), label=_("视频")),
    ],
    heading=_("图片、佐证与附件"),
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
PracticePage.edit_handler = TabbedInterface([_snapshot, _full, _take_away, _files, _people], base_form_class=CaseForm)
