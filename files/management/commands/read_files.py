from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from files.models import AllianceDocument
from files.services import document_read, read_again


class Command(BaseCommand):
    help = "Read the words of uploaded files that nobody has read yet, so that they are searched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="also those that failed before")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["again"]:
            read_again()
        waiting = list(AllianceDocument.objects.unread().order_by("pk").values_list("pk", flat=True))
        for number, pk in enumerate(waiting, 1):
            document_read(pk)
            self.stdout.write(f"\r{number}/{len(waiting)}", ending="")
        self.stdout.write(f"\n已读取 {len(waiting)} 个文件的文字。" if waiting else "没有等待读取的文件。")
