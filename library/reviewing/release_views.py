"""Where staff choose what is published together, see what stands against it, and when it is done."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.models import formfield_for_dbfield
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, UserColumn
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from home.models.events import EventSheet
from library.models import Release, Sheet
from library.reviewing import releases
from library.reviewing.link_views import thing_to_edit
from library.reviewing.readiness import faults_of, sentences
from library.reviewing.things import draft_title, edit_url, find, may_edit, type_of
from library.translations import translation_of


class ReleaseForm(WagtailAdminModelForm):
    def clean_go_live_at(self) -> Any:
        when = self.cleaned_data["go_live_at"]
        if when and "go_live_at" in self.changed_data and when <= timezone.now():
            raise ValidationError(_("This moment has passed. Leave it empty to publish by hand."))
        return when


class ChooseForm(forms.Form):
    """One more sheet, or page."""

    sheet = forms.ModelChoiceField(Sheet.objects.all(), label=gettext_lazy("Sheet"), required=False)
    page = forms.ModelChoiceField(
        Page.objects.all(), label=gettext_lazy("Page"), required=False, widget=AdminPageChooser()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser: Any = formfield_for_dbfield(EventSheet._meta.get_field("sheet"))
        self.fields["sheet"].widget = chooser.widget

    def things(self) -> list[Any]:
        chosen = [self.cleaned_data[name] for name in ("sheet", "page") if self.cleaned_data.get(name)]
        return [find(type_of(thing).pk, thing.pk) for thing in chosen]


class WhichReleaseForm(forms.Form):
    """An open publication, or a new one."""

    release = forms.ModelChoiceField(
        Release.objects.none(),
        label=gettext_lazy("Publication"),
        required=False,
        empty_label=gettext_lazy("A new one"),
    )
    name = forms.CharField(label=gettext_lazy("Name of the new one"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["release"]
        choice.queryset = Release.objects.filter(state__in=[Release.State.PREPARED, Release.State.REFUSED])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("release") and not data.get("name"):
            self.add_error("name", _("Choose a publication, or give a name to a new one."))
        return data

    def get_or_make(self, user: Any) -> Release:
        data = self.cleaned_data
        return data["release"] or Release.objects.create(name=data["name"], made_by=user)


def say_added(request: HttpRequest, release: Release, added: int) -> None:
    text = ngettext("%(count)s draft added to “%(name)s”.", "%(count)s drafts added to “%(name)s”.", added)
    messages.success(request, text % {"count": added, "name": release.name})


class ReleaseCreateView(CreateView):
    def save_instance(self) -> Release:
        self.form.instance.made_by = self.request.user
        return super().save_instance()

    def get_success_url(self) -> str:
        return reverse("release:edit", args=[self.object.pk])


class ReleaseEditView(EditView):
    def get_success_url(self) -> str:
        return self.get_edit_url()

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if not self.object.is_open:
            for field in form.fields.values():
                field.disabled = True
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        release = self.object
        asks = release.asked_by if release.state == Release.State.SCHEDULED else self.request.user
        pending = release.state in releases.OPEN
        now = faults_of(release, asks) if pending else {}
        items = [_item(item, now.get(item.pk, []), self.request.user) for item in release.items.all()]
        return super().get_context_data(**kwargs) | {
            "release": release,
            "items": items,
            "ready": pending and bool(items) and not any(now.values()),
            "pending": pending,
            "choose_form": ChooseForm() if release.is_open else None,
        }


def _item(item: Any, codes: list[str], user: Any) -> dict[str, Any]:
    thing = item.thing
    revision = thing.latest_revision if thing else None
    return {
        "pk": item.pk,
        "title": draft_title(thing) if thing else item.title,
        "kind": thing._meta.verbose_name if thing else "",
        "language": thing.locale.get_display_name() if thing else "",
        "url": edit_url(user, thing) if thing else None,
        "faults": sentences(codes),
        "approved": item.approved,
        "passages": bool(thing and translation_of(thing)),
        "newer": bool(revision and (revision.pk, revision.created_at) != (item.revision_id, item.revision_written_at)),
        "chosen_at": item.revision_written_at,
    }


def _release(request: HttpRequest, pk: int) -> Release:
    if not request.user.has_perm("library.change_release"):
        raise PermissionDenied
    return get_object_or_404(Release, pk=pk)


def _back(release: Release) -> HttpResponse:
    return redirect("release:edit", release.pk)


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    release, form = _release(request, pk), ChooseForm(request.POST)
    if release.is_open and form.is_valid():
        things = [thing for thing in form.things() if thing is not None]
        if not things:
            messages.error(request, _("Choose a sheet or a page."))
        elif not all(may_edit(request.user, thing) for thing in things):
            messages.error(request, _("You may not edit this."))
        else:
            say_added(request, release, releases.add(release, things))
    return _back(release)


@require_POST
def change_item(request: HttpRequest, pk: int, item_pk: int, action: str) -> HttpResponse:
    release = _release(request, pk)
    item = get_object_or_404(release.items, pk=item_pk)
    if not release.is_open:
        messages.error(request, _("Take it back to its preparation before you change it."))
    elif action == "remove":
        item.delete()
    elif action == "latest":
        releases.choose_latest(item)
    elif action in {"up", "down"}:
        _move(release, item.pk, -1 if action == "up" else 1)
    return _back(release)


def _move(release: Release, pk: int, by: int) -> None:
    items = list(release.items.all())
    place = next(n for n, item in enumerate(items) if item.pk == pk)
    items.insert(max(0, place + by), items.pop(place))
    for position, item in enumerate(items):
        item.position = position
        item.save(update_fields=["position"])


@require_POST
def do(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    release = _release(request, pk)
    if action in {"schedule", "publish"} and not release.items.exists():
        messages.error(request, _("Nothing is in it yet."))
    elif action == "schedule" and release.is_open:
        _schedule(request, release)
    elif action == "publish" and release.state in releases.OPEN:
        if releases.publish(release, request.user):
            messages.success(request, _("“%(name)s” is published.") % {"name": release.name})
        else:
            messages.error(request, _("Nothing was published: see below what stands against it."))
    elif action == "cancel" and release.state in releases.OPEN:
        releases.cancel(release, request.user)
        messages.success(request, _("“%(name)s” is cancelled.") % {"name": release.name})
    elif action == "reopen" and release.state in {Release.State.SCHEDULED, Release.State.CANCELLED}:
        releases.reopen(release, request.user)
    return _back(release)


def _schedule(request: HttpRequest, release: Release) -> None:
    if release.go_live_at is None or release.go_live_at <= timezone.now():
        messages.error(request, _("Give it a date to come first, and save."))
    elif releases.schedule(release, request.user):
        messages.error(request, _("Not scheduled: see below what stands against it."))
    else:
        messages.success(request, _("“%(name)s” is scheduled.") % {"name": release.name})


def add_thing(request: HttpRequest, content_type_id: int, pk: int) -> HttpResponse:
    """From the editor of a page or sheet."""
    if not request.user.has_perm("library.change_release"):
        raise PermissionDenied
    thing = thing_to_edit(request, content_type_id, pk)
    form = WhichReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        release = form.get_or_make(request.user)
        say_added(request, release, releases.add(release, [thing]))
        return _back(release)
    context = {"page_title": _("Publish together"), "header_icon": "calendar-check", "form": form}
    context |= {"title": draft_title(thing), "edit_url": edit_url(request.user, thing)}
    return render(request, "library/admin/release_add.html", context)


class ReleaseViewSet(ModelViewSet):
    model = Release
    name = "release"
    icon = "calendar-check"
    menu_label = gettext_lazy("Publish together")
    menu_order = 160
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    add_view_class = ReleaseCreateView
    edit_view_class = ReleaseEditView
    edit_template_name = "library/admin/release.html"
    list_display = [
        "name",
        Column("state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"),
        DateColumn("go_live_at", label=gettext_lazy("Publish on"), sort_key="go_live_at"),
        UserColumn("asked_by", label=gettext_lazy("Asked by")),
    ]
    list_filter = ["state"]
    search_fields = ["name"]
    search_backend_name = None
    edit_handler = ObjectList([FieldPanel("name"), FieldPanel("go_live_at")], base_form_class=ReleaseForm)
