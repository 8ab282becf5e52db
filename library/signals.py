from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.models import Site

from home.models import StandardPage
from library.addresses import forget_addresses
from library.contents import forget_contents
from library.forms import forget_options
from library.models import (
    KINDS,
    FormerTheme,
    KindDelay,
    LibraryPage,
    Partner,
    Row,
    Sheet,
    SheetTag,
    Tag,
    Theme,
    ThemeLabel,
    UpkeepSettings,
)
from library.upkeep.due import forget_delays
from library.vocabulary import forget, themes_changed

_model: type[Model]
for _model in (Theme, ThemeLabel, FormerTheme):
    post_save.connect(forget, sender=_model, dispatch_uid=f"vocabulary_{_model.__name__}_saved")
    post_delete.connect(forget, sender=_model, dispatch_uid=f"vocabulary_{_model.__name__}_deleted")

for _receiver in (forget, forget_contents):  # what is shown of a sheet remembers its themes
    themes_changed.connect(_receiver, dispatch_uid=f"themes_{_receiver.__name__}")

_contents: list[type[Model]] = [*Row.__subclasses__(), Partner, SheetTag, Tag]
for _model in _contents:
    post_save.connect(forget_contents, sender=_model, dispatch_uid=f"contents_{_model.__name__}_saved")
    post_delete.connect(forget_contents, sender=_model, dispatch_uid=f"contents_{_model.__name__}_deleted")
_sheets: list[type[Model]] = [Sheet, *KINDS.values()]
for _model in _sheets:
    post_save.connect(forget_options, sender=_model, dispatch_uid=f"options_{_model.__name__}_saved")
    post_delete.connect(forget_options, sender=_model, dispatch_uid=f"options_{_model.__name__}_deleted")
for _model in (UpkeepSettings, KindDelay):
    post_save.connect(forget_delays, sender=_model, dispatch_uid=f"delays_{_model.__name__}_saved")
    post_delete.connect(forget_delays, sender=_model, dispatch_uid=f"delays_{_model.__name__}_deleted")
m2m_changed.connect(forget_contents, sender=Sheet.themes.through, dispatch_uid="contents_themes")

for _model in (LibraryPage, StandardPage, Site):
    post_save.connect(forget_addresses, sender=_model, dispatch_uid=f"addresses_{_model.__name__}_saved")
    post_delete.connect(forget_addresses, sender=_model, dispatch_uid=f"addresses_{_model.__name__}_deleted")
