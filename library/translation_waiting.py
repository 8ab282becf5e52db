"""The translations that wait for someone, for the start page and for whoever lists what waits for a person."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from library.models import KINDS, Sheet, TranslationTask, Work
from library.translation_review import WAITING
from library.translators import is_translator

MOST = 20


@dataclass
class Waiting:
    title: str
    language: str
    url: str
    why: str  # "translate", "returned" or "review"
    due_on: date | None
    who: Any
    comment: str

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and self.due_on < timezone.localdate()


def waiting_for(user: Any) -> list[Waiting]:
    """What is given to this person, and what waits for their review. Four queries at most."""
    wanted = Q(assigned_to=user) & ~Q(review=WAITING)
    if _reviews(user):
        own = Q(review=WAITING)
        if is_translator(user):
            own &= Q(locale__in=user.language_ids)
        wanted |= own
    tasks = list(
        TranslationTask.objects.filter(wanted)
        .select_related("locale", "submitted_by")
        .order_by(F("due_on").asc(nulls_last=True), "pk")[:MOST]
    )
    found = _things([task.key for task in tasks]) if tasks else {}
    lines = []
    for task in tasks:
        title, urls, board = found.get(task.key, ("", {}, ""))
        if not title:
            continue
        why = "review" if task.review == WAITING else "returned" if task.review else "translate"
        url = urls.get(task.locale_id) or reverse("translation_board", args=[task.locale.language_code])
        who = task.submitted_by if why == "review" else None
        lines.append(Waiting(title, task.locale.get_display_name(), url, why, task.due_on, who, task.comment))
    return lines


def _reviews(user: Any) -> bool:
    names = (f"library.publish_{model._meta.model_name}" for model in KINDS.values())
    return any(map(user.has_perm, names)) or page_permission_policy.user_has_permission(user, "publish")


def _things(keys: list[UUID]) -> dict[UUID, tuple[str, dict[int, str], str]]:
    """By key: the title of the source, and where each language is edited."""
    found: dict[UUID, tuple[str, dict[int, str], str]] = {}
    works = Work.objects.filter(translation_key__in=keys, source__isnull=False)
    for key, kind, title in works.values_list("translation_key", "kind", "source__title"):
        found[key] = (title, {}, kind)
    for key, pk, locale in Sheet.objects.filter(translation_key__in=keys).values_list(
        "translation_key", "pk", "locale"
    ):
        if key in found:
            viewset = KINDS[found[key][2]].snippet_viewset
            found[key][1][locale] = reverse(viewset.get_url_name("edit"), args=[pk])
    pages = Page.objects.filter(translation_key__in=keys, alias_of__isnull=True).order_by("pk")
    for key, pk, locale, title in pages.values_list("translation_key", "pk", "locale", "draft_title"):
        found.setdefault(key, (title, {}, "page"))[1][locale] = reverse("wagtailadmin_pages:edit", args=[pk])
    return found
