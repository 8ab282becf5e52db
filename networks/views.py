from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from networks.models import Membership, User


def admin_login(request: HttpRequest) -> HttpResponse:
    """Wagtail sends here whoever may not enter its admin: a visitor to the one login, an account to the reason."""
    if request.user.has_perm("wagtailadmin.access_admin"):
        return redirect("wagtailadmin_home")
    if request.user.is_authenticated:
        raise PermissionDenied(_("This account has no access to the editing of the site."))
    query = request.META.get("QUERY_STRING")
    return redirect(f"{reverse('account_login')}?{query}" if query else reverse("account_login"))


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """The reader's own page: who they are and whether their authority is a member today."""
    authority = cast(User, request.user).authority
    memberships = Membership.objects.filter(authority=authority) if authority else Membership.objects.none()
    return render(
        request,
        "networks/account.html",
        {"authority": authority, "membership": memberships.current().first() or memberships.first()},
    )
