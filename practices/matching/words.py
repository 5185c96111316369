"""Every result in a sentence with its figures: what was asked, what is there, of which year, from where."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language, gettext, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from cities.models import City, ProfileFigure, ProfileMetric
from practices.matching.distance import Compared, Likeness
from practices.matching.preconditions import ConditionJudged, Judged, Meets, RangeAsked, RangeJudged, Tally
from practices.matching.ranking import DISPUTED, Tried
from practices.models import ConditionAnswer
from practices.templatetags.case_tags import figure as exact

#: From here on a number is said in 万, as people speak of cities.
TEN_THOUSAND = 10_000


def asked_of(asked: RangeAsked) -> str:
    """常住人口不低于 1,000,000 人."""
    metric = asked.metric
    words = {"metric": str(metric), "unit": metric.unit}
    if asked.choices:
        return _("%(metric)s为%(choices)s") % {**words, "choices": _either(asked.choices)}
    words |= {"minimum": exact(asked.minimum), "maximum": exact(asked.maximum)}
    if asked.minimum is None:
        return _("%(metric)s不高于 %(maximum)s %(unit)s") % words
    if asked.maximum is None:
        return _("%(metric)s不低于 %(minimum)s %(unit)s") % words
    return _("%(metric)s在 %(minimum)s 至 %(maximum)s %(unit)s之间") % words


def why_range(judged: RangeJudged, city: City) -> str:
    """The figure the answer rests on, or that there is none."""
    if judged.figure is None or judged.meets is Meets.UNKNOWN:
        return _("%(city)s的概况里还没有%(metric)s") % {"city": city, "metric": judged.asked.metric}
    return _("%(city)s：%(figure)s") % {"city": city, "figure": sourced(judged.figure)}


def sourced(figure: ProfileFigure) -> str:
    """2,968,365 人（2020 年），来源：第七次全国人口普查."""
    value = figure.choice if figure.value is None else f"{exact(figure.value)} {figure.metric.unit}".strip()
    return _("%(value)s（%(year)s 年），来源：%(source)s") % {
        "value": value,
        "year": figure.year,
        "source": figure.source,
    }


def why_condition(judged: ConditionJudged) -> str:
    """Only what was answered; empty where nobody answered yet."""
    if judged.answer is None:
        return ""
    if judged.is_stale:
        return _("条件的文字改过。原来写的是“%(text)s”，本市当时回答“%(answer)s”，请重新对照。") % {
            "text": judged.answer.text,
            "answer": judged.answer.get_answer_display(),
        }
    return ""


def meets_label(meets: Meets) -> str:
    return str(
        {
            Meets.YES: ConditionAnswer.Answer.HAVE,
            Meets.NO: ConditionAnswer.Answer.LACK,
            Meets.UNKNOWN: ConditionAnswer.Answer.UNSURE,
        }[meets].label
    )


def tally_in_words(tally: Tally) -> str:
    """6 项条件：具备 3 项，不具备 1 项，不清楚 2 项."""
    if not tally.total:
        return _("案例没有写适用范围和成功条件，无从对照")
    counted = (
        (_("具备 %(number)s 项"), tally.met),
        (_("不具备 %(number)s 项"), tally.not_met),
        (_("不清楚 %(number)s 项"), tally.unknown),
    )
    parts = [words % {"number": number} for words, number in counted if number]
    head = ngettext("%(number)s 项条件", "%(number)s 项条件", tally.total) % {"number": tally.total}
    return _("%(head)s：%(parts)s") % {"head": head, "parts": _("，").join(parts)}


def judged_in_words(judged: Judged, named: int) -> str:
    """The tally, and what is not met, by name up to `named`."""
    said = tally_in_words(judged.tally)
    lacking = [asked_of(row.asked) for row in judged.ranges if row.meets is Meets.NO]
    lacking += [row.asked.text for row in judged.conditions if row.meets is Meets.NO]
    if not lacking:
        return said
    more = _("等") if len(lacking) > named else ""
    return _("%(said)s（不具备：%(lacking)s%(more)s）") % {
        "said": said,
        "lacking": _("；").join(lacking[:named]),
        "more": more,
    }


# --- likeness -----------------------------------------------------------------------------------------------------
def likeness_in_words(found: Likeness, ours: City, *, names_missing: bool = True) -> str:
    """常住人口相近（920.2 万人与 938.7 万人）；区位类型同为内陆；缺少数字、未比较：建成区面积. The first figure is that of `ours`."""
    parts = [_line_in_words(row, ours) for row in found.compared]
    if not parts:
        return _("两市概况没有可以比较的数字")
    if found.missing and names_missing:
        names = _("、").join(str(metric) for metric in found.missing)
        parts.append(_("缺少数字、未比较：%(names)s") % {"names": names})
    return _("；").join(parts)


def alike_in_short(found: Likeness) -> str:
    """Only what is alike, without figures: 常住人口相近、区位类型同为内陆."""
    return _("、").join(
        _("%(metric)s同为%(choice)s") % {"metric": row.metric, "choice": row.ours.choice}
        if row.metric.kind == ProfileMetric.Kind.CHOICE
        else _("%(metric)s相近") % {"metric": row.metric}
        for row in found.compared
        if row.is_alike
    )


def _line_in_words(row: Compared, city: City) -> str:
    if row.metric.kind == ProfileMetric.Kind.CHOICE:
        words = {"metric": row.metric, "ours": row.ours.choice, "theirs": row.theirs.choice}
        if row.is_alike:
            return _("%(metric)s同为%(choice)s") % {**words, "choice": row.ours.choice}
        return _("%(metric)s不同（%(ours)s与%(theirs)s）") % words
    ours, theirs = row.ours.value or Decimal(0), row.theirs.value or Decimal(0)
    words = {"metric": row.metric, "ours": rounded(ours, row.metric), "theirs": rounded(theirs, row.metric)}
    if row.is_alike:
        return _("%(metric)s相近（%(ours)s与 %(theirs)s）") % words
    if ours <= 0 or theirs <= 0:
        return _("%(metric)s不同（%(ours)s与%(theirs)s）") % words
    times = (theirs / ours).quantize(Decimal("0.1"), ROUND_HALF_UP)
    words |= {"city": city, "times": times}
    return _("%(metric)s是%(city)s的 %(times)s 倍（%(ours)s与 %(theirs)s）") % words


def tried_in_words(tried: Tried, city: City, found: Likeness) -> str:
    """济南的做法，与本市相近程度 97%（常住人口相近）."""
    head = TRIED[tried.state] % {"city": city}
    if found.distance is None:
        return _("%(head)s，与本市没有可比的数字，不计分") % {"head": head}
    words = {"head": head, "percent": round(found.closeness * 100), "alike": alike_in_short(found)}
    if words["alike"]:
        return _("%(head)s，与本市相近程度 %(percent)s%%（%(alike)s）") % words
    return _("%(head)s，与本市相近程度 %(percent)s%%") % words


#: By the state of ranking.Tried.
TRIED = {
    "success": gettext_lazy("%(city)s的成功做法"),
    "pilot": gettext_lazy("%(city)s正在试点"),
    "lesson": gettext_lazy("%(city)s的教训，不加分"),
    "adopted": gettext_lazy("%(city)s已采用"),
    "piloting": gettext_lazy("%(city)s在试点"),
    "considering": gettext_lazy("%(city)s在考虑，不加分"),
    "stopped": gettext_lazy("%(city)s已停止"),
    DISPUTED: gettext_lazy("%(city)s的借鉴记录有异议，不计分"),
}


def more_in_words(number: int) -> str:
    """Of cities that count and are not named."""
    said = ngettext("另有 %(number)s 个城市借鉴，一并计分", "另有 %(number)s 个城市借鉴，一并计分", number)
    return said % {"number": number}


def wanted_in_words(titles: Iterable[str]) -> str:
    """本市正在求助：夜市扰民怎么管."""
    named = _("、").join(dict.fromkeys(titles))
    return _("本市正在求助：%(titles)s") % {"titles": named} if named else ""


def rounded(value: Decimal, metric: ProfileMetric) -> str:
    """920.2 万人, as it is said in passing. Where a limit is judged the figure stands in full."""
    in_english = (get_language() or "").startswith("en")
    counts_in_wan = abs(value) >= TEN_THOUSAND and not in_english and not metric.unit.startswith(("万", "亿"))
    if not counts_in_wan:
        return f"{exact(value)} {metric.unit}".strip()
    wan = (value / TEN_THOUSAND).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{exact(wan)} {gettext('万')}{metric.unit}"


def _either(choices: tuple[str, ...]) -> str:
    return _("或").join(choices)
