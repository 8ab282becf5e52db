from django.db.models.signals import post_delete, post_save
from wagtail.models import Site

from library.addresses import forget_addresses
from library.models import LibraryPage, Theme, ThemeLabel
from library.vocabulary import forget

for _model in (Theme, ThemeLabel):
    post_save.connect(forget, sender=_model, dispatch_uid=f"vocabulary_{_model.__name__}_saved")
    post_delete.connect(forget, sender=_model, dispatch_uid=f"vocabulary_{_model.__name__}_deleted")

for _model in (LibraryPage, Site):
    post_save.connect(forget_addresses, sender=_model, dispatch_uid=f"addresses_{_model.__name__}_saved")
    post_delete.connect(forget_addresses, sender=_model, dispatch_uid=f"addresses_{_model.__name__}_deleted")
