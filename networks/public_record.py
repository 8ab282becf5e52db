"""What the pages of the site say of a local authority, each page asked for the reader's rights."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, F, IntegerField, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from wagtail.models import Locale, Page

from home.models import EventPage, Laureate, Testimonial
from home.visibility import visible_to
from networks.models import AtlasEntry, CommitmentPage, LocalAuthority

MOST = 50  # of each sort

# What a mention says: columns of one type each, so that one query asks for all sorts of them.
TEXTS, NUMBERS, MOMENTS = ("label", "note", "was", "zone"), ("since", "until", "amount"), ("moment",)
COLUMNS = ("sort", "key", "row", "language", "named", *TEXTS, *NUMBERS, *MOMENTS)
SAYS: dict[str, tuple[type[Model], dict[str, str]]] = {
    "awards": (Laureate, {"label": "label", "note": "category", "since": "page__year"}),
    "testimonials": (Testimonial, {"label": "label", "note": "speaker"}),
    "atlas": (AtlasEntry, {"label": "label", "since": "start_year", "until": "end_year", "amount": "species"}),
    "events": (EventPage, {"moment": "start", "zone": "time_zone"}),
    "commitments": (CommitmentPage, {"since": "year"}),
}
BY_FIELD = {"events": "host"}


class PublicRecord:
    """Awards, hosted events, testimonials, commitments and atlas of one authority, in the words of one language.

    Each is a dict of what it says, with the ``title`` and ``url`` of the page that says it. Two queries in all.
    """

    def __init__(self, authority: LocalAuthority, locale: Locale, user: Any) -> None:
        visible = visible_to(Page.objects.all(), user).order_by()
        keys = visible.values("translation_key")
        first, *others = (_mentions(sort, authority, locale, keys) for sort in SAYS)
        mentions = [dict(zip(COLUMNS, values, strict=True)) for values in first.union(*others, all=True)]
        named = [mention for mention in mentions if mention["named"] == authority.pk]
        # In whichever language: it is known in all of them or in none.
        self.is_named = bool(named)
        here = visible.filter(locale=locale, translation_key__in={mention["key"] for mention in named})
        pages: dict[UUID, Page] = {page.translation_key: page for page in here}
        words = {mention["row"]: mention for mention in mentions if mention["language"] == locale.language_code}
        said: dict[str, list[dict[str, Any]]] = {sort: [] for sort in SAYS}
        for mention in named:
            if page := pages.get(mention["key"]):
                own = words.get(mention["row"])
                fresh = own if own and own["was"] == mention["was"] else mention
                own_words = {name: fresh[name] for name in ("label", "note", "language")}
                said[mention["sort"]].append(mention | own_words | {"title": page.title, "url": page.url})
        self.awards = _latest(said["awards"], "since")
        self.commitments = _latest(said["commitments"], "since")
        self.atlas = _latest(said["atlas"], "since")
        self.events = [
            event | {"day": event["moment"].astimezone(ZoneInfo(event["zone"])).date()}
            for event in _latest(said["events"], "moment")
            if event["moment"]
        ]
        self.testimonials = said["testimonials"]


def _mentions(sort: str, authority: LocalAuthority, locale: Locale, keys: Any) -> QuerySet[Any, Any]:
    """On pages with these keys: what names the authority, with the rows that translate it into the language."""
    model, columns = SAYS[sort]
    is_row = not issubclass(model, Page)
    field, page = BY_FIELD.get(sort, "authority"), "page__" if is_row else ""
    objects = model._default_manager
    named = objects.filter(
        **{field: authority, f"{page}facts_of__isnull": False, f"{page}translation_key__in": keys}
    ).order_by("-pk")
    if is_row:
        columns = columns | {"was": "source_words"}
        found = objects.filter(
            Q(authority=authority) | Q(locale=locale), translation_key__in=named.values("translation_key")[:MOST]
        )
    else:
        found = objects.filter(pk__in=named.values("pk")[:MOST])
    return found.order_by().values_list(
        Value(sort, output_field=TextField()),
        F(f"{page}translation_key"),
        F("translation_key"),
        Cast("locale__language_code", TextField()),
        F(f"{field}_id"),
        *(Cast(columns[name], TextField()) if name in columns else _no(TextField()) for name in TEXTS),
        *(Cast(columns[name], IntegerField()) if name in columns else _no(IntegerField()) for name in NUMBERS),
        *(F(columns[name]) if name in columns else _no(DateTimeField()) for name in MOMENTS),
    )


def _no(field: Any) -> Cast:
    return Cast(Value(None), field)  # PostgreSQL would take a bare NULL for a text


def _latest(mentions: list[dict[str, Any]], by: str) -> list[dict[str, Any]]:
    known = sorted((one for one in mentions if one[by]), key=lambda one: one[by], reverse=True)
    return known + [one for one in mentions if not one[by]]
