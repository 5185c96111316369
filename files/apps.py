from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "files"
    verbose_name = _("文件")

    def ready(self) -> None:
        from files import signals  # noqa: F401
        from files.choosers import show_wrong_choices

        show_wrong_choices()
