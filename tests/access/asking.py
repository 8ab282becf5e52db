"""What readers are answered, in every language: for the tests of changes."""

from django.test import Client

from library.models import Work
from tests import factories

ALL = ["fr", "en", "ar"]


def make(**options) -> Work:
    options = {"title": dict(zip(ALL, ("Haie", "Hedge", "سياج"), strict=True)), "languages": ALL} | options
    return factories.work(body={language: f"<p>closed-{language}</p>" for language in ALL}, **options)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(client: Client, work: Work, language: str) -> str:
    """``-`` nothing, ``t`` title and summary, ``b`` the text too; page, list and address by number must agree."""
    library = factories.LibraryPage.objects.get(locale__language_code=language).url
    by_number = client.get(f"{library}{work.pk}/")
    listed = f"{library}{work.pk}/" in client.get(library).content.decode()
    if by_number.status_code == 404:
        assert not listed
        return "-"
    assert listed
    page = client.get(by_number["Location"])
    assert page.status_code == 200
    return "b" if f"closed-{language}" in page.content.decode() else "t"


def everywhere(client: Client, work: Work) -> str:
    return "".join(read(client, work, language) for language in ALL)


def in_sitemap(work: Work) -> int:
    text = Client().get("/sitemap.xml").content.decode()
    return sum(f"<loc>http://127.0.0.1:8000{library}{work.pk}/" in text for library in libraries_urls())


def libraries_urls() -> list[str]:
    return [page.url for page in factories.LibraryPage.objects.all()]
