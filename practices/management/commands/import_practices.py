from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from cities.models import City
from practices.imports import report
from practices.imports.services import import_read, import_save, import_start, may_import
from practices.models import ImportRun


class Command(BaseCommand):
    help = "Import cases from Word, Excel, CSV, Markdown or ZIP files as drafts of one city."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--city", required=True, metavar="CODE", help="行政区划代码 or slug: 371100, rizhao")
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, save nothing")
        parser.add_argument("--as", dest="by", metavar="USER", help="user name of the author of the drafts")

    def handle(self, *args: Any, **options: Any) -> None:
        city = _city(options["city"])
        by = _author(options["by"], city)
        failed = [path for path in options["paths"] if not self._import(path, city, by, options["dry_run"])]
        if failed:
            raise CommandError("没有导入：" + "、".join(str(path) for path in failed))

    def _import(self, path: Path, city: City, by: User | None, is_dry: bool) -> bool:
        """Whether the file could be read."""
        try:
            with path.open("rb") as file:
                run = import_start(file=File(file, name=path.name), name=path.name, city=city, by=by)
        except OSError as error:
            self.stderr.write(f"{path}：{error.strerror}")
            return False
        except ValidationError as error:
            self.stderr.write(f"{path}：{' '.join(error.messages)}")
            return False
        import_read(run)
        if run.state == ImportRun.State.READY and not is_dry:
            ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.SAVING)
            run.refresh_from_db()
            import_save(run)
        self._report(run)
        was_read = run.state != ImportRun.State.REFUSED
        if is_dry:
            if run.file:
                run.file.delete(save=False)
            run.delete()
        return was_read

    def _report(self, run: ImportRun) -> None:
        self.stdout.write(f"{run.name}：{run.refusal or '，'.join(f'{k} {n}' for k, n in report.counts(run).items())}")
        for finding in run.findings:
            self.stdout.write(f"  {finding['where']}：{finding['message']}")
        for number, _source, title, label, reason, said, unplaced in report.lines(run):
            self.stdout.write(f"  {number} {title}：{label}{f'，{reason}' if reason else ''}")
            for text in (*said.splitlines(), *(f"备注 {line}" for line in unplaced.splitlines())):
                self.stdout.write(f"      {text}")


def _city(written: str) -> City:
    city = City.objects.filter(code=written).first() or City.objects.filter(slug=written).first()
    if city is None:
        raise CommandError(f"没有代码为 {written} 的城市。")
    if not city.is_member:
        raise CommandError(f"{city.name}还没有加入联盟。")
    return city


def _author(username: str | None, city: City) -> User | None:
    if username is None:
        return None
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"没有叫 {username} 的用户。")
    if not may_import(user, city):
        raise CommandError(f"{username} 不是{city.name}的编辑或审核人员。")
    return user
