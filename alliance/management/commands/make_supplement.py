"""Collects what Wagtail and the other installed apps leave in English into our Chinese supplement."""

from __future__ import annotations

from typing import Any

import polib
from django.core.management.base import BaseCommand

from config import catalogues, supplement


class Command(BaseCommand):
    help = "After an upgrade of Wagtail: add what it says only in English to locale/zh_Hans, and list it."

    def handle(self, *args: Any, **options: Any) -> None:
        for domain in supplement.DOMAINS:
            path = str(supplement.path_of(domain))
            covered = set(supplement.said(domain))
            merged = supplement.merge(supplement.texts(domain), covered, polib.pofile(path))
            merged.save(path)
            still_open = [entry for entry in merged if not all(catalogues.translations(entry))]
            self.stdout.write(f"{domain}: {len(merged)} texts, {len(still_open)} to translate")
            for entry in still_open:
                self.stdout.write(f"  {entry.msgid}")
        catalogues.compile_stale()
