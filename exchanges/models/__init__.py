"""What cities ask, answer and discuss; whom they visit; what a person follows and keeps."""

from exchanges.models.favourites import Favourite, FavouriteList
from exchanges.models.follows import Follow
from exchanges.models.helpful import Helpful
from exchanges.models.requests import (
    RUNNING_STATES,
    Answer,
    RequestOutcome,
    RequestState,
    RequestStep,
    SolutionRequest,
)
from exchanges.models.threads import Post, Thread

__all__ = [
    "RUNNING_STATES",
    "Answer",
    "Favourite",
    "FavouriteList",
    "Follow",
    "Helpful",
    "Post",
    "RequestOutcome",
    "RequestState",
    "RequestStep",
    "SolutionRequest",
    "Thread",
]
