"""What keeps a spreadsheet from taking a text of ours for a formula."""

import re

FORMULA = re.compile(r"'*[=+\-@\t\r]")
ESCAPED_FORMULA = re.compile(r"'+[=+\-@\t\r]")


def neutral(text: str, spreadsheet: bool = False) -> str:
    """The text as an export writes it: in CSV, an apostrophe before whatever a spreadsheet would calculate.

    In a workbook the cell is typed as text; there only a text that begins as if it had been escaped is escaped.
    """
    return f"'{text}" if (ESCAPED_FORMULA if spreadsheet else FORMULA).match(text) else text


def without_escape(text: str) -> str:
    return text[1:] if ESCAPED_FORMULA.match(text) else text
