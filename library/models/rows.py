"""The rows of a sheet: steps, costs, results…"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable
from wagtail_localize.fields import TranslatableField

from home.models import Row as BaseRow
from home.models import Unit


class Row(BaseRow):
    OWNER = "sheet"

    class Meta(BaseRow.Meta):
        abstract = True


class Step(Row):
    WORDS = ("label", "description")
    FACTS = ("date",)

    sheet = ParentalKey("library.ExperienceSheet", on_delete=models.CASCADE, related_name="steps")
    description = models.TextField(_("what was done"), blank=True, max_length=2000)
    date = models.DateField(_("date"), null=True, blank=True)

    translatable_fields = [TranslatableField("label"), TranslatableField("description")]

    class Meta(Row.Meta):
        verbose_name = _("step")


class Cost(Row):
    FACTS = ("amount", "date", "source")

    sheet = ParentalKey("library.ExperienceSheet", on_delete=models.CASCADE, related_name="costs")
    amount = models.DecimalField(_("amount (euros)"), max_digits=12, decimal_places=2, null=True, blank=True)
    date = models.DateField(_("as of"), null=True, blank=True)
    source = models.CharField(_("who says so"), max_length=200, null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("cost")


class Funding(Row):
    FACTS = ("amount",)

    sheet = ParentalKey("library.ExperienceSheet", on_delete=models.CASCADE, related_name="fundings")
    amount = models.DecimalField(_("amount (euros)"), max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("source of funding")


class Result(Row):
    FACTS = ("unit", "before", "after", "date", "source")

    sheet = ParentalKey("library.ExperienceSheet", on_delete=models.CASCADE, related_name="results")
    unit = models.CharField(_("unit"), max_length=20, choices=Unit, null=True, blank=True)
    before = models.DecimalField(_("before"), max_digits=14, decimal_places=2, null=True, blank=True)
    after = models.DecimalField(_("after"), max_digits=14, decimal_places=2, null=True, blank=True)
    date = models.DateField(_("measured on"), null=True, blank=True)
    source = models.CharField(_("who says so"), max_length=200, null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("result")


class MethodStep(Row):
    WORDS = ("label", "description")

    sheet = ParentalKey("library.TechnicalSheet", on_delete=models.CASCADE, related_name="method_steps")
    description = models.TextField(_("how to do it"), blank=True, max_length=4000)

    translatable_fields = [TranslatableField("label"), TranslatableField("description")]

    class Meta(Row.Meta):
        verbose_name = _("step of the method")


class Lot(Row):
    FACTS = ("number",)

    sheet = ParentalKey("library.Specification", on_delete=models.CASCADE, related_name="lots")
    number = models.PositiveSmallIntegerField(_("number of the lot"), null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("lot")


class Partner(Orderable):
    """A partner of the work: a proper name, so a fact."""

    sheet = ParentalKey("library.Sheet", on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(_("name"), max_length=200)
    url = models.URLField(_("website"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("partner")

    def __str__(self) -> str:
        return self.name
