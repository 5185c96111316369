from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.sites.requests import RequestSite
from django.http import HttpRequest

from config.site_name import site_name


class InvitationOnlyAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from invitations."""
        return False

    def format_email_subject(self, subject: str) -> str:
        return f"[{site_name()}] {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The mails sign themselves with the name of the site, which allauth takes for its host name."""
        site = RequestSite(self.request)
        site.name = site_name()
        super().send_mail(template_prefix, email, {"current_site": site, **context})


class NamedIssuerAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        """Stands beside the codes in the app on a person's phone."""
        return site_name()
