"""What may follow what. Whoever stopped may try again."""

from __future__ import annotations

from practices.models import AdoptionState as State
from practices.models import Verdict

#: A record may begin in any state: cities write down what they did last year.
NEXT: dict[str, tuple[State, ...]] = {
    State.CONSIDERING: (State.PILOTING, State.ADOPTED, State.STOPPED),
    State.PILOTING: (State.ADOPTED, State.STOPPED),
    State.ADOPTED: (State.STOPPED,),
    State.STOPPED: (State.PILOTING, State.ADOPTED),
}
#: By the verdict that counts today; empty where there is none.
VERDICTS: dict[str, tuple[Verdict, ...]] = {
    "": (Verdict.CONFIRMED, Verdict.DISPUTED),
    Verdict.CONFIRMED: (Verdict.DISPUTED, Verdict.WITHDRAWN),
    Verdict.DISPUTED: (Verdict.CONFIRMED, Verdict.WITHDRAWN),
}
#: A record that begins as stopped is of something that was tried.
TRIED = (State.PILOTING, State.ADOPTED)
