"""An editor sees the page before anyone else: in each language, with words not saved yet, even none saved."""

import pytest
from django.urls import reverse

from tests.home.every_type import TRANSLATED, TYPES, places
from tests.home.page_desk import errors, page_desk

pytestmark = pytest.mark.django_db


def words(model) -> dict[str, str]:
    return {"title": "Titre à voir", "slug": model._meta.model_name}


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_type_of_page_is_previewed_before_and_after_it_is_saved(language, monkeypatch):
    found, editor = places()[language], page_desk("Editors")
    for model in TYPES:
        monkeypatch.setattr(model, "once_per_language", False)  # the one there is has pages below it
        add = editor.page_form(editor.add_address(model, found[model]), model, **words(model))
        assert_previewed(editor, editor.add_address(model, found[model], "preview_on_add"), add, language, model)

        response = editor.add(model, found[model], **words(model))
        assert response.status_code == 302, (model, errors(response))
        page = model.objects.get(title="Titre à voir")
        change = editor.page_form(reverse("wagtailadmin_pages:edit", args=[page.pk]), model, title="Un autre titre")
        address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        assert_previewed(editor, address, change, language, model, "Un autre titre")
        assert model.objects.get(pk=page.pk).title == "Titre à voir"


def assert_previewed(editor, address, data, language, model, title="Titre à voir") -> None:
    answer = editor.client.post(address, data).json()
    assert answer == {"is_valid": True, "is_available": True}, (model, answer)
    shown = editor.open(address).content.decode()
    assert title in shown, model
    assert f'lang="{language}"' in shown, model
    assert "Un texte." in shown or not hasattr(model, "body"), model
