from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AllianceConfig(AppConfig):
    name = "alliance"
    verbose_name = _("联盟")

    def ready(self) -> None:
        from alliance import files, signals, the_site  # noqa: F401
