"""The settings of `make run` and `make dev`: everything on this machine, sample accounts allowed."""

from config.settings.base import *

DEBUG = env.bool("DEBUG", default=False)
if DEBUG:
    PAGE_CACHE_SECONDS = 0
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
#: Sample accounts with published passwords exist only where this is on; production refuses it.
SAMPLE_CONTENT_ALLOWED = True
