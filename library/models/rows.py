"""The rows of a sheet: steps, costs, results… Each has words (translated) and facts (on the source sheet only)."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import TranslatableField


class Unit(models.TextChoices):
    """Units of a result. Codes, so that each language writes them its own way."""

    PERCENT = "percent", _("%")
    EURO = "euro", _("euros")
    KWH = "kwh", _("kWh")
    MWH = "mwh", _("MWh")
    CUBIC_METRE = "m3", _("m³")
    LITRE = "litre", _("litres")
    KILOGRAM = "kg", _("kg")
    TONNE = "tonne", _("tonnes")
    TONNE_CO2 = "tonne_co2", _("tonnes of CO₂")
    HECTARE = "hectare", _("hectares")
    METRE = "metre", _("metres")
    KILOMETRE = "km", _("km")
    HOUR = "hour", _("hours")
    DAY = "day", _("days")
    WEEK = "week", _("weeks")
    MONTH = "month", _("months")
    YEAR = "year", _("years")
    PERSON = "person", _("people")
    HOUSEHOLD = "household", _("households")
    LAMP = "lamp", _("lamps")
    TREE = "tree", _("trees")
    NUMBER = "number", _("(a number)")


class Row(TranslatableMixin, Orderable):
    """One line of a list on a sheet. `translation_key` joins a translated row to the source row it translates."""

    WORDS: ClassVar[tuple[str, ...]] = ("label",)
    FACTS: ClassVar[tuple[str, ...]] = ()

    label = models.CharField(_("label"), max_length=500)
    # The source words that this row's words translate. wagtail-localize rebuilds translated rows from the source's at
    # each synchronisation, this value with them; so a row whose source words changed since can be told.
    source_words = models.TextField(blank=True, editable=False)

    translatable_fields = [TranslatableField("label")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.label

    def words(self) -> str:
        return "\n".join(getattr(self, name) for name in self.WORDS)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.sheet.is_source:
            self.source_words = self.words()
        else:
            for name in self.FACTS:  # facts are never copied
                setattr(self, name, None)
        super().save(*args, **kwargs)


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
    FACTS = ("amount",)

    sheet = ParentalKey("library.ExperienceSheet", on_delete=models.CASCADE, related_name="costs")
    amount = models.DecimalField(_("amount (euros)"), max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("cost")


class Funding(Row):
    FACTS = ("amount",)

    sheet = ParentalKey("library.ExperienceSheet", on_delete=models.CASCADE, related_name="fundings")
    amount = models.DecimalField(_("amount (euros)"), max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("source of funding")


class Result(Row):
    FACTS = ("unit", "before", "after", "date")

    sheet = ParentalKey("library.ExperienceSheet", on_delete=models.CASCADE, related_name="results")
    unit = models.CharField(_("unit"), max_length=20, choices=Unit, null=True, blank=True)
    before = models.DecimalField(_("before"), max_digits=14, decimal_places=2, null=True, blank=True)
    after = models.DecimalField(_("after"), max_digits=14, decimal_places=2, null=True, blank=True)
    date = models.DateField(_("measured on"), null=True, blank=True)

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
