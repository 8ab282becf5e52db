"""In the editor of a sheet: who looks after it, when it was confirmed, and the way to say more."""

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import HelpPanel

from library.upkeep.verdicts import may_say


class UpkeepPanel(HelpPanel):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"template": "library/admin/upkeep_panel.html", **kwargs})

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return self.instance.pk is not None and self.instance.work_id is not None

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            work = self.instance.work
            return super().get_context_data(parent_context) | {
                "work": work,
                "upkeep_url": reverse("upkeep_work", args=[work.pk]) if may_say(self.request.user, work) else "",
            }

        def get_comparison(self) -> list:
            return []
