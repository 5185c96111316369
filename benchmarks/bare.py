"""The reference: Django with one view, no middleware, no database. What a page costs is told as a share of this."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="bare", MIDDLEWARE=[])


def bare(request: HttpRequest) -> HttpResponse:
    """With its length, which CommonMiddleware would add: without one the server cannot keep the connection."""
    return HttpResponse("OK", headers={"Content-Length": "2"})


urlpatterns = [path("", bare)]
application = get_wsgi_application()
