"""The forms of pages in the admin, as their editors fill them in."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, rich_text, streamfield

from tests import factories
from tests.library.desk import Desk, desk_of, errors


class PageDesk(Desk):
    def __init__(self, client: Any) -> None:
        super().__init__(client)
        self.forms: dict[str, QueryDict] = {}  # empty ones, by their address

    def add_address(self, model: type[Page], parent: Page, name: str = "add") -> str:
        return reverse(f"wagtailadmin_pages:{name}", args=[model._meta.app_label, model._meta.model_name, parent.pk])

    def page_form(self, address: str, model: type[Page], **words: Any) -> QueryDict:
        """The form as the page of the admin sends it: its scripts add the blocks, of which there is one of text."""
        data = querydict_from_html(self.open(address).content.decode(), form_id="page-edit-form").copy()
        for name in [name for name in data if "__prefix__" in name]:
            del data[name]
        for field in model._meta.get_fields():
            if isinstance(field, StreamField) and f"{field.name}-count" not in data:
                text = [("text", rich_text("<p>Un texte.</p>"))] if field.name == "body" else []
                data.update(nested_form_data({field.name: streamfield(text)}))
        for name, value in words.items():
            data[name] = value
        return data

    def add(self, model: type[Page], parent: Page, action: str = "", **words: Any) -> HttpResponse:
        address = self.add_address(model, parent)
        if address not in self.forms:
            self.forms[address] = self.page_form(address, model)
        data = self.forms[address].copy()
        for name, value in {"title": "Une page", "slug": "une-page", **words}.items():
            data[name] = value
        if action:
            data[f"action-{action}"] = "1"
        return self.client.post(address, data)

    def change(self, page: Page, action: str = "", **words: Any) -> HttpResponse:
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        data = self.page_form(address, type(page), **words)
        if action:
            data[f"action-{action}"] = "1"
        return self.client.post(address, data)


def page_desk(role: str) -> PageDesk:
    return PageDesk(desk_of(factories.staff(f"{role[:4].lower()}@example.org", role)).client)


__all__ = ["PageDesk", "errors", "page_desk"]
