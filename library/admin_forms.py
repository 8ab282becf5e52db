"""The forms of the library's admin. On a translation the facts are shown, and no request can change them."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from home.correction_forms import CorrectionChoiceMixin
from home.facts_forms import LockedFactsMixin, bring_rows, translates_the_source_of_today
from library.facts import source_of
from library.models import Access, Sheet


class SheetForm(CorrectionChoiceMixin, LockedFactsMixin, WagtailAdminModelForm):
    """A sheet: words and facts where it is the source, words only where it is a translation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        given = kwargs.get("instance")
        self.source = source_of(given.work) if given is not None and given.pk and not given.is_source else None
        if self.source is not None:
            bring_rows(given, self.source)
        super().__init__(*args, **kwargs)
        self.is_source = self.instance.is_source
        for name in ("title", "summary", "testimonial", "testimonial_by", "provenance"):
            if name in self.fields:
                self.fields[name].widget.attrs["dir"] = "auto"  # an Arabic sheet in a French admin
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
            translates_the_source_of_today(sheet, self.source)
        if commit:
            sheet.save()
            self._save_m2m()
        return sheet


def without_readers(sheet: Sheet) -> bool:
    """Whether access is for chosen groups and none is chosen, so that only staff can see the sheet."""
    return sheet.is_source and sheet.access == Access.GROUPS and not sheet.groups.all()
