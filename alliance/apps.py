from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AllianceConfig(AppConfig):
    name = "alliance"
    verbose_name = _("联盟")

    def ready(self) -> None:
        from alliance import files, numbers, signals, the_site  # noqa: F401

        numbers.register_own()
