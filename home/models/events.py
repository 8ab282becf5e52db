"""The agenda: events of the association and of its networks."""

import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable
from wagtail_localize.fields import TranslatableField

from home.blocks import BodyBlock
from home.event_forms import EventForm
from home.panels import FactsPanel, RowsPanel, SourceRowsPanel

from .activities import Audience
from .base import BasePage
from .facts import FactualPage
from .fields import ChoicesField, SourceKey
from .rows import Row
from .sections import SECTIONS

# The zones of the places where member authorities are, as readers name them.
ZONES = {
    "Europe/Paris": _("Paris"),
    "America/Guadeloupe": _("Guadeloupe"),
    "America/Martinique": _("Martinique"),
    "America/Cayenne": _("French Guiana"),
    "America/Miquelon": _("Saint-Pierre and Miquelon"),
    "Indian/Reunion": _("Réunion"),
    "Indian/Mayotte": _("Mayotte"),
    "Pacific/Noumea": _("New Caledonia"),
    "Pacific/Tahiti": _("Tahiti"),
    "Africa/Casablanca": _("Morocco"),
    "Africa/Tunis": _("Tunisia"),
    "Africa/Dakar": _("Senegal"),
    "Africa/Abidjan": _("Côte d’Ivoire"),
    "Africa/Douala": _("Cameroon"),
    "Europe/Brussels": _("Brussels"),
    "UTC": _("universal time (UTC)"),
}


class EventKind(models.TextChoices):
    MEETING = "meeting", _("Meeting")
    CONFERENCE = "conference", _("Conference")
    VISIT = "visit", _("Site visit")
    TRAINING = "training", _("Training")
    INFORMATION = "information", _("Information meeting")
    TOUR = "tour", _("Stop of a tour")
    NATURE = "nature", _("Nature outing")


