from django.urls import include, path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps import views as sitemaps
from wagtail.documents import urls as wagtaildocs_urls

from accounts.views import SignInRedirect, set_interface_language
from config.views import SITEMAPS, favicon, robots
from files.views import media, no_free_preview
from practices.views import suggested_tags

# Wagtail's own sign-in forms have no rate limit and know no second factor: allauth stands before every door.
doors = [
    path("cms/login/", SignInRedirect.as_view()),
    path("_util/login/", SignInRedirect.as_view()),
    path("cms/tag-autocomplete/", suggested_tags),
    path("cms/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("cms/images/<int:image_id>/preview/<str:filter_spec>/", no_free_preview),
    path("accounts/", include("allauth.urls")),
    path("language/", set_interface_language, name="set_interface_language"),
]

for_machines = [
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path(
        "sitemap.xml",
        require_safe(sitemaps.index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"},
        name="sitemap_index",
    ),
    path("sitemap-<section>.xml", require_safe(sitemaps.sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
]

urlpatterns = [
    *doors,
    *for_machines,
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:name>", media, name="media"),
    path("", include("cities.urls")),
    path("", include("notifications.urls")),
    path("", include("alliance.urls")),
    path("", include("search.urls")),
    path("", include("exchanges.urls")),
    path("", include("practices.urls")),
    path("", include(wagtail_urls)),
]
