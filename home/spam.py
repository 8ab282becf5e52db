"""Against robots, without anyone else's help: a field that people do not see, the time a form was open, a limit."""

import ipaddress
import logging
import time
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from django import forms
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

FASTEST = 2  # seconds in which nobody reads and fills a form
OLDEST = 24 * 3600
MOST, WINDOW = 10, 600  # messages from one address in so many seconds: a town hall shares one
TRAP, STAMP = "homepage", "stamp"
_signer = signing.Signer(salt="home.spam")

if TYPE_CHECKING:
    _Form = forms.Form
else:
    _Form = object


class FormGuard(_Form):
    """For a form: whatever it refuses, it can be sent again as it stands, with all that was typed."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        problem = self._problem_of_time()
        # Beside an error at a field it would only add noise: the form is sent again in any case.
        if problem and not self.errors:
            raise ValidationError(problem, code="time")
        return data

    def _problem_of_time(self) -> str:
        age = _age(self._sent(STAMP))
        if age is None or age > OLDEST:
            return _("This form had been open for a very long time. Your text is still here: please send it again.")
        if age < FASTEST:
            return _("This was sent very fast. Your text is still here: please read it again, then send it.")
        return ""

    def _sent(self, name: str) -> str:
        return self.data.get(name, "") if self.is_bound else ""

    @property
    def stamp(self) -> str:
        """When the form was opened, signed. A form that is shown again keeps its own, while that is good."""
        age = _age(self._sent(STAMP))
        return self._sent(STAMP) if age is not None and age <= OLDEST else _signer.sign(str(time.time()))

    @property
    def is_trapped(self) -> bool:
        """Whether the field was filled that no person sees."""
        return bool(self._sent(TRAP))


def _age(stamp: str) -> float | None:
    """Seconds since the stamp was made; None where it is not one of ours."""
    try:
        return time.time() - float(_signer.unsign(stamp))
    except (signing.BadSignature, ValueError):
        return None


def too_many(request: HttpRequest) -> bool:
    """Count one more message from this address. Without a cache nobody is refused."""
    try:
        key = f"home.spam.{hidden_address(request)}"
        cache.add(key, 0, WINDOW)
        return cache.incr(key) > MOST
    except Exception:  # a cache that is away, or has just forgotten: the form must work all the same
        logger.warning("the limit on messages could not be counted")
        return False


def hidden_address(request: HttpRequest) -> str:
    """The address as a code that cannot be turned back without our key."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if address.version == 6:  # one household or office has a whole network of them
        address = ipaddress.ip_network(f"{address}/64", strict=False).network_address
    return salted_hmac("home.spam", str(address)).hexdigest()
