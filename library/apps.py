from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from home import health

        from . import roles, signals, translation_words, translations  # noqa: F401
        from .reviewing import mails, releases, rules  # noqa: F401

        health.register("publications", releases.health)
