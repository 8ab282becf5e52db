"""Which of our columns each column of a table is: guessed from its heading, whatever its language and spelling."""

import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

# The names of the columns in the admin: translated into every language of the site, and guessed in each of them.
LABELS = {
    "external_id": _("external identifier"),
    "kind": _("kind"),
    "language": _("language"),
    "title": _("title"),
    "summary": _("summary"),
    "body": _("text"),
    "themes": _("themes"),
    "tags": _("tags"),
    "territory": _("territory"),
    "year": _("year"),
    "access": _("who may read it"),
    "groups": _("groups"),
    "translation_of": _("translation of"),
    "status": _("state"),
}
# What people also call them. (Data, not texts of ours: they are compared, never shown.)
ALSO = {
    "external_id": "id; identifiant; référence; réf; code; n°; numéro; identifier; reference; "
    "رمز; معرف; المعرف الخارجي; رقم; المرجع",
    "kind": "type; nature; catégorie; type de fiche; category; النوع; نوع; صنف; نوع البطاقة",
    "language": "langue; lang; locale; لغة; اللغة",
    "title": "titre; intitulé; nom; nom de la fiche; name; heading; العنوان; عنوان; الاسم",
    "summary": "résumé; chapeau; chapô; description; présentation; abstract; intro; ملخص; الملخص; الموجز; وصف",
    "body": "texte; contenu; corps; détail; texte complet; content; full text; النص; المحتوى; نص",
    "themes": "thème; thèmes; thématique; thématiques; sujets; topics; subjects; theme; "
    "موضوع; المواضيع; الموضوعات; محاور",
    "tags": "mots-clés; mots clefs; étiquettes; keywords; labels; وسوم; الوسوم; كلمات مفتاحية; الكلمات المفتاحية",
    "territory": "territoire; commune; code insee; insee; lieu; département; place; area; الإقليم; البلدية; المنطقة",
    "year": "année; an; date; السنة; سنة; العام",
    "access": "accès; visibilité; droits; visibility; الوصول; الولوج; الصلاحية",
    "groups": "groupes; groupe; group; المجموعات; مجموعة; الفرق",
    "translation_of": "traduction de; source; original; fiche d'origine; translates; ترجمة لـ; ترجمة; الأصل",
    "status": "statut; état; publication; status; publié; الحالة; حالة النشر",
}  # fmt: skip
NEAR = 0.8  # of 1: two letters in ten may differ
LEFT_OUT = ""


@dataclass(frozen=True)
class Layout:
    """How a table is read: the sheet of the workbook, our column for each of its columns, values for all lines."""

    sheet: str = ""
    columns: tuple[str, ...] = ()  # by position; empty: left out
    values: dict[str, str] = field(default_factory=dict)  # of columns that the table has not


def folded(text: str) -> str:
    """Case, accents, marks and signs aside; and what Arabic writes in several ways."""
    text = unicodedata.normalize("NFKD", text.replace("_", " ").replace("ـ", ""))
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    text = text.translate(str.maketrans("أإآةى", "اااهي"))
    words = "".join(c if c.isalnum() else " " for c in text).split()
    return " ".join(word[2:] if word.startswith("ال") and len(word) > 4 else word for word in words)


def guess(header: list[str]) -> list[str]:
    """Our column for each heading, each of ours once: exact names first, then near ones, the nearest first."""
    found = [LEFT_OUT] * len(header)
    scores = []
    for place, heading in enumerate(header):
        words = folded(heading)
        for name, column in _names().items() if words else ():
            score = 1.0 if words == name else SequenceMatcher(None, words, name).ratio() if len(words) > 3 else 0
            if score >= NEAR:
                scores.append((-score, place, column))
    for _score, place, column in sorted(scores):
        if not found[place] and column not in found:
            found[place] = column
    return found


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for column, label in LABELS.items():
        own = [column, *ALSO[column].split(";")]
        for code, _language in settings.LANGUAGES:
            with override(code):
                own.append(str(label))
        for name in own:
            names.setdefault(folded(name), column)
    return names
