"""The machine translator that the environment switches on; none by default."""

import importlib.util
from collections.abc import Mapping
from typing import Any

from .urls import crosses_open_network

CAREFUL = "library.machine.CarefulTranslator"
MACHINES = "wagtail_localize.machine_translators"


def machine_translator(environment: Mapping[str, str]) -> dict[str, Any] | None:
    """For WAGTAILLOCALIZE_MACHINE_TRANSLATOR. Raises ValueError with what is missing where it is set by half."""
    chosen = environment.get("MACHINE_TRANSLATOR", "").strip().lower()
    key, url, project = (
        environment.get(f"MACHINE_TRANSLATOR_{name}", "").strip() for name in ("KEY", "URL", "PROJECT")
    )
    if not chosen:
        if key or url or project:
            raise ValueError("MACHINE_TRANSLATOR is not set: deepl, google or libretranslate, or empty all its values")
        return None
    match chosen:
        case "deepl":
            _need(key, "MACHINE_TRANSLATOR_KEY", "the key of DeepL")
            return _careful("DeepL", f"{MACHINES}.deepl.DeepLTranslator", AUTH_KEY=key, TIMEOUT=20)
        case "libretranslate":
            _need(url, "MACHINE_TRANSLATOR_URL", "the address of LibreTranslate, https://…")
            if not url.startswith(("https://", "http://")) or crosses_open_network(url):
                raise ValueError("MACHINE_TRANSLATOR_URL must begin with https:// where it leaves the private network")
            options = {"LIBRETRANSLATE_URL": url.rstrip("/"), "API_KEY": key, "TIMEOUT": 20}
            return _careful("LibreTranslate", f"{MACHINES}.libretranslate.LibreTranslator", **options)
        case "google":
            _need(project, "MACHINE_TRANSLATOR_PROJECT", "the identifier of the project at Google Cloud")
            _need(key, "MACHINE_TRANSLATOR_KEY", "the path of the file of credentials")
            if not _is_installed("google.cloud.translate"):
                raise ValueError("MACHINE_TRANSLATOR=google needs the package google-cloud-translate")
            options = {"PROJECT_ID": project, "CREDENTIALS_PATH": key}
            return _careful("Google Translate", f"{MACHINES}.google.GoogleCloudTranslator", **options)
    raise ValueError(f"MACHINE_TRANSLATOR is “{chosen}”: deepl, google, libretranslate or nothing")


def _careful(name: str, machine: str, **options: Any) -> dict[str, Any]:
    return {"CLASS": CAREFUL, "OPTIONS": {"NAME": name, "CLASS": machine, "OPTIONS": options}}


def _need(value: str, name: str, hint: str) -> None:
    if not value:
        raise ValueError(f"{name} is not set: {hint}")


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
