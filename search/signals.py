"""What may change what is found. A signal only marks: what is true is read from the database when it is projected.

Not every change sends one (queryset.update, raw SQL): the reconciler finds those.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move, published, unpublished

from home.health import register
from home.models import Material
from library.bulk import followers
from library.models import (
    KINDS,
    Partner,
    PrivateDocument,
    Row,
    Sheet,
    SheetFile,
    SheetTag,
    Tag,
    Theme,
    ThemeLabel,
    Work,
)
from library.vocabulary import themes_changed
from networks.models import AuthoritiesPage, LocalAuthority, Membership, Organisation, Territory

from . import featured, file_texts, health, indexing, members, thesaurus
from .models import FeaturedAnswer, ObjectKind, Synonym
from .uses import documents_of_pages, documents_of_sheet, pages_naming, pages_with, works_with


def _mark_works(keys: Iterable[UUID]) -> None:
    indexing.mark(ObjectKind.WORK, *keys)


def _mark_pages(keys: Iterable[UUID]) -> None:
    indexing.mark(ObjectKind.PAGE, *keys)


def _mark_works_whose_source(*conditions: Q, **named: Any) -> None:
    sheets = Sheet.objects.filter(*conditions, source_of__isnull=False, **named)
    _mark_works(sheets.values_list("translation_key", flat=True).distinct())


def _mark_authorities(authorities: QuerySet[LocalAuthority]) -> None:
    indexing.mark(ObjectKind.AUTHORITY, *map(members.key_of, authorities.values_list("pk", flat=True)))


def _mark_with(documents: Collection[int]) -> None:
    """What gives these files out: each of their uses counts for all others (search.uses)."""
    if documents:
        _mark_works(works_with(documents))
        _mark_pages(pages_with(documents))


def _mark_pages_below(pages: QuerySet[Page]) -> None:
    """These pages and everything under them: restrictions are inherited."""
    below = Q(pk__in=[])
    for path in pages.values_list("path", flat=True):
        below |= Q(path__startswith=path)
    found = dict(Page.objects.filter(below).values_list("pk", "translation_key"))
    _mark_pages(found.values())
    _mark_with(documents_of_pages(found))
    if AuthoritiesPage.objects.filter(below).exists():
        _mark_authorities(members.listed())


# Works


def sheet_changed(instance: Any, **_kwargs: Any) -> None:
    if isinstance(instance, Sheet):
        _mark_works([instance.translation_key])
        _mark_with(documents_of_sheet(instance.pk))


def work_changed(instance: Work, **_kwargs: Any) -> None:
    _mark_works([instance.translation_key])


def row_changed(sender: type, instance: Any, **_kwargs: Any) -> None:
    """A row, tag or partner saved by itself. The sheet may be going too; it marks itself then."""
    if issubclass(sender, Row | Partner | SheetTag | SheetFile):
        sheet = instance.content_object_id if sender is SheetTag else instance.sheet_id
        _mark_works(Sheet.objects.filter(pk=sheet).values_list("translation_key", flat=True))


def file_given(instance: SheetFile | Material, **_kwargs: Any) -> None:
    if instance.document_id:
        _mark_with([instance.document_id])


def document_changed(instance: PrivateDocument, **_kwargs: Any) -> None:
    file_texts.note(file_texts.unread().filter(pk=instance.pk))
    _mark_with([instance.pk])


def document_deleted(instance: PrivateDocument, **_kwargs: Any) -> None:
    _mark_with([instance.pk])


def facts_chosen(sender: type, instance: Any, action: str, pk_set: set | None, **_kwargs: Any) -> None:
    """Themes or groups of a sheet, from either end."""
    if not action.startswith("post_"):
        return
    if isinstance(instance, Sheet):
        _mark_works([instance.translation_key])
    elif pk_set:
        _mark_works(Sheet.objects.filter(pk__in=pk_set).values_list("translation_key", flat=True))


def theme_changed(instance: Theme, **_kwargs: Any) -> None:
    """Works on a narrower theme are found by this one too."""
    themes_written(themes={instance.pk})


def themes_written(themes: set[int], **_kwargs: Any) -> None:
    below: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in Theme.objects.values_list("pk", "parent"):
        below[parent].append(pk)
    found, level = set(themes), set(themes)
    while level := {pk for above in level for pk in below[above]} - found:
        found |= level
    thesaurus.forget()
    # Chosen ones first: of thousands of themes that an import writes, few are of any work.
    used = Sheet.themes.through.objects.values_list("theme", flat=True).distinct()
    _mark_works_whose_source(themes__in=found.intersection(used))


def label_changed(instance: ThemeLabel, **_kwargs: Any) -> None:
    _mark_works_whose_source(themes=instance.theme_id)


def tag_changed(instance: Tag, **_kwargs: Any) -> None:
    _mark_works_whose_source(tagged_items__tag=instance.pk)


def territory_changed(instance: Territory, **_kwargs: Any) -> None:
    _mark_authorities(LocalAuthority.objects.filter(Territory.inside_q(instance, "territory__")))
    _mark_works_whose_source(
        Territory.inside_q(instance, "territory__") | Territory.inside_q(instance, "authority__territory__")
    )


def authority_changed(instance: LocalAuthority, **_kwargs: Any) -> None:
    indexing.mark(ObjectKind.AUTHORITY, members.key_of(instance.pk))
    _mark_works_whose_source(authority=instance.pk)


def membership_changed(instance: Membership, **_kwargs: Any) -> None:
    """Those that begin or end with a day are found by the reconciler."""
    indexing.mark(ObjectKind.AUTHORITY, members.key_of(instance.authority_id))


def name_changed(instance: Any, **_kwargs: Any) -> None:
    """Of a body that pages name."""
    _mark_pages(pages_naming(instance))


def group_deleted(instance: Group, **_kwargs: Any) -> None:
    _mark_works_whose_source(groups=instance.pk)
    _mark_pages_below(Page.objects.filter(view_restrictions__groups=instance.pk))


# Pages


def page_changed(instance: Any, **_kwargs: Any) -> None:
    if isinstance(instance, Page):
        _mark_pages([instance.translation_key])
        _mark_with(documents_of_pages([instance.pk]))
    if isinstance(instance, AuthoritiesPage):
        _mark_authorities(members.listed())


def page_moved(instance: Page, **_kwargs: Any) -> None:
    _mark_pages_below(Page.objects.filter(pk=instance.pk))


def restriction_changed(instance: PageViewRestriction, **_kwargs: Any) -> None:
    _mark_pages_below(Page.objects.filter(pk=instance.page_id))


def restriction_groups_changed(instance: Any, action: str, **_kwargs: Any) -> None:
    if action.startswith("post_") and isinstance(instance, PageViewRestriction):
        restriction_changed(instance)


def _listen(receiver: Callable, senders: Iterable[type | None], *signals: Any) -> None:
    for signal in signals:
        for sender in senders:
            signal.connect(receiver, sender=sender, dispatch_uid=f"{receiver.__module__}_{receiver.__name__}_{sender}")


# Admin signals come from a kind, those of the timer and of cascades from the bare sheet.
_listen(sheet_changed, [Sheet, *KINDS.values()], post_save, post_delete, published, unpublished)
_listen(work_changed, [Work], post_save, post_delete)
_listen(row_changed, [None], post_save, post_delete)
_listen(file_given, [SheetFile, Material], post_save, post_delete)
_listen(document_changed, [PrivateDocument], post_save)
_listen(document_deleted, [PrivateDocument], pre_delete)
_listen(facts_chosen, [Sheet.themes.through, Sheet.groups.through], m2m_changed)
_listen(theme_changed, [Theme], post_save, pre_delete)
_listen(themes_written, [Theme], themes_changed)
_listen(label_changed, [ThemeLabel], post_save, post_delete)
_listen(tag_changed, [Tag], post_save, pre_delete)
_listen(thesaurus.forget, [Theme, ThemeLabel, Synonym], post_save, post_delete)
_listen(featured.forget, [FeaturedAnswer], post_save, post_delete)
_listen(territory_changed, [Territory], post_save)
_listen(authority_changed, [LocalAuthority], post_save, pre_delete)
_listen(name_changed, [LocalAuthority, Organisation, Territory], post_save, pre_delete)
_listen(membership_changed, [Membership], post_save, post_delete)
_listen(group_deleted, [Group], pre_delete)
_listen(
    page_changed,
    [None],
    post_save,
    post_delete,
    page_published,
    page_unpublished,
    page_slug_changed,
    published,
    unpublished,
)
_listen(page_moved, [None], post_page_move)
_listen(restriction_changed, [PageViewRestriction], post_save, post_delete)
_listen(restriction_groups_changed, [PageViewRestriction.groups.through], m2m_changed)

followers.append(indexing.deferred)
register("search", health.state)
register("elasticsearch", health.elasticsearch)
