from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from home import uploads
from home.languages import site_languages
from library.importing import COLUMNS, ImportRefusedError
from library.importing.columns import LABELS, LEFT_OUT, folded, guess
from library.importing.tables import MAX_BYTES, REQUIRED, Head, check_size, read_head
from library.models import Access, Kind, SheetImport
from networks.models import User

# What one value for all lines may stand for, where the file has no such column.
FOR_ALL = ("kind", "language", "access", "status")


def read(name: str, data: bytes, sheet: str = "") -> Head:
    """As `read_head`, with what is wrong as an error of a form."""
    try:
        return read_head(name, data, sheet)
    except ImportRefusedError as refused:
        raise ValidationError([str(fault) for fault in refused.faults[:5]]) from refused


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "XLSX or CSV (UTF-8), at most %(size)s MB. Nothing is imported before you have seen what would change."
        )
        % {"size": MAX_BYTES // 1024**2},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> Any:
        """Size and name before anything is read; then the first lines, so that a wrong file is refused here."""
        file = self.cleaned_data["file"]
        try:
            check_size(file.name, file.size)
        except ImportRefusedError as refused:
            raise ValidationError(str(refused)) from refused
        uploads.refuse_unless_clean(file)
        self.head = read(file.name, file.read())
        file.seek(0)
        return file

    def save(self, user: User) -> SheetImport:
        file = self.cleaned_data["file"]
        job = SheetImport(
            name=uploads.without_controls(file.name)[:200],
            made_by=user,
            language=get_language() or settings.LANGUAGE_CODE,
            sheet=(self.head.sheets or [""])[0][:100],
            header=self.head.header,
        )
        job.columns, job.values = proposed(self.head.header, user)
        job.file.save(file.name, file, save=False)
        try:
            job.save()
        except Exception:
            job.file.delete(save=False)  # no file without its row
            raise
        return job


def proposed(header: list[str], user: User) -> tuple[list[str], dict[str, str]]:
    """Our column for each heading: as this person said the last time, else guessed."""
    columns = guess(header)
    last = SheetImport.objects.filter(made_by=user).exclude(state=SheetImport.State.COLUMNS).order_by("-pk").first()
    if last is None or not last.header:
        return columns, {}
    said = {folded(name): column for name, column in zip(last.header, last.columns, strict=False) if column}
    if not set(said) <= {folded(name) for name in header}:
        return columns, {}
    return [said.get(folded(name), LEFT_OUT) for name in header], last.values


class ColumnsForm(forms.Form):
    """One choice for each column of the file; one value for all lines where it has no column of that name."""

    def __init__(self, *args: Any, header: list[str], job: SheetImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.header = header
        choices = [(LEFT_OUT, _("– leave out –")), *((name, _named(name)) for name in COLUMNS)]
        columns = job.columns if job.header == header else guess(header)
        for place, heading in enumerate(header):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading or _("(no heading)"),
                choices=choices,
                required=False,
                initial=columns[place] if place < len(columns) else LEFT_OUT,
            )
        given: dict[str, list[tuple[str, Any]]] = {
            "kind": Kind.choices,
            "language": site_languages(),
            "access": Access.choices,
            "status": [("draft", _("Draft")), ("published", _("Published"))],
        }
        for name in FOR_ALL:
            self.fields[f"all-{name}"] = forms.ChoiceField(
                label=str(LABELS[name]).capitalize(),
                choices=[("", _("– from the file –")), *given[name]],
                required=False,
                initial=job.values.get(name, ""),
            )

    def of_columns(self) -> list[forms.BoundField]:
        return [self[f"column-{place}"] for place in range(len(self.header))]

    def for_all(self) -> list[forms.BoundField]:
        return [self[f"all-{name}"] for name in FOR_ALL]

    def columns(self) -> list[str]:
        return [self.cleaned_data.get(f"column-{place}", LEFT_OUT) for place in range(len(self.header))]

    def values(self) -> dict[str, str]:
        """Of those that the file has no column for."""
        given = {name: self.cleaned_data.get(f"all-{name}", "") for name in FOR_ALL}
        return {name: value for name, value in given.items() if value and name not in self.columns()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        columns = self.columns()
        for place, name in enumerate(columns):
            if name and columns.index(name) < place:
                self.add_error(f"column-{place}", _("Another column of the file is this one already."))
        missing = [name for name in REQUIRED if name not in columns and name not in self.values()]
        if missing:
            names = ", ".join(_named(name) for name in missing)
            self.add_error(None, _("Say which column holds: %(names)s") % {"names": names})
        return data


def _named(column: str) -> str:
    return f"{str(LABELS[column]).capitalize()} ({column})"
