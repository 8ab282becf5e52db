from django.urls import path

from . import api

urlpatterns = [
    path("api/v1/search", api.search, name="api_search"),
    path("api/v1/themes", api.themes, name="api_themes"),
    path("api/v1/openapi.json", api.openapi, name="api_openapi"),
]
