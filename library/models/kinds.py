"""The five kinds of sheet."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail_localize.fields import TranslatableField

from .sheets import TEXT_FEATURES, Sheet
from .works import Kind


def _translatable(*names: str) -> list:
    return [*Sheet.translatable_fields, *(TranslatableField(name) for name in names)]


class ExperienceSheet(Sheet):
    """What one authority did, at what cost, with what result, and whom to call."""

    KIND = Kind.EXPERIENCE
    ROWS = ("steps", "costs", "fundings", "results")
    WORDS = (
        *("title", "summary", "context", "objectives", "body", "means", "worked", "not_worked", "advice"),
        *("testimonial", "testimonial_by"),
    )

    context = RichTextField(_("context"), blank=True, features=TEXT_FEATURES)
    objectives = RichTextField(_("objectives"), blank=True, features=TEXT_FEATURES)
    means = RichTextField(_("means"), blank=True, features=TEXT_FEATURES)
    worked = RichTextField(_("what worked"), blank=True, features=TEXT_FEATURES)
    not_worked = RichTextField(_("what did not work"), blank=True, features=TEXT_FEATURES)
    advice = RichTextField(_("advice to those who start"), blank=True, features=TEXT_FEATURES)
    testimonial = models.TextField(_("testimonial"), blank=True, max_length=2000)
    testimonial_by = models.CharField(_("who says so"), blank=True, max_length=200)

    translatable_fields = _translatable(
        *("context", "objectives", "means", "worked", "not_worked", "advice", "testimonial", "testimonial_by"), *ROWS
    )

    class Meta(Sheet.Meta):
        unique_together: list = []
        verbose_name = _("experience sheet")
        verbose_name_plural = _("experience sheets")


class TechnicalSheet(Sheet):
    """How to do it, step by step."""

    KIND = Kind.TECHNICAL
    ROWS = ("method_steps",)
    WORDS = ("title", "summary", "problem", "body", "watch_points", "cost_note", "regulation")

    problem = RichTextField(_("problem"), blank=True, features=TEXT_FEATURES)
    watch_points = RichTextField(_("points of vigilance"), blank=True, features=TEXT_FEATURES)
    cost_note = RichTextField(_("what the cost depends on"), blank=True, features=TEXT_FEATURES)
    regulation = RichTextField(_("regulation"), blank=True, features=TEXT_FEATURES)
    cost_min = models.PositiveIntegerField(_("order of cost, from (euros)"), null=True, blank=True)
    cost_max = models.PositiveIntegerField(_("order of cost, to (euros)"), null=True, blank=True)
    regulation_date = models.DateField(_("regulation as of"), null=True, blank=True)

    translatable_fields = _translatable("problem", "watch_points", "cost_note", "regulation", *ROWS)
    FACTS = (*Sheet.FACTS, "cost_min", "cost_max", "regulation_date")
    exclude_fields_in_copy = [*Sheet.exclude_fields_in_copy, "cost_min", "cost_max", "regulation_date"]

    class Meta(Sheet.Meta):
        unique_together: list = []
        verbose_name = _("technical sheet")
        verbose_name_plural = _("technical sheets")


class Procedure(models.TextChoices):
    ADAPTED = "adapted", _("Adapted procedure")
    OPEN = "open", _("Open call for tenders")
    NEGOTIATED = "negotiated", _("Procedure with negotiation")
    CONSULTATION = "consultation", _("Request for quotations")


class Specification(Sheet):
    """The text of a tender or study, to be used again."""

    KIND = Kind.SPECIFICATION
    ROWS = ("lots",)
    WORDS = ("title", "summary", "purpose", "body", "provenance")

    purpose = RichTextField(_("object"), blank=True, features=TEXT_FEATURES)
    provenance = models.CharField(_("provenance"), blank=True, max_length=300)
    procedure = models.CharField(_("kind of procedure"), blank=True, max_length=20, choices=Procedure)

    translatable_fields = _translatable("purpose", "provenance", *ROWS)
    FACTS = (*Sheet.FACTS, "procedure")
    exclude_fields_in_copy = [*Sheet.exclude_fields_in_copy, "procedure"]

    class Meta(Sheet.Meta):
        unique_together: list = []
        verbose_name = _("specification")
        verbose_name_plural = _("specifications")


class Guide(Sheet):
    """A publication: one or several files, with pages and publisher."""

    KIND = Kind.GUIDE

    publisher = models.CharField(_("publisher"), blank=True, max_length=200)
    pages = models.PositiveSmallIntegerField(_("number of pages"), null=True, blank=True)

    FACTS = (*Sheet.FACTS, "publisher", "pages")
    exclude_fields_in_copy = [*Sheet.exclude_fields_in_copy, "publisher", "pages"]

    class Meta(Sheet.Meta):
        unique_together: list = []
        verbose_name = _("guide")
        verbose_name_plural = _("guides")


class Nature(models.TextChoices):
    TECHNICAL_FILE = "technical_file", _("Technical file")
    WORKING_DOCUMENT = "working_document", _("Working document")


class WorkingDocument(Sheet):
    """A technical file or a paper in progress, shared among members."""

    KIND = Kind.WORKING

    nature = models.CharField(_("nature"), blank=True, max_length=20, choices=Nature)

    FACTS = (*Sheet.FACTS, "nature")
    exclude_fields_in_copy = [*Sheet.exclude_fields_in_copy, "nature"]

    class Meta(Sheet.Meta):
        unique_together: list = []
        verbose_name = _("working document")
        verbose_name_plural = _("working documents")


KINDS: dict[str, type[Sheet]] = {
    model.KIND.value: model for model in (ExperienceSheet, TechnicalSheet, Specification, Guide, WorkingDocument)
}
