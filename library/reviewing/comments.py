"""What staff say to each other about a sheet. Wagtail's own comments in the margin are for pages alone."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Comment, CommentReply, WorkflowState
from wagtail.permissions import page_permission_policy
from wagtail.users.models import UserProfile

from library.models import KINDS, Sheet, SheetComment
from library.reviewing.news import mail_each
from library.reviewing.things import may_edit
from library.reviewing.writers import last_writers
from library.translators import own_sheets
from networks.models import User


def threads_of(sheet: Any) -> "QuerySet[SheetComment]":
    """The open ones first, each with its answers."""
    threads = SheetComment.objects.filter(sheet=sheet.pk, parent=None)
    order = (F("resolved_at").asc(nulls_first=True), "made_at", "pk")
    return threads.select_related("author", "resolved_by").prefetch_related("replies__author").order_by(*order)


def open_count(sheet: Any) -> int:
    return SheetComment.objects.filter(sheet=sheet.pk, parent=None, resolved_at=None).count()


def unanswered(user: Any) -> "QuerySet[SheetComment]":
    """Open comments on the sheets that this person may edit, which nobody but their author has answered."""
    kinds = [kind for kind, model in KINDS.items() if user.has_perm(f"library.change_{model._meta.model_name}")]
    sheets = own_sheets(Sheet.objects.filter(work__kind__in=kinds), user)
    answers = SheetComment.objects.filter(parent=OuterRef("pk")).exclude(author=OuterRef("author"))
    threads = SheetComment.objects.filter(parent=None, resolved_at=None, sheet__in=sheets.values("pk"))
    return threads.filter(~Exists(answers))


def unanswered_on_pages(user: Any) -> "QuerySet[Comment]":
    """The same for Wagtail's comments on pages."""
    pages = page_permission_policy.instances_user_has_any_permission_for(user, {"add", "change", "publish"})
    answers = CommentReply.objects.filter(comment=OuterRef("pk")).exclude(user=OuterRef("user"))
    return Comment.objects.filter(~Exists(answers), resolved_at=None, page__in=pages)


def unanswered_count(user: Any) -> int:
    """For the start page of the staff: of sheets and pages together."""
    return unanswered(user).count() + unanswered_on_pages(user).count()


def fields_of(sheet: Any) -> list[tuple[str, str]]:
    """What a comment may be about: the words and rows of this kind of sheet, as its form names them."""
    names = (*type(sheet).WORDS, *type(sheet).ROWS, "files")
    return [(name, _label(type(sheet), name)) for name in names]


def _label(model: type[Sheet], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return capfirst(str(getattr(field, "verbose_name", None) or field.related_model._meta.verbose_name_plural))


def say(sheet: Any, author: Any, text: str, field: str = "", parent: SheetComment | None = None) -> SheetComment:
    """A new comment, or an answer, which opens again what was resolved."""
    made = SheetComment.objects.create(sheet_id=sheet.pk, author=author, text=text, field=field, parent=parent)
    if parent is not None and parent.resolved_at is not None:
        SheetComment.objects.filter(pk=parent.pk).update(resolved_at=None, resolved_by=None)
    tell.enqueue(made.pk)
    return made


def resolve(thread: SheetComment, user: Any, resolved: bool) -> None:
    thread.resolved_at, thread.resolved_by = (timezone.now(), user) if resolved else (None, None)
    thread.save(update_fields=["resolved_at", "resolved_by"])


@task()
def tell(pk: int) -> None:
    """Mail those concerned: who wrote, submitted or commented on the sheet, and may still edit it; not the author."""
    comment = SheetComment.objects.select_related("author", "sheet__work", "parent").filter(pk=pk).first()
    if comment is None:
        return
    sheet = KINDS[comment.sheet.work.kind].objects.get(pk=comment.sheet_id)
    address = settings.WAGTAILADMIN_BASE_URL + reverse("sheet_discussion", args=[sheet.pk])

    def text() -> tuple[str, str]:
        about = {"title": str(sheet.get_latest_revision_as_object()), "who": _name(comment.author)}
        body = _("%(who)s wrote about the sheet “%(title)s”:") % about
        return _("A comment on “%(title)s”") % about, f"{body}\n\n{comment.text}\n\n{address}\n"

    mail_each(_concerned(comment, sheet), text)


def _name(user: Any) -> str:
    return get_user_display_name(user) if user else "–"


def _concerned(comment: SheetComment, sheet: Any) -> Iterable[User]:
    keys = set(SheetComment.objects.filter(sheet=sheet.pk).values_list("author", flat=True)) | last_writers(sheet)
    keys |= set(WorkflowState.objects.for_instance(sheet).active().values_list("requested_by", flat=True))
    keys -= {None, comment.author_id}
    people = User.objects.filter(pk__in=[key for key in keys if key], is_active=True)
    return [one for one in people if may_edit(one, sheet) and _wants_mail(one)]


def _wants_mail(user: User) -> bool:
    """As they chose for the comments on pages."""
    return UserProfile.get_for_user(user).updated_comments_notifications
