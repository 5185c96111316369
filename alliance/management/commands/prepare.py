"""Everything between an empty folder and a running site, in one process so that Python starts once."""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from alliance.sample.accounts import NAMED, PASSWORD, SAMPLE_ACCOUNTS
from alliance.services import setup_site
from config import catalogues
from practices.models import PracticePage


class Command(BaseCommand):
    help = "Database, vocabulary, cities, sample content on first start, static files. Run again, it changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", default="8000")
        parser.add_argument("--cases", type=int, metavar="N", help="the first N sample cases only, for a quicker start")

    def handle(self, *args: Any, **options: Any) -> None:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        catalogues.compile_stale()
        self._step("数据库", "migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        self._say("词表、城市、首页")
        setup_site()
        if settings.SAMPLE_CONTENT_ALLOWED and not PracticePage.objects.exists():
            self._step("示例内容", "load_sample", cases=options["cases"], verbosity=0)
        self._step("搜索索引", "search_rebuild", if_needed=True, stdout=io.StringIO())
        self._step("静态文件", "collectstatic", interactive=False, verbosity=0)
        self._welcome(options["port"])

    def _say(self, what: str) -> None:
        self.stdout.write(f"→ {what}")

    def _step(self, what: str, command: str, **options: Any) -> None:
        self._say(what)
        call_command(command, **options)

    def _welcome(self, port: str) -> None:
        self.stdout.write(f"\n平台地址 http://127.0.0.1:{port}\n示例账号（密码都是 {PASSWORD}）：")
        for account in SAMPLE_ACCOUNTS:
            if account.username in NAMED:
                self.stdout.write(f"  {account.username:<18}{account.name}")
        self.stdout.write("其他城市照此类推，比如 qingdao-editor、jinan-approver。")
        self.stdout.write("按 Ctrl-C 停止。\n")
