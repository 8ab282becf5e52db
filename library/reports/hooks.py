"""The reports in Wagtail's menu, and the start page. Imported by library.wagtail_hooks."""

from functools import partial

from django.urls import URLPattern
from wagtail import hooks

from library.reports import start
from library.reports.base import LibraryReport, ReportMenuItem
from library.reports.files import FilesReport
from library.reports.incomplete import IncompleteReport
from library.reports.languages import LanguagesReport
from library.reports.links import LinksReport
from library.reports.reading import ReadingReport
from library.reports.upkeep import UpkeepReport

REPORTS: list[type[LibraryReport]] = [
    UpkeepReport,
    IncompleteReport,
    LinksReport,
    FilesReport,
    ReadingReport,
    LanguagesReport,
]
FIRST = 100  # among Wagtail's own reports


@hooks.register("register_admin_urls")
def addresses_of_reports() -> list[URLPattern]:
    return [address for report in REPORTS for address in report.addresses()]


for _place, _report in enumerate(REPORTS):
    hooks.register("register_reports_menu_item", partial(ReportMenuItem, _report, FIRST + _place))

hooks.register("construct_homepage_panels", start.build)
hooks.register("construct_homepage_summary_items", start.without_totals, order=1000)
