"""Where tags meet Wagtail's admin. Imported by library.wagtail_hooks."""

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from library.models import Tag
from library.tag_admin.viewset import TagPolicy, suggest

register_permission_policy(Tag, TagPolicy(Tag))


@hooks.register("register_admin_urls")
def address_of_suggestions() -> list[URLPattern]:
    return [path("suggest-tags/", suggest, name="suggest_tags")]
