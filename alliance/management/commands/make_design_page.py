from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from config import design_page


class Command(BaseCommand):
    help = "Write docs/design-system.html from the fragments in docs/design-system/."

    def handle(self, *args: Any, **options: Any) -> None:
        design_page.PAGE.write_text(design_page.render(), encoding="utf-8")
