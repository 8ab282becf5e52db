"""Where staff make, see and withdraw the secret addresses of drafts."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn, UserColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log

from home.spreadsheets import neutral
from library.models import PreviewLink
from library.reviewing.links import LONGEST, USUAL, links_of, make_link, withdraw
from library.reviewing.things import about_editable, draft_title, edit_url, find, may_edit, type_of, works_with_drafts


class LinkForm(forms.ModelForm):
    class Meta:
        model = PreviewLink
        fields = ["note", "ends_on"]
        widgets = {"ends_on": AdminDateInput(), "note": forms.TextInput(attrs={"dir": "auto"})}
        help_texts = {
            "note": gettext_lazy("Who will read the draft, so that you know later what this address was for."),
            "ends_on": gettext_lazy("The address stops working after this day."),
        }

    def clean_ends_on(self) -> Any:
        day, today = self.cleaned_data["ends_on"], timezone.localdate()
        if not today <= day <= today + LONGEST:
            first, last = (date_format(limit, "SHORT_DATE_FORMAT") for limit in (today, today + LONGEST))
            raise ValidationError(_("Choose a day from %(first)s to %(last)s.") % {"first": first, "last": last})
        return day


def thing_to_edit(request: HttpRequest, content_type_id: int, pk: int) -> Any:
    """What an address names, for those who may edit it."""
    thing = find(content_type_id, pk)
    if thing is None:
        raise Http404
    if not may_edit(request.user, thing):
        raise PermissionDenied
    return thing


def links_address(thing: Any) -> str:
    return reverse("preview_links", args=[type_of(thing).pk, thing.pk])


def links(request: HttpRequest, content_type_id: int, pk: int) -> HttpResponse:
    thing = thing_to_edit(request, content_type_id, pk)
    form = LinkForm(request.POST or None, initial={"ends_on": timezone.localdate() + USUAL})
    made = ""
    if request.method == "POST" and form.is_valid():
        link, address = make_link(thing, request.user, **form.cleaned_data)
        log(thing, "library.preview_link", user=request.user, data={"note": link.note})
        made, form = settings.WAGTAILADMIN_BASE_URL + address, LinkForm(initial=form.initial)
    context = {
        "page_title": _("Preview links"),
        "header_icon": "link",
        "thing": thing,
        "title": draft_title(thing),
        "edit_url": edit_url(request.user, thing),
        "links": links_of(thing),
        "form": form,
        "made": made,
    }
    return render(request, "library/admin/preview_links.html", context)


@require_POST
def withdraw_link(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(PreviewLink, pk=pk)
    thing = thing_to_edit(request, link.content_type_id, link.object_id)
    withdraw(link)
    log(thing, "library.preview_link_end", user=request.user, data={"note": link.note})
    messages.success(request, _("The address made for “%(note)s” leads nowhere any more.") % {"note": link.note})
    return redirect(links_address(thing))


def _standing(link: PreviewLink) -> str:
    if link.withdrawn_at:
        return _("Withdrawn")
    return _("Open") if link.is_open else _("Ended")


def _title(link: PreviewLink) -> str:
    return draft_title(link.thing) if link.thing else _("Deleted")


class LinksReport(ReportView):
    """All links to drafts that the reader of the report may edit."""

    model = PreviewLink
    page_title = gettext_lazy("Preview links")
    header_icon = "link"
    index_url_name = "preview_links_report"
    index_results_url_name = "preview_links_report_results"
    default_ordering = "-made_at"
    paginate_by = 50
    columns = [
        TitleColumn("title", label=gettext_lazy("Title"), accessor=_title, get_url=lambda link: _address(link)),
        Column("note", label=gettext_lazy("For whom")),
        Column("standing", label=gettext_lazy("State"), accessor=_standing),
        DateColumn("ends_on", label=gettext_lazy("Last day"), sort_key="ends_on"),
        NumberColumn("opened", label=gettext_lazy("Times opened"), sort_key="opened"),
        UserColumn("made_by", label=gettext_lazy("Made by")),
    ]
    list_export = ["note", "ends_on", "opened", "made_by", "made_at", "withdrawn_at"]
    custom_field_preprocess = {
        name: {"csv": neutral, "xlsx": lambda text: neutral(text, spreadsheet=True)} for name in ("note",)
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not works_with_drafts(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[PreviewLink]:
        rows = PreviewLink.objects.filter(about_editable(self.request.user)).select_related("made_by")
        return rows.order_by(self.ordering or "-made_at", "pk")

    def get_filtered_queryset(self) -> QuerySet[PreviewLink]:
        return self.get_queryset()


def _address(link: PreviewLink) -> str | None:
    return links_address(link.thing) if link.thing else None


class LinksMenuItem(MenuItem):
    def __init__(self) -> None:
        url = reverse("preview_links_report")
        super().__init__(LinksReport.page_title, url, name="preview-links", icon_name="link", order=1200)

    def is_shown(self, request: Any) -> bool:
        return works_with_drafts(request.user)
