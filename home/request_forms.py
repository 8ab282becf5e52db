"""The forms of the public pages. Each says which fields of a Message it fills."""

import re
from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.models import AuthorityKind, MessageKind, Nature
from home.spam import FormGuard

LONGEST = 5000
LINKS = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)
MANY_LINKS = 5
# They turn the order of letters round in lists and mails; telephones put them around copied numbers.
DIRECTION_MARKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
one_line = RegexValidator(
    r"[\x00-\x1f\x7f\x85\u2028\u2029]",
    gettext_lazy("Write this on one line, without control characters."),
    inverse_match=True,
)
one_address = RegexValidator(r"^[^,;:<>()\"\\\s]+$", gettext_lazy("Give one e-mail address, and nothing else."))


class Line(forms.CharField):
    """One line. Not cut by the browser while it is pasted: too long is said, and nothing is lost."""

    default_validators = [one_line]

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").translate(DIRECTION_MARKS).strip()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class Address(forms.EmailField):
    default_validators = [one_address, *forms.EmailField.default_validators]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {key: value for key, value in super().widget_attrs(widget).items() if key != "maxlength"}


class Text(forms.CharField):
    """Several lines, ended as browsers do or as others do: a line's end counts as one letter."""

    widget = forms.Textarea(attrs={"rows": 8, "dir": "auto"})

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


def line(label: Any, longest: int, autocomplete: str, **options: Any) -> Line:
    kind = options.pop("type", "text")
    attrs = {"autocomplete": autocomplete, "dir": "auto"} if kind == "text" else {"autocomplete": autocomplete}
    widget = forms.TextInput(attrs=attrs | options.pop("attrs", {}))
    widget.input_type = kind
    return Line(label=label, max_length=longest, widget=widget, **options)


def name_field() -> Line:
    return line(gettext_lazy("Your name"), 150, "name")


def email_field(**options: Any) -> Address:
    options = {"label": gettext_lazy("Your e-mail address"), **options}
    return Address(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}), **options)


def phone_field() -> Line:
    return line(gettext_lazy("Your telephone"), 40, "tel", type="tel", required=False)


def text_field(**options: Any) -> Text:
    return Text(**{"label": gettext_lazy("Your message"), "max_length": LONGEST, **options})


class RequestForm(FormGuard, forms.Form):
    kind: ClassVar[MessageKind]

    def __init__(self, *args: Any, page: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page

    def values(self) -> dict[str, Any]:
        """What the message keeps of the form."""
        return dict(self.cleaned_data)

    @property
    def looks_like_spam(self) -> bool:
        """Kept for the staff to look at, and answered like any other: a robot learns nothing, a person loses
        nothing."""
        written = " ".join(str(value) for value in self.cleaned_data.values())
        return self.is_trapped or len(LINKS.findall(written)) >= MANY_LINKS


class ContactForm(RequestForm):
    kind = MessageKind.CONTACT

    name = name_field()
    email = email_field()
    organisation = line(gettext_lazy("Your authority or organisation"), 200, "organization", required=False)
    phone = phone_field()
    text = text_field()


class ServiceForm(RequestForm):
    kind = MessageKind.SERVICE

    name = name_field()
    email = email_field()
    organisation = line(gettext_lazy("Your authority or organisation"), 200, "organization")
    role = line(gettext_lazy("Your role"), 200, "organization-title", required=False)
    phone = phone_field()
    text = text_field(
        label=gettext_lazy("Your request"),
        help_text=gettext_lazy("What you want to do, where you stand, and by when you need an answer."),
    )

    def values(self) -> dict[str, Any]:
        return super().values() | {"subject": self.page.source.subject}


class ProgrammeForm(RequestForm):
    kind = MessageKind.PROGRAMME

    name = name_field()
    email = email_field()
    organisation = line(gettext_lazy("Your authority or organisation"), 200, "organization", required=False)
    text = text_field()


class MembershipForm(RequestForm):
    kind = MessageKind.MEMBERSHIP

    organisation = line(gettext_lazy("Name of the authority"), 200, "organization")
    organisation_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of authority"), choices=[("", gettext_lazy("Choose")), *AuthorityKind.choices]
    )
    territory_code = line(
        gettext_lazy("Official code"),
        20,
        "off",
        required=False,
        attrs={"dir": "ltr"},
        help_text=gettext_lazy("The INSEE or SIREN code, for French authorities: 53130 is Laval. R52 for a region."),
    )
    name = name_field()
    role = line(gettext_lazy("Your role"), 200, "organization-title")
    email = email_field()
    phone = phone_field()
    text = text_field(label=gettext_lazy("What you expect, what you could share"), required=False)
    consents = forms.BooleanField(
        label=gettext_lazy(
            "The authority has read the commitments on this page, and accepts them if it becomes a member."
        ),
        error_messages={"required": gettext_lazy("Tick the box: becoming a member means accepting the commitments.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.page.commitments:
            del self.fields["consents"]

    def clean_territory_code(self) -> str:
        code = self.cleaned_data["territory_code"].replace(" ", "").upper()
        if code:
            # The reference belongs to an app above this one.
            territory = apps.get_model("networks", "Territory").objects.find(code)
            if territory is None:
                raise ValidationError(_("No French authority has this code. Check it, or leave it empty."))
            code = territory.reference
        return code


class CommentForm(RequestForm):
    kind = MessageKind.COMMENT

    nature = forms.ChoiceField(
        label=gettext_lazy("What you send us"), choices=Nature.choices, widget=forms.RadioSelect, initial=Nature.REMARK
    )
    text = text_field(label=gettext_lazy("What you want to say"))
    wants_answer = forms.TypedChoiceField(
        label=gettext_lazy("Do you want an answer?"),
        choices=[("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes"))],
        coerce=lambda value: value == "yes",
        initial="no",
        widget=forms.RadioSelect,
    )
    email = email_field(required=False, help_text=gettext_lazy("Only if you want an answer."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("wants_answer"):
            data["email"] = ""  # what is not needed is not kept
            self.errors.pop("email", None)
        elif not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("To answer you, we need your e-mail address."))
        return data


FORMS: dict[str, type[RequestForm]] = {
    form.kind: form for form in (ContactForm, ServiceForm, ProgrammeForm, MembershipForm)
}
