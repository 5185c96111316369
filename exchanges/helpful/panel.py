"""有用, below the story of a case: the number for everybody, the button for members of other cities."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from cities.viewers import viewer_of
from exchanges.helpful.forms import ReasonForm
from exchanges.helpful.permissions import may_read_reasons
from exchanges.helpful.services import helpful_number
from exchanges.models import Helpful
from practices.case_panels import Place, register_case_panel
from practices.models import PracticePage


@register_case_panel(Place.ACTIONS, order=10)
def helpful_on_a_case(request: HttpRequest, page: PracticePage) -> SafeString:
    return helpful_panel(request, page)


def helpful_panel(request: HttpRequest, page: PracticePage, form: ReasonForm | None = None) -> SafeString:
    """`page` is readable for who asks; `form` is one that was refused."""
    viewer, number = viewer_of(request.user), helpful_number(page)
    may_say = viewer.in_alliance and page.city_id not in viewer.city_ids
    if not may_say and not number:
        return mark_safe("")
    own = Helpful.objects.filter(practice=page, author=request.user.pk).first() if may_say else None
    context = {
        "page": page,
        "number": number,
        "may_say": may_say,
        "own": own,
        "form": form or ReasonForm(initial={"reason": own.reason if own else ""}),
        "reads_reasons": number and may_read_reasons(request.user, page),
    }
    return render_to_string("exchanges/helpful/panel.html", context, request)
