"""The forms of the library's admin. On a translation the facts are shown, and no request can change them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm

from home.facts_forms import LockedFactsMixin
from library.facts import source_of
from library.models import Access, Sheet, Theme
from library.vocabulary import concepts, narrower_ids


class SheetForm(LockedFactsMixin, WagtailAdminModelForm):
    """A sheet: words and facts where it is the source, words only where it is a translation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_source = self.instance.is_source
        self.source = None if self.is_source else source_of(self.instance.work)
        for name in ("title", "summary", "testimonial", "testimonial_by", "provenance"):
            if name in self.fields:
                self.fields[name].widget.attrs["dir"] = "auto"  # an Arabic sheet in a French admin
        if "themes" in self.fields:
            self.fields["themes"].choices = theme_choices()  # type: ignore[attr-defined]
        if not self.is_source:
            self._lock()

    def _lock(self) -> None:
        model = self._meta.model
        self.lock_facts(model.FACTS, self.source)
        for relation in list(self.formsets):
            if relation in model.ROWS:
                rows = getattr(self.source, relation).all() if self.source else []
                self.formsets[relation].lock({row.translation_key: row for row in rows})
            else:  # files and partners are the source's
                del self.formsets[relation]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.is_source:
            least, most = data.get("cost_min"), data.get("cost_max")
            if least is not None and most is not None and least > most:
                self.add_error("cost_max", _("This is less than where the order of cost begins."))
            if not self.is_deferred_validation and "themes" in self.fields and not data.get("themes"):
                self.add_error("themes", _("Choose at least one theme: a sheet is found by its themes."))
        return data

    def save(self, commit: bool = True) -> Sheet:
        sheet = super().save(commit=False)
        if self.source is not None:
            self._translates_the_source_of_today(sheet, self.source)
        if commit:
            sheet.save()
            self._save_m2m()
        return sheet

    def _translates_the_source_of_today(self, sheet: Sheet, source: Sheet) -> None:
        """Who writes here sees the source: these words translate the words that it has now."""
        sheet.source_digest = source.source_digest
        for relation in sheet.ROWS:
            words = {row.translation_key: row.words() for row in getattr(source, relation).all()}
            rows = list(getattr(sheet, relation).all())
            for row in rows:
                row.source_words = words.get(row.translation_key, row.source_words)
            getattr(sheet, relation).add(*rows)


def without_readers(sheet: Sheet) -> bool:
    """Whether access is for chosen groups and none is chosen, so that only staff can see the sheet."""
    return sheet.is_source and sheet.access == Access.GROUPS and not sheet.groups.all()


def theme_choices() -> list[tuple[str, list[tuple[int, str]]]]:
    """The vocabulary as a tree of two levels: each broadest theme, then all that is narrower, by label."""
    themes = concepts()
    top = sorted((theme for theme in themes.values() if theme.parent not in themes), key=lambda theme: theme.label())
    choices = []
    for theme in top:
        below = sorted(narrower_ids(theme.pk) - {theme.pk}, key=lambda pk: themes[pk].label())
        choices.append((theme.label(), [(pk, themes[pk].label()) for pk in (theme.pk, *below)]))
    return choices


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
        self.fields["parent"].queryset = Theme.objects.exclude(pk__in=self._itself_and_narrower()).prefetch_related(
            "labels"
        )

    def _itself_and_narrower(self) -> set[int]:
        return narrower_ids(self.instance.pk) if self.instance.pk else set()
