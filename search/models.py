"""What the search knows: a copy, made from the database and thrown away without loss (see search.indexing)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ObjectKind(models.TextChoices):
    WORK = "work", _("work")
    PAGE = "page", _("page")


class Audience(models.TextChoices):
    """One index each: a filter alone would let the words of hidden rows change the order of visible ones."""

    PUBLIC = "public"
    MEMBERS = "members"
    GROUPS = "groups"


class DirtyMark(models.Model):
    """Something to project again. Only ever added, in the transaction of the change, so that marking never waits."""

    object_kind = models.CharField(max_length=10, choices=ObjectKind)
    key = models.UUIDField()
    marked_at = models.DateTimeField(auto_now_add=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["object_kind", "key"], name="search_mark_object")]

    def __str__(self) -> str:
        return f"{self.object_kind} {self.key}"


class SearchEntry(models.Model):
    """One language of a published work, or one page. Addresses, and who may see it, are asked of the database."""

    object_kind = models.CharField(max_length=10, choices=ObjectKind)
    key = models.UUIDField()  # the same in all languages
    language = models.CharField(max_length=10)
    object_id = models.BigIntegerField()  # primary key of the sheet or page
    number = models.BigIntegerField()  # what addresses and the API show: the work's number or the page's
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    access = models.CharField(max_length=10)
    group_ids = models.JSONField(default=list)
    year = models.PositiveSmallIntegerField(null=True)
    territory_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField(null=True)
    region_id = models.BigIntegerField(null=True)
    theme_ids = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True)
    confirmed_on = models.DateField(null=True)
    digest = models.CharField(max_length=64)  # of all that was projected: the same again writes nothing
    version = models.PositiveIntegerField(default=1)
    indexed_version = models.PositiveIntegerField(default=0)  # what an outside index has of it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object_kind", "key", "language"], name="one_entry_a_language")]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="search_entry_object")]

    def __str__(self) -> str:
        return self.title


class EntryText(models.Model):
    """What one audience may read of an entry, as stems; the full-text index of the database is built on these rows.

    `labels_shown` and `body_shown` are the words themselves, for highlights and corrections.
    """

    COLUMNS = ("title", "summary", "labels", "body")

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="texts")
    audience = models.CharField(max_length=10, choices=Audience)
    title = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    labels = models.TextField(blank=True)
    body = models.TextField(blank=True)
    labels_shown = models.TextField(blank=True)
    body_shown = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "audience"], name="one_text_an_audience")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.audience}"


class SearchTerm(models.Model):
    """A word that some text holds, or held, as the index keeps it: where corrections are looked for.

    Each is checked against what the reader may read before it is used, so this list may hold more than that.
    """

    term = models.CharField(max_length=80, unique=True)
    length = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.term
