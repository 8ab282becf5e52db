"""The page of one sheet: which version, who may read what of it, and all that its template shows."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from home.languages import direction, native_name
from library.access import may_download, may_see_contact
from library.addresses import join_url, library_urls, list_url, sheet_url, tag_url
from library.cards import place, result_figure
from library.contents import published_content, read_content
from library.models import Kind, LibraryPage, PrivateDocument, Sheet
from library.querysets import Reader
from library.reports.counting import note_read
from library.rows import specific, specific_source
from library.vocabulary import concepts

MAX_NUMBER = 2**63 - 1
KIND_TABLES = ("experiencesheet", "technicalsheet", "specification", "guide", "workingdocument")
FIGURES = 3

SECTIONS = {
    "context": gettext_lazy("Where it began"),
    "objectives": gettext_lazy("What they wanted to change"),
    "problem": gettext_lazy("The problem"),
    "purpose": gettext_lazy("Object"),
    "body": gettext_lazy("In detail"),
    "means": gettext_lazy("With what means"),
    "worked": gettext_lazy("What worked"),
    "not_worked": gettext_lazy("What did not work"),
    "advice": gettext_lazy("Advice to those who start"),
    "watch_points": gettext_lazy("Points to watch"),
    "cost_note": gettext_lazy("What the cost depends on"),
    "regulation": gettext_lazy("The rules that apply"),
}


def template_of(sheet: Sheet) -> str:
    """``library/experience_sheet.html`` and so on, after the kind's class."""
    name = type(specific(sheet)).__name__
    return "library/" + "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_") + ".html"


def sheet_response(request: HttpRequest, page: LibraryPage, number: int, slug: str) -> HttpResponse:
    """The sheet of this number in the page's language; a wrong slug is redirected.

    A work that exists in other languages only: 404, with links to those. Raises Http404 for anything not visible.
    """
    versions = visible_versions(request.user, number)
    language = get_language()
    sheet = next((version for version in versions if version.locale.language_code == language), None)
    urls = {version.locale.language_code: sheet_url(version) for version in versions}
    if sheet is None:
        context: dict[str, Any] = {"page": page, "versions": [_version(version) for version in versions]}
        context |= {"language_versions": urls, "alternates_are_public": False}  # this is no version of the sheet
        return render(request, "library/sheet_elsewhere.html", context, status=404)
    if slug != sheet.slug:
        query = request.META.get("QUERY_STRING")
        return redirect(f"{sheet.url}?{query}" if query else sheet.url or "/", permanent=True)
    view = sheet_view(sheet, request.user, versions, published_content(sheet), sheet.work.source)
    context = {"page": page, "sheet": sheet, "view": view}
    context["language_versions"] = urls
    context["alternates_are_public"] = sheet.work.source.access != "groups"
    note_read(request, sheet.work_id)
    return render(request, template_of(sheet), context)


def visible_versions(user: Reader, number: int) -> list[Any]:
    """The work in each language that this reader may see. Raises Http404 where there is none."""
    if number > MAX_NUMBER:
        raise Http404
    versions = list(
        Sheet.objects.visible_to(user)
        .with_readable(user)
        .filter(work=number)
        .select_related(
            "locale",
            "work__source__locale",
            "work__source__picture",
            "work__source__authority__territory",
            "work__source__territory__department",
            *KIND_TABLES,
            *(f"work__source__{table}" for table in KIND_TABLES),
        )
    )
    versions = [version for version in versions if version.locale.language_code in library_urls()]
    if not versions:
        raise Http404
    return versions


def preview_context(sheet: Any, request: HttpRequest) -> dict[str, Any]:
    """What the admin's preview shows: the sheet as its editor holds it, with the facts of its source, all readable."""
    sheet.readable = True
    source = sheet if sheet.is_source else sheet.work.source
    if sheet.is_source and sheet.work_id:
        sheet.work.source = sheet  # unsaved facts are what the editor wants to see
    return {
        "request": request,
        "page": LibraryPage.objects.filter(locale=sheet.locale).first(),
        "sheet": sheet,
        "view": sheet_view(sheet, request.user, [], read_content(sheet, source), source),
    }


def sheet_view(sheet: Any, user: Reader, versions: list[Any], content: dict[str, Any], source: Any) -> dict[str, Any]:
    """Everything the template needs, and nothing that this reader may not read."""
    language = sheet.locale.language_code
    vocabulary = concepts()
    kind = Kind(specific(sheet).KIND)
    files = [
        _file(file, may_download(user, file, sheet.readable))
        if sheet.readable
        else {"size": file.document.file_size or 0}
        for file in source.files.select_related("document")
        if file.document.scan == PrivateDocument.Scan.CLEAN
    ]
    themes = [vocabulary[pk] for pk in content["theme_ids"] if pk in vocabulary]
    view = {
        "number": sheet.work_id,
        "kind": kind,
        "kind_label": kind.label,
        "title": sheet.title,
        "summary": sheet.summary,
        "lang": language,
        "dir": direction(language),
        "url": sheet.url if sheet.work_id else "",
        **place(source),
        "year": source.year,
        "confirmed_on": sheet.work.confirmed_on,
        "needs_work_since": sheet.work.needs_work_since,
        "is_example": source.is_example,
        "access": source.access,
        "readable": sheet.readable,
        "other_languages": [_version(version) for version in versions if version.pk != sheet.pk],
        "picture": source.picture,
        "themes": [
            {"label": theme.label(), "url": list_url(get_language() or language, theme=theme.identifier)}
            for theme in themes
        ],
        "tags": [tag | {"url": tag_url(get_language() or language, tag["slug"])} for tag in content["tags"]],
        "stale": _original(sheet, versions) if sheet.is_stale else None,
        "machine": (_original(sheet, versions) or {"source_url": ""}) if sheet.machine_made else None,
        "partly": _partly(sheet, source),
        "files": files,
        "files_size": sum(file["size"] for file in files),
        "closed_files": any(not file.get("readable") for file in files),
        "join_url": join_url(language),
    }
    if not sheet.readable:
        return view
    return view | _body(sheet, source, user, content)


