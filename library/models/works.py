from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    EXPERIENCE = "experience", _("Experience sheet")
    TECHNICAL = "technical", _("Technical sheet")
    SPECIFICATION = "specification", _("Specification")
    GUIDE = "guide", _("Guide")
    WORKING = "working", _("Working document")


class Work(models.Model):
    """The resource itself, whatever the language. Its primary key is the public number.

    Facts (access, year, amounts, files…) are stored once, on the source sheet, and every door reads them through
    `work.source`: a change of access is true in all languages at the moment when it is published.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    translation_key = models.UUIDField(unique=True, editable=False)
    source = models.OneToOneField(
        "library.Sheet", null=True, on_delete=models.SET_NULL, related_name="source_of", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    # Who keeps it true, and since when it is (library.upkeep). Here and not on the source sheet: to say that a sheet
    # is still true makes no revision, touches no draft and makes no translation outdated.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="works",
        verbose_name=_("responsible"),
    )
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    needs_work_since = models.DateField(_("being revised since"), null=True, blank=True)
    confirm_after = models.PositiveSmallIntegerField(
        _("to be confirmed after (months)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )

    class Meta:
        verbose_name = _("work")
        verbose_name_plural = _("works")
        permissions = [("read_every_work", _("Can read every published work"))]

    def __str__(self) -> str:
        return f"{self.pk}"
