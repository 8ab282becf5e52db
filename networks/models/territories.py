from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def inside(self, territory: "Territory") -> "TerritoryQuerySet":
        """The territory itself and every smaller one that belongs to it."""
        return self.filter(Territory.inside_q(territory))

    def find(self, code: str) -> "Territory | None":
        """The territory of an official code: ``53130``, ``53``, ``200083392``; ``R52`` for a region."""
        return self.filter(reference=code.strip().upper()).first() if code.strip().isascii() else None


class Territory(models.Model):
    """A commune, intercommunality, department or region of the official reference (see networks/data)."""

    class Kind(models.TextChoices):
        COMMUNE = "commune", _("Commune")
        INTERCOMMUNALITY = "intercommunality", _("Intercommunality")
        DEPARTMENT = "department", _("Department")
        REGION = "region", _("Region")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    code = models.CharField(_("official code"), max_length=12)
    # 53 is both Mayenne and Brittany: regions are told apart by an R in what people type and what addresses hold.
    reference = models.CharField(_("reference"), max_length=13, unique=True)
    name = models.CharField(_("name"), max_length=120)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    department = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": "department"},
    )
    region = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", limit_choices_to={"kind": "region"}
    )
    intercommunality = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": "intercommunality"},
    )

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="unique_territory")]

    def __str__(self) -> str:
        return f"{self.name} ({self.reference})"

    @staticmethod
    def inside_q(territory: "Territory", prefix: str = "") -> Q:
        """The condition of `inside`, for a model that reaches its territory through `prefix`."""
        columns: dict[str, str] = {
            Territory.Kind.INTERCOMMUNALITY: "intercommunality",
            Territory.Kind.DEPARTMENT: "department",
            Territory.Kind.REGION: "region",
        }
        column = columns.get(territory.kind)
        condition = Q(**{f"{prefix}pk": territory.pk})
        return condition | Q(**{f"{prefix}{column}": territory.pk}) if column else condition
