"""Machine translators, where a setting switches one on. What they say is a draft until a person confirms it."""

import logging
from typing import Any

from django.utils.module_loading import import_string
from wagtail_localize.machine_translators.base import BaseMachineTranslator

logger = logging.getLogger(__name__)
AT_ONCE = 40  # passages in one question: DeepL takes fifty


class MachineError(Exception):
    """The outside service did not answer, or not as it should."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class CarefulTranslator(BaseMachineTranslator):
    """One of wagtail-localize's translators: asked in portions, and whatever goes wrong outside is one exception."""

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__(options)
        self.name = options["NAME"]
        self.machine_class, self.machine_options = options["CLASS"], options["OPTIONS"]

    @property
    def display_name(self) -> str:  # type: ignore[override]
        return self.name

    def translate(self, source_locale: Any, target_locale: Any, strings: Any) -> dict:
        strings = list(strings)
        said: dict[Any, Any] = {}
        try:
            machine = import_string(self.machine_class)(self.machine_options)
            for start in range(0, len(strings), AT_ONCE):
                said |= machine.translate(source_locale, target_locale, strings[start : start + AT_ONCE])
        except Exception as error:  # each service has its own
            logger.warning("The machine translator %s failed: %s", self.name, type(error).__name__)
            raise MachineError(self.name) from error
        return {string: words for string, words in said.items() if isinstance(words.data, str)}

    def can_translate(self, source_locale: Any, target_locale: Any) -> bool:
        return source_locale.language_code.split("-")[0] != target_locale.language_code.split("-")[0]
