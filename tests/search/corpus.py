"""Documents made for telling whether two engines answer alike."""

from __future__ import annotations

from datetime import date

from search.documents import SearchDocument

DAY = date(2026, 1, 1).toordinal()
FILLER = (
    "城市管理部门会同街道办事处开展日常巡查，建立台账，明确责任人，定期通报进展情况。",
    "各区县按照属地原则落实任务，群众满意度逐年提升，相关经验在全省推广。",
    "依托数字化平台实现派单、处置、核查、结案全过程留痕，平均处置时长明显缩短。",
    "通过政府采购引入第三方评估，形成长效机制，避免运动式整治后的反弹。",
)


def case(
    number: int,
    title: str,
    body: str = "",
    *,
    city: str = "rizhao",
    theme: tuple[str, ...] = ("vendors",),
    audiences: tuple[str, ...] = ("public",),
    contact: str = "",
    day: int | None = None,
    **values: str,
) -> SearchDocument:
    filled = f"{body}{FILLER[number % len(FILLER)] * (1 + number % 3)}"
    facets = {"type": ("practice",), "city": (city,), "case_city": (city,), "theme": theme}
    facets |= {name: (value,) for name, value in values.items()}
    found = DAY + number if day is None else day
    return SearchDocument(f"practice-{number}", title, filled, audiences, contact, facets, found)


def article(number: int, title: str, body: str, year: str) -> SearchDocument:
    return SearchDocument(
        f"article-{number}", title, body, ("public",), values={"type": ("article",), "year": (year,)}, day=DAY + 500
    )


def said(
    identifier: str, title: str, body: str, audiences: tuple[str, ...], day: int, **values: tuple[str, ...]
) -> SearchDocument:
    """What is asked, discussed or invited to."""
    kind = identifier.partition("-")[0]
    return SearchDocument(
        identifier, title, body, audiences, values={"type": (kind,), "theme": ("wells",), **values}, day=day
    )


CORPUS = (
    case(1, "夜市占道经营疏导", "东港区在石臼街道设置夜市疏导点，摊贩自治，投诉下降。", kind="success", year="2021"),
    case(2, "占道经营综合整治", "对流动摊贩划定经营区域，疏堵结合。", city="heze", kind="pilot", year="2022"),
    case(3, "流动摊贩入市经营", "引导摊贩进入农贸市场，减免摊位费。", city="jinan", kind="success", year="2023"),
    case(4, "渣土车密闭运输监管", "渣土车加装北斗定位，电子围栏报警。", theme=("waste",), kind="success", year="2021"),
    case(5, "建筑垃圾渣土资源化", "渣土制砖，减少填埋。", city="jinan", theme=("waste", "green"), year="2020"),
    case(6, "餐饮油烟在线监测", "安装油烟在线监测设备 300 台，联网 GB18483-2001 标准。", theme=("fumes",)),
    case(7, "违法建设智能发现", "卫星遥感与无人机 AI 识别违法建设。", city="qingdao", theme=("illegal",), loop="find"),
    case(8, "户外广告招牌治理", "一店一策，招牌安全检测。", city="qingdao", theme=("signage",), lifecycle="permit"),
    case(9, "口袋公园建设", "利用边角地建设口袋公园 56 处。", city="weifang", theme=("green",), recognition="award"),
    case(10, "共享单车停放秩序", "电子围栏入栏结算，潮汐调度。", city="weifang", theme=("parking",), kind="lesson"),
    case(11, "12345 热线诉求闭环", "诉求分析，未诉先办。", city="yantai", theme=("hotline",), loop="close"),
    case(12, "环卫一体化改革", "环卫作业市场化，机械化率 95.5%。", city="yantai", theme=("sanitation",)),
    case(13, "联盟内的夜市经验", "夜市外摆审批流程。", audiences=("alliance", "city-3")),
    case(14, "本市夜市台账", "夜市摊贩名册。", audiences=("city-3", "writers-3")),
    case(15, "省办可见的夜市通报", "夜市问题通报。", audiences=("office", "administrator")),
    case(16, "有联系人的案例", "网格化管理。", contact="王建国 13800138000 wang@rizhao.gov.cn"),
    case(17, "门前三包责任制", "沿街商户门前三包，积分管理。", city="heze", theme=("frontage",)),
    case(18, "城市更新与老旧小区改造", "加装电梯，管线入地。", city="heze", theme=("renewal", "green")),
    case(19, "Smart City 平台", "接入 IoT sensors，open data API v2.0，城市大脑。", theme=("digital",)),
    case(20, "智慧城管平台", "城管数据一张图，城市大脑 API。", theme=("digital",), loop="find"),
    case(21, "排水防涝应急", "雨水管网清淤，泵站改造。", city="dezhou", theme=("drainage",), year="2024"),
    case(22, "犬类管理", "养犬登记线上办，流浪犬收容。", city="dezhou", theme=("dogs",), year="2024"),
    case(23, "渣", "单字标题。", theme=("waste",)),
    *(case(100 + n, "同样的标题", "同样的正文。", day=DAY, city=f"city{n % 16}") for n in range(70)),
    article(201, "关于推广夜市治理经验的通知", "各市：现将夜市治理经验印发给你们。", "2025"),
    article(202, "全省渣土运输会议", "会议强调渣土运输安全。", "2026"),
    said("request-1", "窨井盖响怎么治", "窨井盖松动，夜里响，求助。", ("alliance", "office"), DAY + 1, city=("jinan",)),
    said("discussion-1", "窨井盖谁来管", "窨井盖权属不清。", ("public", "alliance"), DAY + 1, theme=("wells",)),
    said("visit-1", "窨井盖智能监测现场", "看窨井盖倾斜报警。", ("city-3&office",), DAY + 1, city=("jinan",)),
    case(24, "窨井盖病害治理", "窨井盖权属普查。", city="jinan", theme=("wells",)),
    SearchDocument(
        "city-301", "日照", "城市管理局 综合执法局", ("public",), "李主任", {"type": ("city",), "city": ("rizhao",)}
    ),
)
