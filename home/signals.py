from django.conf import settings
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from wagtail.models import Locale


@receiver(post_migrate, dispatch_uid="make_locales")
def make_locales(sender, **kwargs) -> None:
    """One locale per language of the settings, after every migration: a fourth language needs no migration."""
    if sender.label != "wagtailcore":  # the tables of its locales are there
        return
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
