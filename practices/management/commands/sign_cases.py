from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from practices.models import PracticePage
from practices.quality.similarity import case_sign, unsigned


class Command(BaseCommand):
    help = "Compare cases that nothing compared yet, or all of them anew, and keep which are alike."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="all live cases, after the rules have changed")

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = unsigned()
        if options["all"]:
            live = PracticePage.objects.live().order_by("pk").values_list("pk", flat=True)
            waiting = sorted({*waiting, *live})
        for number, pk in enumerate(waiting, 1):
            case_sign(pk)
            self.stdout.write(f"\r{number}/{len(waiting)}", ending="")
        self.stdout.write(f"\n已比对 {len(waiting)} 个案例。" if waiting else "没有等待比对的案例。")
