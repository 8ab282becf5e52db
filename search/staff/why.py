"""Why a hit is where it is: for one question, the words that were found in each part of what a reader may read."""

import re
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from wagtail.admin.menu import MenuItem

from home.languages import site_languages
from library.querysets import Reader
from networks.models import User
from search import results
from search.engines import SearchQuery, get_engine
from search.engines.database import DatabaseQuestion
from search.engines.plan import Choice, Plan
from search.forms import own_language
from search.models import EntryText, SearchEntry
from search.parsing import ParsedQuery, parse_query
from search.terms import prefix

MOST = 20
PARTS = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Summary"),
    "labels": gettext_lazy("Labels"),
    "body": gettext_lazy("Text"),
    "files": gettext_lazy("Files"),
}


class WhyForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Words"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=site_languages)
    reader = forms.ChoiceField(
        label=gettext_lazy("Reader"),
        choices=[("visitor", gettext_lazy("Visitor")), ("member", gettext_lazy("Member, in no group"))],
    )


@dataclass
class Word:
    """One word or phrase of the question: as it was asked, how rare it is, and where one hit has it how often."""

    asked: str
    weight: float | None
    counts: list[int] = field(default_factory=list)  # in the order of PARTS


def why(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("library.read_every_work"):
        raise PermissionDenied
    given = {"language": own_language(get_language()), "reader": "visitor", **request.GET.dict()}
    form = WhyForm(given)
    context = {"form": form, "page_title": WhyMenuItem.title, "header_icon": "help", "parts": PARTS.values()}
    if form.is_valid() and form.cleaned_data["q"]:
        chosen = form.cleaned_data
        reader = a_member() if chosen["reader"] == "member" else AnonymousUser()
        context |= explain(chosen["q"], chosen["language"], reader)
    return render(request, "search/admin/why.html", context)


def a_member() -> User:
    """An account that reads as a member does who is in no group, and is nobody."""
    member = User(email="-")
    member.__dict__ |= {"is_current_member": True, "reads_everything": False, "group_ids": []}
    return member


def explain(q: str, language: str, reader: Reader) -> dict[str, Any]:
    query = SearchQuery(q=q, language=language, page_size=MOST)
    parsed = parse_query(q, language)
    question = DatabaseQuestion(query, reader, parsed)
    if parsed:
        question.prepare()
    found = get_engine().search(query, reader)
    shown = results.load(found.hits, reader)
    return {
        "engine": found.engine,
        "degraded": found.degraded,
        "total": found.total,
        "understood": found.text,
        "corrected": [(word, bare(term)) for word, term in question.corrected.items()],
        "synonyms": sorted({" ".join(map(bare, phrase)) for phrase in question.plan.synonyms}),
        "excluded": [" ".join(phrase) for phrase in parsed.excluded],
        "hits": [_hit(result, question, parsed) for result in shown],
    }


def _hit(result: results.Result, question: DatabaseQuestion, parsed: ParsedQuery) -> dict[str, Any]:
    hit = result.hit
    entry = SearchEntry.objects.filter(
        object_kind=hit.object_kind, object_id=hit.object_id, language=hit.language
    ).first()
    texts = list(EntryText.objects.filter(entry=entry, audience__in=question.audiences)) if entry else []
    return {"result": result, "entry": entry, "words": words_found(question.plan, parsed, texts)}


def words_found(plan: Plan, parsed: ParsedQuery, texts: list[EntryText]) -> list[Word]:
    """Each word and phrase of the question, and each synonym that was found, with how often each part holds it."""
    asked = [
        Word(word, weight, _counts(choice, texts))
        for word, weight, choice in zip(parsed.words, plan.weights, plan.words, strict=True)
    ]
    asked += [
        Word(f"“{' '.join(phrase)}”", None, _counts(choice, texts))
        for phrase, choice in zip(parsed.phrases, plan.phrases, strict=True)
    ]
    others = [Word(f"≈ {' '.join(map(bare, phrase))}", None, _counts([phrase], texts)) for phrase in plan.synonyms]
    return [*asked, *(word for word in others if any(word.counts))]


def _counts(choice: Choice, texts: list[EntryText]) -> list[int]:
    counts = []
    for part in PARTS:
        held = [getattr(text, part) for text in texts]
        counts.append(sum(_times(" ".join(phrase), words) for phrase in set(choice) for words in held))
    return counts


def _times(phrase: str, words: str) -> int:
    return len(re.findall(rf"(?<!\S){re.escape(phrase)}(?!\S)", words))


def bare(term: str) -> str:
    """A term without the letters of its language."""
    languages = sorted({prefix(code) for code, _name in site_languages()}, key=len, reverse=True)
    return next((term.removeprefix(code) for code in languages if term.startswith(code)), term)


class WhyMenuItem(MenuItem):
    title = gettext_lazy("Why is this hit here")

    def __init__(self) -> None:
        super().__init__(self.title, reverse("search_why"), name="why", icon_name="help", order=1310)

    def is_shown(self, request: Any) -> bool:
        return request.user.has_perm("library.read_every_work")
