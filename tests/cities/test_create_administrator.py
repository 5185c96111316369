from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User

pytestmark = pytest.mark.django_db


def create(monkeypatch, password: str, username: str = "first") -> None:
    monkeypatch.setattr("cities.management.commands.create_administrator.getpass", lambda prompt: password)
    call_command("create_administrator", username, name="示例管理员")


def test_the_first_administrator_signs_in_and_manages(client, monkeypatch):
    create(monkeypatch, "correct-horse-battery")
    client.post("/accounts/login/", {"login": "first", "password": "correct-horse-battery"})
    assert client.get("/members/office/").status_code == 200
    assert client.get("/cms/").status_code == 200


def test_a_weak_password_makes_nobody(monkeypatch):
    with pytest.raises(CommandError):
        create(monkeypatch, "12345678")
    assert not User.objects.exists()


def test_a_name_that_is_taken_is_said(monkeypatch):
    User.objects.create_user("first", name="示例")
    with pytest.raises(CommandError):
        create(monkeypatch, "correct-horse-battery")
