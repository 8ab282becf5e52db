"""Many sheets in a moment: rows alone, without revisions, for what counts queries."""

import uuid

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Locale, Revision

from library.models import Sheet, Theme, Work
from tests.search.relevance.judged import as_experiences


def many_sheets(works: int, theme: Theme | None = None, by: object = None) -> None:
    """So many works, each in every language of the site."""
    made = Work.objects.bulk_create(Work(kind="experience", translation_key=uuid.uuid4()) for _place in range(works))
    locales = list(Locale.objects.all())
    sheets = Sheet.objects.bulk_create(
        Sheet(
            work=work,
            translation_key=work.translation_key,
            locale=locale,
            title=f"Fiche {work.pk} {locale.language_code}",
            access="public",
            live=True,
            first_published_at=timezone.now(),
        )
        for work in made
        for locale in locales
    )
    as_experiences()
    for work, sheet in zip(made, sheets[:: len(locales)], strict=True):
        work.source = sheet
    Work.objects.bulk_update(made, ["source"])
    base, kind = Sheet.get_base_content_type(), ContentType.objects.get(app_label="library", model="experiencesheet")
    revisions = Revision.objects.bulk_create(
        Revision(
            base_content_type=base,
            content_type=kind,
            object_id=str(sheet.pk),
            created_at=timezone.now(),
            user=by,
            content={"title": sheet.title},
            object_str=sheet.title,
        )
        for sheet in sheets
    )
    for sheet, revision in zip(sheets, revisions, strict=True):
        sheet.latest_revision = revision
    Sheet.objects.bulk_update(sheets, ["latest_revision"])
    if theme:
        through = Sheet.themes.through
        through.objects.bulk_create(through(sheet_id=work.source_id, theme_id=theme.pk) for work in made)