def _body(sheet: Any, source: Any, user: Reader, content: dict[str, Any]) -> dict[str, Any]:
    """What only those who may read the sheet receive."""
    own, facts = specific(sheet), specific_source(sheet)
    body: dict[str, Any] = {
        "sections": [
            {"id": name, "title": SECTIONS[name], "html": getattr(own, name), "lang": sheet.locale.language_code}
            for name in SECTIONS
            if getattr(own, name, "")
        ],
        "contact": _contact(source) if may_see_contact(user, sheet, sheet.readable) else None,
        "partners": content["partners"],
        **content["rows"],
    }
    return body | _KIND_FACTS[own.KIND](own, facts, body)


def _experience(own: Any, facts: Any, body: dict[str, Any]) -> dict[str, Any]:
    total = sum((row["amount"] or 0 for row in body["costs"]), Decimal(0))
    funded = sum((row["amount"] or 0 for row in body["fundings"]), Decimal(0))
    fundings = [row | {"share": (row["amount"] or 0) / funded * 100 if funded else 0} for row in body["fundings"]]
    dates = sorted(row["date"] for row in body["steps"] if row["date"])
    months = (dates[-1].year - dates[0].year) * 12 + dates[-1].month - dates[0].month if dates else 0
    figures = [result_figure(row) for row in body["results"][:1]]
    if total:
        figures.append({"value": total, "unit": "euro", "label": _("in all, what it cost")})
    if months > 0:
        figures.append({"value": months, "unit": "month", "label": _("from the first step to the last")})
    figures += [result_figure(row) for row in body["results"][1:]]
    return {
        "figures": figures[:FIGURES],
        "fundings": fundings,
        "cost_total": total,
        "testimonial": {"text": own.testimonial, "by": own.testimonial_by},
    }


def _technical(own: Any, facts: Any, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "steps": body["method_steps"],
        "regulation_date": facts.regulation_date,
        "cost_range": {"min": facts.cost_min, "max": facts.cost_max},
    }


def _specification(own: Any, facts: Any, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "procedure_label": facts.get_procedure_display() if facts.procedure else "",
        "provenance": own.provenance,
    }


def _guide(own: Any, facts: Any, body: dict[str, Any]) -> dict[str, Any]:
    return {"publisher": facts.publisher, "pages": facts.pages}


def _working(own: Any, facts: Any, body: dict[str, Any]) -> dict[str, Any]:
    return {"nature_label": facts.get_nature_display() if facts.nature else ""}


_KIND_FACTS = {
    Kind.EXPERIENCE: _experience,
    Kind.TECHNICAL: _technical,
    Kind.SPECIFICATION: _specification,
    Kind.GUIDE: _guide,
    Kind.WORKING: _working,
}


def _version(sheet: Sheet) -> dict[str, Any]:
    code = sheet.locale.language_code
    return {
        "code": code,
        "name": native_name(code),
        "url": sheet_url(sheet),
        "title": sheet.title,
        "dir": direction(code),
    }


def _original(sheet: Sheet, versions: list[Any]) -> dict[str, Any] | None:
    """What a translation says of its original to a reader who may see it."""
    original = next((version for version in versions if version.pk == sheet.work.source_id), None)
    if original is None or original.pk == sheet.pk:
        return None
    return {
        "source_language": native_name(original.locale.language_code),
        "source_url": sheet_url(original),
        "changed_on": original.last_published_at,
    }


def _partly(sheet: Any, source: Any) -> dict[str, Any] | None:
    """What was published although it is still in the source's words."""
    count = sheet.untranslated
    return {"count": count, "language": native_name(source.locale.language_code)} if count else None


def _file(file: Any, readable: bool) -> dict[str, Any]:
    document = file.document
    language = file.language or document.language
    return {
        "title": document.title,
        "language": language,
        "language_name": native_name(language) if language else "",
        "format": document.file_extension.upper(),
        "size": document.file_size or 0,
        "url": f"{document.url}?lang={get_language()}",  # a refusal or the login answers in this language
        "access": file.access,
        "readable": readable,
        "date": file.date,
        "source": file.source,
    }


def _contact(source: Any) -> dict[str, str] | None:
    contact = {name: getattr(source, f"contact_{name}") for name in ("name", "role", "email", "phone")}
    return contact if any(contact.values()) else None
