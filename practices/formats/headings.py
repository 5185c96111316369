"""What the parts of a case are called in files that people send each other, in the order they are written.

One list for writing and reading: what is exported under a heading comes back from under it. The aliases are what reports
of bureaus call the same part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Shape = Literal["line", "choice", "date", "terms", "words", "text", "rows"]


@dataclass(frozen=True)
class Heading:
    """`name` is the key of practices.serializers.serialize, or the field of the page for what a version leaves out.
    `shape`: a line; one of some choices; a date; terms of the vocabulary; free words; a long text; rows of a table."""

    name: str
    label: str | Promise
    shape: Shape
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """Of a table of rows; `name` as in serializers.PARTS."""

    name: str
    label: str | Promise
    aliases: tuple[str, ...] = ()


#: What stands in the table under the title.
FACTS = (
    Heading("summary", _("一句话摘要"), "line", ("摘要", "内容摘要", "案例摘要")),
    Heading("city", _("城市"), "line", ("所在城市", "报送城市", "申报城市")),
    Heading("bureau", _("责任单位"), "line", ("单位", "报送单位", "申报单位", "实施单位")),
    Heading("district", _("区县"), "line", ("县区", "所在区县", "县（市、区）")),
    Heading("kind", _("案例类型"), "choice", ("类型",)),
    Heading("stage", _("实施阶段"), "choice", ("阶段", "进展")),
    Heading("started_on", _("开始时间"), "date", ("起始时间", "启动时间", "实施时间")),
    Heading("ended_on", _("结束时间"), "date", ("完成时间",)),
    Heading("themes", _("业务领域"), "terms", ("领域", "类别", "所属领域")),
    Heading("keywords", _("关键词"), "words", ("关键字", "标签")),
    Heading("lifecycle_stages", _("管理环节"), "terms", ("全周期环节",)),
    Heading("loop_phases", _("闭环阶段"), "terms"),
    Heading("root_problems", _("针对问题"), "terms", ("根本问题",)),
    Heading("actors", _("参与主体"), "terms", ("参与方",)),
    Heading("visibility", _("公开范围"), "choice", ("公开",)),
    Heading("contact_name", _("联系人"), "line", ("联系人姓名",)),
    Heading("contact_phone", _("联系电话"), "line", ("电话", "联系方式", "手机")),
    Heading("contact_email", _("联系邮箱"), "line", ("邮箱", "电子邮箱", "电子邮件")),
)

#: Under headings of their own, in the order of a report.
SECTIONS = (
    Heading("context", _("背景与问题"), "text", ("背景情况", "工作背景", "基本情况", "案例背景", "问题背景", "背景")),
    Heading("aims", _("目标与服务对象"), "text", ("工作目标", "目标", "目标任务", "服务对象")),
    Heading("approach", _("主要做法"), "text", ("具体做法", "做法", "工作举措", "主要举措", "工作措施", "主要措施")),
    Heading("steps", _("步骤"), "rows", ("实施步骤", "工作步骤")),
    Heading("indicators", _("成效指标"), "rows", ("成效", "工作成效", "主要成效", "取得成效", "实施效果", "成效数据")),
    Heading("difficulties", _("难点失误与风险"), "text", ("存在问题", "难点问题", "问题与不足", "困难与不足", "风险")),
    Heading("building_blocks", _("可复用模块"), "rows", ("可复制模块", "可复制做法")),
    Heading("governance", _("体制机制与部门协同"), "text", ("体制机制", "部门协同", "组织领导", "组织保障")),
    Heading("resources", _("投入"), "rows", ("资源投入", "投入情况", "经费投入")),
    Heading("policy_citations", _("法规政策依据"), "rows", ("政策依据", "法规依据", "法律依据")),
    Heading("conditions", _("成功条件清单"), "rows", ("条件清单", "前提条件")),
    Heading("conditions_text", _("成功条件"), "text", ("成功条件说明",)),
    Heading("transferability", _("可推广性与适用城市"), "text", ("可推广性", "推广价值", "推广建议", "适用范围")),
    Heading("transfer_ranges", _("适用城市的范围"), "rows"),
    Heading("adaptation", _("本地化建议"), "text", ("本地化", "因地制宜建议")),
    Heading("sustainability", _("长效机制"), "text", ("长效管理", "制度保障")),
    Heading("lessons", _("经验启示"), "text", ("经验", "启示", "经验与启示", "经验做法启示", "体会", "工作启示")),
    Heading("novelty", _("创新点"), "text", ("创新之处", "特色亮点", "工作亮点", "亮点")),
    Heading("derived_from", _("借鉴来源"), "rows"),
    Heading("videos", _("视频链接"), "rows"),
    Heading("images", _("图片"), "rows", ("附图", "现场图片")),
    Heading("evidence_files", _("佐证材料"), "rows", ("证明材料",)),
    Heading("attachments", _("附件"), "rows", ("附件材料",)),
)

TABLES = {
    "steps": (
        Column("title", _("步骤"), ("步骤名称", "事项")),
        Column("period", _("用时或时间"), ("用时", "时间")),
        Column("body", _("做法"), ("内容", "具体做法")),
    ),
    "indicators": (
        Column("name", _("指标名称"), ("指标", "名称", "项目")),
        Column("unit", _("单位"), ("计量单位",)),
        Column("before", _("实施前"), ("前", "改造前", "整治前", "治理前", "基期")),
        Column("after", _("实施后"), ("后", "改造后", "整治后", "治理后", "现在")),
        Column("measured_on", _("统计时间"), ("统计日期", "时间")),
        Column("source", _("数据来源"), ("来源",)),
        Column("better", _("好坏方向"), ("方向",)),
    ),
    "building_blocks": (
        Column("name", _("模块名称"), ("模块", "名称")),
        Column("how", _("怎样做"), ("做法",)),
        Column("enabling_factors", _("前提条件"), ("前提",)),
        Column("lesson", _("经验")),
    ),
    "resources": (
        Column("kind", _("类别"), ("类型",)),
        Column("name", _("用途"), ("名称", "项目")),
        Column("amount", _("数量"), ("金额",)),
        Column("unit", _("单位")),
        Column("recurrence", _("频次"), ("频率",)),
    ),
    "policy_citations": (
        Column("title", _("名称"), ("法规政策", "文件名称")),
        Column("number", _("文号或编号"), ("文号", "编号")),
        Column("clause", _("条款或说明"), ("条款", "说明")),
    ),
    "conditions": (Column("text", _("条件"), ("内容",)), Column("essential", _("必备"), ("是否必备",))),
    "transfer_ranges": (
        Column("metric", _("城市概况指标"), ("指标",)),
        Column("minimum", _("不低于"), ("下限",)),
        Column("maximum", _("不高于"), ("上限",)),
        Column("choices", _("适用类别"), ("类别",)),
    ),
    "derived_from": (
        Column("kind", _("来源类型"), ("类型",)),
        Column("title", _("名称"), ("来源名称",)),
        Column("url", _("网址"), ("链接",)),
        Column("source_uuid", _("案例编号"), ("编号",)),
    ),
    "videos": (Column("title", _("名称")), Column("url", _("网址"), ("链接",))),
    "images": (Column("filename", _("文件名")), Column("caption", _("图片说明"), ("说明",))),
    "evidence_files": (Column("filename", _("文件名")), Column("description", _("说明什么"), ("说明",))),
    "attachments": (Column("filename", _("文件名")), Column("title", _("名称"))),
}
