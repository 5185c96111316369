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
