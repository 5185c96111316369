from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from alliance.brand import draw_all


class Command(BaseCommand):
    help = "Draw static/share.png, apple-touch-icon.png and favicon.ico anew. After a change of alliance/brand.py."

    def handle(self, *args: Any, **options: Any) -> None:
        draw_all(settings.BASE_DIR / "static")
