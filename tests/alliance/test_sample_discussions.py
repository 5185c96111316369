"""Sample discussions: made once, marked, told back in time, taken out with all that was said in them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alliance.sample.talks import load_discussions, remove_discussions
from exchanges.models import Discussion, Post, Thread
from tests.factories.cities import editor_of

pytestmark = pytest.mark.django_db


def test_they_are_made_once_and_taken_out_again():
    for slug in ("liaocheng", "rizhao", "jinan", "heze", "weifang"):
        editor_of(slug, username=f"{slug}-editor")
    assert (load_discussions(), load_discussions()) == (2, 0)
    assert all(row.title.endswith("（示例）") for row in Discussion.objects.all())
    assert not Post.objects.filter(created_at__gt=timezone.now()).exists()
    remove_discussions()
    assert not Thread.objects.exists() and not Post.objects.exists()


def test_a_city_without_people_is_passed_over():
    editor_of("weifang", username="weifang-editor")
    assert load_discussions() == 1
    assert Discussion.objects.get().thread.posts.count() == 1
