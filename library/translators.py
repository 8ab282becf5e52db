"""Translators work in their own languages: the one rule, which every way into a translation asks.

Who may change sheets and add none is a translator. Their languages stand on their account. Who writes sheets works in
all languages; so does an administrator. For pages the same rule stands in `home.models.base.RightsOnPage`.
"""

from typing import Any

from django.contrib.admin.utils import unquote
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Locale
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail_localize.models import Translation, TranslationSource

from library.models import KINDS, TranslationTask
from networks.models import User

WRITING = [f"library.add_{model._meta.model_name}" for model in KINDS.values()]
SAFE = ("GET", "HEAD", "OPTIONS")
SHEETS = "wagtailsnippets_library_"
AREAS = {f"{SHEETS}{model._meta.model_name}": model for model in KINDS.values()}
# Addresses of one sheet that change nothing: whoever works on sheets may go through them.
READING = {"usage", "usage_results", "history", "history_results", "revisions_view", "revisions_compare"} | {
    "workflow_history",
    "workflow_history_results",
    "workflow_history_detail",
    "workflow_preview",
    "preview_on_edit",
}


def is_translator(user: User | AnonymousUser) -> bool:
    """Whether the account works in the languages that it was given, and in no other."""
    return not any(map(user.has_perm, WRITING))


def may_work_in(user: Any, locale_id: int) -> bool:
    return not is_translator(user) or locale_id in user.language_ids


def languages_of(user: Any) -> QuerySet[Locale]:
    """Those that this account may translate into."""
    return Locale.objects.filter(pk__in=user.language_ids) if is_translator(user) else Locale.objects.all()


def may_change(user: Any, thing: Any) -> bool:
    """Whether this account's languages let it change a sheet: a translator changes translations only."""
    return not is_translator(user) or (thing.locale_id in user.language_ids and not thing.is_source)


def own_sheets(sheets: QuerySet, user: Any) -> QuerySet:
    """What a list for editing shows to this account."""
    return sheets.filter(locale__in=user.language_ids) if is_translator(user) else sheets


class SheetPolicy(ModelPermissionPolicy):
    """Rights on sheets, narrowed to the languages of a translator."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        allowed = super().user_has_permission_for_instance(user, action, instance)
        return allowed and (action in {"view", "any"} or may_change(user, instance))

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)


def check_address(request: HttpRequest, name: str, kwargs: dict[str, Any]) -> None:
    """Refuse a translator an address of the admin, by its name, that would change another language."""
    if name.startswith("wagtail_localize:"):
        check_translating(request, kwargs)
    elif name.startswith(SHEETS) and is_translator(request.user):
        area, _colon, view = name.partition(":")
        model = AREAS.get(area)
        if model is None or "pk" not in kwargs or view in READING:
            return
        sheet = model.objects.select_related("work").filter(pk=unquote(str(kwargs["pk"]))).first()
        if sheet is not None and not may_change(request.user, sheet):
            raise PermissionDenied


def check_translating(request: Any, kwargs: dict[str, Any]) -> None:
    """The same for an address of wagtail-localize, by what stands in it."""
    if not is_translator(request.user):
        return
    own = request.user.language_ids
    if "translation_id" in kwargs:
        into = Translation.objects.filter(pk=kwargs["translation_id"]).values_list("target_locale", flat=True)
        if set(into) - own or (request.method not in SAFE and _is_held(kwargs["translation_id"])):
            raise PermissionDenied
    elif "translation_source_id" in kwargs:
        # New words of the source come to all its translations at once, as passages to translate.
        into = Translation.objects.filter(source=kwargs["translation_source_id"], target_locale__in=own)
        if TranslationSource.objects.filter(pk=kwargs["translation_source_id"]).exists() and not into.exists():
            raise PermissionDenied
    elif set(request.POST.getlist("locales")) - {str(locale) for locale in own}:
        raise PermissionDenied


def _is_held(translation_id: int) -> bool:
    """Whether the words wait for their review (library.translation_review): translators leave them as they are."""
    one = Translation.objects.filter(pk=translation_id).select_related("source").first()
    waiting = TranslationTask.objects.filter(review=TranslationTask.Review.WAITING)
    return one is not None and waiting.filter(key=one.source.object_id, locale=one.target_locale_id).exists()
