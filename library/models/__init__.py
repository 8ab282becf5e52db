from .files import PrivateDocument, SheetFile
from .imports import ImportLine, SheetImport
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
from .outside import AboutThing, PreviewLink, Release, ReleaseItem, SheetComment
from .pages import LibraryPage
from .restriction import restrict
from .reviewing import PeerApproval, ReviewSettings
from .rows import Cost, Funding, Lot, MethodStep, Partner, Result, Row, Step, Unit
from .sheets import Access, ContactAccess, Sheet
from .tags import SheetTag, Tag, TagAddress
from .translating import SourceWords, TranslationTask
from .upkeep import Confirmation, DailyCount, KindDelay, Link, LinkPlace, Reminder, UpkeepSettings, Verdict
from .vocabulary import FormerTheme, Theme, ThemeLabel, ThemeMatch, ThemeNote, VocabularyUpload
from .works import Kind, Work

__all__ = [
    "KINDS",
    "AboutThing",
    "Access",
    "ContactAccess",
    "Confirmation",
    "Cost",
    "DailyCount",
    "PrivateDocument",
    "ExperienceSheet",
    "FormerTheme",
    "Funding",
    "Guide",
    "ImportLine",
    "Kind",
    "KindDelay",
    "LibraryPage",
    "Link",
    "LinkPlace",
    "Lot",
    "MethodStep",
    "Nature",
    "Partner",
    "Procedure",
    "Reminder",
    "Result",
    "Row",
    "Sheet",
    "SheetFile",
    "SheetImport",
    "SheetTag",
    "SourceWords",
    "Tag",
    "TagAddress",
    "Specification",
    "Step",
    "TechnicalSheet",
    "Theme",
    "ThemeLabel",
    "ThemeMatch",
    "ThemeNote",
    "TranslationTask",
    "Unit",
    "UpkeepSettings",
    "Verdict",
    "VocabularyUpload",
    "Work",
    "WorkingDocument",
    "restrict",
    "PeerApproval",
    "PreviewLink",
    "Release",
    "ReleaseItem",
    "ReviewSettings",
    "SheetComment",
]
