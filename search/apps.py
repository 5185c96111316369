from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("搜索")

    def ready(self) -> None:
        from alliance.desk_links import DeskLink, register_desk_link
        from alliance.scheduler import register_job
        from search import checks, exported, request_matches, signals, similar, upkeep  # noqa: F401
        from search.permissions import may_look_after_search
        from search.saved import look_for_news

        register_job("compare the search index with the database", 3600, upkeep.regular_check)
        register_job("search rows that keep failing", 300, upkeep.tell_of_failures)
        register_job("new cases for saved searches", 300, look_for_news)
        register_desk_link(DeskLink(_("搜索运行状况"), "search_desk:index", may_look_after_search))
