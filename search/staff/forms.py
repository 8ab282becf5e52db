from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.models import formfield_for_dbfield

from home.models.events import EventSheet
from library.models import Sheet
from search.featured import variants
from search.models import FeaturedAnswer, Synonym
from search.text import tokens


class SynonymForm(WagtailAdminModelForm):
    """Two words or more, each once, none on another line of the same language."""

    def clean_words(self) -> str:
        words = [" ".join(one.split()) for one in self.cleaned_data["words"].split(",")]
        words = [one for one in words if tokens(one)]
        folded = [tuple(tokens(one)) for one in words]
        if len(set(folded)) < len(folded):
            raise ValidationError(_("The same words stand there twice."))
        if len(words) < 2:
            raise ValidationError(_("Give two words or phrases at least, with a comma between them."))
        return ", ".join(words)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("words") and data.get("language"):
            own = set(self._phrases(data["words"]))
            for line in Synonym.objects.filter(language=data["language"]).exclude(pk=self.instance.pk):
                if same := own & set(self._phrases(line.words)):
                    text = _("“%(words)s” is on another line already: %(line)s. Add your words to that one.")
                    self.add_error(
                        "words", ValidationError(text, params={"words": " ".join(min(same)), "line": line.words})
                    )
                    break
        return data

    @staticmethod
    def _phrases(words: str) -> list[tuple[str, ...]]:
        return [tuple(tokens(one)) for one in words.split(",")]


class FeaturedAnswerForm(WagtailAdminModelForm):
    """A sheet, chosen in any of its languages, or a page; one of the two."""

    sheet = forms.ModelChoiceField(Sheet.objects.all(), label=gettext_lazy("Sheet"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser: Any = formfield_for_dbfield(EventSheet._meta.get_field("sheet"))
        self.fields["sheet"].widget = chooser.widget
        if self.instance.work_id:
            self.initial["sheet"] = self.instance.work.source_id

    def clean_words(self) -> str:
        words = [" ".join(one.split()) for one in self.cleaned_data["words"].split(",")]
        words = [one for one in words if tokens(one)]
        if not words:
            raise ValidationError(_("Give the words that people search for."))
        return ", ".join({frozenset(tokens(one)): one for one in reversed(words)}.values())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if bool(data.get("sheet")) == bool(data.get("page")):
            self.add_error("sheet", _("Choose a sheet or a page, one of the two."))
        self.instance.work = data["sheet"].work if data.get("sheet") else None
        if data.get("words") and not self.errors:
            self._refuse_twins(data)
        return data

    def _refuse_twins(self, data: dict[str, Any]) -> None:
        own = set(variants(data["words"]))
        twins = FeaturedAnswer.objects.filter(work=self.instance.work, page=data.get("page"))
        for twin in twins.exclude(pk=self.instance.pk):
            if own & set(variants(twin.words)):
                self.add_error("words", _("This answer is featured for these words already."))
                return
