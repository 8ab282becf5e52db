from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import exports, health, mailing, restrictions, signals, timer  # noqa: F401

        health.register("timer", timer.health)
        health.register("mail", mailing.health)
        exports.install()
        _hide_locale_synchronisation()


def _hide_locale_synchronisation() -> None:
    """wagtail-localize offers to fill a language with live copies of another one: French text under `lang="ar"`."""
    from wagtail_localize.locales.components import LOCALE_COMPONENTS
    from wagtail_localize.models import LocaleSynchronization

    LOCALE_COMPONENTS[:] = [each for each in LOCALE_COMPONENTS if each["model"] is not LocaleSynchronization]
