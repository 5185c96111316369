"""What cities ask, answer and discuss; whom they visit; what a person follows and keeps."""

from exchanges.models.discussions import Discussion
from exchanges.models.favourites import Favourite, FavouriteList
from exchanges.models.follows import Follow
from exchanges.models.helpful import Helpful
from exchanges.models.messages import Conversation, Message, MessageReading
from exchanges.models.reports import Mention, Report
from exchanges.models.requests import RUNNING_STATES, Answer, RequestOutcome, RequestState, RequestStep, SolutionRequest
from exchanges.models.threads import Post, PostEdit, Thread, ThreadReading
from exchanges.models.visits import (
    AHEAD,
    STANDING,
    AgendaItem,
    FollowUp,
    SignupState,
    TakeAway,
    Visit,
    VisitPerson,
    VisitQuestion,
    VisitSignup,
    VisitState,
)

__all__ = [
    "AHEAD",
    "RUNNING_STATES",
    "STANDING",
    "AgendaItem",
    "Answer",
    "Conversation",
    "Discussion",
    "Favourite",
    "FavouriteList",
    "Follow",
    "FollowUp",
    "Helpful",
    "Mention",
    "Message",
    "MessageReading",
    "Post",
    "PostEdit",
    "Report",
    "RequestOutcome",
    "RequestState",
    "RequestStep",
    "SignupState",
    "SolutionRequest",
    "TakeAway",
    "Thread",
    "ThreadReading",
    "Visit",
    "VisitPerson",
    "VisitQuestion",
    "VisitSignup",
    "VisitState",
]
