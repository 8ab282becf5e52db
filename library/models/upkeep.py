"""What keeps a work true: what was said of it, how often it is asked, where its links lead, how much it is read."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from home.models.inbox import Mailed

from .works import Kind, Work

MONTHS = [MinValueValidator(1), MaxValueValidator(120)]


class Verdict(models.TextChoices):
    TRUE = "true", _("Still true")
    WORK = "work", _("Needs work")


class Confirmation(models.Model):
    """What someone said of a work, and when. None is ever changed: the last one counts, the others are its history."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="confirmations")
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    day = models.DateField(_("day"))
    note = models.TextField(_("note"), max_length=2000, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")

    def __str__(self) -> str:
        return f"{self.work_id} – {self.get_verdict_display()} – {self.day}"


class Reminder(Mailed):
    """When an account was last asked by mail for what it is responsible for."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.user_id)


@register_setting(icon="history")
class UpkeepSettings(BaseGenericSetting, ClusterableModel):
    """How long what is said counts as true, kinds and works may have a delay of their own."""

    confirm_after = models.PositiveSmallIntegerField(
        _("to be confirmed after (months)"),
        default=12,
        validators=MONTHS,
        help_text=_("The person responsible is then asked by mail whether the sheet is still true."),
    )
    send_reminders = models.BooleanField(
        _("send reminders by mail"), default=True, help_text=_("One mail for all sheets, at most one a week.")
    )
    check_links = models.BooleanField(
        _("check the links to other sites"), default=True, help_text=_("In the background, a few at a time.")
    )
    links_every = models.PositiveSmallIntegerField(
        _("check each link again after (days)"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )

    panels = [
        FieldRowPanel([FieldPanel("confirm_after"), FieldPanel("send_reminders")]),
        InlinePanel(
            "delays",
            label=_("delay of a kind"),
            heading=_("Kinds that have another delay"),
            panels=[FieldRowPanel([FieldPanel("kind"), FieldPanel("confirm_after")])],
        ),
        FieldRowPanel([FieldPanel("check_links"), FieldPanel("links_every")]),
    ]

    class Meta:
        verbose_name = _("upkeep of the library")


class KindDelay(models.Model):
    settings = ParentalKey(UpkeepSettings, on_delete=models.CASCADE, related_name="delays")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    confirm_after = models.PositiveSmallIntegerField(_("to be confirmed after (months)"), validators=MONTHS)

    class Meta:
        unique_together = [("settings", "kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.confirm_after}"


class Link(models.Model):
    """An address that something published leads to. Of another site, it is visited; of this one, looked up."""

    class State(models.TextChoices):
        NEW = "new", _("Not checked yet")
        FINE = "fine", _("Works")
        FAILING = "failing", _("Failed, to be tried again")
        BROKEN = "broken", _("Broken")
        UNSURE = "unsure", _("Does not let itself be checked")

    class Target(models.TextChoices):
        OUTSIDE = "outside", _("Another site")
        PAGE = "page", _("Page of this site")
        DOCUMENT = "document", _("Document")
        SHEET = "sheet", _("Sheet")

    digest = models.CharField(max_length=64, unique=True)  # of the address, which is too long for an index
    address = models.TextField(_("address"))
    target = models.CharField(_("leads to"), max_length=10, choices=Target, default=Target.OUTSIDE)
    host = models.CharField(max_length=255, blank=True, db_index=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    answer = models.CharField(_("answer"), max_length=40, blank=True)  # a status, or a word of library.upkeep.answers
    failures = models.PositiveSmallIntegerField(default=0)  # in a row, one a day at most
    failing_since = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(_("checked"), null=True)
    next_check_at = models.DateTimeField(default=timezone.now, db_index=True)
    ignored = models.BooleanField(_("ignored"), default=False)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        indexes = [models.Index(fields=["state", "ignored"], name="library_link_state")]

    def __str__(self) -> str:
        return self.address


class LinkPlace(models.Model):
    """Where a link stands: in which field of which sheet or page."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="places")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    thing: Any = GenericForeignKey("content_type", "object_id")
    field = models.CharField(max_length=100)
    title = models.CharField(max_length=255)
    language = models.CharField(max_length=10, blank=True)

    class Meta:
        unique_together = [("link", "content_type", "object_id", "field")]
        indexes = [models.Index(fields=["content_type", "object_id"], name="library_linkplace_thing")]

    def __str__(self) -> str:
        return self.title


class DailyCount(models.Model):
    """How often a work was read and downloaded in one day, in one language: numbers, no person."""

    day = models.DateField()
    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="counts")
    language = models.CharField(max_length=10)
    reads = models.PositiveIntegerField(default=0)
    downloads = models.PositiveIntegerField(default=0)

    class Meta:
        unique_together = [("day", "work", "language")]
        permissions = [("view_library_reports", "Can view the reports of the library")]

    def __str__(self) -> str:
        return f"{self.work_id} {self.language} {self.day}"
