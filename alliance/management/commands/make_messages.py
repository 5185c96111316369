"""Collects the texts of code and templates into the English catalogue."""

from __future__ import annotations

from typing import Any

import polib
from django.core.management.base import BaseCommand

from config import catalogues


class Command(BaseCommand):
    help = "Collect the texts of code and templates into locale/en; translations that exist are kept."

    def handle(self, *args: Any, **options: Any) -> None:
        merged = catalogues.merge(catalogues.extract(), polib.pofile(str(catalogues.ENGLISH)))
        merged.save(str(catalogues.ENGLISH))
        catalogues.compile_stale()
        open_entries = [entry for entry in merged if not all(catalogues.translations(entry)) or entry.fuzzy]
        self.stdout.write(f"{len(merged)} texts, {len(open_entries)} to translate")
        for entry in open_entries:
            self.stdout.write(f"  {entry.msgid}")
