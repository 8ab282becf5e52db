from typing import Any

from django.urls import reverse
from wagtail.admin.widgets import AdminTagWidget


class SuggestedTags(AdminTagWidget):
    """Suggests tags while one types, whatever the accents and the capitals."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-w-tag-url-value"] = reverse("suggest_tags")
        return context
