"""Panels of what has facts: on a translation they are shown, not changed."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import HelpPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.admin.panels.base import get_form_for_model

from home.facts_forms import RowForm, RowFormSet


class SourcePagePanel(HelpPanel):
    """On a translation: the way to the source page, where the facts are changed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"template": "home/admin/source_panel.html", **kwargs})

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return not self.instance.is_source

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            return super().get_context_data(parent_context) | {"source": self.instance.source}

        def get_comparison(self) -> list:
            return []


class FactsPanel(MultiFieldPanel):
    """The facts of a page, true in all its languages."""

    def __init__(self, children: list, **kwargs: Any) -> None:
        heading = kwargs.pop("heading", _("Facts, the same in all languages"))
        if not any(isinstance(child, SourcePagePanel) for child in children):
            children = [SourcePagePanel(), *children]
        super().__init__(children, heading=heading, **kwargs)


ROWS_AT_MOST = 300


class SourceRowsPanel(InlinePanel):
    """Rows that are facts and nothing else: not there on a translation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_num": ROWS_AT_MOST, **kwargs})

    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            form = kwargs["form"]
            self.absent = form is not None and kwargs["panel"].relation_name not in form.formsets
            if self.absent:
                Panel.BoundPanel.__init__(self, **kwargs)
            else:
                super().__init__(**kwargs)

        def is_shown(self) -> bool:
            return not self.absent


class RowsPanel(InlinePanel):
    """Rows with words and values. On a translation only the words can be changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_num": ROWS_AT_MOST, **kwargs})

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields", [])
        options["formsets"][self.relation_name] |= {
            "formset": RowFormSet,
            "form": get_form_for_model(
                self.db_field.related_model, form_class=RowForm, defer_required_on_fields=deferred
            ),
        }
        return options

    class BoundPanel(InlinePanel.BoundPanel):
        @property
        def template_name(self) -> str:
            locked = self.form is not None and self.formset.locked
            return "home/admin/locked_rows.html" if locked else "wagtailadmin/panels/inline_panel.html"
