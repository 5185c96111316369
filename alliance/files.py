"""Files of articles, city pages and the platform itself; public once live, or once chosen."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from wagtail.images.models import AbstractImage

from alliance.models import ArticlePage, PlatformSettings
from cities.models import CityPage
from cities.viewers import viewer_of
from files.permissions import register_file_rule, register_site_file_rule


@register_file_rule
def shown_by_a_live_page(user: Any, file: Any) -> bool:
    if not isinstance(file, AbstractImage):
        return False
    articles = ArticlePage.objects.live()
    return (
        articles.filter(cover=file).exists()
        or articles.filter(images__image=file).exists()
        or CityPage.objects.live().filter(cover=file).exists()
    )


@register_site_file_rule
def shown_on_every_page(file: Any) -> bool:
    if not isinstance(file, AbstractImage):
        return False
    return PlatformSettings.objects.filter(Q(logo=file) | Q(share_image=file)).exists()


@register_file_rule
def the_offices_own(user: Any, file: Any) -> bool:
    """What stands in no city's collection is the office's."""
    viewer = viewer_of(user)
    return viewer.in_office and not hasattr(file.collection, "city")
