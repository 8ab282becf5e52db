"""Moving a theme in the tree, and merging it into another."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from library.models import Theme
from library.theme_merging import ThemeRefusedError, merge, move

from .forms import MergeForm, MoveForm
from .views import described


class ThemeDoor(WagtailAdminTemplateMixin):
    """A page of the vocabulary's admin for those who have these permissions."""

    viewset: Any = None
    needed: tuple[str, ...] = ("change",)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not all(request.user.has_perm(f"library.{action}_theme") for action in self.needed):  # type: ignore[union-attr]
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def address(self, name: str, *args: Any) -> str:
        return reverse(self.viewset.get_url_name(name), args=args)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, {"url": self.address("list"), "label": _("Themes")}, here]


class _ThemeFormView(ThemeDoor, FormView):
    header_icon = "tag"

    @cached_property
    def theme(self) -> Theme:
        theme = Theme.objects.prefetch_related("labels").filter(pk=self.kwargs["pk"]).first()
        if theme is None:
            raise Http404
        return theme

    def get_page_subtitle(self) -> str:
        return str(self.theme)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"theme": self.theme}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context |= {"theme": self.theme, "cancel_url": self.address("edit", self.theme.pk)}
        context["media"] = context["form"].media
        return context


class MoveView(_ThemeFormView):
    page_title = gettext_lazy("Move")
    template_name = "library/admin/themes/move.html"
    form_class = MoveForm

    def get_initial(self) -> dict[str, Any]:
        return {"parent": self.theme.parent_id}

    def form_valid(self, form: MoveForm) -> HttpResponse:
        parent = form.cleaned_data["parent"]
        try:
            move(self.theme, parent, self.request.user)
        except ThemeRefusedError as refused:
            form.add_error("parent", str(refused))
            return self.form_invalid(form)
        if parent:
            told = {"theme": self.theme, "parent": parent}
            messages.success(self.request, _("“%(theme)s” is now below “%(parent)s”.") % told)
        else:
            messages.success(self.request, _("“%(theme)s” is now at the top.") % {"theme": self.theme})
        return redirect(f"{self.address('list')}?open={self.theme.pk}")


class MergeView(_ThemeFormView):
    """First what would happen, then, with `confirmed`, it happens."""

    page_title = gettext_lazy("Merge into another theme")
    template_name = "library/admin/themes/merge.html"
    form_class = MergeForm
    needed = ("change", "delete")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = described(self.request.user, self.theme)
        context["narrower"] = Theme.objects.filter(parent=self.theme.pk).prefetch_related("labels")
        return context

    def form_valid(self, form: MergeForm) -> HttpResponse:
        into = form.cleaned_data["into"]
        if "confirmed" not in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, into=into))
        name = str(self.theme)
        try:
            stays = merge(self.theme, into, self.request.user)
        except ThemeRefusedError as refused:
            form.add_error("into", str(refused))
            return self.form_invalid(form)
        told = {"theme": name, "stays": Theme.objects.get(pk=stays.pk)}
        messages.success(self.request, _("“%(theme)s” was merged into “%(stays)s”.") % told)
        return redirect(self.address("edit", stays.pk))
