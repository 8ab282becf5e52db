"""One process, SQLite and local files under var/: what `make run` starts. No setting is needed."""

import os
import secrets

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import SQLITE_OPTIONS, VAR_DIR


def _kept_secret() -> str:
    """The secret made at the first start, so that sessions survive the next one."""
    path = VAR_DIR / "secret-key.txt"
    if not path.exists() or not path.read_text():
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


try:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    SECRET_KEY = os.environ.get("SECRET_KEY") or _kept_secret()
    if not os.access(VAR_DIR, os.W_OK | os.X_OK):
        raise PermissionError(13, "no right to write there")
except OSError as error:
    raise ImproperlyConfigured(f"VAR_DIR: {VAR_DIR} cannot be written ({error.strerror})") from error
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
WAGTAILADMIN_BASE_URL = os.environ.get("SITE_URL") or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "communotheque.sqlite3",
        "OPTIONS": SQLITE_OPTIONS,
    }
}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
STARTER_ACCOUNTS = True
SERVE_MEDIA = True  # no front server here
