"""For whom somebody speaks: a city the person belongs to, or the office, which has none."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cities.selectors import cities_by_id
from cities.viewers import viewer_of

OFFICE = "office"


def has_voice(user: Any) -> bool:
    viewer = viewer_of(user)
    return bool(viewer.city_ids) or viewer.in_office


def may_speak_for(user: Any, city_id: int | None) -> bool:
    viewer = viewer_of(user)
    return viewer.in_office if city_id is None else city_id in viewer.city_ids


def must_speak_for(user: Any, city: City | None) -> None:
    """Raises PermissionDenied."""
    if not may_speak_for(user, city.pk if city else None):
        raise PermissionDenied


def voices_of(user: Any) -> list[City | None]:
    """The person's cities in the order of their codes, then None for the office."""
    viewer = viewer_of(user)
    cities: list[City | None] = [city for pk, city in cities_by_id().items() if pk in viewer.city_ids]
    return cities + ([None] if viewer.in_office else [])


class VoiceForm(forms.Form):
    """Asks for which city, where there is more than one answer. `voice` is the answer, asked or not."""

    speaks_for = forms.ChoiceField(label=_("代表"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voices = {OFFICE if city is None else city.slug: city for city in voices_of(user)}
        if len(self.voices) < 2:
            del self.fields["speaks_for"]
        else:
            choices = [(code, city.name if city else _("省级办公室")) for code, city in self.voices.items()]
            self.fields["speaks_for"].choices = choices  # type: ignore[attr-defined]

    @property
    def voice(self) -> City | None:
        if not self.voices:
            raise PermissionDenied
        chosen = self.cleaned_data.get("speaks_for")
        return self.voices[chosen] if chosen else next(iter(self.voices.values()))
