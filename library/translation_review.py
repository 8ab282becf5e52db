"""The review of a translation made passage by passage: wagtail-localize's editor knows none.

A translator submits; who may publish in this language publishes, or sends back with a comment. Until then the words
stay as they were submitted. What is written as a whole in the ordinary editor follows Wagtail's own workflow.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import Page

from library.models import TranslationTask
from library.translations import missing_passages, translation_of
from library.translators import is_translator, may_change

SUBMITTED, RETURNED, TAKEN_BACK = (f"library.translation_{name}" for name in ("submitted", "returned", "taken_back"))
WAITING = TranslationTask.Review.WAITING


def may_edit(user: Any, thing: Any) -> bool:
    if isinstance(thing, Page):
        return thing.specific.permissions_for_user(user).can_edit()
    return user.has_perm(f"library.change_{thing._meta.model_name}") and may_change(user, thing)


def may_review(user: Any, thing: Any) -> bool:
    """Whether this person may put the translation online."""
    if isinstance(thing, Page):
        return thing.specific.permissions_for_user(user).can_publish()
    return user.has_perm(f"library.publish_{thing._meta.model_name}") and may_change(user, thing)


def task_of(thing: Any) -> TranslationTask | None:
    found = TranslationTask.objects.filter(key=thing.translation_key, locale=thing.locale_id)
    return found.select_related("assigned_to", "submitted_by").first()


def submit(thing: Any, user: Any) -> None:
    """Raises ValidationError where it is not ready for it."""
    translation = translation_of(thing)
    if translation is None:
        raise ValidationError(_("This translation is written as a whole: submit it in its own editor."))
    missing = missing_passages(translation)
    if missing:
        text = ngettext(
            "%(count)s passage is not translated yet: translate it before you submit.",
            "%(count)s passages are not translated yet: translate them before you submit.",
            missing,
        )
        raise ValidationError(text % {"count": missing})
    now = {"review": WAITING, "submitted_by": user, "submitted_at": timezone.now(), "comment": ""}
    TranslationTask.objects.update_or_create(key=thing.translation_key, locale_id=thing.locale_id, defaults=now)
    log(thing, SUBMITTED, user=user)


def take_back(thing: Any, user: Any) -> bool:
    """Whether it was still waiting."""
    waiting = TranslationTask.objects.filter(key=thing.translation_key, locale=thing.locale_id, review=WAITING)
    taken = waiting.update(review=TranslationTask.Review.NONE)
    if taken:
        log(thing, TAKEN_BACK, user=user)
    return bool(taken)


def send_back(thing: Any, user: Any, comment: str) -> bool:
    """To whoever submitted it, unless it is somebody else's work. Whether it was still waiting."""
    task = TranslationTask.objects.filter(key=thing.translation_key, locale=thing.locale_id, review=WAITING).first()
    if task is None:
        return False
    task.review, task.comment = TranslationTask.Review.RETURNED, comment
    task.assigned_to = task.assigned_to or task.submitted_by
    task.save()
    log(thing, RETURNED, user=user, data={"comment": comment})
    return True


def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(SUBMITTED, gettext_lazy("Translation submitted"), gettext_lazy("Translation submitted"))
    actions.register_action(TAKEN_BACK, gettext_lazy("Taken back"), gettext_lazy("Taken back before its review"))

    @actions.register_action(RETURNED)
    class Returned(LogFormatter):
        label = gettext_lazy("Translation sent back")

        def format_message(self, entry: Any) -> str:
            return _("Translation sent back")

        def format_comment(self, entry: Any) -> str:
            return entry.data.get("comment", "")


def state_of(thing: Any, user: Any) -> dict[str, Any]:
    """What the editor of a translation shows of its review, and what this person may do there."""
    task = task_of(thing)
    waiting = task is not None and task.review == WAITING
    reviews = may_review(user, thing)
    return {
        "task": task,
        "waiting": waiting,
        "may_submit": not waiting and (is_translator(user) or not reviews) and may_edit(user, thing),
        "may_review": waiting and reviews,
        "may_take_back": waiting and task is not None and (task.submitted_by_id == user.pk or reviews),
    }
