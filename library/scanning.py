"""Files held back until clamd has seen them, where it is used: saved, but given out to nobody, not found, not read.

What could not be scanned is tried again by the timer; what is infected stays held back, and staff are told.
"""

import logging

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from home import antivirus
from home.mailing import send_mail
from library.models import PrivateDocument

logger = logging.getLogger(__name__)

AT_ONCE = 3.0  # seconds that the request of an upload waits
Scan = PrivateDocument.Scan


def scan_document(pk: int, seconds: float | None = None) -> bool:
    """Whether the document's file was scanned now; the verdict is noted on it."""
    document = PrivateDocument.objects.filter(pk=pk, scan=Scan.WAITING).first()
    if document is None or not antivirus.used():
        return False
    try:
        with document.open_file() as file:
            verdict, found = antivirus.scan(file, seconds)
    except (antivirus.ScanFailedError, OSError) as error:
        logger.warning("document %s could not be scanned: %s", pk, error)
        return False
    infected = verdict is antivirus.Verdict.INFECTED
    document.scan, document.scan_found = (Scan.INFECTED if infected else Scan.CLEAN), found[:200]
    document.save(update_fields=["scan", "scan_found"])
    if infected:
        _tell(document)
    return True


def scan_waiting() -> int:
    """What the timer does: in the order of their arrival, until clamd does not answer."""
    done = 0
    for pk in list(PrivateDocument.objects.filter(scan=Scan.WAITING).order_by("pk").values_list("pk", flat=True)):
        if not scan_document(pk):
            break
        done += 1
    return done


def _tell(document: PrivateDocument) -> None:
    logger.error("document %s is infected: %s", document.pk, document.scan_found)
    with override(settings.LANGUAGE_CODE):
        address = settings.WAGTAILADMIN_BASE_URL + reverse("wagtaildocs:edit", args=[document.pk])
        body = _("A file that was uploaded is infected (%(found)s). It is held back: nobody can download it.") % {
            "found": document.scan_found
        }
        try:
            send_mail(
                subject=_("An infected file was held back"), body=f"{body}\n\n{address}\n", to=settings.INBOX_EMAIL
            )
        except Exception:  # the mail is one of two ways: the report shows it too
            logger.exception("the staff could not be told of an infected file")
