from __future__ import annotations

from wagtail.documents.models import DocumentQuerySet


class AllianceDocumentQuerySet(DocumentQuerySet):  # type: ignore[misc]
    def unread(self) -> AllianceDocumentQuerySet:
        """Whose words nobody has read yet."""
        from files.models import TextState

        return self.filter(text_state=TextState.WAITING)
