"""Production refuses to start half set up, and names the line to add. Each start is a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

GOOD = {"SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "alliance.example", "DATABASE_URL": "sqlite:///:memory:"}


def start(tmp_path: Path, **changed: str | None) -> subprocess.CompletedProcess[str]:
    wanted = {**GOOD, **changed, "DJANGO_SETTINGS_MODULE": "config.settings.production", "DATA_DIR": str(tmp_path)}
    kept = {name: value for name, value in os.environ.items() if name not in (*GOOD, "DEBUG")}
    env = {**kept, **{name: value for name, value in wanted.items() if value is not None}}
    code = "import django; django.setup(); from django.conf import settings; print(settings.SAMPLE_CONTENT_ALLOWED)"
    return subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)


def test_it_starts_when_everything_is_set_and_allows_no_sample_content(tmp_path: Path) -> None:
    started = start(tmp_path)
    assert (started.returncode, started.stdout.strip()) == (0, "False"), started.stderr


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"SECRET_KEY": None}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "development-only-secret-key-never-for-production-at-all"}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "Set SECRET_KEY"),
        ({"DEBUG": "1"}, "DEBUG must not be set"),
        ({"ALLOWED_HOSTS": None}, "Set ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "Set ALLOWED_HOSTS"),
    ],
)
def test_it_refuses_and_names_the_setting(tmp_path: Path, changed: dict[str, str | None], said: str) -> None:
    refused = start(tmp_path, **changed)
    assert refused.returncode != 0
    assert said in refused.stderr


def test_sample_content_is_refused(tmp_path: Path) -> None:
    env = {**os.environ, **GOOD, "DJANGO_SETTINGS_MODULE": "config.settings.production", "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "load_sample"]
    refused = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)
    assert refused.returncode != 0
    assert "不允许加载示例内容" in refused.stderr
