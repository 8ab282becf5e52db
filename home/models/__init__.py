from .images import Picture, Rendition
from .markers import Marker
from .pages import BasePage, HomePage, StandardPage
from .timer import TimerBeat

__all__ = ["BasePage", "HomePage", "Marker", "Picture", "Rendition", "StandardPage", "TimerBeat"]
