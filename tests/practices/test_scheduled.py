from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from practices.models import PracticePage
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def planned(**times):
    page = practice(published=False, title="定时发布的案例")
    for name, value in times.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def test_a_planned_case_is_not_read_before_its_time(client):
    page = planned(go_live_at=timezone.now() + HOUR)
    assert client.get(f"/p/{page.short_id}").status_code == 404
    assert not page.versions.exists()


def test_the_scheduler_publishes_it_with_its_version(client, monkeypatch):
    page = planned(go_live_at=timezone.now() + HOUR)
    later = timezone.now() + 2 * HOUR
    monkeypatch.setattr(timezone, "now", lambda: later)
    call_command("publish_scheduled")
    assert client.get(f"/p/{page.short_id}").status_code == 302
    assert page.versions.count() == 1


def test_the_scheduler_takes_an_expired_case_away(client):
    page = practice(title="到期撤下的案例")
    PracticePage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - HOUR)
    call_command("publish_scheduled")
    assert client.get(f"/p/{page.short_id}").status_code == 410
