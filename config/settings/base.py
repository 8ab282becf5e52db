"""What every way of running shares. The environment is read here and in the three files beside it, nowhere else."""

import os
import re
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from .machines import machine_translator
from .urls import elasticsearch_from_urls, is_index_prefix

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var")).resolve()


def number(name: str, default: int, least: int = 0) -> int:
    """The whole number that the environment gives."""
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value) >= least):
        raise ImproperlyConfigured(f"{name} must be a number{f' from {least}' if least else ''}, not {value!r}")
    return int(value)


DEBUG = False
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The order of our apps is the order of their imports turned round: templates of the upper one win.
INSTALLED_APPS = [
    "search",
    "library",
    "networks",
    "home",
    "allauth",
    "allauth.account",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "networks.users_app.UsersAppConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "home.middleware.CompressPagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "home.middleware.CookieMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "home.middleware.PrivateCacheMiddleware",
    "home.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "library.middleware.AdminDoorsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "home.middleware.AtomicWritesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Languages. A fourth one is a line here and a catalogue in locale/: nothing else names them.
LANGUAGES = [("fr", "Français"), ("en", "English"), ("ar", "العربية")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LANGUAGE_CODE = "fr"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]  # where Django's dates and numbers are not those of our readers
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True

# wagtail-localize: a new translation is a draft, and deleting one keeps its strings (wagtail-notes 12 and 20).
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True
try:
    WAGTAILLOCALIZE_MACHINE_TRANSLATOR = machine_translator(os.environ)
except ValueError as _error:
    raise ImproperlyConfigured(str(_error)) from _error

# Accounts: one login for members and staff.
AUTH_USER_MODEL = "networks.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "networks.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
LOGOUT_REDIRECT_URL = "/"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILADMIN_LOGIN_URL = "/admin/login/"
WAGTAIL_PASSWORD_RESET_ENABLED = False

# Wagtail
WAGTAIL_SITE_NAME = "Communothèque"
WAGTAILADMIN_BASE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000")
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "library.reviewing.finish.finish_review"
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}  # stored in clear by Wagtail: never offered
WAGTAIL_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILIMAGES_IMAGE_MODEL = "home.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "home.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = number("PICTURE_MAX_MB", 15, least=1) * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = number("PICTURE_MAX_MEGAPIXELS", 20, least=1) * 1_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "library.PrivateDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "library.document_forms.DocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = number("DOCUMENT_MAX_MB", 50, least=1) * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILEMBEDS_FINDERS: list[dict] = []  # no request to another host
TAGGIT_CASE_INSENSITIVE = True
TAG_SPACES_ALLOWED = True
# The admin's own search stays in the database whatever happens to Elasticsearch (wagtail-notes 50).
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "home.admin_search"}}
ELASTICSEARCH_URL = os.environ.get("ELASTICSEARCH_URL", "").strip()  # empty: the search of the database alone
ELASTICSEARCH_API_KEY = os.environ.get("ELASTICSEARCH_API_KEY", "").strip()
ELASTICSEARCH_CA = os.environ.get("ELASTICSEARCH_CA", "").strip()  # a file of certificates that are trusted
ELASTICSEARCH_PREFIX = os.environ.get("ELASTICSEARCH_PREFIX", "").strip() or "communotheque"  # of the names of indices
try:
    elasticsearch_from_urls(ELASTICSEARCH_URL)
except ValueError as error:
    raise ImproperlyConfigured(f"ELASTICSEARCH_URL: {error}") from error
if ELASTICSEARCH_CA and not Path(ELASTICSEARCH_CA).is_file():
    raise ImproperlyConfigured("ELASTICSEARCH_CA must be the path of a file")
if not is_index_prefix(ELASTICSEARCH_PREFIX):
    raise ImproperlyConfigured("ELASTICSEARCH_PREFIX must be of small letters, digits, - and _")

TASKS = {"default": {"BACKEND": "home.tasks.OnCommitBackend"}}

# Files. Images are public; documents live outside every served folder and leave through one view.
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or VAR_DIR / "static")
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        # The place as a string: Wagtail notes it in the task that erases a deleted file.
        # An address that no route serves: without one Django falls back to MEDIA_URL (wagtail-notes 37).
        "OPTIONS": {"location": str(PRIVATE_ROOT), "base_url": "/private-files-have-no-address/"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Where clamd listens: host:port, or the path of its socket. Empty: files are not scanned.
CLAMD_ADDRESS = os.environ.get("CLAMD_ADDRESS", "").strip()
if CLAMD_ADDRESS and not re.fullmatch(r"/\S+|\S+:[0-9]{1,5}", CLAMD_ADDRESS):
    raise ImproperlyConfigured("CLAMD_ADDRESS must be host:port, or the path of a socket")
CLAMD_SECONDS = number("CLAMD_SECONDS", 30, least=1)  # for one file, in the background
SENDFILE_BACKEND = "django_sendfile.backends.simple"
SENDFILE_ROOT = PRIVATE_ROOT

# Requests
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a sheet's form has many rows
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "home.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin's preview panel
PERMISSIONS_POLICY: dict[str, list] = {"camera": [], "geolocation": [], "microphone": [], "payment": [], "usb": []}
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
    },
}
COUNT_SEARCHES = True
COUNT_READING = True
CHECK_LINKS = os.environ.get("CHECK_LINKS", "1") != "0"  # whether requests to other sites may leave at all
# Of the API, from one address. 0: no limit.
API_REQUESTS_PER_MINUTE = number("API_REQUESTS_PER_MINUTE", 1200)
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "communotheque@example.org")
# Where the staff is told of messages, and how long these are kept.
INBOX_EMAIL = os.environ.get("INBOX_EMAIL") or DEFAULT_FROM_EMAIL
MESSAGE_RETENTION_DAYS = number("MESSAGE_RETENTION_DAYS", 365, least=1)
SPAM_RETENTION_DAYS = number("SPAM_RETENTION_DAYS", 30, least=1)
# Of files imported by staff: their lines and faults too.
IMPORT_RETENTION_DAYS = number("IMPORT_RETENTION_DAYS", 90, least=1)
SECURITY_CONTACT = os.environ.get("SECURITY_CONTACT", DEFAULT_FROM_EMAIL)

SQLITE_OPTIONS = {
    # 6 writers × 25 publications: 150 of 150 kept with these, 25 of 150 without (hardening 81).
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

SITE_TITLE = _("Communothèque")
