"""What is said about a page or a sheet of any kind: links to its draft, and publications together."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision


class AboutThing(models.Model):
    """A row about a page or a sheet, as Wagtail names them: by their base type and key."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+", editable=False)
    object_id = models.PositiveBigIntegerField(editable=False)

    class Meta:
        abstract = True

    @cached_property
    def thing(self) -> Any:
        """The page or sheet as its own class; None once it is deleted."""
        from library.reviewing.things import find

        return find(self.content_type_id, self.object_id)


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def open(self) -> "PreviewLinkQuerySet":
        return self.filter(withdrawn_at=None, ends_on__gte=timezone.localdate())


class PreviewLink(AboutThing):
    """A secret address at which somebody without an account reads the latest draft until a day.

    Of the address only the digest is kept: who reads the database cannot open it.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    note = models.CharField(_("for whom"), max_length=200)
    ends_on = models.DateField(_("last day"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made on"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    opened = models.PositiveIntegerField(_("times opened"), default=0, editable=False)
    opened_at = models.DateTimeField(_("last opened"), null=True, editable=False)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="preview_link_of_thing")]

    def __str__(self) -> str:
        return self.note

    @property
    def is_open(self) -> bool:
        return self.withdrawn_at is None and self.ends_on >= timezone.localdate()


class Release(models.Model):
    """Several sheets and pages that are published together, all or none."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("Being prepared")
        SCHEDULED = "scheduled", _("Scheduled")
        DONE = "done", _("Published")
        REFUSED = "refused", _("Not published: something stands against it")
        CANCELLED = "cancelled", _("Cancelled")

    name = models.CharField(_("name"), max_length=200)
    go_live_at = models.DateTimeField(
        _("publish on"), null=True, blank=True, help_text=_("Leave empty to publish by hand, with one button.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARED, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    made_at = models.DateTimeField(auto_now_add=True)
    # Who asked for the publication, under whose rights it is done, also by the timer.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        verbose_name=_("asked by"),
    )
    done_at = models.DateTimeField(_("published on"), null=True, editable=False)

    class Meta:
        verbose_name = _("publication together")
        verbose_name_plural = _("publications together")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed."""
        return self.state in {self.State.PREPARED, self.State.REFUSED}


class ReleaseItem(AboutThing):
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="items")
    # What was chosen: later drafts are published only once somebody chooses them.
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    # A draft that saves itself is written into the same revision: its hour says whether it is still what was chosen.
    revision_written_at = models.DateTimeField(null=True)
    approved = models.BooleanField(default=False)  # at the end of its review, which then published nothing
    title = models.CharField(max_length=255)
    position = models.PositiveSmallIntegerField(default=0)
    faults = models.JSONField(default=list)  # what stood against it the last time, as codes

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["release", "content_type", "object_id"], name="once_in_a_release")
        ]

    def __str__(self) -> str:
        return self.title


class SheetComment(models.Model):
    """What staff say to each other about a sheet, or answer."""

    sheet = models.ForeignKey("library.Sheet", on_delete=models.CASCADE, related_name="comments", editable=False)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="replies", editable=False)
    field = models.CharField(_("about"), max_length=60, blank=True)
    text = models.TextField(_("comment"), max_length=5000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    made_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]
