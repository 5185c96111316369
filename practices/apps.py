from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = _("实践案例")

    def ready(self) -> None:
        from practices import city_panel, files, panels, signals  # noqa: F401
