"""The text of a cell: normal form, lists, rich text."""

import html
import re
import unicodedata

import nh3

# Characters that no text of ours holds: control characters, halves of surrogate pairs, non-characters.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")  # they would make two tags out of one word

BLOCK_TAG = re.compile(r"<(?:p|h[1-6]|ul|ol|li|div|table|blockquote)\b", re.IGNORECASE)
ANY_TAG = re.compile(
    r"</?(?:p|h[1-6]|ul|ol|li|div|table|blockquote|b|i|a|strong|em|br|span|u|s|img|svg|math|script|style|iframe|"
    r"object|embed|form|input|video|audio)\b[^<>]*>|<!--",
    re.IGNORECASE,
)
SAME_AS = {"strong": "b", "em": "i", "h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4", "div": "p"}
TAGS = {"p", "h3", "h4", "ul", "ol", "li", "b", "i", "a", "br", *SAME_AS}


def normal(text: str) -> str:
    """One form for each text: composed characters, plain line ends, nothing around."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip(" \t\n")


def one_line(text: str) -> str:
    return re.sub("[ \t\n]+", " ", normal(text))


def key(text: str) -> str:
    """What two spellings of one name have in common: case, apostrophes, spaces and invisible characters aside."""
    return " ".join(INVISIBLE.sub("", normal(text)).replace("\u2019", "'").casefold().split())


def join_list(items: list[str]) -> str:
    return ";".join(re.sub(r"([\\;])", r"\\\1", item) for item in items)


def split_list(text: str) -> list[str]:
    """The items between semicolons; a semicolon inside an item is written ``\\;``."""
    items = re.findall(r"(?:\\[\\;]|[^;])+", text)
    return [item for item in (one_line(re.sub(r"\\([\\;])", r"\1", item)) for item in items) if item]


def rich_text(text: str) -> str:
    """Clean HTML: what the editor knows of simple HTML, or paragraphs made of plain text."""
    text = normal(text)
    if not ANY_TAG.search(text):
        text = _paragraphs(html.escape(text, quote=False))
    elif not BLOCK_TAG.search(text):
        text = _paragraphs(text)
    return clean(text)


def clean(text: str) -> str:
    """Only the elements, attributes and addresses of the allow-list; scripts and styles go with their content."""
    cleaned = nh3.clean(
        text,
        tags=TAGS,
        attributes={"a": {"href", "linktype", "id"}},
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    for (
        name,
        ours,
    ) in SAME_AS.items():  # safe: in cleaned text each < begins one of our tags, and these have no attribute
        cleaned = cleaned.replace(f"<{name}>", f"<{ours}>").replace(f"</{name}>", f"</{ours}>")
    return normal(cleaned.replace("<br>", "<br/>"))


def _attribute(_element: str, name: str, value: str) -> str | None:
    """Links to pages and documents of the site, as the editor stores them, survive an export and an import."""
    if name == "linktype":
        return value if value in {"page", "document"} else None
    if name == "id":
        return value if value.isascii() and value.isdigit() else None
    return value


def _paragraphs(text: str) -> str:
    parts = (part.strip() for part in re.split(r"\n[ \t]*\n", text))
    return "".join(f"<p>{part.replace(chr(10), '<br/>')}</p>" for part in parts if part)
