"""A new draft that no form wrote: brought in from a file, or made of something else that was written here."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from accounts.models import User
from cities.models import City
from practices.models import PracticeIndexPage, PracticePage
from practices.models.page import TITLE_LENGTH
from vocabulary.pinyin import pinyin_slug


@transaction.atomic
def draft_add(*, city: City, by: User | None, title: str, fill: Callable[[PracticePage], None]) -> PracticePage:
    """As from the editing form of a new page: not live, owned by `by`, with a revision. `fill` writes its content in
    memory; texts are sanitised as it is saved."""
    page = PracticePage(title=title[:TITLE_LENGTH], live=False, owner=by)
    page.city = city
    page.slug = f"{pinyin_slug(page.title)}-{page.short_id}"
    fill(page)
    PracticeIndexPage.objects.child_of(city.page).get().add_child(instance=page)
    page.save_revision(user=by, log_action=True, clean=False)
    return page
