from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangesConfig(AppConfig):
    name = "exchanges"
    verbose_name = _("交流")

    def ready(self) -> None:
        from exchanges.discussions import panels as discussions  # noqa: F401
        from exchanges.favourites import audit, exports, panel  # noqa: F401
        from exchanges.follows import cases, panels  # noqa: F401
        from exchanges.helpful import panel as helpful_panel  # noqa: F401
        from exchanges.messages import panels as message_panels  # noqa: F401
        from exchanges.messages import signals as message_signals  # noqa: F401
        from exchanges.requests import audit as request_audit  # noqa: F401
        from exchanges.requests import comments, files, following, permissions, sections, wanted  # noqa: F401
        from exchanges.threads import (
            reportable,  # noqa: F401
            telling,  # noqa: F401
        )
        from exchanges.visits import audit as visit_audit  # noqa: F401
        from exchanges.visits import panels as visit_panels  # noqa: F401
        from exchanges.visits import permissions as visit_permissions  # noqa: F401
        from exchanges.visits import talk  # noqa: F401
