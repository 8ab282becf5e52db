import os
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from home.preparing import prepare
from home.serving import HOST, Site, port_is_free

ACCOUNTS = ("admin", "editor", "translator", "moderator", "member", "lapsed", "outsider")


class Command(BaseCommand):
    help = "Prepares the site and serves it on this machine, with the timer: what `make run` does."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.STARTER_ACCOUNTS:
            raise CommandError("start is for one machine and SQLite. For production, see docs/operators.md.")
        given = os.environ.get("PORT") or "8000"
        if not (given.isascii() and given.isdigit() and 0 < int(given) < 65536):
            raise CommandError(f"PORT must be a number from 1 to 65535, not {given!r}.")
        port = int(given)
        if not port_is_free(port):
            raise CommandError(
                f"Port {port} cannot be used (another program has it?): try PORT={port % 65535 + 1} make run."
            )
        try:
            prepare(self.tell)
        except KeyboardInterrupt:
            raise CommandError("Stopped before the site was ready: start again, what was done is kept.") from None
        Site(port, lambda: self.tell(self.welcome(f"http://{HOST}:{port}"))).run()

    def tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def welcome(self, address: str) -> str:
        homes = "  ".join(f"{address}/{code}/" for code, _name in settings.LANGUAGES)
        lines = ["", f"Communothèque: {address}", f"  homes     {homes}", f"  editors   {address}/admin/"]
        passwords = settings.VAR_DIR / "demo-accounts.txt"
        if passwords.exists() or os.environ.get("DEMO_PASSWORD"):
            lines.append(f"  accounts  {', '.join(f'{name}@example.org' for name in ACCOUNTS)}")
            where = f"see {passwords}" if passwords.exists() else "the DEMO_PASSWORD of the first start"
            lines.append(f"  password  {where}")
        return "\n".join([*lines, "Ctrl-C ends it.", ""])
