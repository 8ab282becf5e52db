"""Accounts in Wagtail's admin. The members' managers look after those of members, and cannot make themselves more."""

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import ModelFormMixin
from wagtail.models import Locale
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import CreateView, EditView, UserViewSet

from networks.choosers import AUTHORITIES
from networks.models import LocalAuthority, User


def may_manage(manager: User, account: User) -> bool:
    """Administrators manage every account; others only those that do not enter the admin, and their own."""
    return manager.is_superuser or manager == account or not account.has_perm("wagtailadmin.access_admin")


def grantable_groups(manager: User) -> QuerySet[Group]:
    """Administrators give every role; others only put people in groups that carry no permission at all."""
    if manager.is_superuser:
        return Group.objects.all()
    return Group.objects.filter(permissions=None, page_permissions=None, collection_permissions=None)


if TYPE_CHECKING:
    _Form = forms.ModelForm
    _View = ModelFormMixin
else:
    _Form = _View = object


class AccountFormMixin(_Form):
    """Adds the authority, keeps the address in small letters, and grants no more than the manager may."""

    def __init__(self, *args: Any, manager: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.manager = manager
        self.fields["authority"].widget = AUTHORITIES.widget_class()
        self.fields["groups"].queryset = grantable_groups(manager)  # type: ignore[attr-defined]
        if not manager.is_superuser:
            self.fields.pop("is_superuser", None)
            self.fields.pop("languages", None)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def save(self, commit: bool = True) -> User:
        kept = []
        if self.instance.pk:  # groups that the manager does not see stay as they are
            kept = list(self.instance.groups.exclude(pk__in=grantable_groups(self.manager).values("pk")))
        user = super().save(commit)
        if commit:
            user.groups.add(*kept)
            # An address that is no longer the account's must not open it.
            EmailAddress.objects.filter(Q(user=user) & ~Q(email__iexact=user.email)).delete()
        return user


_DUPLICATE = {"duplicate_username": gettext_lazy("This address has an account already.")}
_AUTHORITY = forms.ModelChoiceField(
    queryset=LocalAuthority.objects.all(),
    required=False,
    label=gettext_lazy("Local authority"),
    help_text=gettext_lazy("Whose agent or elected official this is. Its membership opens what is for members."),
)
_LANGUAGES = forms.ModelMultipleChoiceField(
    queryset=Locale.objects.all(),
    required=False,
    label=gettext_lazy("Languages"),
    widget=forms.CheckboxSelectMultiple,
    help_text=gettext_lazy(
        "Into which a translator translates: nothing can be changed in the others. Roles that write "
        "work in all languages."
    ),
)


class AccountCreationForm(AccountFormMixin, UserCreationForm):
    error_messages = UserCreationForm.error_messages | _DUPLICATE
    authority = _AUTHORITY
    languages = _LANGUAGES

    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | {"authority", "languages"}


class AccountEditForm(AccountFormMixin, UserEditForm):
    error_messages = UserEditForm.error_messages | _DUPLICATE
    authority = _AUTHORITY
    languages = _LANGUAGES

    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | {"authority", "languages"}


class _WithManager(_View):
    request: HttpRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"manager": self.request.user}


class AccountCreateView(_WithManager, CreateView):
    pass


class AccountEditView(_WithManager, EditView):
    pass


class AccountViewSet(UserViewSet):
    menu_label = gettext_lazy("Accounts")
    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    inspect_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return AccountEditForm if for_update else AccountCreationForm


def refusal_to_manage(manager: User, accounts: list[User]) -> str | None:
    """Why the manager may not act on these accounts; None when they may."""
    if all(may_manage(manager, account) for account in accounts):
        return None
    return _("Only an administrator may change the accounts of the staff.")
