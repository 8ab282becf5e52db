from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """One login for members and staff. Accounts are made by staff: nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
