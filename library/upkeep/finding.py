"""The links that something holds, found by the types of its fields, in rich texts, streams and rows too.

A new field or block is searched without being named here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.db import models
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.blocks import ListBlock, PageChooserBlock, RichTextBlock, URLBlock
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.blocks.struct_block import BaseStructBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from library.models import Link, Sheet

Target = Link.Target
MOST_DEEP = 12


@dataclass(frozen=True)
class Found:
    field: str
    target: str
    address: str  # of another site, a path of ours, or the key of a page, document or sheet


def links_of(thing: models.Model, inside: str = "") -> Iterator[Found]:
    """Every link of a page, sheet or other object and of its rows. Relations may be prefetched."""
    for field in fields_with_links(type(thing)):
        for target, address in _of_field(thing, field):
            yield Found((inside or field.name)[:100], target, address)
    for relation in rows_with_links(type(thing)):
        for row in getattr(thing, relation).all():
            yield from links_of(row, relation)


def fields_with_links(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.get_fields() if _may_link(model, field)]


def _may_link(model: type[models.Model], field: Any) -> bool:
    if isinstance(field, RichTextField | StreamField | models.URLField):
        return True
    if not isinstance(field, models.ForeignKey) or field.remote_field.parent_link or not field.editable:
        return False
    if field.model is Page or field.name == "page_ptr":  # Wagtail's own: what it is a copy of
        return False
    return issubclass(field.related_model, Page | Sheet)


def rows_with_links(model: type[models.Model]) -> list[str]:
    """The relations to rows, which are kept with what they stand on, where these may hold a link."""
    if not issubclass(model, ClusterableModel):
        return []
    relations = get_all_child_relations(model)
    return [
        relation.get_accessor_name()
        for relation in relations
        if fields_with_links(relation.related_model) and relation.related_model._meta.app_label != "wagtailcore"
    ]


def _of_field(thing: models.Model, field: Any) -> Iterator[tuple[str, str]]:
    if isinstance(field, models.ForeignKey):
        key = getattr(thing, field.attname)
        if key is not None:
            yield (Target.PAGE if issubclass(field.related_model, Page) else Target.SHEET), str(key)
        return
    value = getattr(thing, field.attname)
    if not value:
        return
    if isinstance(field, RichTextField):
        yield from in_rich_text(str(value))
    elif isinstance(field, StreamField):
        yield from _of_block(field.stream_block, list(value.raw_data))
    else:
        yield Target.OUTSIDE, str(value)


def _of_block(block: Any, value: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    """A block and its value as the database keeps it: a page that is gone still has its key there."""
    if value is None or depth > MOST_DEEP:
        return
    if isinstance(block, RichTextBlock):
        yield from in_rich_text(str(value))
    elif isinstance(block, URLBlock):
        if value:
            yield Target.OUTSIDE, str(value)
    elif isinstance(block, PageChooserBlock):
        yield Target.PAGE, str(value)
    elif isinstance(block, BaseStructBlock) and isinstance(value, dict):
        for name, child in block.child_blocks.items():
            yield from _of_block(child, value.get(name), depth + 1)
    elif isinstance(block, ListBlock):
        for item in value:
            kept = item["value"] if isinstance(item, dict) and item.get("type") == "item" else item
            yield from _of_block(block.child_block, kept, depth + 1)
    elif isinstance(block, BaseStreamBlock):
        for item in value:
            child = block.child_blocks.get(item["type"])
            if child is not None:
                yield from _of_block(child, item["value"], depth + 1)


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "a":
            return
        said = {name: value or "" for name, value in attrs}
        kind, key = said.get("linktype"), said.get("id", "")
        if kind in {"page", "document"} and key.isascii() and key.isdigit():
            self.found.append((Target.PAGE if kind == "page" else Target.DOCUMENT, key))
        elif said.get("href"):
            self.found.append((Target.OUTSIDE, said["href"].strip()))


def in_rich_text(source: str) -> list[tuple[str, str]]:
    """As the database keeps it: links to pages and documents by their keys."""
    if "<a" not in source:
        return []
    anchors = _Anchors()
    anchors.feed(source)
    return anchors.found
