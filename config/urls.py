from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from home import routing
from home import views as home_views
from library import views as library_views
from library.reviewing import preview
from library.reviewing.admin import admin_view
from library.reviewing.saving import SafePageEditView, SafePageRevertView
from networks import views as networks_views
from search import sitemap
from search import urls as search_urls

handler400 = "home.views.bad_request"
handler500 = "home.views.server_error"

urlpatterns = [
    path("", home_views.choose_language, name="choose_language"),
    path("healthz", home_views.healthz, name="healthz"),
    path("readyz", home_views.readyz, name="readyz"),
    # One login and one way back to a lost password, for staff too (wagtail-notes 72).
    path("admin/login/", networks_views.admin_login),
    re_path(r"^admin/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    # Wagtail's own, but that nobody saves over what another saved meanwhile.
    path("admin/pages/<int:page_id>/edit/", admin_view(SafePageEditView)),
    path("admin/pages/<int:page_id>/revisions/<int:revision_id>/revert/", admin_view(SafePageRevertView)),
    path("admin/", include(wagtailadmin_urls)),
    path("accounts/", networks_views.account, name="account"),
    path("accounts/", include("allauth.account.urls")),
    path("documents/<int:document_id>/<path:filename>", library_views.download, name="wagtaildocs_serve"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
    path(".well-known/security.txt", sitemap.security_txt, name="security_txt"),
    path("", include(search_urls)),
]
if settings.SERVE_MEDIA:
    urlpatterns += [
        re_path(r"^media/(?P<path>images/.*|original_images/.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    ]
urlpatterns += i18n_patterns(
    path("search/", include("search.page_urls")),
    path("comment/page/<int:page_id>/", home_views.comment_on_page, name="comment_page"),
    path("comment/sheet/<int:number>/", library_views.comment_on_sheet, name="comment_sheet"),
    path("_draft/<str:token>/", preview.preview, name="preview_link"),
    path("_draft/<str:token>/<int:document_id>/<path:filename>", preview.preview_file, name="preview_file"),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),  # Wagtail's own
    re_path(wagtail_urls.serve_pattern, routing.serve_page, name="wagtail_serve"),
    path("", include(wagtail_urls)),
)
