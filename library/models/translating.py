"""What the site knows of a translation beside its words: how many they are, who makes it, where its review stands."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceWords(models.Model):
    """How many words a published sheet or page has to translate, counted when it is published.

    `key` is its translation key; `changed` counts what its translations have not been sent yet.
    """

    key = models.UUIDField(primary_key=True, editable=False)
    words = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}: {self.words}"


class TranslationTask(models.Model):
    """Who translates a sheet or page into a language, until when, and where the review of it stands."""

    class Review(models.TextChoices):
        NONE = "", ""
        WAITING = "waiting", _("Waiting for review")
        RETURNED = "returned", _("Sent back")

    key = models.UUIDField(editable=False)
    locale = models.ForeignKey("wagtailcore.Locale", on_delete=models.CASCADE, related_name="+")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="translation_tasks",
        verbose_name=_("assigned to"),
    )
    due_on = models.DateField(_("until"), null=True, blank=True)
    review = models.CharField(max_length=10, choices=Review, default=Review.NONE, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    comment = models.TextField(_("comment"), blank=True, max_length=2000)  # of who sent it back

    class Meta:
        constraints = [models.UniqueConstraint("key", "locale", name="one_task_per_translation")]
        indexes = [models.Index("assigned_to", name="task_of_translator")]
        verbose_name = _("translation")

    def __str__(self) -> str:
        return f"{self.key} ({self.locale})"
