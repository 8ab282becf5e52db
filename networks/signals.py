from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import post_page_move

from networks import places
from networks.authorities import forget_addresses
from networks.models import Territory


@receiver([post_save, post_delete], dispatch_uid="forget_authorities")
def page_changed(sender: type, **_kwargs: object) -> None:
    if issubclass(sender, Page | PageViewRestriction | Site):
        forget_addresses()


post_page_move.connect(forget_addresses, dispatch_uid="forget_authorities_moved")
for changed in (post_save, post_delete):
    changed.connect(places.forget, sender=Territory, dispatch_uid="forget_places")
