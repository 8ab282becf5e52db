from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Model
from wagtail.models import Page

from home.models import HomePage, Marker, Picture
from home.starter_pages import StarterPages, load_pictures
from home.tasks import each_once
from library.bulk import many_changes
from library.models import PrivateDocument, Sheet
from library.starter_sheets import load_sheets, load_themes
from networks.models import LocalAuthority, Organisation, Territory
from networks.starter_accounts import load_accounts
from networks.starter_people import find_authority, find_organisation, load_authorities, load_organisations
from networks.territories import load_territories

DONE = "starter content"


class Command(BaseCommand):
    help = "Loads the starter content, once: what staff change or delete afterwards stays so."

    def handle(self, *args, **options) -> None:
        if Marker.objects.filter(name=DONE).exists():
            self.stdout.write("The starter content is there already: nothing is changed.")
            return
        load_territories()
        # All or nothing: what is cut off begins again. Wagtail tells of new addresses when the transaction ends.
        with each_once(), many_changes(), transaction.atomic():
            pages, made = self.load()
            if pages:
                self.point_to_joining(pages)
            load_accounts()
            Marker.objects.create(name=DONE)
        self.stdout.write(f"Starter content loaded: {Page.objects.count()} pages, {made} works.")

    def load(self) -> tuple[dict[str, Any], int]:
        load_themes()
        pictures = load_pictures()
        load_organisations()
        load_authorities()
        made = load_sheets(pictures)
        if HomePage.objects.exists():
            return {}, made
        finders: dict[type[Model], Callable[[Any], Any]] = {
            Picture: pictures.__getitem__,
            Territory: Territory.objects.find,
            LocalAuthority: find_authority,
            Organisation: find_organisation,
            Sheet: lambda name: Sheet.objects.get(external_id=name),
            PrivateDocument: lambda title: PrivateDocument.objects.get(title=title),
        }
        return StarterPages(finders).load(), made

    def point_to_joining(self, pages: dict[str, Page]) -> None:
        """Each library page knows the page, in its language, that says how to join."""
        for library in pages["library"].get_translations(inclusive=True):
            library.join_page = pages["join"].get_translation_or_none(library.locale)
            library.save_revision().publish()
