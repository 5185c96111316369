"""The settings of the test suite: fast hashing, mail kept in memory."""

import os

from config.settings.base import *

SECRET_KEY = "test-only-secret-key-0123456789-0123456789-0123456789"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SAMPLE_CONTENT_ALLOWED = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# A test stands inside a transaction that is never committed, and pages are void from the commit on.
PAGE_CACHE_SECONDS = REMEMBER_SECONDS = 0
MEDIA_ROOT = BASE_DIR / "build" / "test-media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# No collected static files here; WhiteNoise would warn of the missing folder.
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
SEARCH_INDEX_DIR = BASE_DIR / "build" / f"test-search-{os.getpid()}"
# ELASTICSEARCH_URL names a server for the tests of that engine; all others run on the embedded one.
SEARCH_ENGINE = "embedded"
