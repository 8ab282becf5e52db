"""The roles of the staff, and the review of sheets: made after every migration, and never taken from."""

from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

from library.models import KINDS
from library.reviewing.workflows import make_reviews

EDITORS, TRANSLATORS, MODERATORS, MANAGERS = "Editors", "Translators", "Moderators", "Members' managers"

ADMIN = ("wagtailadmin.access_admin",)
READ = ("library.read_every_work",)
REPORTS = ("library.view_library_reports",)
TRANSLATE = ("wagtail_localize.submit_translation",)


def _on(models: tuple[str, ...], *actions: str) -> tuple[str, ...]:
    """Permissions of these actions on models written ``app.model``."""
    return tuple(f"{app}.{action}_{name}" for app, name in (m.split(".") for m in models) for action in actions)


SHEETS = tuple(f"library.{model._meta.model_name}" for model in KINDS.values())
TOGETHER = ("library.release",)  # what is in it is published under the rights of who asks
FILES = ("library.privatedocument", "home.picture")
# Named from the app above: permissions are looked up by name.
SEARCH = ("search.view_askedwords", *_on(("search.synonym", "search.featuredanswer"), "add", "change", "delete"))
MEMBERS = ("networks.localauthority", "networks.membership", "networks.user", "networks.organisation")

# A translator writes passages; someone who may publish puts them online.
PERMISSIONS: dict[str, tuple[str, ...]] = {
    EDITORS: (
        *(*ADMIN, *READ, *TRANSLATE, *SEARCH, *REPORTS),
        *_on(SHEETS, "add", "change", "publish", "lock"),
        *_on(TOGETHER, "add", "change", "delete", "view"),
        *_on(("library.theme",), "add", "change"),
        *_on(("library.tag",), "change"),
        *_on(("networks.localauthority", "networks.organisation"), "add", "change"),
        *_on(FILES, "add", "change", "choose"),
    ),
    TRANSLATORS: (*ADMIN, *READ, *TRANSLATE, *_on(SHEETS, "change"), *_on(FILES, "choose")),
    MODERATORS: (
        *(*ADMIN, *READ, *TRANSLATE, *SEARCH, *REPORTS, "library.change_upkeepsettings", "home.answer_messages"),
        *_on(SHEETS, "add", "change", "delete", "publish", "lock", "unlock"),
        *_on(TOGETHER, "add", "change", "delete", "view"),
        *_on(("library.theme",), "add", "change", "delete"),
        *_on(("library.tag",), "change", "delete"),
        *_on(("networks.localauthority", "networks.organisation"), "add", "change"),
        *_on(FILES, "add", "change", "delete", "choose"),
    ),
    MANAGERS: (*ADMIN, "home.answer_membership_requests", *_on(MEMBERS, "add", "change", "delete")),
}
ON_PAGES = {
    EDITORS: ("add", "change", "lock"),
    TRANSLATORS: ("change",),
    MODERATORS: ("add", "change", "publish", "lock", "unlock"),
}


@receiver(post_migrate, dispatch_uid="make_roles")
def make_roles(sender: Any, using: str, **kwargs: Any) -> None:
    """Once per migration, when the permissions of all apps are there."""
    with_models = [app for app in apps.get_app_configs() if app.models_module is not None]
    if (
        sender != with_models[-1]
        or GroupPagePermission._meta.db_table not in connections[using].introspection.table_names()
    ):
        return
    named = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, wanted in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*(named[codename] for codename in wanted if codename in named))
        _on_pages(group, named)
        _on_files(group, [named[codename] for codename in wanted if codename in named])
    make_reviews(MODERATORS)


def _on_pages(group: Group, named: dict[str, Permission]) -> None:
    root = Page.objects.filter(depth=1).first()
    for action in ON_PAGES.get(group.name, ()):
        permission = named.get(f"wagtailcore.{action}_page")
        if root and permission:
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _on_files(group: Group, permissions: list[Permission]) -> None:
    """Wagtail asks for files and pictures by collection."""
    root = Collection.objects.filter(depth=1).first()
    for permission in permissions:
        if root and permission.content_type.model in {"privatedocument", "picture"}:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
