from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from wagtail import hooks

from files.links import SafeDocumentLinkHandler
from files.permissions import may_read_file


@hooks.register("before_serve_document")
def only_to_readers(document: Any, request: HttpRequest) -> None:
    """Asked before any ETag is compared, so that a content hash tells nothing to whom the file is closed."""
    if not may_read_file(request.user, document):
        raise Http404


@hooks.register("register_rich_text_features", order=10)
def link_documents_by_number(features: Any) -> None:
    """After Wagtail's own, which it replaces."""
    features.register_link_type(SafeDocumentLinkHandler)
