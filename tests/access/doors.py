"""Every address of the project: the door that it is, gone through in each role, or why it is none of ours.

`test_matrix` fails on an address that is missing here.
"""

from collections.abc import Callable

from tests.access import (
    addresses,
    doors_agenda,
    doors_api,
    doors_files,
    doors_networks,
    doors_requests,
    doors_reviewing,
    doors_search,
    doors_sheets,
    doors_tags,
)
from tests.access.visit import Visit

Door = Callable[[Visit], None]

DOORS: dict[str, Door] = {
    "AuthoritiesPage:": doors_networks.authorities,
    "AuthoritiesPage:<int:number>/": doors_networks.authorities,
    "AuthoritiesPage:<int:number>/<str:slug>/": doors_networks.authorities,
    "CommitmentsPage:": doors_networks.commitments,
    "CommitmentsPage:results/": doors_networks.commitments,
    "EventPage:": doors_agenda.agenda,
    "EventPage:ics/": doors_agenda.agenda,
    "EventsPage:": doors_agenda.agenda,
    "EventsPage:ics/": doors_agenda.agenda,
    "NewsIndexPage:": doors_agenda.news,
    "NewsIndexPage:atom/": doors_agenda.news,
    "LibraryPage:": doors_sheets.library_list,
    "LibraryPage:tags/<str:slug>/": doors_tags.tag_page,
    "LibraryPage:<int:number>/": doors_sheets.sheet_by_number,
    "LibraryPage:<int:number>/<str:slug>/": doors_sheets.sheet_page,
    "<language>/^((?:[\\w\\-]+/)*)$": doors_sheets.pages,
    "<language>/comment/page/<int:page_id>/": doors_requests.comment_on_page,
    "<language>/comment/sheet/<int:number>/": doors_requests.comment_on_sheet,
    "<language>/_draft/<str:token>/": doors_reviewing.draft,
    "<language>/_draft/<str:token>/<int:document_id>/<path:filename>": doors_reviewing.draft,
    "<language>/search/": doors_search.search,
    "<language>/search/suggest/": doors_search.suggestions,
    "api/v1/search": doors_search.search,
    "api/v1/sheets": doors_api.sheets,
    "api/v1/sheets/<int:number>": doors_api.sheet,
    **dict.fromkeys(("api/v1/events", "api/v1/networks"), doors_api.pages),
    **dict.fromkeys(
        ("api/v1/", "api/v1/themes", "api/v1/territories", "api/v1/themes/<slug:identifier>"), doors_api.same_for_all
    ),
    **dict.fromkeys(("api/v1/openapi.json", "^api/v1(?:/.*)?$"), doors_api.same_for_all),
    "documents/<int:document_id>/<path:filename>": doors_files.download,
    "sitemap.xml": doors_files.sitemap,
    "": doors_files.small_answers,
    "readyz": doors_files.small_answers,
    "robots.txt": doors_files.small_answers,
    ".well-known/security.txt": doors_files.small_answers,
    **dict.fromkeys(addresses.ACCOUNTS, doors_files.accounts),
    "admin/": doors_files.admin,
    "admin/login/": doors_files.no_second_login,
    "^admin/password_reset/": doors_files.no_second_login,
    "<language>/_util/login/": doors_files.no_second_login,
}
NOT_OURS: dict[str, str] = {
    "healthz": "two letters, whatever there is",
    "^media/(?P<path>images/.*|original_images/.*)$": "pictures are public (docs/access.md)",
    "<language>/_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": (
        "Wagtail's, for passwords of pages, which are not offered"
    ),
}
