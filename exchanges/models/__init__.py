"""What cities ask, answer and discuss; whom they visit; what a person follows and keeps."""

from exchanges.models.follows import Follow
from exchanges.models.threads import Post, Thread

__all__ = ["Follow", "Post", "Thread"]
