import pytest
from django.core.management import call_command
from wagtail.models import Locale


@pytest.mark.django_db
def test_each_language_of_the_settings_has_a_locale(settings):
    assert {locale.language_code for locale in Locale.objects.all()} == {code for code, _name in settings.LANGUAGES}


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "home", "networks", "library", "search", check=True, dry_run=True)


def test_the_process_says_that_it_is_alive(client):
    assert client.get("/healthz").content == b"ok"
