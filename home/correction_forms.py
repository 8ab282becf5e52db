"""The choice beside “Publish”: a small correction leaves the translations as they are."""

from functools import cached_property
from typing import Any

from home import corrections

NAME = "small_correction"


class CorrectionChoiceMixin:
    """Not a field of the form, which Wagtail would show among the panels: a box in its foot (small_correction.html).

    What a request says of it where it is not offered, on a translation for one, is not read.
    """

    instance: Any
    data: Any
    is_bound: bool

    @cached_property
    def offers_small_correction(self) -> bool:
        return corrections.is_offered(self.instance)

    @cached_property
    def is_small_correction(self) -> bool:
        if not self.offers_small_correction:
            return False
        return NAME in self.data if self.is_bound else corrections.is_chosen(self.instance)

    def save(self, commit: bool = True) -> Any:
        self.instance.small_correction = self.is_small_correction
        return super().save(commit)  # type: ignore[misc]
