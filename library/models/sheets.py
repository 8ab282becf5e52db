"""What every sheet shares, whatever its kind. A sheet is one language of a `Work`."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from home import corrections
from home.models.words import TranslatedWords
from library.querysets import SheetQuerySet

from .tags import SheetTag, TwinlessTags
from .works import Kind, Work

TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"]


class Access(models.TextChoices):
    PUBLIC = "public", _("Everyone")
    MEMBERS = "members", _("Members: title and summary for everyone, the rest for members")
    GROUPS = "groups", _("Chosen groups only: invisible for everyone else")


class ContactAccess(models.TextChoices):
    SAME = "same", _("As the sheet")
    MEMBERS = "members", _("Members only")


class Sheet(
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    index.Indexed,
    TranslatedWords,
    ClusterableModel,
):
    """One language of a work: words here, facts on `work.source` (design.md, "The spine").

    Fields under "facts" are true on the source sheet only. On a translation they hold their default, which is the
    closed one, and nothing reads them.
    """

    KIND: ClassVar[Kind]
    WORDS: ClassVar[tuple[str, ...]] = ("title", "summary", "body")
    ROWS: ClassVar[tuple[str, ...]] = ()  # relations to rows that have words
    FACTS: ClassVar[tuple[str, ...]] = (
        *("access", "groups", "year", "territory", "authority", "themes", "tags", "picture"),
        *("contact_name", "contact_role", "contact_email", "contact_phone", "contact_access"),
        "is_example",
    )

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="sheets", editable=False)
    # The identifier of this sheet in the tables it is imported from; each translation has its own.
    external_id = models.CharField(
        _("external identifier"), max_length=100, unique=True, null=True, blank=True, editable=False
    )
    live = models.BooleanField(_("live"), default=False, editable=False)  # never live without a revision

    # Words
    title = models.CharField(_("title"), max_length=255)
    summary = models.TextField(_("summary"), max_length=1000, blank=True)
    body = RichTextField(_("text"), blank=True, features=TEXT_FEATURES)

    # Facts
    access = models.CharField(_("who may read it"), max_length=10, choices=Access, default=Access.GROUPS)
    groups = ParentalManyToManyField("auth.Group", blank=True, related_name="+", verbose_name=_("groups"))
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    territory = models.ForeignKey(
        "networks.Territory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("territory"),
    )
    authority = models.ForeignKey(
        "networks.LocalAuthority",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sheets",
        verbose_name=_("local authority"),
    )
    themes = ParentalManyToManyField("library.Theme", blank=True, related_name="sheets", verbose_name=_("themes"))
    tags = TwinlessTags(through=SheetTag, blank=True, verbose_name=_("tags"))
    picture = models.ForeignKey(
        "home.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("picture")
    )
    contact_name = models.CharField(_("name"), max_length=150, blank=True)
    contact_role = models.CharField(_("role"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    contact_access = models.CharField(
        _("who may see the contact"), max_length=10, choices=ContactAccess, default=ContactAccess.MEMBERS
    )
    is_example = models.BooleanField(
        _("example"), default=False, help_text=_("Invented, to show what a sheet can be.")
    )

    objects = SheetQuerySet.as_manager()

    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("summary"),
        TranslatableField("body"),
        SynchronizedField("source_digest", overridable=False),
    ]
    exclude_fields_in_copy = [
        *(*FACTS, "tagged_items", "files", "partners", "external_id"),
        *("go_live_at", "expire_at", "expired", "first_published_at", "live_revision", "latest_revision"),
        *("locked", "locked_at", "locked_by", "untranslated"),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("summary"),
        index.FilterField("locale_id"),
        index.FilterField("live"),
        index.FilterField("work_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> int:
        return self.work_id

    @property
    def slug(self) -> str:
        """The readable end of the address. Any other is redirected to this one: the number decides."""
        slug = slugify(self.title, allow_unicode=True)
        if len(slug) > 80:
            slug = slug[:80].rpartition("-")[0]  # between two words
        return slug or "-"

    @cached_property
    def is_source(self) -> bool:
        """Whether the facts of the work are kept here. True for a sheet not saved yet whose work is not made yet."""
        if self.work_id is None:
            return not Work.objects.filter(translation_key=self.translation_key).exists()
        return self.work.source_id == self.pk

    @property
    def is_stale(self) -> bool:
        """Whether the source's words have changed since these translated them."""
        source = self.work.source
        return source is not None and source.pk != self.pk and source.source_digest != self.source_digest

    def _stamp(self) -> None:
        """Note which source words this sheet and its rows hold: their own, where it is the source."""
        if type(self) is Sheet:  # expiry saves the bare row, which does not know its kind's words
            return
        self.stamp_words()
        if self.is_source:
            for relation in self.ROWS:
                for row in getattr(self, relation).all():
                    row.source_words = row.words()

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and on the first save of a new translation key make its work, with this sheet as the source."""
        created = False
        if kwargs.get("update_fields") is None:
            if self.work_id is None or self.work.translation_key != self.translation_key:
                self.work, created = Work.objects.get_or_create(
                    translation_key=self.translation_key, defaults={"kind": self.KIND}
                )
                self.__dict__["is_source"] = created
            self._stamp()
        with corrections.carried(self):
            super().save(*args, **kwargs)
        if created:
            self.work.source = self
            self.work.save(update_fields=["source"])

    def save_revision(self, *args: Any, **kwargs: Any):
        if type(self) is Sheet:
            # A revision of the bare row would lose the kind's own fields and break the admin editor.
            raise TypeError("Save a revision of the sheet's kind, not of the bare sheet")
        self._stamp()
        revision = super().save_revision(*args, **kwargs)
        corrections.note_choice(self, revision, kwargs.get("user"))
        return revision

    @transaction.atomic
    def publish(self, *args: Any, **kwargs: Any):
        return super().publish(*args, **kwargs)

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any):
        return super().unpublish(*args, **kwargs)

    def keep_review_state(self) -> None:
        """For a request that only shows: Wagtail asks a dozen times for one form whether the sheet is in review."""
        self.__dict__["_review_state"] = super().current_workflow_state

    @property
    def current_workflow_state(self) -> Any:
        kept = self.__dict__
        return kept["_review_state"] if "_review_state" in kept else super().current_workflow_state

    def with_content_json(self, content: dict) -> "Sheet":
        sheet = super().with_content_json(content)
        # These belong to the row, not to a revision.
        sheet.work = self.work
        sheet.external_id = self.external_id
        sheet.untranslated = self.untranslated
        return sheet

    # The page of a sheet is built in library.sheet_page, which needs all models: hence the imports inside.
    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        from library.sheet_page import template_of

        return template_of(self)

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict:
        from library.sheet_page import preview_context

        return preview_context(self, request)

    @property
    def url(self) -> str | None:
        from library.addresses import sheet_url

        return sheet_url(self)

    def get_absolute_url(self) -> str | None:
        return self.url

    @property
    def full_url(self) -> str | None:
        return f"{settings.WAGTAILADMIN_BASE_URL}{self.url}" if self.url else None
