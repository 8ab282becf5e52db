from .activities import ActivitiesPage, ActivityPage, Audience, NamedPage, SeriesPage, Strand
from .awards import AwardEditionPage, AwardPage, Laureate
from .base import BasePage
from .events import EventKind, EventPage, EventSheet, EventsPage, Material, MaterialAccess
from .facts import FactualPage, PageFacts
from .front import FeaturedSheet, HomePage
from .images import Picture, Rendition
from .inbox import Answer, AuthorityKind, Message, MessageKind, Nature, Subject
from .markers import Marker
from .news import NewsIndexPage, NewsPage
from .programmes import Actor, Level, Phase, ProgrammePage, ProgrammeSheet
from .requests import ContactPage, JoinPage, RequestFormMixin, ServicePage
from .rows import Row, Unit
from .sections import GovernancePage, MissionsPage, SectionPage, StandardPage, Testimonial, TestimonialsPage
from .timer import TimerBeat
from .words import SmallCorrection, TranslatedWords

__all__ = [
    "ActivitiesPage",
    "ActivityPage",
    "Actor",
    "Answer",
    "Audience",
    "AuthorityKind",
    "AwardEditionPage",
    "AwardPage",
    "BasePage",
    "ContactPage",
    "EventKind",
    "EventPage",
    "EventSheet",
    "EventsPage",
    "FactualPage",
    "FeaturedSheet",
    "GovernancePage",
    "HomePage",
    "JoinPage",
    "Laureate",
    "Level",
    "Marker",
    "Material",
    "MaterialAccess",
    "Message",
    "MessageKind",
    "MissionsPage",
    "NamedPage",
    "Nature",
    "NewsIndexPage",
    "NewsPage",
    "PageFacts",
    "Phase",
    "Picture",
    "ProgrammePage",
    "ProgrammeSheet",
    "Rendition",
    "RequestFormMixin",
    "Row",
    "SectionPage",
    "SeriesPage",
    "ServicePage",
    "SmallCorrection",
    "StandardPage",
    "Strand",
    "Subject",
    "Testimonial",
    "TestimonialsPage",
    "TimerBeat",
    "TranslatedWords",
    "Unit",
]
