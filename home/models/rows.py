"""Rows of a page or sheet: each has words (translated) and facts (kept by the source only)."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import TranslatableField


class Unit(models.TextChoices):
    """Units of a figure. Codes, so that each language writes them its own way."""

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
    """One line of a list. `translation_key` joins a translated row to the source row it translates."""

    OWNER: ClassVar[str] = "page"  # the ParentalKey to what the row stands on
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
        if getattr(self, self.OWNER).is_source:
            self.source_words = self.words()
        else:
            for name in self.FACTS:  # facts are never copied
                setattr(self, name, None)
        super().save(*args, **kwargs)
