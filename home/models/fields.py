from typing import Any

from django import forms
from django.db import models


class ChoicesField(models.JSONField):
    """Several of its choices, as a list of their values."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs = {"default": list, "blank": True, **kwargs}
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: Any) -> None:
        """Each value by itself; the list as a whole is no choice."""
        choices, self.choices = self.choices, None
        try:
            super().validate(value, model_instance)
            for one in value or []:
                models.CharField(choices=choices).validate(one, model_instance)
        finally:
            self.choices = choices

    def formfield(self, **kwargs: Any) -> forms.Field:
        kwargs.pop("form_class", None), kwargs.pop("choices_form_class", None)
        return forms.MultipleChoiceField(
            choices=list(self.choices or []),
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name),
            help_text=kwargs.get("help_text", self.help_text),
            widget=forms.CheckboxSelectMultiple,
        )
