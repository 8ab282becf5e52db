"""What waits for someone of the staff: a line for each kind of work, from whoever knows of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, Revision, TaskState

from home.inbox import reads_messages
from home.models import Message
from library.models import Sheet
from library.reports.links import LinksReport
from library.reports.upkeep import UpkeepReport
from library.upkeep.links import broken

ITEMS = 5  # of each kind; the list behind the line has them all


@dataclass(frozen=True)
class Item:
    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Waiting:
    label: str
    count: int
    url: str = ""
    icon: str = "tasks"
    items: tuple[Item, ...] = ()


Source = Callable[[Any, dict[str, int]], Iterable[Waiting]]
_sources: list[tuple[int, Source]] = []


def register(order: int) -> Callable[[Source], Source]:
    """For a function of an account and of the numbers of `library.reports.standing`, which answers what waits."""

    def add(source: Source) -> Source:
        _sources.append((order, source))
        return source

    return add


def waiting_for(user: Any, numbers: dict[str, int]) -> list[Waiting]:
    """In the order of `register`; a line that counts nothing is left out."""
    found = [line for _order, source in sorted(_sources, key=lambda one: one[0]) for line in source(user, numbers)]
    return [line for line in found if line.count]


@register(10)
def reviews(user: Any, numbers: dict[str, int]) -> Iterable[Waiting]:
    tasks = TaskState.objects.reviewable_by(user).select_related("revision__user", "revision__content_type")
    found = list(tasks.order_by("started_at")[: ITEMS + 50])
    items = tuple(_item(task.revision) for task in found[:ITEMS])
    label = ngettext("text to review", "texts to review", len(found))
    yield Waiting(label, len(found), reverse("wagtailadmin_reports:workflow_tasks"), "clipboard-list", items)


@register(20)
def confirmations(user: Any, numbers: dict[str, int]) -> Iterable[Waiting]:
    report = reverse(UpkeepReport.name)
    late, revised = numbers["mine_late"], numbers["mine_revised"]
    label = ngettext("sheet of mine to confirm", "sheets of mine to confirm", late)
    yield Waiting(label, late, f"{report}?state=due&whose=mine", "check")
    label = ngettext("sheet of mine being revised", "sheets of mine being revised", revised)
    yield Waiting(label, revised, f"{report}?state=revised&whose=mine", "edit")


@register(30)
def drafts(user: Any, numbers: dict[str, int]) -> Iterable[Waiting]:
    """What this account wrote last and did not publish: pages and sheets, the newest first."""
    unpublished = {"has_unpublished_changes": True, "latest_revision__user": user}
    pages = Page.objects.filter(**unpublished).order_by().values("latest_revision")
    sheets = Sheet.objects.filter(**unpublished).order_by().values("latest_revision")
    revisions = Revision.objects.filter(Q(pk__in=pages) | Q(pk__in=sheets)).select_related("content_type", "user")
    found = list(revisions.defer("content").order_by("-created_at")[:100])
    label = ngettext("draft of mine", "drafts of mine", len(found))
    yield Waiting(label, len(found), "", "doc-empty", tuple(_item(revision) for revision in found[:ITEMS]))


@register(40)
def messages(user: Any, numbers: dict[str, int]) -> Iterable[Waiting]:
    """New ones that nobody has taken, and those that this account has."""
    if not reads_messages(user):
        return
    readable = Message.objects.readable_by(user)
    new, mine = readable.aggregate(
        new=Count("pk", filter=Q(state=Message.State.NEW, assignee=None)),
        mine=Count("pk", filter=Q(state__in=[Message.State.NEW, Message.State.OPEN], assignee=user)),
    ).values()
    inbox = reverse("inbox:index")
    yield Waiting(ngettext("new message", "new messages", new), new, f"{inbox}?state=new", "mail")
    label = ngettext("message that I am to answer", "messages that I am to answer", mine)
    yield Waiting(label, mine, f"{inbox}?assignee={user.pk}", "mail")


@register(80)
def links(user: Any, numbers: dict[str, int]) -> Iterable[Waiting]:
    if LinksReport.may_read(user):
        count = broken().count()
        yield Waiting(
            ngettext("broken link", "broken links", count), count, reverse(LinksReport.name), "link-external"
        )


def _item(revision: Revision) -> Item:
    """Without the object itself, which would cost a query or more."""
    model: Any = revision.content_type.model_class()
    viewset = getattr(model, "snippet_viewset", None)
    name = viewset.get_url_name("edit") if viewset else "wagtailadmin_pages:edit"
    url = reverse(name, args=[revision.object_id])
    note = _("by %(name)s") % {"name": revision.user} if revision.user else ""
    return Item(revision.object_str, url, note)
