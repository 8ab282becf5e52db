from typing import Any

from django.core.management.base import BaseCommand

from networks.territories import load_territories


class Command(BaseCommand):
    help = "Fills the reference of communes, intercommunalities, departments and regions, or brings it up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_territories()} territories created or changed.")
