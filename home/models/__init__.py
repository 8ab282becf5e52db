from .images import Picture, Rendition
from .pages import BasePage, HomePage, StandardPage

__all__ = ["BasePage", "HomePage", "Picture", "Rendition", "StandardPage"]
