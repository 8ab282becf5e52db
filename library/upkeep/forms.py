from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library.models import Verdict, Work
from library.upkeep.owners import possible_owners


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        label=gettext_lazy("What do you say of it?"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    day = forms.DateField(
        label=gettext_lazy("Checked on"),
        required=False,
        help_text=gettext_lazy("Empty: today. The day on which someone who knows last said that it is so."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("For colleagues: what is to be changed, or who confirmed it. Readers do not see it."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        if day and day.year < 2000:
            raise forms.ValidationError(_("This day is too long ago."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("verdict") == Verdict.WORK and not data.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say what is to be changed: whoever revises the sheet starts from it."))
        return data


class CareForm(forms.ModelForm):
    """Who is responsible for a work, and after how long they are asked."""

    class Meta:
        model = Work
        fields = ["owner", "confirm_after"]
        help_texts = {
            "owner": gettext_lazy("Is asked by mail whether the sheet is still true. Nobody: the moderators are."),
            "confirm_after": gettext_lazy("Empty: the delay of the site for this kind of sheet."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners: Any = self.fields["owner"]
        owners.queryset = possible_owners()
        owners.empty_label = _("Nobody")
