"""Who is responsible for a work: someone of the staff who may change sheets of its kind."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.log_actions import log

from library.models import KINDS, Sheet, Work
from networks.models import User


def possible_owners() -> QuerySet[User]:
    """The active accounts of those who write sheets; translators change them too, but keep no facts."""
    adding = [f"add_{model._meta.model_name}" for model in KINDS.values()]
    named: dict[str, Any] = {"codename__in": adding, "content_type__app_label": "library"}
    by_group = Q(**{f"groups__permissions__{name}": value for name, value in named.items()})
    own = Q(**{f"user_permissions__{name}": value for name, value in named.items()})
    found = User.objects.filter(Q(is_superuser=True) | by_group | own, is_active=True)
    return found.order_by("first_name", "last_name", "email").distinct()


@transaction.atomic
def give_owner(works: Iterable[Work], owner: User | None, by: User | None = None) -> int:
    """Make this account responsible for these works, or nobody; answers how many that changed.

    It is no new revision: what waits as a draft and what is translated stay as they are. Raises ValueError for an
    account that could not do it.
    """
    if owner is not None and not possible_owners().filter(pk=owner.pk).exists():
        raise ValueError("This account does not write sheets")
    keys = [work.pk for work in works]
    other = Q(owner__isnull=False) if owner is None else Q(owner=None) | ~Q(owner=owner)
    changed = Work.objects.filter(other, pk__in=keys)
    pks = list(changed.values_list("pk", flat=True))
    Work.objects.filter(pk__in=pks).update(owner=owner)
    for sheet in Sheet.objects.filter(source_of__in=pks).select_related("work"):
        log(sheet, "library.owner", user=by, data={"owner": str(owner or "")})
    return len(pks)
