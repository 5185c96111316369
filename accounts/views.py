from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView


class SignInRedirect(RedirectView):
    """To the one sign-in form, keeping where the person wanted to go and nothing else (a password could be there)."""

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        wanted = self.request.GET.get("next", "")
        return reverse("account_login") + (f"?{urlencode({'next': wanted})}" if wanted else "")


@csrf_exempt
@require_POST
def set_interface_language(request: HttpRequest) -> HttpResponse:
    """Exempt, so that cached pages may carry the form: a forged request changes one reader's language, no more."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = redirect(target)
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=31536000, samesite="Lax", httponly=True)
    return response
