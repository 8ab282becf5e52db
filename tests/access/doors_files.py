"""The doors of files, of what search engines are told, of accounts and of the admin."""

import re

from tests.access import addresses, rules
from tests.access.visit import Visit
from tests.access.words import Place

ATTEMPTS: list[tuple[str, str, dict[str, str]]] = [
    ("get", "", {}),
    ("get", "?download=1", {}),
    ("get", "", {"Range": "bytes=0-"}),
    ("get", "", {"If-None-Match": "*", "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}),
    ("head", "", {}),
    ("post", "", {}),
    ("options", "", {}),
    ("put", "", {}),
]


def download(visit: Visit) -> None:
    for state in rules.STATES:
        for which in rules.FILES:
            file = visit.world.files[state, which]
            content = Place(state, f"content_of_{which}")
            wanted = rules.may_download(state, which, visit.role)
            for method, query, headers in ATTEMPTS if which == "same" or state in rules.SEEN else ATTEMPTS[:1]:
                url = file.url + query
                expected = [405] if wanted == 200 and method not in {"get", "head"} else [wanted]
                if wanted == 200 and "If-None-Match" in headers:
                    expected.append(304)
                response = visit.ask(url, *expected, method=method, headers=headers)
                given = {content} if response.status_code == 200 and method == "get" else set()
                visit.expect(f"{method.upper()} {url} {headers}", visit.told(response), given)
                visit.expect(f"{url}: validators", {"ETag", "Last-Modified"} & set(response.headers), set())
            for url in other_addresses(file.url) if state in {"members", "group", "draft"} else []:
                response = visit.ask(url)
                visit.expect(url, response.status_code in {301, 302, 404}, True)
                visit.expect(url, content in visit.told(response), False)
    for state in ("closing", "opening"):  # the file of a draft
        visit.ask(visit.world.files[state, "draft"].url, 200 if visit.role in rules.KEEPS_FILES else 404)
    visit.ask(f"/documents/{10**20}/a.txt", 404)


def other_addresses(url: str) -> list[str]:
    """Other ways to write the address of a file, and addresses that its place on the disk might suggest."""
    start, name = url.rsplit("/", 1)
    ways = [f"{start}/wrong.txt", f"{url}/", f"{start}/{name.upper()}", f"{start}/..%2f{name}", f"{start}/x/../{name}"]
    served = [
        "media",
        "media/private",
        "media/images/../documents",
        "private",
        "private-files",
        "static",
        "var/private",
    ]
    return ways + [f"/{folder}/{rest}" for folder in served for rest in (name, f"documents/{name}")]


def sitemap(visit: Visit) -> None:
    """The same for everyone: what a visitor may open."""
    response = visit.ask("/sitemap.xml", 200)
    visit.words("sitemap", response)
    for language in rules.LANGUAGES:
        open_to_all = {state for state in rules.STATES if rules.level(state, "anonymous", language) != "-"}
        visit.expect(f"sitemap, {language}", visit.sheets(response, language), open_to_all)
    text = response.content.decode()
    alternates = set(re.findall(r'<xhtml:link[^>]*href="([^"]+)"', text))
    visit.expect("sitemap, alternates", alternates - set(re.findall(r"<loc>([^<]+)</loc>", text)), set())


def small_answers(visit: Visit) -> None:
    for url, status in (("/robots.txt", 200), ("/.well-known/security.txt", 200), ("/readyz", 200), ("/", 302)):
        visit.expect(url, visit.words(url, visit.ask(url, status)), set())
    parts = "parts" in visit.ask("/readyz").json()
    visit.expect("/readyz: parts", parts, visit.role in {*rules.STAFF, "manager"})


def accounts(visit: Visit) -> None:
    """Pages of the account say nothing of any work, and its own page is for those who are logged in."""
    for url in addresses.filled(addresses.ACCOUNTS):
        visit.expect(url, visit.words(url, visit.ask(url)), set())
    visit.ask("/accounts/", 302 if visit.anonymous else 200)


def no_second_login(visit: Visit) -> None:
    """The logins of Wagtail's admin and of its pages lead to the one there is; an account cannot log in to more."""
    status = 302 if visit.anonymous or visit.role in {*rules.STAFF, "manager"} else 403
    visit.ask("/admin/login/?next=/x", status)
    visit.expect("reset", visit.ask("/admin/password_reset/", 302)["Location"], "/accounts/password/reset/")
    for language in rules.LANGUAGES:
        url = f"/{language}/_util/login/?next=/x"
        response = visit.ask(url, 302)
        visit.expect(url, response.get("Location"), "/accounts/login/?next=/x")


def admin(visit: Visit) -> None:
    """Wagtail's admin is closed to those who are not staff, whatever the address and its numbers; and to staff who
    work on members alone it never says a word of a work. What translators translate is not theirs to edit."""
    draft = f"/admin/snippets/library/experiencesheet/edit/{visit.world.sources['draft']}/"
    if visit.role == "translator":
        visit.ask(draft, 403)
    elif visit.role in rules.STAFF:
        visit.expect(draft, Place("draft", "title", "fr") in visit.told(visit.ask(draft, 200)), True)
    if visit.role not in rules.TRY_THE_ADMIN:
        return
    for url in [draft, *addresses.admin(visit.world)]:
        response = visit.ask(url)
        if visit.role != "manager":
            visit.expect(url, response.status_code in {302, 403, 404, 405}, True)
        theirs = {"authority", "place"} if visit.role == "manager" else set()
        visit.expect(url, {place for place in visit.told(response) if place.field not in theirs}, set())
