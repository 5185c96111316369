"""The home page as a template reads it: search on top, then the blocks in the order the office gave them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from alliance import numbers, selectors
from alliance.selectors import Counts, Grid, Layout, Shown
from cities.selectors import all_cities
from cities.viewers import viewer_of
from practices.counts import terms_with_counts
from vocabulary.models import Scheme

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """`data` is what the block's own template shows; a block without data is left out."""

    kind: str
    title: str
    data: Any

    @property
    def template(self) -> str:
        return f"alliance/home/{self.kind}.html"


@dataclass(frozen=True)
class Figure:
    """A number that leads to its list."""

    label: str
    value: int
    url: str


class Home:
    """What several blocks need is asked for once, and only if a block needs it."""

    def __init__(self, request: HttpRequest, layout: Layout | None = None) -> None:
        self.request = request
        self.layout = layout or selectors.home_layout()
        self.viewer = viewer_of(request.user)

    @cached_property
    def counts(self) -> Counts:
        return selectors.counts_for(self.viewer)

    @cached_property
    def shown(self) -> Shown:
        return selectors.shown_practices(self.viewer, self._newest_wanted())

    @property
    def changes_at(self) -> datetime | None:
        return selectors.slots_now()[1]

    @cached_property
    def case_count(self) -> int:
        return self.counts.total.cases

    @cached_property
    def member_count(self) -> int:
        return sum(city.is_member for city in all_cities())

    @cached_property
    def headline(self) -> str:
        return self.layout.headline or _("兄弟城市解决过的难题，这里查得到")

    @cached_property
    def examples(self) -> list[str]:
        return list(self.layout.examples) or [_("渣土车"), _("餐饮油烟"), _("共享单车")]

    @cached_property
    def sections(self) -> list[Section]:
        made = ((kind, values, BLOCKS[kind]) for kind, values in self.layout.blocks if kind in BLOCKS)
        drawn = (
            Section(kind, values.get("title") or title(), data(self, values)) for kind, values, (title, data) in made
        )
        return [section for section in drawn if section.data]

    def _newest_wanted(self) -> int:
        return next((values["number"] for kind, values in self.layout.blocks if kind == "newest"), 0)


# --- the blocks ---------------------------------------------------------------------------------------------------
def _featured(home: Home, values: Values) -> Any:
    return home.shown.featured


def _newest(home: Home, values: Values) -> Any:
    """Shown without cases too: it says what to do then. Not where all there are stand above."""
    return {"cases": home.shown.newest} if home.shown.newest or not home.shown.featured else None


def _themes(home: Home, values: Values) -> Any:
    return terms_with_counts(Scheme.THEME, home.counts.themes)


def _tiles(home: Home, values: Values) -> Grid:
    number = numbers.city_number(home.request.GET.get("shade"), values.get("number"))
    return selectors.grid_by(number, home.viewer, home.counts)


def _numbers(home: Home, values: Values) -> list[Figure]:
    total, cases = home.counts.total, reverse("case_list")
    return [
        Figure(_("成员城市"), home.member_count, reverse("province")),
        Figure(_("案例"), total.cases, cases),
        Figure(_("完整案例"), total.full, f"{cases}?only=full"),
        Figure(_("教训案例"), total.lessons, f"{cases}?only=lessons"),
        Figure(_("本年新增"), total.new, f"{cases}?only=new"),
    ]


def _origin(home: Home, values: Values) -> Any:
    return selectors.first_article()


def _text(home: Home, values: Values) -> Values:
    return values


#: Kind → its own title, and what it shows.
BLOCKS: dict[str, tuple[Callable[[], str], Callable[[Home, Values], Any]]] = {
    "featured": (lambda: _("推荐案例"), _featured),
    "newest": (lambda: _("最新案例"), _newest),
    "themes": (lambda: _("业务领域"), _themes),
    "tiles": (lambda: _("全省各市"), _tiles),
    "numbers": (lambda: _("数字"), _numbers),
    "origin": (lambda: _("联盟由来"), _origin),
    "text": (lambda: "", _text),
}
