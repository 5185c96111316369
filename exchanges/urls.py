from django.urls import include, path

from exchanges.overview import overview

urlpatterns = [
    path("exchanges/", overview, name="exchanges"),
    path("", include("exchanges.follows.urls")),
    path("", include("exchanges.favourites.urls")),
    path("", include("exchanges.helpful.urls")),
    path("", include("exchanges.requests.urls")),
    path("", include("exchanges.discussions.urls")),
    path("", include("exchanges.threads.urls")),
    path("", include("exchanges.visits.urls")),
    path("", include("exchanges.messages.urls")),
    path("", include("exchanges.reports.urls")),
]
