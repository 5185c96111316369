"""Who is told of what is said."""

from __future__ import annotations

from django.utils.translation import gettext as _

from exchanges.models import Post
from exchanges.threads.owners import Talk
from exchanges.threads.permissions import may_read
from exchanges.threads.wording import address_of, excerpt, speaker
from notifications.events import Event
from notifications.services import in_site_language, notify


@in_site_language
def tell_of_post(talk: Talk, post: Post) -> None:
    """Who is answered, and who is told of everything said here: each once, and only who may read it."""
    answered = [post.reply_to.author] if post.reply_to else []
    subjects = {
        Event.THREAD_REPLY: (answered, _("%(who)s 回复了您"), _("您在“%(title)s”里发过言")),
        Event.THREAD_POST: (talk.rules.told(talk.owner), _("%(who)s 在“%(title)s”里发言"), _("“%(title)s”是您发起的")),
    }
    words = {"who": speaker(post), "title": talk.title}
    for event, (people, subject, reason) in subjects.items():
        notify(
            recipients=[person for person in people if may_read(person, talk)],
            by=post.author,
            event=event,
            target=post,
            city=post.city,
            subject=subject % words,
            body=excerpt(post),
            reason=reason % words,
            url=address_of(post),
            dedupe_key=f"post-{post.pk}",
        )


@in_site_language
def tell_of_hiding(talk: Talk, post: Post) -> None:
    notify(
        recipients=[post.author],
        by=post.hidden_by,
        event=Event.POST_HIDDEN,
        target=post,
        city=post.city,
        subject=_("您在“%(title)s”里的发言已被隐藏") % {"title": talk.title},
        body=_("原因：%(reason)s") % {"reason": post.hide_reason},
        reason=_("这条发言是您写的"),
        url=address_of(post),
    )
