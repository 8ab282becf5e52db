from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from search.staff.reports import AskedMenuItem, AskedView
from search.staff.standing import StandingMenuItem, standing
from search.staff.viewsets import FeaturedAnswerViewSet, SynonymViewSet
from search.staff.why import WhyMenuItem, why


@hooks.register("register_admin_viewset")
def what_staff_keep() -> list[ViewSet]:
    return [SynonymViewSet(), FeaturedAnswerViewSet()]


@hooks.register("register_admin_urls")
def addresses_of_reports() -> list[URLPattern]:
    return [
        path("reports/searches/", AskedView.as_view(), name="search_asked"),
        path("reports/searches/results/", AskedView.as_view(results_only=True), name="search_asked_results"),
        path("reports/searches/why/", why, name="search_why"),
        path("reports/search-state/", standing, name="search_standing"),
    ]


@hooks.register("register_reports_menu_item")
def asked_menu_item() -> AskedMenuItem:
    return AskedMenuItem()


@hooks.register("register_reports_menu_item")
def why_menu_item() -> WhyMenuItem:
    return WhyMenuItem()


@hooks.register("register_reports_menu_item")
def standing_menu_item() -> StandingMenuItem:
    return StandingMenuItem()


@hooks.register("register_permissions")
def grantable_permissions() -> QuerySet:
    ours = Permission.objects.filter(content_type__app_label="search")
    kept = ours.filter(content_type__model__in=["synonym", "featuredanswer"])
    return kept | ours.filter(codename__in=["view_askedwords", "view_indexstate"])
