from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from networks.choosers import AUTHORITIES, ORGANISATIONS, TERRITORIES
from networks.models import User
from networks.users import refusal_to_manage
from networks.viewsets import PeopleGroup


@hooks.register("register_admin_viewset")
def people() -> list[ViewSet]:
    return [PeopleGroup(), TERRITORIES, AUTHORITIES, ORGANISATIONS]


@hooks.register("before_edit_user")
@hooks.register("before_delete_user")
def protect_staff_accounts(request: HttpRequest, account: User) -> None:
    _refuse(request, [account])


@hooks.register("before_bulk_action")
def protect_staff_accounts_in_bulk(request: HttpRequest, action_type: str, objects: list, action: Any) -> None:
    """Roles are given one account at a time, by the form that knows which ones the manager may give."""
    if User in action.models:
        if action_type == "assign_role" and not request.user.is_superuser:
            raise PermissionDenied
        _refuse(request, objects)


def _refuse(request: HttpRequest, accounts: list[User]) -> None:
    reason = refusal_to_manage(request.user, accounts) if isinstance(request.user, User) else None
    if reason:
        raise PermissionDenied(reason)


@hooks.register("register_permissions")
def grantable_permissions() -> QuerySet:
    return Permission.objects.filter(
        content_type__app_label="networks",
        content_type__model__in=["user", "membership", "localauthority", "organisation"],
    )
