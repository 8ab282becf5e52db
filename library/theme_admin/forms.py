"""The forms of the vocabulary."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm

from library.models import Theme
from library.theme_merging import ThemeRefusedError, refuse_circle

from .chooser import ThemeChooser


class LabelFormSet(BaseChildFormSet):
    def clean(self) -> None:
        super().clean()
        preferred = [
            form.cleaned_data.get("language")
            for form in self.forms
            if form.is_valid() and form.cleaned_data.get("preferred") and not self._should_delete_form(form)
        ]
        if len(preferred) != len(set(preferred)):
            raise ValidationError(_("A theme has one preferred label per language."))


class ThemeForm(WagtailAdminModelForm):
    """A theme: its identifier is given once, and no theme is broader than itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["identifier"].disabled = True
        self.fields["parent"].widget = ThemeChooser()

    def clean_parent(self) -> Theme | None:
        return _no_circle(self.instance, self.cleaned_data["parent"])


class MoveForm(forms.Form):
    """Where a theme is to stand."""

    parent = forms.ModelChoiceField(
        Theme.objects.all(),
        required=False,
        label=gettext_lazy("Below which theme"),
        help_text=gettext_lazy("Leave empty to put it at the top of the vocabulary."),
        widget=ThemeChooser,
    )

    def __init__(self, theme: Theme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theme = theme

    def clean_parent(self) -> Theme | None:
        return _no_circle(self.theme, self.cleaned_data["parent"])


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        Theme.objects.all(),
        label=gettext_lazy("The theme that stays"),
        help_text=gettext_lazy("It takes the words, the links and the narrower themes of the one that goes."),
        widget=ThemeChooser,
    )

    def __init__(self, theme: Theme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theme = theme

    def clean_into(self) -> Theme:
        if self.cleaned_data["into"] == self.theme:
            raise ValidationError(_("A theme cannot be merged into itself."))
        return self.cleaned_data["into"]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Vocabulary"),
        help_text=gettext_lazy("SKOS in RDF/XML (.rdf) or Turtle (.ttl). Nothing is written before you have seen it."),
    )


def _no_circle(theme: Theme, parent: Theme | None) -> Theme | None:
    try:
        refuse_circle(theme, parent)
    except ThemeRefusedError as refused:
        raise ValidationError(str(refused)) from refused
    return parent
