from django.core.management.base import BaseCommand
from wagtail.models import Page

from home.models import HomePage, Marker
from home.starter_pages import load_pages, load_pictures
from library.models import LibraryPage
from library.starter_sheets import load_sheets, load_themes
from networks.starter_accounts import load_accounts
from networks.territories import load_territories

DONE = "starter content"


class Command(BaseCommand):
    help = "Loads the starter content, once: what staff change or delete afterwards stays so."

    def handle(self, *args, **options) -> None:
        if Marker.objects.filter(name=DONE).exists():
            self.stdout.write("The starter content is there already: nothing is changed.")
            return
        load_territories()
        load_themes()
        pictures = load_pictures()
        if not HomePage.objects.exists():
            self.point_to_joining(load_pages({"library": LibraryPage}))
        made = load_sheets(pictures)
        load_accounts()
        Marker.objects.create(name=DONE)
        self.stdout.write(f"Starter content loaded: {Page.objects.count()} pages, {made} works.")

    def point_to_joining(self, pages: dict[str, Page]) -> None:
        """Each library page knows the page, in its language, that says how to join."""
        for library in pages["library"].get_translations(inclusive=True):
            library.join_page = pages["join"].get_translation_or_none(library.locale)
            library.save_revision().publish()
