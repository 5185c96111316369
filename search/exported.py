"""Cases of a result list, for files of whole cases (practices.exports)."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from practices.exports.lists import MOST, Found, ListUnavailable, register_list
from search.lists import listed
from search.port import SearchFailure
from search.questions import Question


@register_list("search")
def found_by_search(query: str, user: Any) -> Found:
    """In the order of the list. What else was found is no case."""
    question = Question.from_query(QueryDict(query))
    try:
        ids = [hit.row.pk for hit in listed(question, user, most=MOST).hits if hit.kind == "practice"]
    except SearchFailure as error:
        raise ListUnavailable(_("搜索正在恢复，请过一会儿再试。")) from error
    return Found(question.name or _("全部案例"), len(ids), ids)
