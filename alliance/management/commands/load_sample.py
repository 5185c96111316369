from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from alliance.sample.loader import load
from alliance.sample.removal import remove


class Command(BaseCommand):
    help = "Sample cases, articles and accounts, all marked as samples. Run again, it changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--cases", type=int, metavar="N", help="the first N cases only; every city has one among 16"
        )
        parser.add_argument("--remove", action="store_true", help="take all of it out again; works everywhere")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            self.stdout.write(f"已删除示例案例 {remove()} 个，示例账号、文章和文件一并删除。")
            return
        if not getattr(settings, "SAMPLE_CONTENT_ALLOWED", False):
            raise CommandError("当前环境不允许加载示例内容：示例账号的密码是公开的，只能用于本机试用。")
        if options["cases"] is not None and options["cases"] < 0:
            raise CommandError("--cases 后面请写一个不小于 0 的数。")
        self.stdout.write(f"已加载示例案例 {load(limit=options['cases'])} 个。")
