from django.urls import path, re_path

from .api import door, find, pages, sheets, themes

urlpatterns = [
    path("api/v1/", find.index, name="api"),
    path("api/v1/search", find.search, name="api_search"),
    path("api/v1/sheets", sheets.sheets, name="api_sheets"),
    path("api/v1/sheets/<int:number>", sheets.sheet, name="api_sheet"),
    path("api/v1/themes", themes.themes, name="api_themes"),
    path("api/v1/themes/<slug:identifier>", themes.theme, name="api_theme"),
    path("api/v1/networks", pages.networks, name="api_networks"),
    path("api/v1/events", pages.events, name="api_events"),
    path("api/v1/territories", themes.territories, name="api_territories"),
    path("api/v1/openapi.json", find.openapi, name="api_openapi"),
    re_path(r"^api/v1(?:/.*)?$", door.nowhere, name="api_nowhere"),
]
