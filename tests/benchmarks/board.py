"""The board of translations over many sheets, each in all languages: half of the passages translated.

The rows are put straight into the tables: wagtail-localize would take a tenth of a second for each translation.
"""

import os
import sys
import time
import uuid

import django

WORDS = "un mot et puis un autre de la même phrase"
PASSAGES = 12


def fill(number: int) -> None:
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone
    from wagtail.models import Locale
    from wagtail_localize.models import (
        String,
        StringSegment,
        StringTranslation,
        TranslatableObject,
        Translation,
        TranslationContext,
        TranslationSource,
    )

    from library.models import Guide, Sheet, SourceWords, Work

    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    french, others = locales.pop("fr"), list(locales.values())
    now, kind = timezone.now(), ContentType.objects.get_for_model(Guide)
    base = ContentType.objects.get_for_model(Sheet)
    strings = String.objects.bulk_create(
        String(locale=french, data=f"{WORDS} {place}", data_hash=uuid.uuid4()) for place in range(PASSAGES * 50)
    )
    for _place in range(number):
        key = uuid.uuid4()
        work = Work.objects.create(kind="guide", translation_key=key)
        first, *rest = Sheet.objects.bulk_create(
            Sheet(
                work=work, translation_key=key, locale=locale, title=f"{WORDS} {work.pk}", live=True, source_digest="a"
            )
            for locale in (french, *others)
        )
        work.source = first
        work.save()
        TranslatableObject.objects.create(translation_key=key, content_type=base)
        source = TranslationSource.objects.bulk_create(
            [
                TranslationSource(
                    object_id=key, specific_content_type=kind, locale=french, content_json="{}", last_updated_at=now
                )
            ]
        )[0]
        Translation.objects.bulk_create(Translation(source=source, target_locale=one) for one in others)
        contexts = TranslationContext.objects.bulk_create(
            TranslationContext(object_id=key, path=f"p{n}", path_id=uuid.uuid4()) for n in range(PASSAGES)
        )
        chosen = [strings[(work.pk * PASSAGES + n) % len(strings)] for n in range(PASSAGES)]
        StringSegment.objects.bulk_create(
            StringSegment(source=source, context=context, string=string, order=n)
            for n, (context, string) in enumerate(zip(contexts, chosen, strict=True))
        )
        StringTranslation.objects.bulk_create(
            StringTranslation(translation_of=string, context=context, locale=locale, data="x")
            for locale in others
            for context, string in list(zip(contexts, chosen, strict=True))[: PASSAGES // 2]
        )
        SourceWords.objects.create(key=key, words=PASSAGES * 11)


def main() -> int:
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client
    from wagtail.models import Locale

    from library.translation_board import board
    from networks.models import User
    from tests.benchmarks.measure import say, spread, times

    number = int(os.environ["BENCH_BOARD"])
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        fill(number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client, locales = Client(SERVER_NAME="localhost"), list(Locale.objects.all())
    client.force_login(User.objects.create_superuser("bench@example.org", "x"))
    works = [lambda: board(locales)] * 10
    pages = [lambda: client.get("/admin/translations/ar/")] * 10
    times(works[:1])
    assert client.get("/admin/translations/ar/").status_code == 200
    what = f"{connection.vendor}, {number} sheets × {len(locales)} languages"
    say(f"{what}: the board reckoned", spread(times(works)))
    taken = times(pages)
    say(f"{what}: its page", spread(taken))
    begun = time.process_time()
    board(locales)
    say(f"{what}: the processor alone", f"{1000 * (time.process_time() - begun):.0f} ms, of a board reckoned")
    return int(taken[len(taken) // 2] > 1000)


if __name__ == "__main__":
    sys.exit(main())
