from __future__ import annotations

import re
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from accounts.models import MOBILE_PATTERN, User, plain_mobile


class UserNameOrMobileBackend(AuthenticationBackend):
    """One field takes both: what looks like a mobile number is tried as one first."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        given = plain_mobile(credentials.get("username") or "")
        if re.match(MOBILE_PATTERN, given):
            owner = User.objects.filter(mobile=given).first()
            if owner is not None:
                credentials["username"] = owner.username
        return super().authenticate(request, **credentials)
