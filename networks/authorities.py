"""Local authorities as readers meet them: the list of members, and a page for each that something public names."""

from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from home.filters import LenientChoiceField, ListFilterForm
from home.visibility import published
from networks.models import AuthoritiesPage, LocalAuthority, Membership, Territory
from networks.public_record import PublicRecord

PER_PAGE = 20
KEY = "networks.authorities"
SECONDS = 60
MAX_NUMBER = 2**63 - 1


# Addresses


def authorities_urls() -> dict[str, str]:
    """The address of the list by language, where anyone may open it."""
    known = cache.get(KEY)
    if known is None:
        pages = AuthoritiesPage.objects.filter(published()).public().select_related("locale").order_by("-pk")
        known = {page.locale.language_code: page.url for page in pages if page.url}
        cache.set(KEY, known, SECONDS)
    return known


def forget_addresses(**_kwargs: object) -> None:
    cache.delete(KEY)


def slug_of(authority: LocalAuthority) -> str:
    return slugify(authority.name, allow_unicode=True) or authority.kind


def _path(authority: LocalAuthority) -> str:
    return f"{authority.pk}/{quote(slug_of(authority))}/"


def authority_url(authority: LocalAuthority | None, language: str | None = None) -> str:
    """Its page; empty where that language has no list. To be given to those who see it named elsewhere."""
    base = authorities_urls().get(language or get_language() or "") if authority else ""
    return f"{base}{_path(authority)}" if authority and base else ""


# The list


def current_members() -> QuerySet[LocalAuthority]:
    return LocalAuthority.objects.filter(_is_member())


def _is_member() -> Exists:
    return Exists(Membership.objects.current().filter(authority=OuterRef("pk")))


class AuthorityFilterForm(ListFilterForm):
    kind = LenientChoiceField(label=gettext_lazy("Kind"), required=False)
    department = LenientChoiceField(label=gettext_lazy("Department"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.offer("kind", _("All kinds"), LocalAuthority.Kind.choices)
        self.offer("department", _("All departments"), _departments())

    def filtered(self) -> QuerySet[LocalAuthority]:
        members = current_members().order_by("name", "pk")
        if kind := self.chosen.get("kind"):
            members = members.filter(kind=kind)
        if department := self.chosen.get("department"):
            inside = Q(territory__department__reference=department)
            members = members.filter(inside | Q(territory__reference=department))
        return members


def _departments() -> list[tuple[str, str]]:
    """Those where a member lies."""
    places = current_members().order_by().values("territory")
    inside = Territory.objects.filter(pk__in=places)
    departments = Territory.objects.filter(kind=Territory.Kind.DEPARTMENT)
    found = departments.filter(Q(pk__in=places) | Q(pk__in=inside.values("department"))).order_by("name")
    return list(found.values_list("reference", "name"))


def authorities_response(request: HttpRequest, page: AuthoritiesPage) -> HttpResponse:
    form = AuthorityFilterForm(request.GET)
    members = form.filtered().select_related("territory__department", "territory__region")
    page_obj = Paginator(members, PER_PAGE).get_page(request.GET.get("page"))
    context = page.get_context(request) | {
        "form": form,
        "active_filters": form.active(),
        "authorities": [place_of(authority) | {"url": f"{page.url}{_path(authority)}"} for authority in page_obj],
        "page_obj": page_obj,
        "total": page_obj.paginator.count,
    }
    return render(request, "networks/authorities_page.html", context)


def place_of(authority: LocalAuthority) -> dict[str, Any]:
    """What it is and where: from the official reference where that has it, else in its own words."""
    territory = authority.territory
    itself = territory if territory and territory.kind == authority.kind else None
    return {
        "authority": authority,
        "kind": authority.get_kind_display(),
        "code": itself.code if itself else "",
        "residents": authority.residents,
        "department": _larger(territory, itself, "department"),
        "region": _larger(territory, itself, "region"),
    }


def _larger(territory: Territory | None, itself: Territory | None, kind: str) -> Territory | None:
    if territory is None or (itself and itself.kind == kind):
        return None
    return territory if territory.kind == kind else getattr(territory, kind)


# One of them


def authority_response(request: HttpRequest, page: AuthoritiesPage, number: int, slug: str) -> HttpResponse:
    """What is public about it. Unknown unless it is a member today, or something that this reader may see names it."""
    if number > MAX_NUMBER:
        raise Http404
    places = "territory__department", "territory__region"
    found = LocalAuthority.objects.filter(pk=number).annotate(is_current=_is_member()).select_related(*places)
    authority = found.first()
    if authority is None:
        raise Http404
    record = PublicRecord(authority, page.locale, request.user)
    is_member: bool = authority.is_current  # type: ignore[attr-defined]  # annotated
    if not (is_member or record.is_named or _is_on_a_sheet(authority, request.user)):
        raise Http404
    address = f"{page.url}{_path(authority)}"
    if slug != slug_of(authority):
        query = f"?{urlencode(request.GET, doseq=True)}" if request.GET else ""
        return redirect(f"{address}{query}", permanent=True)
    context = page.get_context(request) | {
        "place": place_of(authority),
        "authority": authority,
        "is_member": is_member,
        "record": record,
        "language_versions": {language: f"{url}{_path(authority)}" for language, url in authorities_urls().items()},
        # For an account it may be open to that account alone.
        "alternates_are_public": is_member or not request.user.is_authenticated,
    }
    return render(request, "networks/authority_page.html", context)


def _is_on_a_sheet(authority: LocalAuthority, user: Any) -> bool:
    # The library stands above this app, which knows it by name only.
    sheets = apps.get_model("library", "Sheet")._default_manager.visible_to(user)  # type: ignore[attr-defined]
    return sheets.filter(work__source__authority=authority).exists()
