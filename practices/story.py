"""What everybody reads of a case: its version as HTML. A version never changes, so it is drawn once in each language."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from config.remembered import remembered_each
from practices.models import PracticePage
from practices.reading import KEPT, Reading, latest_version
from practices.selectors import standing_of


def story(page: PracticePage, case: Reading) -> SafeString:
    """Of a draft or an old shape it is drawn anew."""
    if case.number is None:
        return drawn(case, page.pk)
    return _kept((page.pk, get_language() or ""))


@remembered_each(2 * KEPT)
def _kept(key: tuple[int, str]) -> SafeString:
    practice, _language = key
    case = latest_version(practice)
    return drawn(case, practice) if case else SafeString()


def drawn(case: Reading, practice: int | None) -> SafeString:
    """Any version; what others say of the case beside it is of today."""
    return render_to_string("practices/case_story.html", {"case": case, "standing": standing_of(practice)})
