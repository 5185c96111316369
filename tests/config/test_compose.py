"""compose.yaml, without the containers: what it says fits together and fits what the settings read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

#: In capitals, as a name of the environment.
NAME = r"[A-Z][A-Z_]+"
PLATFORM = ("web", "worker", "scheduler")
#: What the head of the file asks people to write into .env.
WRITTEN = {
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "alliance.example",
    "CSRF_TRUSTED_ORIGINS": "https://alliance.example",
    "BASE_URL": "https://alliance.example",
    "POSTGRES_PASSWORD": "database-secret",
    "ELASTICSEARCH_PASSWORD": "search-secret",
}
START = """
import django; django.setup()
from django.conf import settings as s; from django.core.cache import caches; from django.db import connection
print(connection.vendor, s.DATABASES["default"]["HOST"], s.DATABASES["default"]["PASSWORD"])
print(type(caches["default"]).__name__, s.SEARCH_ENGINE, s.ELASTICSEARCH["hosts"], s.ELASTICSEARCH["password"])
print(s.DATA_DIR)
"""


@pytest.fixture(scope="module")
def source() -> str:
    return (settings.BASE_DIR / "compose.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose(source: str) -> dict[str, Any]:
    return dict(yaml.safe_load(source))


def read_by_settings() -> set[str]:
    files = (settings.BASE_DIR / "config").rglob("*.py")
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return set(re.findall(rf'\benv(?:\.\w+)?\(\s*"({NAME})"', code)) | {"DJANGO_SETTINGS_MODULE"}


def filled_in(value: str) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda found: WRITTEN[found[1]], value)


def test_what_the_platform_is_given_is_what_settings_read(compose):
    for name in PLATFORM:
        assert compose["services"][name]["environment"].keys() <= read_by_settings()


def test_the_head_names_all_that_has_to_be_written_into_env(source):
    head = source.partition("x-platform")[0]
    assert set(re.findall(rf"\b{NAME}_{NAME}\b|\bBASE_URL\b", head)) == WRITTEN.keys()
    assert set(re.findall(rf"(?<!\$)\$\{{({NAME})\}}", source)) <= WRITTEN.keys()


def test_production_starts_on_what_it_is_given(compose, tmp_path: Path):
    given = {name: filled_in(value) for name, value in compose["services"]["web"]["environment"].items()}
    env = {"PATH": "/usr/bin:/bin", **WRITTEN, **given, "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", START]
    started = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)
    assert started.returncode == 0, started.stderr
    database, rest, folder = started.stdout.splitlines()
    assert database == "postgresql database database-secret"
    assert rest == "RedisCache elasticsearch ['http://elasticsearch:9200'] search-secret"
    assert folder == str(tmp_path)


def test_addresses_and_dependencies_are_services_of_the_file(compose):
    services = compose["services"]
    for name in PLATFORM:
        given = services[name]["environment"]
        hosts = {urlsplit(given[key]).hostname for key in ("DATABASE_URL", "CACHE_URL", "ELASTICSEARCH_URL")}
        assert hosts == services[name]["depends_on"].keys() <= services.keys()
        for needed, wanted in services[name]["depends_on"].items():
            assert wanted["condition"] == "service_started" or "healthcheck" in services[needed]


def test_what_has_to_last_is_on_named_volumes(compose):
    mounts = [mount for service in compose["services"].values() for mount in service.get("volumes", ())]
    assert {mount.partition(":")[0] for mount in mounts} == compose["volumes"].keys()
    for name in PLATFORM:
        service = compose["services"][name]
        assert f"data:{service['environment']['DATA_DIR']}" in service["volumes"]


def test_each_process_runs_a_command_there_is(compose):
    for name in PLATFORM:
        for command in re.findall(r"manage\.py (\w+)", compose["services"][name]["command"]):
            assert command in get_commands()


def test_the_image_of_the_search_server_is_of_the_version_that_is_tested(compose):
    parts = (settings.BASE_DIR / "tests" / "elasticsearch_node" / "pom.xml").read_text(encoding="utf-8")
    version = compose["services"]["elasticsearch"]["image"].rpartition(":")[2]
    assert f">{version}<" in parts
