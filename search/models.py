"""What the search knows: a copy, made from the database and thrown away without loss (see search.indexing)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.languages import site_languages


class ObjectKind(models.TextChoices):
    WORK = "work", _("work")
    PAGE = "page", _("page")
    AUTHORITY = "authority", _("member authority")


class Audience(models.TextChoices):
    """One index each: a filter alone would let the words of hidden rows change the order of visible ones.

    `groups` and `group_members` hold the works of groups: without the files that are for members, and with them.
    """

    PUBLIC = "public"
    MEMBERS = "members"
    GROUPS = "groups"
    GROUP_MEMBERS = "group_members"


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
    """One language of a published work or member authority, or one page. Addresses, and who may see it, are asked of
    the database.

    It is the outbox of Elasticsearch too: a row whose `version` is above its `indexed_version` is to be sent. What is
    no longer published stays as `gone`, without texts, until that is sent and old enough.
    """

    object_kind = models.CharField(max_length=10, choices=ObjectKind)
    key = models.UUIDField()  # the same in all languages
    language = models.CharField(max_length=10)
    object_id = models.BigIntegerField()  # primary key of the sheet, page or authority
    number = models.BigIntegerField()  # what addresses and the API show: the work's number or the page's
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    access = models.CharField(max_length=10)
    group_ids = models.JSONField(default=list)
    year = models.PositiveSmallIntegerField(null=True)
    band = models.CharField(max_length=12, blank=True)  # of population: search.bands
    # As EntryFacet has them, spaces between: entries filed alike are counted together.
    theme_set = models.TextField(blank=True)
    territory_set = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    confirmed_on = models.DateField(null=True)
    expires_at = models.DateTimeField(null=True)
    alone = models.BooleanField(default=True)  # the one language of its work: what is counted need not be compared
    digest = models.CharField(max_length=64)  # of all that was projected: the same again writes nothing
    gone = models.BooleanField(default=False)
    # Microseconds since 1970, never less than before: a late message of an earlier version never wins.
    version = models.BigIntegerField(default=1)
    indexed_version = models.BigIntegerField(default=0)  # what the outside index has of it
    indexed_in = models.JSONField(default=list)  # the audiences in whose outside index it stands
    withheld = models.BooleanField(default=False)  # readers lost it, and the outside index does not know yet

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object_kind", "key", "language"], name="one_entry_a_language")]
        indexes = [
            models.Index(fields=["object_kind", "object_id"], name="search_entry_object"),
            models.Index(fields=["version"], name="search_entry_version"),
            models.Index(
                fields=["version", "id"],
                name="search_entry_to_send",
                condition=models.Q(version__gt=models.F("indexed_version")),
            ),
            models.Index(fields=["id"], name="search_entry_withheld", condition=models.Q(withheld=True)),
        ]

    def __str__(self) -> str:
        return self.title


class EntryFacet(models.Model):
    """A value by which an entry is filtered and counted, with everything above it in its tree."""

    class Name(models.TextChoices):
        THEME = "theme"  # identifiers, broader ones too
        TERRITORY = "territory"  # references, of larger ones too
        TAG = "tag"
        WORD = "word"  # of the title, after the letters of its language: for suggestions

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="facets")
    name = models.CharField(max_length=10, choices=Name)
    value = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "name", "value"], name="one_facet_a_value")]
        indexes = [models.Index(fields=["name", "value", "entry"], name="search_facet_value")]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class EntryText(models.Model):
    """What one audience may read of an entry, as stems; the full-text index of the database is built on these rows.

    `labels_shown`, `body_shown` and `files_shown` are the words themselves, for highlights and corrections.
    """

    COLUMNS = ("title", "summary", "labels", "body", "files")

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="texts")
    audience = models.CharField(max_length=14, choices=Audience)
    title = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    labels = models.TextField(blank=True)
    body = models.TextField(blank=True)
    files = models.TextField(blank=True)
    labels_shown = models.TextField(blank=True)
    body_shown = models.TextField(blank=True)
    files_shown = models.TextField(blank=True)

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


class FileText(models.Model):
    """The words of a file, page by page, as they were extracted in the background."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("read")
        NONE = "none", _("without text")  # a picture, or a kind that is not read
        FAILED = "failed", _("could not be read")

    document = models.OneToOneField("library.PrivateDocument", on_delete=models.CASCADE, related_name="text")
    file_hash = models.CharField(max_length=40)  # of what was read: another one is to be read again
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    pages = models.JSONField(default=list)  # a text each; one alone where the kind of file knows no pages
    numbered = models.BooleanField(default=False)  # whether these are the pages that a reader counts
    error = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.document_id} {self.state}"


class IndexState(models.Model):
    """One row: how Elasticsearch is doing, for all processes and for staff."""

    build = models.CharField(max_length=30, blank=True)  # the stamp of a rebuild under way
    build_beat = models.DateTimeField(null=True)  # its last sign of life
    rebuilt_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)  # last time that the outbox was empty
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    drift = models.JSONField(default=dict)  # what the last comparison found

    def __str__(self) -> str:
        return self.build or "-"


class Synonym(models.Model):
    """Words that mean the same to a search, beside the labels of the themes."""

    language = models.CharField(_("language"), max_length=10, choices=site_languages)
    words = models.CharField(
        _("words"), max_length=255, help_text=_("Words or short phrases that mean the same, commas between them.")
    )

    class Meta:
        ordering = ["language", "words"]
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return self.words


class FeaturedAnswer(models.Model):
    """What staff show first to those who search for certain words."""

    words = models.CharField(
        _("words"),
        max_length=255,
        help_text=_("Shown for these words, whatever their order; commas between variants."),
    )
    work = models.ForeignKey(
        "library.Work", null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("sheet")
    )
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("page")
    )

    class Meta:
        ordering = ["words"]
        verbose_name = _("featured answer")
        verbose_name_plural = _("featured answers")

    def __str__(self) -> str:
        return self.words


class AskedWords(models.Model):
    """What was searched for in a week, in one language: words and numbers, no person."""

    week = models.DateField()  # its Monday
    language = models.CharField(max_length=10)
    words = models.CharField(max_length=200)
    times = models.PositiveIntegerField(default=0)
    askers = models.PositiveIntegerField(default=0)  # each once a week
    without_result = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("words searched for")
        verbose_name_plural = _("words searched for")
        constraints = [models.UniqueConstraint(fields=["week", "language", "words"], name="one_row_a_week_and_words")]

    def __str__(self) -> str:
        return self.words


class Asker(models.Model):
    """That someone asked for some words this week, so as to count them once. Not who: a digest under a key of the
    week, which no database holds, erased with that key when the week is over."""

    asked = models.ForeignKey(AskedWords, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asked", "digest"], name="one_asker_a_week")]

    def __str__(self) -> str:
        return self.digest
