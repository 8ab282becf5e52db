from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Make an account. Raises ValueError without an e-mail address."""
        if not email:
            raise ValueError("An account needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, **fields | {"is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractUser):
    """An account, of staff or of a member authority's agent. The e-mail address is the login."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail"), unique=True)
    authority = models.ForeignKey(
        "networks.LocalAuthority",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="users",
        verbose_name=_("local authority"),
    )
    # Of those who translate and write nothing else: where they may work (library.translators).
    languages: Any = models.ManyToManyField(
        "wagtailcore.Locale", blank=True, related_name="+", verbose_name=_("languages that they translate into")
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta(AbstractUser.Meta):
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="unique_email", violation_error_message=_("This address has an account already.")
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    @cached_property
    def is_current_member(self) -> bool:
        """True while the account is active and its authority's membership covers today, in Paris."""
        from .members import Membership

        if not self.is_active or self.authority_id is None:
            return False
        return Membership.objects.current().filter(authority_id=self.authority_id).exists()

    @cached_property
    def reads_everything(self) -> bool:
        """True for staff who work on sheets: they read every published work."""
        return self.is_active and self.has_perm("library.read_every_work")

    @cached_property
    def group_ids(self) -> list[int]:
        return list(self.groups.values_list("pk", flat=True)) if self.is_active else []

    @cached_property
    def language_ids(self) -> set[int]:
        """The languages given to this account to translate into."""
        return set(self.languages.values_list("pk", flat=True)) if self.is_active else set()
