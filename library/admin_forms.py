"""The forms of the library's admin. On a translation the facts are shown, and no request can change them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet
from django.utils.translation import gettext as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm

from library.facts import shown, source_of
from library.models import Access, Row, Sheet, Theme
from library.vocabulary import concepts, narrower_ids

if TYPE_CHECKING:

    class _Form(forms.ModelForm):
        def _clean_fields(self) -> None: ...

else:
    _Form = object


class LockedFactsMixin(_Form):
    """For a form of a translation: named fields become disabled text, and what a request says of them is not read."""

    locked_facts: Mapping[str, Any] = {}

    def lock_facts(self, names: tuple[str, ...], source: Any) -> None:
        names = tuple(name for name in names if name in self.fields)
        for name in names:
            text = shown(source, name) if source else ""
            self.initial[name] = text
            self.fields[name] = forms.CharField(
                label=self.fields[name].label, required=False, disabled=True, initial=text
            )
        self.locked_facts = {name: self.fields[name] for name in names}

    def _clean_fields(self) -> None:
        # Left out of `cleaned_data`, they are never written on the translation: facts are not copied.
        for name in self.locked_facts:
            del self.fields[name]
        super()._clean_fields()
        self.fields.update(self.locked_facts)


class RowForm(LockedFactsMixin, WagtailAdminModelForm):
    """One row of a sheet."""

    def lock(self, source_row: Row | None) -> None:
        self.lock_facts(self._meta.model.FACTS, source_row)
        for name in self._meta.model.WORDS:
            words = getattr(source_row, name, "")
            if words and name in self.fields:
                self.fields[name].help_text = _("In the source: %(words)s") % {"words": words}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        posted = data.get("id")
        if self.locked_facts and posted is not None and posted.pk != self.instance.pk:
            raise ValidationError(_("The rows have changed since you opened this form: reload it and begin again."))
        return data


class RowFormSet(BaseChildFormSet):
    """The rows of a sheet. Locked, on a translation: the same rows in the same order, whatever a request says."""

    locked = False

    def lock(self, source_rows: Mapping[Any, Row]) -> None:
        self.locked, self.source_rows = True, source_rows

    def total_form_count(self) -> int:
        return len(self.get_queryset()) if self.locked else super().total_form_count()

    def initial_form_count(self) -> int:
        return len(self.get_queryset()) if self.locked else super().initial_form_count()

    def _construct_form(self, i: int, **kwargs: Any) -> forms.BaseForm:
        if not self.locked:
            return super()._construct_form(i, **kwargs)
        row = self.get_queryset()[i]
        form: Any = BaseFormSet._construct_form(self, i, instance=row, **kwargs)  # type: ignore[attr-defined]
        form.lock(self.source_rows.get(row.translation_key))
        return form

    def _should_delete_form(self, form: forms.BaseForm) -> bool:
        return not self.locked and super()._should_delete_form(form)

    @property
    def ordered_forms(self) -> list[forms.BaseForm]:
        return list(self.forms) if self.locked else super().ordered_forms


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
