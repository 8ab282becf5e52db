from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from networks.models import Membership


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """The reader's own page: who they are and whether their authority is a member today."""
    authority = request.user.authority
    memberships = Membership.objects.filter(authority=authority) if authority else Membership.objects.none()
    return render(
        request,
        "networks/account.html",
        {"authority": authority, "membership": memberships.current().first() or memberships.first()},
    )
