"""The forms of the board: what it is narrowed by, who translates, what is sent."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Locale, Page

from library.models import Kind, Sheet, Theme
from library.theme_admin.picker import theme_choices
from library.translation_board import PAGE, Row, State
from library.translators import WRITING, is_translator, languages_of
from library.vocabulary import narrower_ids
from networks.models import User

MINE, NOBODY = "me", "nobody"
ORDERS = [
    ("", gettext_lazy("What is urgent first")),
    ("reads", gettext_lazy("Most read first")),
    ("words", gettext_lazy("Most words first")),
    ("title", gettext_lazy("Title")),
]


def translators_into(locale: Locale) -> QuerySet[User]:
    """The accounts that may translate into this language."""

    def holds(names: Iterable[str]) -> Q:
        codenames = [name.split(".")[1] for name in names]
        return Q(groups__permissions__codename__in=codenames) | Q(user_permissions__codename__in=codenames)

    may = User.objects.filter(holds(["wagtail_localize.submit_translation"]) | Q(is_superuser=True), is_active=True)
    here = Q(languages=locale) | holds(WRITING) | Q(is_superuser=True)
    # Two steps: one after the other the conditions look at different groups of the same account.
    return User.objects.filter(here, pk__in=may.values("pk")).distinct().order_by("first_name", "last_name", "email")


def sections() -> list[tuple[str, str]]:
    """The sections of the site, by their path."""
    tops = Page.objects.filter(depth=3, alias_of__isnull=True, locale=Locale.get_default()).order_by("path")
    return list(tops.values_list("path", "draft_title"))


class BoardFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=200)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    section = forms.ChoiceField(label=gettext_lazy("Section (pages)"), required=False)
    theme = forms.TypedChoiceField(label=gettext_lazy("Theme (sheets)"), required=False, coerce=int, empty_value=None)
    assigned = forms.ChoiceField(label=gettext_lazy("Assigned to"), required=False)
    order = forms.ChoiceField(label=gettext_lazy("Order"), required=False, choices=ORDERS)

    def __init__(self, data: Any, *, user: Any, locale: Locale) -> None:
        super().__init__(data)
        self.user = user
        everything = ("", _("All"))
        self._choose("state", [everything, *State.choices])
        self._choose("kind", [everything, *Kind.choices, (PAGE, _("Page"))])
        self._choose("section", [everything, *sections()])
        self._choose("theme", [everything, *theme_choices()])
        people = [(str(one.pk), str(one)) for one in translators_into(locale) if one.pk != user.pk]
        self._choose("assigned", [everything, (MINE, _("Me")), (NOBODY, _("Nobody")), *people])

    def _choose(self, name: str, choices: list) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def order_of_rows(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("order", "")

    def narrow(self, rows: list[Row]) -> list[Row]:
        """What is asked for; a value that is no choice narrows nothing, and is said at its field."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        if words := asked.get("q"):
            rows = [row for row in rows if words.casefold() in row.title.casefold()]
        for name in ("state", "kind"):
            if name in asked:
                rows = [row for row in rows if getattr(row, name) == asked[name]]
        if path := asked.get("section"):
            rows = [row for row in rows if row.kind == PAGE and row.path.startswith(path)]
        if theme := asked.get("theme"):
            about = set(Sheet.objects.on_themes(narrower_ids(theme)).values_list("work__source", flat=True))
            rows = [row for row in rows if row.kind != PAGE and row.source_id in about]
        if assigned := asked.get("assigned"):
            wanted = {MINE: self.user.pk, NOBODY: None}.get(assigned, assigned)
            rows = [row for row in rows if _assigned(row) == (int(wanted) if wanted else None)]
        return rows


def _assigned(row: Row) -> int | None:
    return row.task.assigned_to_id if row.task else None


class AssignForm(forms.Form):
    """A translator takes work, or leaves it; who writes gives it to anybody who works in this language."""

    assigned_to = forms.ModelChoiceField(
        label=gettext_lazy("Assign to"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )
    due_on = forms.DateField(label=gettext_lazy("Until"), required=False, widget=AdminDateInput)

    def __init__(self, *args: Any, user: Any, locale: Locale, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = translators_into(locale)
        field: Any = self.fields["assigned_to"]
        field.queryset = people.filter(pk=user.pk) if is_translator(user) else people


class SectionForm(forms.Form):
    """A whole section: a page with all that stands below it, or the sheets of a kind or theme."""

    what = forms.ChoiceField(label=gettext_lazy("What to send"), widget=forms.RadioSelect)
    page = forms.TypedChoiceField(
        label=gettext_lazy("Page"), required=False, coerce=int, empty_value=None,
        help_text=gettext_lazy("Sent with all the pages below it that are published."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("Kind of sheet"), required=False)
    theme = forms.TypedChoiceField(
        label=gettext_lazy("Theme"), required=False, coerce=int, empty_value=None,
        help_text=gettext_lazy("With the narrower themes."),
    )  # fmt: skip
    locales = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Into"), queryset=Locale.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["what"].choices = [("page", _("A page and all below it")), ("sheets", _("Sheets"))]
        fields["locales"].queryset = languages_of(user)
        fields["kind"].choices = [("", _("All kinds")), *Kind.choices]
        fields["theme"].choices = [("", _("All themes")), *theme_choices()]
        pages = Page.objects.filter(depth__gte=2, depth__lte=4, alias_of__isnull=True, locale=Locale.get_default())
        rows = pages.order_by("path").values_list("pk", "depth", "draft_title")
        fields["page"].choices = [("", "—"), *((pk, f"{'— ' * (depth - 2)}{title}") for pk, depth, title in rows)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("what") == "page" and not data.get("page"):
            self.add_error("page", _("Choose a page."))
        if data.get("theme"):
            data["theme"] = Theme.objects.filter(pk=data["theme"]).first()
        if data.get("page"):
            data["page"] = Page.objects.filter(pk=data["page"]).first()
        return data
