"""The form of an organisation, with a name for each language of the site."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm


def names_by_language() -> dict[str, forms.Field]:
    return {
        f"name_{code}": forms.CharField(
            label=format_lazy(_("Name ({language})"), language=name),
            help_text=_("Empty: its own name."),
            max_length=200,
            required=False,
            widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
        )
        for code, name in settings.LANGUAGES
    }


class NamesForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, _name in settings.LANGUAGES:
            if f"name_{code}" in self.fields:
                self.initial[f"name_{code}"] = (self.instance.names or {}).get(code, "")

    def save(self, commit: bool = True) -> Any:
        said = {code: self.cleaned_data.get(f"name_{code}", "") for code, _name in settings.LANGUAGES}
        self.instance.names = {code: name for code, name in said.items() if name}
        return super().save(commit)


# The panels name these fields, so that they must be there when the form is made.
OrganisationForm: Any = type("OrganisationForm", (NamesForm,), names_by_language())
