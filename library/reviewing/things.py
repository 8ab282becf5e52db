"""Pages and sheets, which staff review alike: finding one, and what a person may do with it."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from library.models import KINDS, Sheet
from library.translators import may_change, own_sheets

MAX_NUMBER = 2**63 - 1


def type_of(thing: Any) -> ContentType:
    """The base type, by which rows name a page or a sheet of any kind."""
    return ContentType.objects.get_for_model(Page if isinstance(thing, Page) else Sheet)


def find(content_type_id: int, pk: int) -> Any:
    """The page or sheet as its own class, or None."""
    types = ContentType.objects.get_for_models(Page, Sheet)
    if pk > MAX_NUMBER:
        return None
    if content_type_id == types[Page].pk:
        page = Page.objects.filter(pk=pk).first()
        return page.specific if page else None
    if content_type_id == types[Sheet].pk:
        bare = Sheet.objects.select_related("work").filter(pk=pk).first()
        return KINDS[bare.work.kind].objects.filter(pk=pk).first() if bare else None
    return None


def may_edit(user: Any, thing: Any) -> bool:
    if not user.is_active:
        return False
    if isinstance(thing, Page):
        return thing.permissions_for_user(user).can_edit()
    return user.has_perm(f"library.change_{thing._meta.model_name}") and may_change(user, thing)


def may_publish(user: Any, thing: Any) -> bool:
    if not user.is_active:
        return False
    if isinstance(thing, Page):
        return thing.permissions_for_user(user).can_publish()
    return user.has_perm(f"library.publish_{thing._meta.model_name}")


def edit_url(user: Any, thing: Any) -> str | None:
    return AdminURLFinder(user).get_edit_url(thing)


def draft_title(thing: Any) -> str:
    """The title as the draft has it, which is what staff look for."""
    if isinstance(thing, Page):
        return thing.get_admin_display_title()
    return str(thing.get_latest_revision_as_object())


def works_with_drafts(user: Any) -> bool:
    """Whether the person may edit anything that has drafts: pages, or sheets of some kind."""
    if not user.is_active:
        return False
    names = (f"library.change_{model._meta.model_name}" for model in KINDS.values())
    return any(map(user.has_perm, names)) or page_permission_policy.user_has_any_permission(
        user, {"add", "change", "publish"}
    )


def about_editable(user: Any) -> Q:
    """For rows about pages and sheets: those about what this person may edit."""
    kinds = [kind for kind, model in KINDS.items() if user.has_perm(f"library.change_{model._meta.model_name}")]
    sheets = own_sheets(Sheet.objects.filter(work__kind__in=kinds), user)
    pages = page_permission_policy.instances_user_has_any_permission_for(user, {"change", "publish"})
    types = ContentType.objects.get_for_models(Sheet, Page)
    return Q(content_type=types[Sheet], object_id__in=sheets.values("pk")) | Q(
        content_type=types[Page], object_id__in=pages.values("pk")
    )
