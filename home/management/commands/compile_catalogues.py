from typing import Any

from django.core.management import BaseCommand

from home.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compiles the catalogues of translations that have changed (gettext is not needed)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for path in compile_catalogues():
            self.stdout.write(f"{path.parent.parent.name}: {path.name}")
