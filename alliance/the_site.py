"""The one site and its settings, without asking on every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Site
from wagtail.models.sites import SiteRootPath

from alliance.models import PlatformSettings
from config.remembered import remembered
from config.site_name import name_from


@dataclass(frozen=True)
class TheSite:
    site: Site
    platform: PlatformSettings
    root: SiteRootPath


@remembered
def the_site() -> TheSite | None:
    """None where somebody made a second site: then Wagtail finds out by itself."""
    sites = list(Site.objects.select_related("root_page__homepage", "platformsettings")[:2])
    home = getattr(sites[0].root_page, "homepage", None) if len(sites) == 1 else None
    if home is None:
        return None
    site = sites[0]
    site.root_page = home
    root = SiteRootPath(site.pk, home.url_path, site.root_url, settings.LANGUAGE_CODE)
    return TheSite(site, getattr(site, "platformsettings", None) or PlatformSettings.for_site(site), root)


@name_from
def platform_name() -> str:
    """For what is made outside of a request, such as mail."""
    known = the_site()
    if known:
        return known.platform.platform_name
    chosen = PlatformSettings.objects.filter(site__is_default_site=True).first()
    return chosen.platform_name if chosen else settings.WAGTAIL_SITE_NAME


def name_last_known() -> str:
    """Asks no database: the page that needs it says that something is broken."""
    known = the_site.last()
    return known.platform.platform_name if known else settings.WAGTAIL_SITE_NAME


def introduce(request: HttpRequest) -> None:
    """Tell the request what Wagtail would look up for it: site, roots of addresses, settings."""
    known = the_site()
    if known is None:
        return
    told: dict[str, Any] = {
        "_wagtail_site": known.site,
        "_wagtail_cached_site_root_paths": [known.root],
        PlatformSettings.get_cache_attr_name(): known.platform,
    }
    for name, value in told.items():
        setattr(request, name, value)
