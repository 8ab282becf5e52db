from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst


class ChoicesField(models.JSONField):
    """Several of its choices, as a list of their values."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs = {"default": list, "blank": True, **kwargs}
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: Any) -> None:
        """Each value by itself; the list as a whole is no choice."""
        known = [choice for choice, _label in self.flatchoices]
        for one in value or []:
            if one not in known:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": one})

    def formfield(self, **kwargs: Any) -> forms.Field:
        kwargs.pop("form_class", None), kwargs.pop("choices_form_class", None)
        return forms.MultipleChoiceField(
            choices=list(self.choices or []),
            required=not self.blank,
            label=kwargs.get("label", capfirst(str(self.verbose_name))),
            help_text=kwargs.get("help_text", self.help_text),
            widget=forms.CheckboxSelectMultiple,
        )


class SourceKey(models.ForeignKey):
    """To a page with facts or to a sheet, of which any language may be chosen: what is kept is the source, so that a
    translation that is withdrawn or deleted takes nothing with it."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        chosen: Any = getattr(model_instance, self.name) if getattr(model_instance, self.attname) else None
        if chosen is not None:
            kept = chosen.work.source if hasattr(chosen, "work") else chosen.source
            if kept is not None and kept.pk != chosen.pk:
                setattr(model_instance, self.name, kept)
        return super().pre_save(model_instance, add)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs
