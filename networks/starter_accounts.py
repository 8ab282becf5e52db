"""The accounts of the starter content. Never made on production settings."""

import datetime
import os
import secrets

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale

from networks.models import LocalAuthority, Membership, Territory, User

ROLES = {"editor": "Editors", "translator": "Translators", "moderator": "Moderators"}


@transaction.atomic
def load_accounts() -> None:
    """Make the accounts that are missing. Their password: DEMO_PASSWORD, else one kept in var/demo-accounts.txt."""
    if not settings.STARTER_ACCOUNTS:
        return
    today = timezone.localdate()
    place = Territory.objects.find("53")
    current, _ = LocalAuthority.objects.get_or_create(
        name="Saint-Exemple", territory=place, defaults={"population": 1840}
    )
    lapsed, _ = LocalAuthority.objects.get_or_create(
        name="Bourg-Exemple", territory=place, defaults={"population": 620}
    )
    if not current.memberships.exists():
        Membership.objects.create(authority=current, start=today.replace(month=1, day=1), fee=Membership.Fee.PAID)
    if not lapsed.memberships.exists():
        start, end = today - datetime.timedelta(days=800), today - datetime.timedelta(days=70)
        Membership.objects.create(authority=lapsed, start=start, end=end, fee=Membership.Fee.DUE)
    password = _password()
    for name in ("admin", *ROLES, "member", "lapsed", "outsider"):
        email = f"{name}@example.org"
        if User.objects.filter(email=email).exists():
            continue
        user = User.objects.create_user(email, password, is_superuser=name == "admin", is_staff=name == "admin")
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        if name in ROLES:
            user.groups.add(Group.objects.get_or_create(name=ROLES[name])[0])
        if name == "translator":
            user.languages.set(Locale.objects.exclude(language_code=settings.LANGUAGE_CODE))
        if name in {"member", "lapsed"}:
            user.authority = current if name == "member" else lapsed
            user.save()


def _password() -> str:
    if given := os.environ.get("DEMO_PASSWORD"):
        return given
    path = settings.VAR_DIR / "demo-accounts.txt"
    if path.exists():
        return path.read_text().splitlines()[0].removeprefix("password: ")
    password = secrets.token_urlsafe(12)
    names = ("admin", *ROLES, "member", "lapsed", "outsider")
    lines = [f"password: {password}", *(f"{name}@example.org" for name in names), ""]
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        file.write("\n".join(lines))
    return password
