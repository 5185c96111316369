"""What cities ask, answer and discuss; whom they visit; what a person follows and keeps."""

from exchanges.models.discussions import Discussion
from exchanges.models.favourites import Favourite, FavouriteList
from exchanges.models.follows import Follow
from exchanges.models.helpful import Helpful
from exchanges.models.requests import RUNNING_STATES, Answer, RequestOutcome, RequestState, RequestStep, SolutionRequest
from exchanges.models.threads import Post, PostEdit, Thread, ThreadReading

__all__ = [
    "RUNNING_STATES",
    "Answer",
    "Discussion",
    "Favourite",
    "FavouriteList",
    "Follow",
    "Helpful",
    "Post",
    "PostEdit",
    "RequestOutcome",
    "RequestState",
    "RequestStep",
    "SolutionRequest",
    "Thread",
    "ThreadReading",
]
