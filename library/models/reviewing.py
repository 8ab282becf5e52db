"""How what staff write is checked before it is public: the rule, and the task of a review that keeps it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import AbstractGroupApprovalTask


class Rule(models.TextChoices):
    NONE = "none", _("Nobody: one may approve and publish what one wrote")
    APPROVAL = "approval", _("Somebody else approves; who may publish may also publish without a review")
    PUBLICATION = "publication", _("Somebody else approves, and publishes, whatever is written")


@register_setting(icon="check")
class ReviewSettings(BaseGenericSetting):
    """One row for the whole site."""

    rule = models.CharField(
        _("who checks what somebody wrote"),
        max_length=20,
        choices=Rule,
        default=Rule.APPROVAL,
        help_text=_(
            "With the last choice, publishing what one wrote last sends it to review instead; administrators alone "
            "may still publish their own words."
        ),
    )
    # The kinds of sheet that were given a review to begin with: one that staff took away does not come back.
    begun = models.JSONField(default=list, editable=False)

    panels = [FieldPanel("rule")]

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("review")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class PeerApproval(AbstractGroupApprovalTask):
    """Approval by members of groups, none of whom may approve what they wrote."""

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        from library.reviewing.rules import may_approve

        actions = super().get_actions(obj, user)
        if any(name == "approve" for name, *_rest in actions) and not may_approve(user, obj):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        if action_name not in {name for name, *_rest in self.get_actions(task_state.revision.content_object, user)}:
            raise PermissionDenied
        return super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> Any:
        return _("Members of the chosen groups approve, except what they wrote themselves")

    class Meta:
        verbose_name = _("approval by somebody else")
        verbose_name_plural = _("approvals by somebody else")
