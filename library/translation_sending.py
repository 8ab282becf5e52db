"""Sending to translation: one thing, a choice of them, or a whole section. Each is sent wholly or not at all.

What is made is a draft in every case, and says the source's words until someone translates them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Locale, Page
from wagtail_localize.operations import TranslationCreator

from library.models import KINDS, Sheet, Theme
from library.translations import is_translation_source
from library.translators import languages_of
from library.vocabulary import narrower_ids

AT_MOST = 100  # translations made by one request: each takes a tenth of a second
SHOWN = 20


@dataclass
class Outcome:
    sent: list[tuple[Any, Locale]] = field(default_factory=list)
    present: list[tuple[Any, Locale]] = field(default_factory=list)
    refused: list[tuple[Any, Locale, str]] = field(default_factory=list)
    left: int = 0  # for another time


class RefusedError(Exception):
    pass


def send(things: Iterable[Any], locales: Iterable[Locale], user: Any) -> Outcome:
    """Send each of these sheets and pages into each of these languages, parents before their children."""
    if not user.has_perm("wagtail_localize.submit_translation"):
        raise PermissionDenied
    allowed = set(languages_of(user))
    outcome = Outcome()
    wanted = list(locales)
    for thing in things:
        thing = thing.specific if isinstance(thing, Page) else thing
        known = _known(thing)
        for locale in wanted:
            if locale.pk == thing.locale_id:
                continue
            if known.get(locale.pk) is False:
                outcome.present.append((thing, locale))
                continue
            if len(outcome.sent) >= AT_MOST:
                outcome.left += 1
                continue
            try:
                if locale not in allowed:
                    raise RefusedError(_("this is not one of your languages"))
                _send(thing, locale, known, user)
            except RefusedError as why:
                outcome.refused.append((thing, locale, str(why)))
            else:
                outcome.sent.append((thing, locale))
    return outcome


def _known(thing: Any) -> dict[int, bool]:
    """The languages in which it is already, and whether it is there as a mere copy of another page."""
    versions = thing.get_translations(inclusive=True)
    if isinstance(thing, Page):
        return {locale: alias is not None for locale, alias in versions.values_list("locale", "alias_of")}
    return dict.fromkeys(versions.values_list("locale", flat=True), False)


@transaction.atomic
def _send(thing: Any, locale: Locale, known: dict[int, bool], user: Any) -> None:
    if not is_translation_source(thing.translation_key, thing.locale_id):
        raise RefusedError(_("it is a translation: only its source is sent"))
    if known.get(locale.pk):
        # wagtail-localize would turn the copy into a page of its own, published, in the source's words.
        raise RefusedError(_("a copy of the page stands there: delete it first"))
    if isinstance(thing, Page):
        _check_page(thing, locale)
    try:
        creator = TranslationCreator(user, [locale])
        creator.create_translations(thing, include_related_objects=False)
    except ValidationError as fault:
        raise RefusedError("; ".join(fault.messages)) from fault
    # wagtail-localize says nothing of a draft that could not be made.
    if not type(thing)._base_manager.filter(translation_key=thing.translation_key, locale=locale).exists():
        raise RefusedError(_("its draft could not be made: a field of the source is not valid"))


def _check_page(page: Page, locale: Locale) -> None:
    """No copies of pages above, in the source's words and published, which wagtail-localize would make of itself."""
    if page.alias_of_id:
        raise RefusedError(_("it is a copy of another page"))
    parent = page.get_parent()
    if parent is None or page.depth < 2:
        raise RefusedError(_("it is no page of the site"))
    if parent.depth > 1 and not parent.get_translations().filter(locale=locale, alias_of__isnull=True).exists():
        text = _("the page above it, “%(title)s”, is not translated yet: send that one first")
        raise RefusedError(text % {"title": parent.get_admin_display_title()})


def section(kind: str = "", theme: Theme | None = None, page: Page | None = None) -> Iterator[Any]:
    """The published sources of a section: a page and all below it, or the sheets of a kind, on a theme."""
    if page is not None:
        pages = page.get_descendants(inclusive=True).filter(live=True, alias_of__isnull=True, depth__gt=1)
        yield from (one for one in pages.order_by("path") if is_translation_source(one.translation_key, one.locale_id))
        return
    for name, model in KINDS.items():
        if kind in ("", name):
            sheets: Any = model.objects.filter(source_of__isnull=False, live=True).select_related("work", "locale")
            if theme is not None:
                sheets = sheets.on_themes(narrower_ids(theme.pk))
            yield from sheets.order_by("pk")


def as_kinds(sheets: Iterable[int]) -> list[Sheet]:
    """The sheets of these keys, each as its kind."""
    found: list[Sheet] = []
    for model in KINDS.values():
        found += model.objects.filter(pk__in=list(sheets)).select_related("work", "locale")
    return found


def tell(request: HttpRequest, outcome: Outcome) -> None:
    """Say in messages what was sent, what was there already, and what was refused and why."""
    if outcome.sent:
        count = len(outcome.sent)
        text = ngettext(
            "%(count)s translation was begun, as a draft.", "%(count)s translations were begun, as drafts.", count
        )
        messages.success(request, text % {"count": count})
    if outcome.present:
        count = len(outcome.present)
        text = ngettext("%(count)s was there already.", "%(count)s were there already.", count)
        messages.info(request, text % {"count": count})
    for thing, locale, why in outcome.refused[:SHOWN]:
        text = _("Not sent: “%(title)s” into %(language)s: %(why)s.")
        messages.error(request, text % {"title": _title(thing), "language": locale.get_display_name(), "why": why})
    more = len(outcome.refused) - SHOWN
    if more > 0:
        text = ngettext("%(count)s more was not sent.", "%(count)s more were not sent.", more)
        messages.error(request, text % {"count": more})
    if outcome.left:
        text = ngettext(
            "%(count)s translation is left for another time: send the same again to go on.",
            "%(count)s translations are left for another time: send the same again to go on.",
            outcome.left,
        )
        messages.warning(request, text % {"count": outcome.left})


def _title(thing: Any) -> str:
    return thing.get_admin_display_title() if isinstance(thing, Page) else str(thing)
