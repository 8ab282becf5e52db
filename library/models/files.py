import hashlib

from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.documents.models import AbstractDocument
from wagtail.models import Orderable

from home import antivirus, uploads
from home.languages import site_languages


def private_storage():
    return storages["private"]


def document_path(document: "PrivateDocument", name: str) -> str:
    return f"documents/{uploads.safe_name(name)}"


class PrivateDocument(AbstractDocument):
    """A file. It lives outside every served folder and leaves through `library.views.download` only."""

    file = models.FileField(_("file"), upload_to=document_path, storage=private_storage)

    class Scan(models.TextChoices):
        CLEAN = "clean", _("Given out")
        WAITING = "waiting", _("Waits for its scan")
        INFECTED = "infected", _("Infected")

    language = models.CharField(_("language of the file"), max_length=10, blank=True, choices=site_languages)
    scan = models.CharField(_("scan"), max_length=10, choices=Scan, default=Scan.CLEAN, editable=False)
    scan_of = models.CharField(max_length=255, blank=True, editable=False)  # the stored file that `scan` is about
    scan_found = models.CharField(max_length=200, blank=True, editable=False)
    lacks = models.JSONField(default=list, editable=False)  # of accessibility: library.document_forms names them

    admin_form_fields = ("title", "language", "file", "collection", "tags")

    title: str
    file_hash: str
    file_size: int | None

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_privatedocument", "Can choose document")]

    @property
    def url(self) -> str:
        return reverse("wagtaildocs_serve", args=[self.pk, self.filename])

    def clean(self) -> None:
        """Every form of the admin that takes a file passes here: add, edit, several at once, chooser."""
        self.title = uploads.without_controls(self.title)
        if not self.file:  # its field says so
            return
        super().clean()
        if not getattr(self.file, "_committed", True):  # one that is stored was checked, and may be missing
            try:
                uploads.check_content(self.file.file, uploads.ending_of(str(self.file.name)))
            except ValidationError as error:
                raise ValidationError({"file": error}) from error

    def save(self, *args, **kwargs) -> None:
        # Always stored: an empty hash would give every file the same ETag (hardening 94).
        if self.file and not self.file_hash:
            self.file.seek(0)
            self.file_hash = hashlib.file_digest(self.file, "sha1").hexdigest()
            self.file.seek(0)
        if self.file and not self.file_size:
            self.file_size = self.file.size
        new = kwargs.get("update_fields") is None and bool(self.file) and self._is_new_file()
        if new:
            self.lacks, self.scan_found, self.scan_of = [], "", str(self.file.name)
            self.scan = self.Scan.WAITING if antivirus.used() else self.Scan.CLEAN
        super().save(*args, **kwargs)
        if new and self.scan == self.Scan.WAITING:
            transaction.on_commit(self._scan_at_once, robust=True)

    def _is_new_file(self) -> bool:
        """Whether it is not the one that the state of the scan is about, whichever way it came. Stores it."""
        came_now = not getattr(self.file, "_committed", True)
        self._meta.get_field("file").pre_save(self, add=False)
        return came_now or self.file.name != self.scan_of

    def _scan_at_once(self) -> None:
        """The usual case: whoever uploads sees at once that all is well. Else the timer goes on."""
        from library.scanning import AT_ONCE, scan_document

        if scan_document(self.pk, AT_ONCE):
            self.refresh_from_db(fields=["scan", "scan_found"])


class SheetFile(Orderable):
    """A file of a work, in its own language. A fact: it is kept on the source sheet only."""

    class Access(models.TextChoices):
        SAME = "same", _("As the sheet")
        MEMBERS = "members", _("Members only")

    sheet = ParentalKey("library.Sheet", on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        PrivateDocument, on_delete=models.PROTECT, related_name="sheet_files", verbose_name=_("document")
    )
    language = models.CharField(_("language of the file"), max_length=10, blank=True, choices=site_languages)
    date = models.DateField(_("date of the file"), null=True, blank=True)
    source = models.CharField(_("who made it"), max_length=200, blank=True)
    # Closed unless someone opens it: the usual case is a readable sheet with files for members.
    access = models.CharField(_("who may download it"), max_length=10, choices=Access, default=Access.MEMBERS)

    class Meta(Orderable.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return str(self.document)