class EventsPage(RoutablePageMixin, BasePage):
    """The agenda: what is to come, what was held, and both as calendars."""

    page_description = _("What is to come and what was held. The events are the pages below it.")
    once_per_language = True
    parent_page_types = SECTIONS
    subpage_types = ["home.EventPage"]

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("agenda")

    @path("")
    def list_events(self, request: HttpRequest) -> HttpResponse:
        from home.agenda import agenda_response

        return agenda_response(request, self)

    @path("ics/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        from home.calendars import calendar_response

        return calendar_response(request, self)


class EventPage(RoutablePageMixin, FactualPage):
    """One event, on one or several days."""

    page_description = _(
        "A meeting, a conference, a visit, a training: when, where, for whom, and what remains of it."
    )
    parent_page_types = ["home.EventsPage"]
    subpage_types: list[str] = []
    base_form_class = EventForm
    search_kind = "event"
    FACTS = (
        *("kind", "start", "end", "time_zone", "audience", "place", "address", "territory", "host", "online"),
        *("seats", "registration_url", "registration_email", "series", "programme", "is_example"),
    )
    REQUIRED = ("kind", "start")
    ROWS = ("materials",)
    FACT_ROWS = ("sheets",)
    SHOWN_WITH = ("territory__department", "host__territory__department")

    kind = models.CharField(_("kind"), max_length=20, choices=EventKind, blank=True)
    start = models.DateTimeField(_("start"), null=True, blank=True)
    end = models.DateTimeField(_("end"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=40, choices=list(ZONES.items()), default="Europe/Paris", blank=True
    )
    audience = ChoicesField(_("for whom"), choices=Audience.choices)
    place = models.CharField(_("place"), max_length=200, blank=True, help_text=_("The building or the site."))
    address = models.CharField(_("address"), max_length=300, blank=True)
    territory = models.ForeignKey(
        "networks.Territory",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("territory"),
    )
    host = models.ForeignKey(
        "networks.LocalAuthority",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="hosted_events",
        verbose_name=_("host authority"),
    )
    online = models.BooleanField(_("can be followed online"), default=False)
    seats = models.PositiveIntegerField(_("number of seats"), null=True, blank=True)
    registration_url = models.URLField(_("address of the registration"), blank=True)
    registration_email = models.EmailField(_("e-mail for the registration"), blank=True)
    series = SourceKey(
        "home.SeriesPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
        verbose_name=_("series"),
    )
    programme = SourceKey(
        "home.ProgrammePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
        verbose_name=_("programme"),
    )
    is_example = models.BooleanField(_("example"), default=False, help_text=_("Invented, to show what it can be."))
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))

    translatable_fields = FactualPage.words("body", *ROWS)
    content_panels = [
        *BasePage.content_panels,
        FactsPanel(
            [
                FieldPanel("kind"),
                FieldRowPanel(
                    [
                        FieldPanel("start"),
                        FieldPanel("end"),
                        FieldPanel("time_zone", help_text=_("Of the place: start and end are its hours.")),
                    ]
                ),
                FieldPanel("audience"),
                FieldRowPanel([FieldPanel("place"), FieldPanel("address")]),
                FieldRowPanel([FieldPanel("territory"), FieldPanel("host")]),
                FieldRowPanel([FieldPanel("online"), FieldPanel("seats")]),
                FieldRowPanel([FieldPanel("registration_url"), FieldPanel("registration_email")]),
                FieldRowPanel([FieldPanel("series"), FieldPanel("programme")]),
                FieldPanel("is_example"),
            ]
        ),
        FieldPanel("body"),
        RowsPanel(
            "materials",
            label=_("document"),
            heading=_("Materials"),
            help_text=_("What remains afterwards: slides, minutes, recordings."),
            panels=[
                FieldPanel("label", heading=_("Title")),
                FieldPanel("document"),
                FieldRowPanel([FieldPanel("url"), FieldPanel("access")]),
            ],
        ),
        SourceRowsPanel("sheets", label=_("sheet"), heading=_("Sheets of the library"), panels=["sheet"]),
    ]

    class Meta:
        verbose_name = _("event")

    def clean(self) -> None:
        super().clean()
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": _("The event ends before it starts.")})

    def searchable_text(self) -> str:
        source = self.source
        host = source.host.name if source.host else ""
        return f"{source.get_kind_display()} {source.place} {host} {self.body}"

    def audience_names(self) -> list[str]:
        return Audience.labels_of(self.source.audience)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone or "Europe/Paris")

    @property
    def last_moment(self) -> datetime.datetime | None:
        return self.end or self.start

    @property
    def is_past(self) -> bool:
        return self.last_moment is not None and self.last_moment < timezone.now()

    @staticmethod
    def upcoming(events: QuerySet, now: datetime.datetime | None = None) -> QuerySet:
        """Of sources: those that are not over yet, the next first."""
        now = now or timezone.now()
        return events.filter(Q(end__gte=now) | Q(end__isnull=True, start__gte=now)).order_by("start", "pk")

    @staticmethod
    def held(events: QuerySet, now: datetime.datetime | None = None) -> QuerySet:
        """Of sources: those that are over, the last first."""
        now = now or timezone.now()
        return events.filter(Q(end__lt=now) | Q(end__isnull=True, start__lt=now)).order_by("-start", "-pk")

    @path("")
    def show(self, request: HttpRequest) -> HttpResponse:
        from home.agenda import event_response

        return event_response(request, self)

    @path("ics/", name="event_calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        from home.calendars import event_calendar_response

        return event_calendar_response(request, self)


class MaterialAccess(models.TextChoices):
    SAME = "same", _("As the page")
    MEMBERS = "members", _("Members only")


class Material(Row):
    """What remains of an event. `label` is its title."""

    FACTS = ("document", "url", "access")

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="materials")
    document = models.ForeignKey(
        "library.PrivateDocument",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("file"),
    )
    url = models.URLField(_("or its address elsewhere"), null=True, blank=True)
    access = models.CharField(
        _("who may download it"), max_length=10, choices=MaterialAccess, null=True, default=MaterialAccess.MEMBERS
    )

    translatable_fields = [TranslatableField("label")]

    class Meta(Row.Meta):
        verbose_name = _("document of an event")


class EventSheet(Orderable):
    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="sheets")
    sheet = SourceKey("library.Sheet", on_delete=models.CASCADE, related_name="+", verbose_name=_("sheet"))

    class Meta(Orderable.Meta):
        verbose_name = _("sheet of an event")

    def __str__(self) -> str:
        return str(self.sheet)
