import struct
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class PictureField(WagtailImageField):
    def to_python(self, data: Any) -> Any:
        """Wagtail's field opens the picture where it expects no error: one that is cut short would be an error 500."""
        try:
            return super().to_python(data)
        except (OSError, SyntaxError, ValueError, struct.error) as error:
            raise forms.ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error


class ImageForm(BaseImageForm):
    """Adds one alternative text per language of the site to Wagtail's form."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        texts = self.instance.alternative_texts or {}
        for code, name in settings.LANGUAGES:
            self.fields[f"alternative_text_{code}"] = forms.CharField(
                label=_("Alternative text (%(language)s)") % {"language": name},
                help_text=_("What the picture shows, for a person who does not see it. Empty if it only decorates."),
                max_length=250,
                required=False,
                initial=texts.get(code, ""),
                widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
            )
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = PictureField(label=given.label, required=given.required, widget=given.widget)
            self.fields["file"].help_text = _("Pictures are public: anyone who has the address can see them.")

    def save(self, commit: bool = True):
        self.instance.alternative_texts = {
            code: text
            for code, _name in settings.LANGUAGES
            if (text := self.cleaned_data.get(f"alternative_text_{code}", "").strip())
        }
        return super().save(commit)
