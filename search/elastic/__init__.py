"""Elasticsearch, where the site uses it. Its client takes long to load: who does not use it never loads it."""

from django.conf import settings


def used() -> bool:
    return bool(settings.ELASTICSEARCH_URL)
