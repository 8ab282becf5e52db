"""An editor imports 500 lines with 7 faults, corrects them in the file that comes back, and is done: in Arabic."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from library.importing import jobs
from library.models import Sheet, Theme, ThemeLabel
from tests import factories
from tests.browser import visit
from tests.journeys.admin import log_in, staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINES = 500
HEADINGS = ["المعرف", "النوع", "اللغة", "العنوان", "الملخص", "المواضيع", "السنة", "الوصول", "الحالة", "ملاحظات"]
FAULTS = {
    5: (7, "MMXX"),
    60: (7, "12"),
    111: (6, "جبن"),
    222: (2, "رواية"),
    333: (4, ""),
    404: (8, "الجميع"),
    499: (3, "xx"),
}


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    factories.library_tree()
    ThemeLabel.objects.create(theme=Theme.objects.create(identifier="water"), language="ar", label="الماء")
    book = Workbook()
    book.active.append(HEADINGS)
    for number in range(1, LINES + 1):
        row = [
            f"AR-{number}",
            "guide",
            "ar",
            f"دليل رقم {number}",
            "ملخص",
            "الماء",
            "2024",
            "public",
            "draft",
            "ملاحظة",
        ]
        if number in FAULTS:
            place, wrong = FAULTS[number]
            row[place - 1] = wrong
        book.active.append(row)
    book.save(tmp_path / "adilla.xlsx")
    return tmp_path / "adilla.xlsx"


def test_an_import_with_faults_is_corrected_and_done(workbook, tmp_path, browser, live_server):
    staff("editor@example.org", "Editors", "ar")
    with visit(browser, live_server.url) as page:
        log_in(page, "editor@example.org")
        page.goto("/admin/")
        page.goto("/admin/imports/")
        assert page.locator("html").get_attribute("dir") == "rtl"
        send(page, workbook)
        assert page.input_value("[name=column-3]") == "title"
        assert page.input_value("[name=column-9]") == ""
        page.click("form[method=post] button.button[type=submit] >> nth=-1")
        state(page, "checking")
        jobs.work()
        state(page, "faulty")
        rows = page.locator("table.listing tbody tr")
        assert rows.count() == len(FAULTS)
        with page.expect_download(timeout=15_000) as download:
            page.click("a[href$='/faults/']")
        back = tmp_path / "back.xlsx"
        download.value.save_as(back)
        correct(back)
        send(page, back)
        page.click("form[method=post] button.button[type=submit] >> nth=-1")
        jobs.work()
        state(page, "checked")
        assert str(LINES) in page.inner_text("a[href='?action=create']")
        assert not Sheet.objects.exists()
        page.click("[name=start]")
        state(page, "writing")
        jobs.work()
        state(page, "done")
        page.click("table.listing tbody tr >> nth=0 >> a")
        assert page.input_value("[name=title]") == "دليل رقم 1"
    assert Sheet.objects.count() == LINES


def send(page, path: Path) -> None:
    page.set_input_files("[name=file]", path)
    page.click("form[enctype] button[type=submit]")
    page.wait_for_url("**/columns/")


def state(page, name: str) -> None:
    page.wait_for_selector(f"[data-state={name}]")


def correct(path: Path) -> None:
    """What a person does: looks at the last column, and writes what is right in its line."""
    book = load_workbook(path)
    right = [None, "guide", "ar", "دليل", "ملخص", "الماء", "2024", "public", ""]
    corrected = 0
    for row in book.active.iter_rows(min_row=2):
        if row[-1].value:
            corrected += 1
            for cell, value in zip(row[1:9], right[1:], strict=True):
                cell.value = value
    assert corrected == len(FAULTS)
    book.save(path)
