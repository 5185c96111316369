"""Renditions are made by the filters that templates name, never by one that somebody asks for."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from files.models import Rendition
from tests.factories.cities import administrator, approver_of
from tests.factories.files import make_image
from tests.files.test_media import case_with

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("person", [approver_of, administrator])
@pytest.mark.parametrize("spec", ["scale-10000", "max-165x165", "width-99999", "nothing"])
def test_the_preview_of_the_editing_pages_runs_no_filter(client, person, spec):
    image = make_image()
    client.force_login(person("rizhao") if person is approver_of else person())
    assert client.get(f"/cms/images/{image.pk}/preview/{spec}/").status_code == 404


def test_there_is_no_address_that_makes_renditions():
    with pytest.raises(NoReverseMatch):
        reverse("wagtailimages_serve", args=["signature", 1, "scale-10000"])


def test_a_rendition_that_was_never_made_is_not_made_on_asking(client):
    _original, rendition, _document = case_with("public")
    before = Rendition.objects.count()
    assert client.get(rendition.replace("max-1200x900", "scale-10000")).status_code == 404
    assert Rendition.objects.count() == before


@pytest.mark.parametrize("number", [0, 1], ids=["original", "rendition"])
def test_a_picture_runs_nothing_when_opened_alone(client, number):
    response = client.get(case_with("public")[number])
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
