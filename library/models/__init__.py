from .files import PrivateDocument, SheetFile
from .kinds import (
    KINDS,
    ExperienceSheet,
    Guide,
    Nature,
    Procedure,
    Specification,
    TechnicalSheet,
    WorkingDocument,
)
from .pages import LibraryPage
from .restriction import restrict
from .rows import Cost, Funding, Lot, MethodStep, Partner, Result, Row, Step, Unit
from .sheets import Access, ContactAccess, Sheet, SheetTag
from .vocabulary import Theme, ThemeLabel
from .works import Kind, Work

__all__ = [
    "KINDS",
    "Access",
    "ContactAccess",
    "Cost",
    "PrivateDocument",
    "ExperienceSheet",
    "Funding",
    "Guide",
    "Kind",
    "LibraryPage",
    "Lot",
    "MethodStep",
    "Nature",
    "Partner",
    "Procedure",
    "Result",
    "Row",
    "Sheet",
    "SheetFile",
    "SheetTag",
    "Specification",
    "Step",
    "TechnicalSheet",
    "Theme",
    "ThemeLabel",
    "Unit",
    "Work",
    "WorkingDocument",
    "restrict",
]
