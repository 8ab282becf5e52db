import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel


class LocalAuthority(ClusterableModel):
    """A town, intercommunality, county or region that did something worth telling, or is a member."""

    class Kind(models.TextChoices):
        COMMUNE = "commune", _("Commune")
        INTERCOMMUNALITY = "intercommunality", _("Intercommunality")
        DEPARTMENT = "department", _("Department")
        REGION = "region", _("Region")
        OTHER = "other", _("Other authority")

    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.COMMUNE)
    territory = models.ForeignKey(
        "networks.Territory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="authorities",
        verbose_name=_("territory"),
        help_text=_("Its entry in the official reference, or the territory it lies in."),
    )
    population = models.PositiveIntegerField(
        _("population"), null=True, blank=True, help_text=_("Residents. Empty: the figure of the official reference.")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("local authority")
        verbose_name_plural = _("local authorities")
        constraints = [
            models.UniqueConstraint(fields=["name", "territory"], name="unique_authority"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(territory__isnull=True), name="unique_authority_without_territory"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def residents(self) -> int | None:
        """Its own figure, or that of the reference when its territory is itself (not the department around it)."""
        if self.population is None and self.territory and self.territory.kind == self.kind:
            return self.territory.population
        return self.population


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, day: datetime.date | None = None) -> "MembershipQuerySet":
        """Those that cover `day`; by default today as the calendar of Paris says."""
        # Not the active time zone: the admin sets that to each user's own.
        day = day or timezone.localdate(timezone=timezone.get_default_timezone())
        return self.filter(start__lte=day).filter(Q(end__isnull=True) | Q(end__gte=day))


class Membership(models.Model):
    """A period for which an authority is a member; its agents read what is for members on each day it covers."""

    class Fee(models.TextChoices):
        DUE = "due", _("Due")
        PAID = "paid", _("Paid")
        WAIVED = "waived", _("Waived")

    authority = ParentalKey(
        LocalAuthority, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("local authority")
    )
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True, help_text=_("Empty: until further notice."))
    fee = models.CharField(_("fee"), max_length=10, choices=Fee, default=Fee.DUE)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-start"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")

    def __str__(self) -> str:
        return f"{self.authority} ({self.start} – {self.end or '…'})"

    def clean(self) -> None:
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": _("The last day is before the first one.")})
