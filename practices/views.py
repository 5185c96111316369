from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cities.models import City
from cities.viewers import viewer_of
from practices.models import PracticeIndexPage, PracticePage


def short_address(request: HttpRequest, short_id: str) -> HttpResponse:
    """The permanent address on paper leads to where the case stands today. No access and no case: the same 404."""
    practice = PracticePage.objects.visible_to(request.user).filter(short_id=short_id.lower()).first()
    if practice is None:
        raise Http404
    return redirect(practice.get_url(request))


@login_required
def write(request: HttpRequest) -> HttpResponse:
    """Straight to an empty case of one's own city; who writes for several is asked which."""
    cities = City.objects.filter(pk__in=viewer_of(request.user).writing_city_ids)
    places = [(city, _form_address(city)) for city in cities]
    if len(places) == 1:
        return redirect(places[0][1])
    return render(request, "practices/write.html", {"places": places}, status=200 if places else 403)


def _form_address(city: City) -> str:
    index = PracticeIndexPage.objects.child_of(city.page).get()
    return reverse("wagtailadmin_pages:add", args=["practices", "practicepage", index.pk])
