from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("搜索")

    def ready(self) -> None:
        from alliance.scheduler import register_job
        from search import signals  # noqa: F401
        from search.saved import look_for_news

        register_job("new cases for saved searches", 300, look_for_news)
