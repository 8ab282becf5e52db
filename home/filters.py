"""Filters of lists, from the address. Whatever they are given, they are valid: an unknown value is no filter."""

from typing import Any, cast

from django import forms
from django.http import QueryDict


class LenientChoiceField(forms.ChoiceField):
    """A choice of a filter: an unknown value is no filter, not an error."""

    def clean(self, value: Any) -> str:
        text = str(value or "")
        return text if text and self.valid_value(text) else ""


class ListFilterForm(forms.Form):
    """The filters of a list, each a choice. `chosen` has those that are in force."""

    def offer(self, name: str, anything: str, choices: Any) -> None:
        """Give the field its choices, after one that stands for all."""
        cast(forms.ChoiceField, self.fields[name]).choices = [("", anything), *choices]

    @property
    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def active(self) -> list[dict[str, str]]:
        """Those in force, each with what to call it and the address of the list without it."""
        found = []
        for name, value in self.chosen.items():
            choices: Any = cast(forms.ChoiceField, self.fields[name]).choices
            labels = {str(key): str(label) for key, label in choices}
            found.append({"label": labels[value], "remove_url": without(cast(QueryDict, self.data), name)})
        return found


def without(parameters: QueryDict, name: str, value: str | None = None) -> str:
    """The same list less one filter, or less one of its values, from its first page."""
    kept = parameters.copy()
    kept.setlist(name, [other for other in kept.getlist(name) if value is not None and other != value])
    kept.pop("page", None)
    return f"?{kept.urlencode()}"
