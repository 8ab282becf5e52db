"""Differences for tests only. DATABASE_URL chooses PostgreSQL; otherwise SQLite."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import SQLITE_OPTIONS, STORAGES
from .urls import database_from_url

# A folder for each process of the tests, so that none sees the files of another.
VAR_DIR = _var = Path(tempfile.mkdtemp(prefix="communotheque-tests-"))
atexit.register(shutil.rmtree, _var, ignore_errors=True)
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
if os.environ.get("DATABASE_URL"):
    DATABASES = {"default": database_from_url(os.environ["DATABASE_URL"])}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": _var / "main.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
            # A file, because a shared database in memory knows neither WAL nor waiting writers.
            "TEST": {"NAME": str(_var / "test.sqlite3")},
        }
    }
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = _var / "media"
PRIVATE_ROOT = _var / "private"
SENDFILE_ROOT = PRIVATE_ROOT
STORAGES = STORAGES | {
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_ROOT), "base_url": "/private-files/"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Most tests roll back instead of committing: their tasks run at once (test_writers.py takes the real backend).
TASKS = {"default": {"BACKEND": "home.tasks.AtOnceBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
STARTER_ACCOUNTS = True
SERVE_MEDIA = True
ELASTICSEARCH_URL = ""  # the tests that need a server choose their own
API_REQUESTS_PER_MINUTE = 0  # the matrix asks more
CHECK_LINKS = False
COUNT_READING = False
COUNT_SEARCHES = False  # its thread writes beside the transactions of tests
