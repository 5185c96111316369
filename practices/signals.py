"""What happens to practices when something happens to a city."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from cities.models import CityPage
from cities.signals import city_joined
from practices.models import PracticeIndexPage


@receiver(city_joined)
def make_practice_index(page: CityPage, **kwargs: Any) -> None:
    if not PracticeIndexPage.objects.child_of(page).exists():
        page.add_child(instance=PracticeIndexPage(title=_("实践案例"), slug="practices"))
