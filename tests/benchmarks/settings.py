"""As the tests', with the services that the measure has started."""

import os

from config.settings.test import *  # noqa: F403
from config.settings.test import VAR_DIR

ELASTICSEARCH_URL = os.environ.get("ELASTICSEARCH_URL", "")
STARTER_ACCOUNTS = False
WHITENOISE_AUTOREFRESH = False
LOGGING_CONFIG = None
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir()
