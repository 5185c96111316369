from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("exchanges.follows.urls")),
    path("", include("exchanges.favourites.urls")),
    path("", include("exchanges.helpful.urls")),
]
