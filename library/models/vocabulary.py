from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from home.languages import Label, label_among, site_languages

LONGEST_URI = 500
uri = RegexValidator(
    r'^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`\x00-\x1f]+\Z',
    _("Write a full address, as https://example.org/concept/12."),
)


class ThemeQuerySet(models.QuerySet["Theme"]):
    def named(self, identifier: str) -> "Theme | None":
        """The theme of this identifier, or the one that another of this identifier was merged into."""
        return self.filter(identifier=identifier).first() or self.filter(former__identifier=identifier).first()

    def find(self, text: str) -> "Theme | None":
        """The theme of this identifier or, case aside, of this label in any language."""
        text = text.strip()
        return (
            self.named(text)
            or self.filter(labels__label__iexact=text, labels__preferred=True).first()
            or self.filter(labels__label__iexact=text).first()
        )


class Theme(ClusterableModel):
    """A concept of the vocabulary, after SKOS: one identifier, labels and notes per language, a broader concept."""

    identifier = models.SlugField(_("identifier"), max_length=100, unique=True, help_text=_("Never changes."))
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="narrower",
        verbose_name=_("broader theme"),
    )
    uri = models.CharField(
        _("address of the concept"),
        max_length=LONGEST_URI,
        unique=True,
        null=True,
        blank=True,
        validators=[uri],
        help_text=_("Where it comes from another vocabulary: its address there. Imports recognise it by this."),
    )

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["identifier"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self) -> str:
        return self.label().marked

    def clean(self) -> None:
        super().clean()
        others = FormerTheme.objects.exclude(theme=self.pk) if self.pk else FormerTheme.objects.all()
        if former := others.filter(identifier=self.identifier).select_related("theme").first():
            message = _("A theme of this identifier was merged into “%(theme)s”, to which it still leads.")
            raise ValidationError({"identifier": message % {"theme": former.theme}})

    def label(self, language: str | None = None) -> Label:
        """The preferred label in the language (by default the reader's), else in another, else the identifier."""
        labels = {label.language: label.label for label in self.labels.all() if label.preferred}
        return label_among(labels, language, self.identifier)


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


class ThemeNote(models.Model):
    """What a theme covers and what it does not, in one language."""

    theme = ParentalKey(Theme, on_delete=models.CASCADE, related_name="notes")
    language = models.CharField(_("language"), max_length=10, choices=site_languages)
    text = models.TextField(_("text"), max_length=4000)

    class Meta:
        ordering = ["language"]
        verbose_name = _("scope note")
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "language"],
                name="one_note_a_language",
                violation_error_message=_("A theme has one scope note per language."),
            )
        ]

    def __str__(self) -> str:
        return self.text


class ThemeMatch(models.Model):
    """The same concept in an outside vocabulary."""

    theme = ParentalKey(Theme, on_delete=models.CASCADE, related_name="matches")
    uri = models.CharField(_("address"), max_length=LONGEST_URI, validators=[uri])

    class Meta:
        ordering = ["uri"]
        verbose_name = _("exact match")
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "uri"],
                name="one_match_a_uri",
                violation_error_message=_("This address stands here already."),
            )
        ]

    def __str__(self) -> str:
        return self.uri


class FormerTheme(models.Model):
    """A theme that was merged into another: all that named it leads to the one that stays."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="former", verbose_name=_("theme"))
    identifier = models.SlugField(_("identifier"), max_length=100, unique=True)
    uri = models.CharField(_("address of the concept"), max_length=LONGEST_URI, unique=True, null=True)
    key = models.BigIntegerField(db_index=True)  # its primary key, for a form that was open meanwhile
    merged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["identifier"]

    def __str__(self) -> str:
        return self.identifier


class VocabularyUpload(models.Model):
    """A file between its preview and its import. In the database, which all machines of a site share."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    content = models.BinaryField()  # compressed
    uploaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
