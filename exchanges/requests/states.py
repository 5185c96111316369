"""The one table of what may become of a request."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from exchanges.models import RequestState, RequestStep, SolutionRequest

State = RequestState
#: State → what may follow. On trial follows itself: a note of how the trial goes.
NEXT: dict[str, tuple[str, ...]] = {
    State.OPEN: (State.ANSWERED, State.CLOSED),
    State.ANSWERED: (State.ON_TRIAL, State.RESOLVED, State.CLOSED),
    State.ON_TRIAL: (State.ON_TRIAL, State.ANSWERED, State.RESOLVED, State.CLOSED),
    State.RESOLVED: (State.ANSWERED,),
    State.CLOSED: (State.OPEN, State.ANSWERED),
}
#: Nothing is tried and nothing is solved by answers nobody accepted.
NEEDS_ACCEPTED = (State.ON_TRIAL, State.RESOLVED)


def move(request: SolutionRequest, to: str, *, by: User, note: str = "") -> RequestStep:
    """Of a request that the caller has locked; saves its state. Raises ValidationError in words."""
    if to not in NEXT[request.state]:
        raise ValidationError(
            _("这条求助现在是“%(state)s”，不能这样办理。请刷新页面看最新进展。")
            % {"state": request.get_state_display()}
        )
    if to in NEEDS_ACCEPTED and not request.accepted_count:
        raise ValidationError(_("请先采纳至少一条答复，再登记试行或结果。"))
    step = RequestStep(request=request, from_state=request.state, to_state=to, by=by, note=note.strip())
    step.full_clean()
    step.save()
    request.state = to
    request.save(update_fields=["state"])
    return step
