"""The discussion of a sheet, on a page of its own in the admin."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from library.models import Sheet, SheetComment
from library.reviewing import comments
from library.reviewing.link_views import thing_to_edit
from library.reviewing.things import draft_title, edit_url, type_of


class CommentForm(forms.ModelForm):
    field = forms.ChoiceField(label=gettext_lazy("About"), required=False)

    class Meta:
        model = SheetComment
        fields = ["field", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "dir": "auto"})}

    def __init__(self, *args: Any, sheet: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["field"]
        choice.choices = [("", _("The sheet as a whole")), *comments.fields_of(sheet)]


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )


def _sheet(request: HttpRequest, pk: int) -> Any:
    return thing_to_edit(request, type_of(Sheet()).pk, pk)


def discussion(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    form = CommentForm(request.POST or None, sheet=sheet)
    if request.method == "POST" and form.is_valid():
        comments.say(sheet, request.user, form.cleaned_data["text"], form.cleaned_data["field"])
        return redirect("sheet_discussion", sheet.pk)
    return _page(request, sheet, form)


def _page(request: HttpRequest, sheet: Any, form: CommentForm, wrong: Any = None, answer: Any = None) -> HttpResponse:
    labels = dict(comments.fields_of(sheet))
    threads = [
        {
            "thread": thread,
            "about": labels.get(thread.field, ""),
            "form": answer if wrong == thread.pk else AnswerForm(prefix=f"answer-{thread.pk}"),
        }
        for thread in comments.threads_of(sheet)
    ]
    context = {"page_title": _("Discussion"), "header_icon": "comment", "threads": threads, "form": form}
    context |= {"title": draft_title(sheet), "edit_url": edit_url(request.user, sheet)}
    return render(request, "library/admin/discussion.html", context)


@require_POST
def answer(request: HttpRequest, pk: int, thread_pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    thread = get_object_or_404(SheetComment, pk=thread_pk, sheet=sheet.pk, parent=None)
    form = AnswerForm(request.POST, prefix=f"answer-{thread.pk}")
    if not form.is_valid():
        return _page(request, sheet, CommentForm(sheet=sheet), thread.pk, form)
    comments.say(sheet, request.user, form.cleaned_data["text"], parent=thread)
    return redirect("sheet_discussion", sheet.pk)


@require_POST
def resolve(request: HttpRequest, pk: int, thread_pk: int, action: str) -> HttpResponse:
    sheet = _sheet(request, pk)
    thread = get_object_or_404(SheetComment, pk=thread_pk, sheet=sheet.pk, parent=None)
    comments.resolve(thread, request.user, action == "resolve")
    return redirect("sheet_discussion", sheet.pk)
