from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

PUBLIC = ["/", "/search/", "/accounts/login/", "/no-such-page/"]
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", re.IGNORECASE)
#: A mail brings its look with it: no header goes before it.
TEMPLATES = sorted(
    path for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html") if path.parent.name != "mail"
)


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_allow_nothing_inline(client: Client, path: str) -> None:
    policy = client.get(path)["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_cannot_be_framed(client: Client, path: str) -> None:
    assert "frame-ancestors 'none'" in client.get(path)["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
    ],
)
def test_home_carries_the_header(client: Client, header: str, value: str) -> None:
    assert client.get("/")[header] == value


@pytest.mark.django_db
def test_home_asks_for_no_device(client: Client) -> None:
    assert "camera=()" in client.get("/")["Permissions-Policy"]


@pytest.mark.django_db
def test_the_admin_may_frame_its_own_previews(admin_client: Client) -> None:
    assert "frame-ancestors 'self'" in admin_client.get("/cms/")["Content-Security-Policy"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_script_or_style(template: Path) -> None:
    assert not INLINE.search(template.read_text(encoding="utf-8"))
