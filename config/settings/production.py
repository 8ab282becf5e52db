"""PostgreSQL, Redis and a front server. Refuses to start on a missing or unsafe value and says which."""

import os
import re

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import ELASTICSEARCH_URL, PRIVATE_ROOT, STORAGES, number
from .urls import crosses_open_network, database_from_url


def _required(name: str, hint: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {hint}")
    return value


SECRET_KEY = _required("SECRET_KEY", "at least 50 random characters")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith("django-insecure"):
    raise ImproperlyConfigured("SECRET_KEY is too short or too simple: give at least 50 random characters")
ALLOWED_HOSTS = [host.strip() for host in _required("ALLOWED_HOSTS", "the site's host names").split(",")]
if "*" in ALLOWED_HOSTS or "" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the site's hosts: '*' and empty names are refused")
WAGTAILADMIN_BASE_URL = _required("SITE_URL", "the address visitors use, https://…")
if not WAGTAILADMIN_BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must begin with https://")
if os.environ.get("DEBUG", "").lower() in {"1", "true", "yes", "on"}:
    raise ImproperlyConfigured("DEBUG is not available in production")

try:
    DATABASES = {"default": database_from_url(_required("DATABASE_URL", "postgres://…"))}
except ValueError as error:
    raise ImproperlyConfigured(f"DATABASE_URL: {error}") from error
REDIS_URL = _required("REDIS_URL", "redis://…")
if not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix://")
CACHES = {
    "default": {
        "BACKEND": "home.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}
if any(crosses_open_network(node.strip()) for node in ELASTICSEARCH_URL.split(",")):
    raise ImproperlyConfigured("ELASTICSEARCH_URL must begin with https:// where it leaves the private network")

SILENCED_SYSTEM_CHECKS = ["security.W019"]  # it wants no frames at all, but the admin previews in one of its own
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# allauth counts tries by address: how many proxies stand in front decides which address is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXY_COUNT", 1)
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

DEFAULT_FROM_EMAIL = SERVER_EMAIL = _required("DEFAULT_FROM_EMAIL", "the address that the site's mails come from")
INBOX_EMAIL = os.environ.get("INBOX_EMAIL", "").strip() or DEFAULT_FROM_EMAIL
if not re.fullmatch(r"[^@,;\r\n]+@[^@,;\s]+", INBOX_EMAIL):
    raise ImproperlyConfigured("INBOX_EMAIL must be one e-mail address")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = number("EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"

# Files: on a volume, sent by the front server; or in an S3-style store, streamed through the same view.
if os.environ.get("S3_BUCKET"):
    _s3 = {
        "bucket_name": os.environ["S3_BUCKET"],
        "endpoint_url": os.environ.get("S3_ENDPOINT_URL") or None,
        "access_key": _required("S3_ACCESS_KEY", "the key of the object store"),
        "secret_key": _required("S3_SECRET_KEY", "the secret of the object store"),
    }
    STORAGES = STORAGES | {
        "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": _s3 | {"location": "media"}},
        "private": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": _s3 | {"location": "private"}},
    }
elif os.environ.get("SENDFILE_URL"):
    SENDFILE_BACKEND = "django_sendfile.backends.nginx"
    SENDFILE_ROOT = PRIVATE_ROOT
    SENDFILE_URL = os.environ["SENDFILE_URL"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "pythonjsonlogger.json.JsonFormatter", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
STARTER_ACCOUNTS = False
SERVE_MEDIA = False
