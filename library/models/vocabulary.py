from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.search import index

from home.languages import site_languages


class ThemeQuerySet(models.QuerySet["Theme"]):
    def find(self, text: str) -> "Theme | None":
        """The theme of this identifier or, case aside, of this label in any language."""
        text = text.strip()
        return (
            self.filter(identifier=text).first()
            or self.filter(labels__label__iexact=text, labels__preferred=True).first()
            or self.filter(labels__label__iexact=text).first()
        )


class Theme(index.Indexed, ClusterableModel):
    """A concept of the vocabulary, after SKOS: one identifier, labels per language, a broader concept."""

    identifier = models.SlugField(_("identifier"), max_length=100, unique=True, help_text=_("Never changes."))
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="narrower",
        verbose_name=_("broader theme"),
    )
    note = models.TextField(_("note"), blank=True, help_text=_("What it covers and what it does not, for staff."))

    objects = ThemeQuerySet.as_manager()

    search_fields = [
        index.SearchField("identifier"),
        index.AutocompleteField("identifier"),
        index.RelatedFields("labels", [index.SearchField("label"), index.AutocompleteField("label")]),
    ]

    class Meta:
        ordering = ["identifier"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self) -> str:
        return self.label()

    def label(self, language: str | None = None) -> str:
        """The preferred label in the language (by default the reader's), else the site's, else the identifier."""
        labels = {label.language: label.label for label in self.labels.all() if label.preferred}
        return labels.get(language or get_language() or "") or labels.get(settings.LANGUAGE_CODE) or self.identifier


class ThemeLabel(models.Model):
    """A word for a theme: one preferred label per language, any number of alternative ones."""

    theme = ParentalKey(Theme, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(_("language"), max_length=10, choices=site_languages)
    label = models.CharField(_("label"), max_length=150)
    preferred = models.BooleanField(
        _("preferred"), default=True, help_text=_("Unticked: a synonym, used by the search.")
    )

    class Meta:
        ordering = ["language", "-preferred", "label"]
        verbose_name = _("label")
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "language"],
                condition=models.Q(preferred=True),
                name="one_preferred_label",
                violation_error_message=_("A theme has one preferred label per language."),
            )
        ]

    def __str__(self) -> str:
        return self.label
