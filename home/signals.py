from django.conf import settings
from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import post_page_move

from home.navigation import forget_chrome


@receiver(post_migrate, dispatch_uid="make_locales")
def make_locales(sender, **kwargs) -> None:
    """One locale per language of the settings, after every migration: a fourth language needs no migration."""
    if sender.label != "wagtailcore":  # the tables of its locales are there
        return
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)


@receiver([post_save, post_delete], dispatch_uid="forget_chrome")
def page_changed(sender, **kwargs) -> None:
    if issubclass(sender, Page | PageViewRestriction | Site):
        forget_chrome()


post_page_move.connect(forget_chrome, dispatch_uid="forget_chrome_moved")
