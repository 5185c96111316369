from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.views import SignInRedirect, set_interface_language
from files.views import media
from practices.views import suggested_tags

# Wagtail's own sign-in forms have no rate limit and know no second factor: allauth stands before every door.
doors = [
    path("cms/login/", SignInRedirect.as_view()),
    path("_util/login/", SignInRedirect.as_view()),
    path("cms/tag-autocomplete/", suggested_tags),
    path("cms/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("accounts/", include("allauth.urls")),
    path("language/", set_interface_language, name="set_interface_language"),
]

urlpatterns = [
    *doors,
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:name>", media, name="media"),
    path("", include("cities.urls")),
    path("", include("notifications.urls")),
    path("", include("alliance.urls")),
    path("", include("search.urls")),
    path("", include("practices.urls")),
    path("", include(wagtail_urls)),
]
