"""What cities ask, answer and discuss; whom they visit; what a person follows and keeps."""

from exchanges.models.favourites import Favourite, FavouriteList
from exchanges.models.follows import Follow
from exchanges.models.helpful import Helpful
from exchanges.models.threads import Post, Thread

__all__ = ["Favourite", "FavouriteList", "Follow", "Helpful", "Post", "Thread"]
