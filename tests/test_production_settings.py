"""Production refuses to start on an unsafe value and says which. Each try is a process of its own."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAFE = {
    "SECRET_KEY": "a-sample-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-XYZ",
    "ALLOWED_HOSTS": "library.example.org",
    "SITE_URL": "https://library.example.org",
    "DATABASE_URL": "postgres://site:secret@127.0.0.1:5432/site",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "DEFAULT_FROM_EMAIL": "library@example.org",
}
UNSAFE = [
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "ab" * 40),
    ("SECRET_KEY", "django-insecure-" + SAFE["SECRET_KEY"]),
    ("ALLOWED_HOSTS", ""),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "library.example.org,*"),
    ("ALLOWED_HOSTS", "library.example.org,"),
    ("SITE_URL", ""),
    ("SITE_URL", "http://library.example.org"),
    ("DEBUG", "1"),
    ("DEBUG", "True"),
    ("DATABASE_URL", ""),
    ("DATABASE_URL", "sqlite:///site.sqlite3"),
    ("DATABASE_URL", "postgres://site@127.0.0.1:port/site"),
    ("REDIS_URL", ""),
    ("REDIS_URL", "127.0.0.1:6379"),
    ("ELASTICSEARCH_URL", "search.example.org:9200"),
    ("ELASTICSEARCH_URL", "https://search.example.org"),
    ("ELASTICSEARCH_URL", "http://search.example.org:9200"),
    ("ELASTICSEARCH_URL", "https://one.example.org:9200, http://93.184.215.14:9200"),
    ("ELASTICSEARCH_CA", "/nowhere/certificates.pem"),
    ("ELASTICSEARCH_PREFIX", "Site*"),
    ("TRUSTED_PROXY_COUNT", "many"),
    ("EMAIL_PORT", "smtp"),
    ("DEFAULT_FROM_EMAIL", ""),
    ("INBOX_EMAIL", "one@example.org, two@example.org"),
    ("INBOX_EMAIL", "nobody"),
    ("MESSAGE_RETENTION_DAYS", "0"),
    ("SPAM_RETENTION_DAYS", "long"),
]


def start(**changed: str) -> subprocess.CompletedProcess:
    """What happens when production's settings are read with these values."""
    system = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    values = {name: value for name, value in (SAFE | changed).items() if value}
    return subprocess.run(
        [sys.executable, "-c", "import config.settings.production"],
        cwd=ROOT,
        env=system | values,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def refusals() -> dict[tuple[str, str], subprocess.CompletedProcess]:
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(UNSAFE, pool.map(lambda pair: start(**{pair[0]: pair[1]}), UNSAFE), strict=True))


@pytest.mark.parametrize("unsafe", UNSAFE, ids=lambda pair: f"{pair[0]}={pair[1]}")
def test_an_unsafe_value_is_refused_by_its_name(refusals, unsafe):
    name, value = unsafe
    answer = refusals[unsafe]

    assert answer.returncode != 0
    last = answer.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert name in last


def test_safe_values_are_taken():
    answer = start()

    assert answer.returncode == 0, answer.stderr


def test_a_refusal_never_tells_a_secret(refusals):
    assert not [answer for answer in refusals.values() if SAFE["SECRET_KEY"] in answer.stderr]
