from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AllianceConfig(AppConfig):
    name = "alliance"
    verbose_name = _("联盟")

    def ready(self) -> None:
        from alliance import files, numbers, signals, the_site  # noqa: F401
        from alliance.desk_links import DeskLink, register_desk_link
        from exchanges.reports.services import sees_reports

        numbers.register_own()
        register_desk_link(DeskLink(_("举报"), "reports", sees_reports))
