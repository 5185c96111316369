from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.events import Topic
from notifications.models.preferences import Frequency
from notifications.preferences import frequencies_of, set_frequency

if TYPE_CHECKING:
    from accounts.models import User

HELP = {
    Topic.WORK: _("审核、评审、更正等要您办理的事，以及您案例的进展。"),
    Topic.FOLLOWED: _("您关注的城市、业务领域、案例和求助有了新内容。"),
    Topic.EXCHANGES: _("求助、研讨、考察里有人答复您、提到您。"),
    Topic.SEARCHES: _("您保存的搜索有了新案例。"),
}


class MailForm(forms.Form):
    """One choice a topic."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        said = frequencies_of(user)
        super().__init__(*args, initial={topic.value: said[topic] for topic in Topic}, **kwargs)
        for topic in Topic:
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label, choices=Frequency.choices, help_text=HELP[topic]
            )

    def save(self) -> None:
        for topic in Topic:
            if topic.value in self.changed_data:
                set_frequency(user=self.user, topic=topic, frequency=self.cleaned_data[topic.value])
