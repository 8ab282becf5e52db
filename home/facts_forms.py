"""Forms of what has facts. On a translation the facts are shown, and no request can change them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model
from django.forms import BaseFormSet
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.fields import RichTextField

from home.correction_forms import CorrectionChoiceMixin

if TYPE_CHECKING:

    class _Form(forms.ModelForm):
        def _clean_fields(self) -> None: ...

else:
    _Form = object


def shown(thing: Model, name: str) -> str:
    """The value of a field as a person reads it; empty when there is none."""
    field = thing._meta.get_field(name)
    value = getattr(thing, name)
    if hasattr(value, "all"):
        return ", ".join(str(item) for item in value.all())
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        names = dict(getattr(field, "choices", None) or [])
        return ", ".join(str(names.get(one, one)) for one in value)
    if getattr(field, "choices", None):
        return str(getattr(thing, f"get_{name}_display")())
    match field.get_internal_type():
        case "BooleanField":
            return _("Yes") if value else _("No")
        case "DateField":
            return date_format(value)
        case "DateTimeField":
            return date_format(value.astimezone(getattr(thing, "zone", None)), "SHORT_DATETIME_FORMAT")
        case "DecimalField" | "PositiveIntegerField":
            whole = int(value) == value
            return number_format(int(value) if whole else value, use_l10n=True, force_grouping=True)
    return str(value)


def label_of(thing: Model | type[Model], name: str) -> str:
    return capfirst(str(getattr(thing._meta.get_field(name), "verbose_name", name)))


def facts_of_rows(source: Any) -> Iterator[tuple[str, str]]:
    """For each relation with words and values: its name, and a line for each row that has a value."""
    for relation in source.ROWS:
        lines = []
        for row in getattr(source, relation).all():
            values = [f"{label_of(row, name)}: {shown(row, name)}" for name in row.FACTS if shown(row, name)]
            if values:
                lines.append(f"{row} ({'; '.join(values)})")
        yield _name_of(source, relation), "\n".join(lines)


def facts_of_page(source: Any) -> list[tuple[str, str]]:
    """Label and value of each fact that a source page has, for people who translate it."""
    facts = [(label_of(source, name), shown(source, name)) for name in source.FACTS]
    for relation in source.FACT_ROWS:
        facts.append((_name_of(source, relation), "\n".join(str(row) for row in getattr(source, relation).all())))
    return [(label, value) for label, value in [*facts, *facts_of_rows(source)] if value]


def _name_of(source: Any, relation: str) -> str:
    return capfirst(str(source._meta.get_field(relation).related_model._meta.verbose_name))


def write_in(form: Any, language: str, names: Iterable[str]) -> None:
    """Words are written in the direction of their language, whatever the language of the admin."""
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    for name in names:
        if name in form.fields:
            form.fields[name].widget.attrs |= {"dir": direction, "lang": language}


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
    """One row of a page or sheet."""

    def lock(self, source_row: Model | None) -> None:
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
    """Rows of a page or sheet. Locked, on a translation: the same rows in the same order, whatever a request says."""

    locked = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.absolute_max = self.max_num  # what is above is refused at once, not built, checked and shown again

    def lock(self, source_rows: Mapping[Any, Model]) -> None:
        self.locked, self.source_rows = True, source_rows

    def total_form_count(self) -> int:
        return len(self.get_queryset()) if self.locked else super().total_form_count()

    def initial_form_count(self) -> int:
        return len(self.get_queryset()) if self.locked else super().initial_form_count()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if getattr(self.instance, "locale_id", None):
            write_in(form, self.instance.locale.language_code, form._meta.model.WORDS)

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


class PageForm(CorrectionChoiceMixin, WagtailAdminPageForm):
    """Any page of the site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = self.instance
        if not page.locale_id:
            return
        words = [
            field.name
            for field in page._meta.get_fields()
            if isinstance(field, models.CharField | models.TextField)
            and not isinstance(field, RichTextField | models.URLField | models.EmailField)
            and field.name not in (*getattr(page, "FACTS", ()), "slug", "phone")
        ]
        write_in(self, page.locale.language_code, words)

    def save(self, commit: bool = True) -> Any:
        source = None if self.instance.is_source else self.instance.source
        if source is not None and source.pk != self.instance.pk:
            translates_the_source_of_today(self.instance, source)
        return super().save(commit)


def bring_rows(translation: Any, source: Any) -> None:
    """The source's rows that a translation has not yet, so that their words can be written: in its form, not saved."""
    for relation in getattr(source, "ROWS", ()):
        rows = getattr(translation, relation)
        own = {row.translation_key for row in rows.all()}
        missing = [row for row in getattr(source, relation).all() if row.translation_key not in own]
        for row in missing:
            words = {name: getattr(row, name) for name in row.WORDS}
            same = {"translation_key": row.translation_key, "sort_order": row.sort_order}
            rows.add(type(row)(locale_id=translation.locale_id, **same, **words))


def translates_the_source_of_today(translation: Any, source: Any) -> None:
    """Who writes in the whole form of a translation sees the source: these words translate those that it has now."""
    translation.source_digest = source.source_digest
    translation.machine_made = False  # they have been read
    for relation in getattr(source, "ROWS", ()):
        words = {row.translation_key: row.words() for row in getattr(source, relation).all()}
        rows = list(getattr(translation, relation).all())
        for row in rows:
            if row.source_words or row.words() != words.get(row.translation_key):  # else it was only brought here
                row.source_words = words.get(row.translation_key, row.source_words)
        getattr(translation, relation).add(*rows)


class FactualPageForm(LockedFactsMixin, PageForm):
    """A page with facts: all of it where it is the source, its words only where it is a translation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        given = kwargs.get("instance")
        if given is not None and given.pk and not given.is_source and given.source.pk != given.pk:
            bring_rows(given, given.source)
        super().__init__(*args, **kwargs)
        page = self.instance
        if page.is_source:
            for name in page.REQUIRED:
                if name in self.fields:
                    self.fields[name].required = True
        else:
            self._lock(page)

    def _lock(self, page: Any) -> None:
        self.lock_facts(page.FACTS, page.source)
        for relation in list(self.formsets):
            if relation in page.ROWS:
                rows = getattr(page.source, relation).all()
                self.formsets[relation].lock({row.translation_key: row for row in rows})
            elif relation in page.FACT_ROWS:
                del self.formsets[relation]
