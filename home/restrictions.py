"""A page closed in one language is closed in all, and in its copies, in the same transaction."""

from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction

_copying: ContextVar[bool] = ContextVar("copying_restrictions", default=False)


def twins(page: Page) -> set[int]:
    """The primary keys of its translations, its aliases and theirs, and of the page that it is an alias of."""
    found, new = set(), {page.pk}
    while new:
        found |= new
        keys = Page.objects.filter(pk__in=new).values("translation_key")
        originals = Page.objects.filter(pk__in=new, alias_of__isnull=False).values("alias_of")
        same = Q(translation_key__in=keys) | Q(alias_of__in=new) | Q(pk__in=originals)
        new = set(Page.objects.filter(same).values_list("pk", flat=True)) - found
    return found - {page.pk}


@transaction.atomic
def carry_over(restriction: PageViewRestriction) -> None:
    """Give every twin of the page exactly this restriction."""
    token = _copying.set(True)
    try:
        groups = list(restriction.groups.all())
        for twin in Page.objects.filter(pk__in=twins(restriction.page)):
            copy = twin.view_restrictions.first() or PageViewRestriction(page=twin)
            copy.restriction_type, copy.password = restriction.restriction_type, restriction.password
            copy.save()
            copy.groups.set(groups)
    finally:
        _copying.reset(token)


@receiver(post_save, sender=PageViewRestriction, dispatch_uid="carry_restriction")
def restriction_saved(instance: PageViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    if not raw and not _copying.get():
        carry_over(instance)


@receiver(m2m_changed, sender=PageViewRestriction.groups.through, dispatch_uid="carry_restriction_groups")
def groups_changed(instance: Model, action: str, **kwargs: Any) -> None:
    if isinstance(instance, PageViewRestriction) and action.startswith("post_") and not _copying.get():
        carry_over(instance)


@receiver(post_delete, sender=PageViewRestriction, dispatch_uid="lift_restriction")
def restriction_deleted(instance: PageViewRestriction, origin: Any = None, **kwargs: Any) -> None:
    """Lifted for one, lifted for all; but a page that is deleted, and its restriction with it, opens no other."""
    model = getattr(origin, "model", None) or type(origin)
    if model is not PageViewRestriction or _copying.get():
        return
    token = _copying.set(True)
    try:
        PageViewRestriction.objects.filter(page__in=twins(instance.page)).delete()
    finally:
        _copying.reset(token)


@receiver(post_save, dispatch_uid="restrict_new_twin")
def page_made(sender: type[Model], instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A new translation or alias begins as closed as the page it comes from."""
    if not created or raw or not issubclass(sender, Page):
        return
    restriction = PageViewRestriction.objects.filter(page__in=twins(instance)).first()
    if restriction:
        carry_over(restriction)
