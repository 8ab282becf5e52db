from datetime import timedelta
from typing import Any

from django.utils import timezone

from .elastic import used
from .indexing import status

LATE = timedelta(minutes=10)


def state() -> dict[str, Any]:
    """What staff see: which engine answers, what waits to be projected, and since when."""
    known = status()
    oldest = known["oldest"]
    late = oldest is not None and timezone.now() - oldest > LATE
    return {"ok": not late and not known["failed"], **known, "oldest": oldest and oldest.isoformat()}


def elasticsearch() -> dict[str, Any]:
    """Without it the site still searches."""
    if not used():
        return {"ok": True, "used": False}
    from .elastic.status import health

    return health()
