"""Where passages meet Wagtail's admin and wagtail-localize's addresses. Imported by library.wagtail_hooks."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail_localize.wagtail_hooks import page_listing_more_buttons

from library import passages_doors as doors
from library.passages_views import PassagesView
from library.translations import is_translation_source

hooks.register("before_edit_snippet", doors.refuse_unconfirmed_publication, order=-9)
hooks.register("before_edit_page", doors.refuse_unconfirmed_publication, order=-9)


@hooks.register("register_admin_urls", order=-10)
def addresses_of_passages() -> list[URLPattern]:
    """Ours, and those of wagtail-localize that are answered here first."""
    place = "localize/translate/<int:translation_id>"
    return [
        path("passages/<slug:app_label>/<slug:model_name>/<int:pk>/", PassagesView.as_view(), name="library_passages"),
        path(f"{place}/pofile/download/", doors.download_po),
        path(f"{place}/pofile/upload/", doors.upload_po),
        path(f"{place}/machine_translate/", doors.machine_translate),
    ]


def buttons_of_sources(page: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
    """A translated page is not offered to translation: it would be refused."""
    if is_translation_source(page.translation_key, page.locale_id):
        yield from page_listing_more_buttons(page, *args, **kwargs)


# wagtail-localize has registered its own, and Wagtail has no hook that takes a button out of the head of a page.
for _name in ("register_page_header_buttons", "register_page_listing_more_buttons"):
    hooks._hooks[_name] = [  # type: ignore[attr-defined]
        (buttons_of_sources if hook is page_listing_more_buttons else hook, order)
        for hook, order in hooks._hooks[_name]  # type: ignore[attr-defined]
    ]
