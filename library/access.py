"""The one place that answers: may this reader read this thing? (docs/access.md)"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from home.models import Material, MaterialAccess
from home.visibility import published
from library.models import ContactAccess, PrivateDocument, Sheet, SheetFile
from library.querysets import Reader


def may_read(user: Reader, thing: Sheet | SheetFile | PrivateDocument) -> bool:
    """Whether the reader may read the body of a sheet, or download a file of one, or a document."""
    if isinstance(thing, Sheet):
        return Sheet.objects.readable_by(user).filter(pk=thing.pk).exists()
    if isinstance(thing, SheetFile):
        return _may_read_file(user, thing)
    return refusal(user, thing) is None


def may_see_contact(user: Reader, sheet: Sheet, readable: bool) -> bool:
    """Whether the reader may see the contact of a sheet whose readability is known; the stricter rule wins."""
    source = sheet.work.source
    return readable and (source.contact_access == ContactAccess.SAME or _reads_for_members(user))


def may_download(user: Reader, file: SheetFile, readable: bool) -> bool:
    """As `may_see_contact`, for one file."""
    return readable and (file.access == SheetFile.Access.SAME or _reads_for_members(user))


def _reads_for_members(user: Reader) -> bool:
    return user.is_authenticated and (user.is_current_member or user.reads_everything)


def _may_read_file(user: Reader, file: SheetFile) -> bool:
    readable = Sheet.objects.readable_by(user).filter(pk=file.sheet_id, source_of__isnull=False).exists()
    return may_download(user, file, readable)


def refusal(user: Reader, document: PrivateDocument) -> str | None:
    """Why the reader may not download the document: None (they may), ``hidden`` or ``members``.

    A document is as restricted as the strictest published work or page that uses it, and one that nothing published
    uses is hidden. ``members`` when all its uses are visible to the reader, so that its existence is no secret.
    """
    if document.scan != PrivateDocument.Scan.CLEAN:
        return "hidden"  # from staff too: nobody is to open what may be infected
    if user.is_authenticated and user.is_active and user.has_perm("library.change_privatedocument"):
        return None
    files = list(
        SheetFile.objects.filter(document=document, sheet__in=_published_sources()).only("sheet_id", "access")
    )
    texts, pages_refused = _texts_using(user, document)
    materials = list(_materials_of(document))
    if not files and not texts and pages_refused is None and not materials:
        return "hidden"
    works = {file.sheet_id for file in files} | texts
    visible = set(Sheet.objects.visible_to(user).filter(pk__in=works).values_list("pk", flat=True))
    if works - visible or pages_refused or not all(may_open_page(user, row.page) for row in materials):
        return "hidden"
    readable = set(Sheet.objects.readable_by(user).filter(pk__in=works).values_list("pk", flat=True))
    if works - readable:
        return "members"
    if all(may_download(user, file, True) for file in files) and all(may_take(user, row.access) for row in materials):
        return None
    return "members"


def may_take(user: Reader, access: str | None) -> bool:
    """Whether the reader may have a material of an event that they may open; what is not said is for members."""
    return access == MaterialAccess.SAME or _reads_for_members(user)


def _materials_of(document: PrivateDocument) -> "QuerySet[Material]":
    """The rows of published events that give the document out: those of the pages that keep the facts."""
    events = Page.objects.filter(published(), facts_of__isnull=False)
    return Material.objects.filter(document=document, page__in=events.values("pk")).select_related("page")


def _published_sources():
    return Sheet.objects.published().filter(source_of__isnull=False).values("pk")


def _texts_using(user: Reader, document: PrivateDocument) -> tuple[set[int], bool | None]:
    """Published sheets whose text links to the document; whether a page that does so is refused (None: no page)."""
    # Not the files of sheets and events: their own tables are asked, and Wagtail indexes them one save too late.
    links = ReferenceIndex.get_references_to(document)
    links = links.exclude(model_path__startswith="files.").exclude(model_path__startswith="materials.")
    references = links.values_list("base_content_type", "object_id")
    sheet_type = ContentType.objects.get_for_model(Sheet)
    page_type = ContentType.objects.get_for_model(Page)
    named = {sheet_type.pk: set(), page_type.pk: set()}  # type: dict[int, set[int]]
    for content_type, object_id in references:
        if content_type in named:
            named[content_type].add(int(object_id))
    sheets = set(Sheet.objects.published().filter(pk__in=named[sheet_type.pk]).values_list("pk", flat=True))
    pages = list(Page.objects.filter(published(), pk__in=named[page_type.pk]))
    if not pages:
        return sheets, None
    return sheets, not all(may_open_page(user, page) for page in pages)


def may_open_page(user: Reader, page: Page) -> bool:
    """Whether Wagtail's restrictions, the page's own and its ancestors', let this reader in."""
    if user.is_authenticated and user.is_superuser and user.is_active:
        return True
    for restriction in page.get_view_restrictions():
        if restriction.restriction_type == PageViewRestriction.LOGIN and user.is_authenticated:
            continue
        if restriction.restriction_type == PageViewRestriction.GROUPS and user.is_authenticated:
            chosen = set(restriction.groups.values_list("pk", flat=True))
            if chosen & set(user.group_ids):
                continue
        return False
    return True
