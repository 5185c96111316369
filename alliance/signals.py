"""Whatever a visitor's page may show has changed: the pages kept for visitors are void (alliance.page_cache).
And what follows from a new name of the platform."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from alliance.models import PlatformSettings
from alliance.page_cache import renew_site_mark
from alliance.services import platform_named

#: Whose rows no visitor's page shows. Named is what does not count, so that a new model counts until it is named here.
UNSEEN_APPS = frozenset(
    {
        *("account", "auth", "contenttypes", "django_tasks_database", "mfa", "notifications", "search", "sessions"),
        *("wagtailadmin", "wagtailsearch", "wagtailusers"),
    }
)
UNSEEN_MODELS = frozenset(
    {
        *("alliance.sitemark", "cities.invitation", "cities.membership", "exchanges.follow"),
        *("practices.reviewassignment", "practices.reviewround", "practices.reviewscore", "practices.reviewstatement"),
        *("practices.importrun", "practices.importrow", "practices.exportjob", "practices.conditionanswer"),
        *("practices.casesignature", "practices.casemark", "practices.likepair", "practices.findingdecision"),
        *("exchanges.favourite", "exchanges.favouritelist"),
        *("exchanges.postedit", "exchanges.threadreading"),
        *("exchanges.visitsignup", "exchanges.visitperson", "exchanges.visitquestion", "exchanges.takeaway"),
        "exchanges.followup",
        *("exchanges.conversation", "exchanges.message", "exchanges.messagereading"),
        *("exchanges.postedit", "exchanges.threadreading", "exchanges.mention", "exchanges.report"),
        # Made while a page is drawn: the page would void itself.
        "files.rendition",
        *("wagtailcore.comment", "wagtailcore.commentreply", "wagtailcore.modellogentry", "wagtailcore.pagelogentry"),
        *("wagtailcore.pagesubscription", "wagtailcore.referenceindex", "wagtailcore.revision"),
        *("wagtailcore.taskstate", "wagtailcore.workflowstate"),
    }
)
#: Saves of just these are a draft, a sign-in, or a hint put away.
UNSEEN_FIELDS = frozenset(
    {"draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at", "last_login"}
    | {"welcomed_at"}
)


@receiver([post_save, post_delete, m2m_changed])
def something_changed(sender: Any, update_fields: Any = None, **kwargs: Any) -> None:
    meta = sender._meta
    if meta.app_label in UNSEEN_APPS or meta.label_lower in UNSEEN_MODELS:
        return
    if update_fields and UNSEEN_FIELDS.issuperset(update_fields):
        return
    # Migrations save rows of models of their own making, some before there is a mark.
    if meta.apps is apps:
        site_changed()


def site_changed() -> None:
    """After commit, once a transaction. Services that change rows without saving them (`update`) call it themselves."""
    if not any(hook[1] is renew_site_mark for hook in connection.run_on_commit):
        transaction.on_commit(renew_site_mark)


@receiver(post_save, sender=PlatformSettings)
def platform_was_named(instance: PlatformSettings, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        platform_named(platform=instance)
