"""What each reader may read in each state of a work: written by hand, after docs/access.md, not asked of the code."""

from tests.access.words import Place

# -  nothing: 404
# t  title, summary, labels
# b  the text too, and what is "as the sheet" of its files and contact
# m  also what is for members of its files and contact
TABLE = """
              anonymous deactivated outsider lapsed member in_group other_group only_group manager editor translator moderator administrator
public            b          b         b       b      m       m          m          b         b      m        m          m           m
members           t          t         t       t      m       m          m          t         t      m        m          m           m
group             -          -         -       -      -       m          -          b         -      m        m          m           m
no_group          -          -         -       -      -       -          -          -         -      m        m          m           m
draft             -          -         -       -      -       -          -          -         -      -        -          -           -
scheduled         -          -         -       -      -       -          -          -         -      -        -          -           -
expired           -          -         -       -      -       -          -          -         -      -        -          -           -
withdrawn         -          -         -       -      -       -          -          -         -      -        -          -           -
deleted           -          -         -       -      -       -          -          -         -      -        -          -           -
closing           b          b         b       b      m       m          m          b         b      m        m          m           m
opening           -          -         -       -      -       m          -          b         -      m        m          m           m
draft_en          b          b         b       b      m       m          m          b         b      m        m          m           m
withdrawn_ar      b          b         b       b      m       m          m          b         b      m        m          m           m
expired_en        t          t         t       t      m       m          m          t         t      m        m          m           m
technical         t          t         t       t      m       m          m          t         t      m        m          m           m
specification     b          b         b       b      m       m          m          b         b      m        m          m           m
guide             t          t         t       t      m       m          m          t         t      m        m          m           m
working           -          -         -       -      -       m          -          b         -      m        m          m           m
"""  # noqa: E501

_head, *_lines = (line.split() for line in TABLE.strip().splitlines())
ROLES: list[str] = _head
LEVELS: dict[tuple[str, str], str] = {
    (line[0], role): level for line in _lines for role, level in zip(ROLES, line[1:], strict=True)
}
STATES: list[str] = [line[0] for line in _lines]

SEEN = {state for state in STATES if LEVELS[state, "in_group"] != "-"}  # by someone who is not staff

NO_ACCOUNT = {"anonymous", "deactivated"}
STAFF = {"editor", "translator", "moderator", "administrator"}
TRY_THE_ADMIN = {"anonymous", "deactivated", "outsider", "in_group", "manager"}
KEEPS_FILES = {"editor", "moderator", "administrator"}  # they change documents, so they download any
LANGUAGES = ["fr", "en", "ar"]
# The languages in which a work is published, where not in all, and its source, where it is not French.
PUBLISHED = {"draft_en": ["fr", "ar"], "withdrawn_ar": ["fr", "en"], "expired_en": ["fr", "ar"]}
SOURCES = {"technical": "en", "guide": "ar", "deleted": "en"}
KINDS = {"technical", "specification", "guide", "working"}
CONTACT_FOR_MEMBERS = {"public", "group", "specification"}  # in the others the contact is as the sheet

LABELS = {"title", "summary", "tag", "authority", "place"}
CARD = {"title", "summary", "authority", "place"}
FACTS = {"tag", "authority", "place", "partner", "contact"}
FILES = ("same", "members")
NEVER_A_PAGE = {"draft_title", "draft_body", "draft_file"}


def kind_of(state: str) -> str:
    return state if state in KINDS else "experience"


def published_in(state: str) -> list[str]:
    return PUBLISHED.get(state, LANGUAGES)


def level(state: str, role: str, language: str = "") -> str:
    return LEVELS[state, role] if not language or language in published_in(state) else "-"


def may_see(place: Place, role: str) -> bool:
    """Whether a page, in any language, may show this word to this reader."""
    given = level(place.state, role, place.language)
    field = place.field
    if given == "-" or field in NEVER_A_PAGE:
        return False
    if field in LABELS:
        return True
    if field == "contact" and place.state in CONTACT_FOR_MEMBERS:
        return given == "m"
    if field.startswith("content_of_"):  # the bytes of a file leave through the download alone
        return False
    return given in {"b", "m"}


def may_download(state: str, which: str, role: str) -> int:
    """The answer to a reader who asks for a file of a work, ``same`` or ``members``."""
    given = level(state, role)
    if role in KEEPS_FILES or given == "m" or (given == "b" and which == "same"):
        return 200
    if given == "-":
        return 404
    return 302 if role in NO_ACCOUNT else 403
