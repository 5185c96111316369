"""第一次来？on the desk: the few things to begin with, by role, until the person puts them away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cities.permissions import manageable_cities
from cities.viewers import Viewer, viewer_of


@dataclass(frozen=True)
class Start:
    """`topic` of the manual tells how."""

    title: str | Promise
    detail: str | Promise
    url: str
    topic: str


def starts_for(user: Any) -> list[Start]:
    """Empty once put away."""
    if user.welcomed_at is not None:
        return []
    viewer = viewer_of(user)
    if viewer.in_office or viewer.is_administrator:
        return list(_of_office())
    if viewer.approving_city_ids:
        return list(_of_approver(user))
    return list(_of_writer() if viewer.writing_city_ids else _of_reader(viewer))


def put_away(user: Any) -> None:
    user.welcomed_at = timezone.now()
    user.save(update_fields=["welcomed_at"])


def show_again(user: Any) -> None:
    user.welcomed_at = None
    user.save(update_fields=["welcomed_at"])


def _find() -> Start:
    detail = _("写下遇到的难题，看别的城市怎么做、找谁问。")
    return Start(_("找找别的城市的做法"), detail, reverse("search"), "find-practices")


def _account() -> Start:
    detail = _("填上手机号，以后用手机号也能登录；填上邮箱，忘了密码能自己重设。")
    return Start(_("补全自己的账号"), detail, reverse("account"), "password-and-account")


def _snapshot() -> Start:
    detail = _("写清难题、做法和前后数据就够，半小时能写完，以后再补成完整案例。")
    return Start(_("写第一份快报"), detail, reverse("practice_write"), "write-a-snapshot")


def _of_reader(viewer: Viewer) -> Iterator[Start]:
    yield _find()
    if not viewer.in_alliance:
        detail = _("向本市审核人员要一个邀请，输入邀请码就有权限。")
        yield Start(_("凭邀请取得权限"), detail, reverse("join"), "password-and-account")
    detail = _("佐证等级、指标、版本和引用，手册里讲得清楚。")
    yield Start(_("学会看案例"), detail, reverse("manual_topic", args=["read-a-case"]), "read-a-case")
    yield _account()


def _of_writer() -> Iterator[Start]:
    yield _snapshot()
    detail = _("状态、完整度和复核日期都在一张表里。")
    yield Start(_("看看本市案例"), detail, reverse("own_cases"), "my-desk")
    yield _find()
    yield _account()


def _of_approver(user: Any) -> Iterator[Start]:
    detail = _("编辑提交的案例排在“等我处理”里，点“去审核”，通过或写明原因退回。")
    yield Start(_("学会审核"), detail, reverse("manual_topic", args=["review-cases"]), "review-cases")
    detail = _("给写案例的同事开邀请，不用邮件，打印一张纸交给本人。")
    yield Start(_("邀请同事"), detail, reverse("members"), "invite-and-hand-over")
    city = manageable_cities(user).first()
    if city:
        detail = _("人口、管理体制和责任单位，别的城市凭这些判断能不能借鉴。")
        address = reverse("city_profile", args=[city.slug])
        yield Start(_("填好本市资料"), detail, address, "city-profile")
    yield _snapshot()


def _of_office() -> Iterator[Start]:
    detail = _("把城市办成成员，系统自动建好主页、文件库和审核流程。")
    yield Start(_("办理城市加入"), detail, reverse("member_cities"), "office-cities")
    detail = _("先给每个城市邀请一位审核人员，其他人由他来邀请。")
    yield Start(_("邀请各市审核人员"), detail, reverse("members"), "office-cities")
    detail = _("挑几个好案例放到首页，写明从哪天到哪天。")
    address = reverse("wagtailsnippets_alliance_featuredslot:list")
    yield Start(_("选首页推荐"), detail, address, "office-featured")
    yield _account()
