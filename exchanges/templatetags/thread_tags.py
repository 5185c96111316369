"""A thread on the page of what it belongs to: `{% thread_head %}` in the head, `{% show_thread row %}` where it stands."""

from __future__ import annotations

from typing import Any

from django import template

from exchanges.threads.owners import talk_about
from exchanges.threads.pages import thread_page

register = template.Library()


@register.inclusion_tag("exchanges/thread_head.html")
def thread_head() -> dict[str, Any]:
    return {}


@register.inclusion_tag("exchanges/thread.html", takes_context=True)
def show_thread(context: template.Context, owner: Any) -> dict[str, Any]:
    """`owner` has been judged readable by the view. `?page=` of the address is the page of the thread."""
    request = context["request"]
    page = thread_page(request, talk_about(owner), number=request.GET.get("page"))
    return {"page_of_thread": page, "request": request, "csrf_token": context.get("csrf_token")}
