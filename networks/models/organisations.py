from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """A body that is named beside networks and programmes: a ministry, a public body, a union, a town's partner."""

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("Association")
        PUBLIC = "public", _("Public body")
        MINISTRY = "ministry", _("Ministry")
        INSTITUTION = "institution", _("International institution")
        UNION = "union", _("National or regional union")
        COMPANY = "company", _("Company")
        GROUP = "group", _("Group of people")

    name = models.CharField(_("name"), max_length=200, unique=True, help_text=_("As it writes itself."))
    names = models.JSONField(_("names in other languages"), default=dict, blank=True, editable=False)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    website = models.URLField(_("website"), blank=True)
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    territory = models.ForeignKey(
        "networks.Territory",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("territory"),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.label()

    def label(self) -> str:
        """Its name in the reader's language; its own name where that language has none."""
        return self.names.get(get_language() or settings.LANGUAGE_CODE) or self.name
