from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = _("实践案例")

    def ready(self) -> None:
        from notifications.permissions import register_read_condition, register_read_rule
        from practices import city_panel, files, panels, signals  # noqa: F401
        from practices.adoptions import standing  # noqa: F401
        from practices.adoptions.titles import knows_adoption
        from practices.matching import panel  # noqa: F401
        from practices.models import Adoption, ExportJob, PracticePage
        from practices.permissions import open_to
        from practices.quality import signals as quality_signals  # noqa: F401
        from practices.reviews import signals as review_signals  # noqa: F401
        from practices.versions import signals as version_signals  # noqa: F401

        register_read_condition(PracticePage)(open_to)
        register_read_rule(ExportJob)(lambda user, job: job.owner_id == user.pk)
        register_read_rule(Adoption)(knows_adoption)
        signals.silence_wagtail()
