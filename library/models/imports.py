"""Imports that staff start in the admin: what was asked, by whom, with which file, and what came of it."""

from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from home import uploads

from .files import private_storage


def import_path(job: "SheetImport", name: str) -> str:
    return f"imports/{uploads.safe_name(name)}"


class SheetImport(models.Model):
    """One file. The worker (`library.importing.jobs`) does what its state asks for."""

    class State(models.TextChoices):
        COLUMNS = "columns", _("Columns to be chosen")
        CHECKING = "checking", _("Being checked")
        FAULTY = "faulty", _("Has faults")
        CHECKED = "checked", _("Ready to be imported")
        WRITING = "writing", _("Being imported")
        FINISHING = "finishing", _("Imported, being filed")
        DONE = "done", _("Imported")
        STOPPED = "stopped", _("Stopped: nothing was imported")

    UNDER_WAY = (State.CHECKING, State.WRITING, State.FINISHING)

    file = models.FileField(
        _("file"),
        upload_to=import_path,
        storage=private_storage,
        blank=True,
        validators=[FileExtensionValidator(["csv", "xlsx"])],
    )
    name = models.CharField(_("name of the file"), max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=10)  # in which faults are told
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.COLUMNS, db_index=True)
    sheet = models.CharField(_("sheet of the workbook"), max_length=100, blank=True)
    header = models.JSONField(default=list)
    columns = models.JSONField(default=list)  # ours, by position in the file; empty: left out
    values = models.JSONField(default=dict)  # for all lines, of columns that the file has not
    faults = models.JSONField(default=list)  # line, column, message
    counts = models.JSONField(default=dict)  # of lines, by action
    message = models.TextField(blank=True)  # why it stopped
    asked_at = models.DateTimeField(null=True)  # since when it waits for the worker
    begun_at = models.DateTimeField(null=True)  # the worker is at it, or was when it was ended
    ended_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.name

    @property
    def stored_name(self) -> str:
        return self.file.name or ""

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY

    @property
    def percent(self) -> int:
        return min(100 * self.done // self.total, 100) if self.total else 0


class ImportLine(models.Model):
    """What one line of the file would do, or did."""

    job = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    external_id = models.CharField(max_length=100)
    title = models.CharField(max_length=255)
    action = models.CharField(max_length=10)
    changes = models.JSONField(default=list)  # column, old, new
    sheet = models.ForeignKey("library.Sheet", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.external_id}"
