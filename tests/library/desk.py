"""The admin as its users meet it: addresses, forms as they are shown, and what is sent back."""

import re
from typing import Any

from django.contrib.auth.models import Group
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail.rich_text import get_text_for_indexing  # noqa: F401  (draftail needs the features loaded)
from wagtail.test.utils.form_data import querydict_from_html
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringSegment, Translation

from library.models import KINDS, Sheet, Theme, ThemeLabel, Work
from networks.models import User

EMPTY_TEXT = '{"blocks": [], "entityMap": {}}'


def account(email: str, *roles: str, **fields: Any) -> User:
    user = User.objects.create_user(email, "secret-words", **fields)
    user.groups.set(Group.objects.filter(name__in=roles))
    if "Translators" in roles:
        translates(user, "en", "ar")
    return user


def translates(user: User, *languages: str) -> None:
    """These are the languages into which the account translates."""
    user.languages.set(Locale.objects.filter(language_code__in=languages))


def desk_of(user: User) -> "Desk":
    client = Client()
    client.force_login(user)
    return Desk(client)


def english(user: User) -> "Desk":
    """The same in English, whose texts need no catalogue."""
    UserProfile.objects.create(user=user, preferred_language="en")
    return desk_of(user)


def theme(identifier: str = "water", label: str = "Eau") -> Theme:
    made, created = Theme.objects.get_or_create(identifier=identifier)
    if created:
        ThemeLabel.objects.create(theme=made, language="fr", label=label)
    return made


def draft_text(words: str) -> str:
    """What the rich text editor sends for one paragraph."""
    return f'{{"blocks": [{{"text": "{words}", "type": "unstyled", "key": "a1b2c", "depth": 0, ' + (
        '"inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}'
    )


class Desk:
    def __init__(self, client: Client) -> None:
        self.client = client

    def address(self, thing: Sheet | type[Sheet], name: str, *args: Any) -> str:
        """The address `name` of the admin for a sheet or for a kind."""
        if not isinstance(thing, type):
            args = (thing.pk, *args)
        return reverse(thing.snippet_viewset.get_url_name(name), args=args)

    def open(self, address: str, **query: Any) -> HttpResponse:
        response = self.client.get(address, query)
        assert response.status_code == 200, (address, response.status_code, response.headers)
        return response

    def form(self, address: str, **query: Any) -> QueryDict:
        return editor_form(self.open(address, **query))

    def send(self, address: str, data: QueryDict | dict, action: str = "", **changes: Any) -> HttpResponse:
        """Send the form with changes (``costs-0-label`` as ``costs_0_label``) through one of its buttons."""
        sent = data.copy()
        for name, value in changes.items():
            name = re.sub(r"^([a-z_]+?)_(\d+)_", r"\1-\2-", name)
            sent.setlist(name, value) if isinstance(value, list) else sent.__setitem__(name, value)
        if action:
            sent[f"action-{action}"] = "1"
        return self.client.post(address, sent)

    def create(self, kind: str, action: str = "", locale: str = "fr", **changes: Any) -> Any:
        """Write a new sheet; returns it as the database has it."""
        model = KINDS[kind]
        address = self.address(model, "add")
        if locale != "fr":
            address += f"?locale={locale}"
        known = set(model.objects.values_list("pk", flat=True))
        values = {"title": "Une fiche", "access": "public", "themes": [theme().pk]} | changes
        response = self.send(address, self.form(address), action, **values)
        assert response.status_code == 302, errors(response)
        return model.objects.exclude(pk__in=known).get()

    def edit(self, sheet: Any, action: str = "", **changes: Any) -> HttpResponse:
        address = self.address(sheet, "edit")
        return self.send(address, self.form(address), action, **changes)

    def translate(self, sheet: Any, *languages: str) -> list[Any]:
        """Send the sheet to translation; returns the translations."""
        options = sheet._meta
        address = reverse(
            "wagtail_localize:submit_snippet_translation", args=[options.app_label, options.model_name, sheet.pk]
        )
        locales = Locale.objects.filter(language_code__in=languages)
        response = self.client.post(address, {"locales": [locale.pk for locale in locales]})
        assert response.status_code == 302, response.content
        return [type(sheet).objects.get(work=sheet.work_id, locale=locale) for locale in locales]

    def say(self, translation: Translation, path: str, words: str) -> HttpResponse:
        """Write one passage in wagtail-localize's editor."""
        segment = StringSegment.objects.get(source=translation.source, context__path=path)
        address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
        return self.client.put(address, f"value={words}", content_type="application/x-www-form-urlencoded")

    def say_all(self, translation: Translation, mark: str = "") -> None:
        """Translate every passage, by putting a mark before it."""
        mark = mark or translation.target_locale.language_code
        for segment in translation.source.stringsegment_set.select_related("context", "string"):
            address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
            body = f"value={mark} {segment.string.data}"
            response = self.client.put(address, body, content_type="application/x-www-form-urlencoded")
            assert response.status_code in {200, 201}, response.content

    def publish_translation(self, sheet: Any, **extra: str) -> HttpResponse:
        return self.client.post(self.address(sheet, "edit"), {"action": "publish", **extra}, follow=True)

    def stop_translation(self, sheet: Any) -> None:
        """“Stop synchronised translation”: the sheet opens in the ordinary editor from then on."""
        address = reverse("wagtail_localize:stop_translation", args=[translation_of(sheet).pk])
        assert self.client.post(address).status_code == 302


def editor_form(response: HttpResponse, form_id: str = "w-editor-form") -> QueryDict:
    data = querydict_from_html(response.content.decode(), form_id=form_id).copy()
    for name in list(data):
        if "__prefix__" in name:
            del data[name]
    return data


def errors(response: HttpResponse) -> Any:
    if not response.context or "form" not in response.context:
        return response.status_code
    form = response.context["form"]
    return form.errors, {name: (s.errors, s.non_form_errors()) for name, s in getattr(form, "formsets", {}).items()}


def said(response: HttpResponse) -> str:
    """The messages shown after a request that was followed."""
    return " ".join(str(message) for message in response.context["messages"])


def translation_of(sheet: Sheet) -> Translation:
    return Translation.objects.get(source__object_id=sheet.translation_key, target_locale=sheet.locale)


def public_titles(reader: Any = None) -> set[str]:
    from django.contrib.auth.models import AnonymousUser

    return set(Sheet.objects.visible_to(reader or AnonymousUser()).values_list("title", flat=True))


def fresh(sheet: Any) -> Any:
    """The sheet as the database has it now, nothing remembered."""
    return type(sheet).objects.get(pk=sheet.pk)


def fresh_work(sheet: Any) -> Work:
    return Work.objects.get(pk=sheet.work_id)
