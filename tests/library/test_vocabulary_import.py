"""A vocabulary in and out as SKOS: by identifier and address, again and again the same, all of it or nothing."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from library.models import FormerTheme, Theme, ThemeLabel
from library.skos import Plan, VocabularyRefusedError, export, import_vocabulary
from library.skos.plan import load
from library.skos.reading import MOST_BYTES
from library.vocabulary import concepts

pytestmark = pytest.mark.django_db

HEAD = """@prefix : <https://vocabulary.example/concept/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
"""
WATER = (
    HEAD
    + """
:100 a skos:Concept ; dcterms:identifier "water" ;
  skos:prefLabel "Eau"@fr, "Water"@en, "Wasser"@de ; skos:altLabel "l’eau"@fr, "H2O"@en ;
  skos:scopeNote "Toute l’eau."@fr ; skos:exactMatch <https://www.wikidata.org/entity/Q283> .
:rain a skos:Concept ; skos:broader :100 ; skos:prefLabel "Pluie"@fr, "المطر"@ar, "Rain"@en-GB .
:101 a skos:Concept ; skos:prefLabel "Neige"@fr . :rain skos:narrower :101 .
"""
)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def take(text: str | bytes, name: str = "v.ttl", **how: bool) -> Plan:
    return import_vocabulary((text.encode() if isinstance(text, str) else text, name), **how)


def refused(text: str | bytes, name: str = "v.ttl") -> str:
    before = Theme.objects.count()
    with pytest.raises(VocabularyRefusedError) as caught:
        take(text, name)
    assert Theme.objects.count() == before
    return str(caught.value)


def content() -> dict[str, tuple]:
    return {
        s.identifier: (s.uri, s.parent and s.parent.identifier, s.preferred, dict(s.alternative), s.notes, s.matches)
        for s in load().values()
    }


def test_concepts_become_themes_with_labels_notes_matches_and_their_tree():
    plan = take(WATER)
    assert (len(plan.created), plan.unchanged) == (3, 0)
    assert plan.skipped == {"de": 1}
    water, rain = Theme.objects.get(identifier="water"), Theme.objects.get(identifier="rain")
    assert water.uri == "https://vocabulary.example/concept/100"
    assert {(label.language, label.label, label.preferred) for label in water.labels.all()} == {
        *(("fr", "Eau", True), ("fr", "l’eau", False)),
        *(("en", "Water", True), ("en", "H2O", False)),
    }
    assert [note.text for note in water.notes.all()] == ["Toute l’eau."]
    assert [match.uri for match in water.matches.all()] == ["https://www.wikidata.org/entity/Q283"]
    assert rain.parent == water
    assert rain.label("en") == "Rain"
    assert Theme.objects.get(identifier="concept-101").parent == rain, "a number alone says nothing"
    assert len(concepts()) == 3


def test_the_same_file_again_changes_nothing():
    take(WATER)
    before = list(ThemeLabel.objects.values_list("pk", "label"))
    plan = take(WATER)
    assert (len(plan.created), len(plan.changed), plan.unchanged) == (0, 0, 3)
    assert list(ThemeLabel.objects.values_list("pk", "label")) == before


def test_a_dry_run_tells_and_writes_nothing():
    plan = take(WATER, dry_run=True)
    assert [change.after.name for change in plan.created] == ["Eau", "Neige", "Pluie"]
    assert not Theme.objects.exists()


def test_an_import_corrects_and_adds_but_takes_nothing_away():
    take(WATER)
    water = Theme.objects.get(identifier="water")
    ThemeLabel.objects.create(theme=water, language="ar", label="الماء")
    ThemeLabel.objects.create(theme=water, language="fr", label="flotte", preferred=False)
    plan = take(HEAD + ':100 a skos:Concept ; skos:prefLabel "Ressource en eau"@fr .')
    assert [change.after.identifier for change in plan.changed] == ["water"]
    assert water.label("fr") == "Ressource en eau"
    assert set(water.labels.filter(preferred=False, language="fr").values_list("label", flat=True)) == {
        *("Eau", "flotte", "l’eau")
    }
    assert water.label("ar") == "الماء"
    assert Theme.objects.count() == 3


def test_a_theme_that_staff_made_is_recognised_by_its_identifier_and_given_its_address():
    theme = Theme.objects.create(identifier="water")
    take(WATER)
    theme.refresh_from_db()
    assert theme.uri == "https://vocabulary.example/concept/100"
    message = refused('<https://other.example/w> a <http://www.w3.org/2004/02/skos/core#Concept> ; '
                      '<http://purl.org/dc/terms/identifier> "water" .')  # fmt: skip
    assert "the identifier “water” is that of https://vocabulary.example/concept/100" in message


def test_a_concept_that_was_merged_here_goes_to_the_theme_that_stays():
    stays = Theme.objects.create(identifier="water-all")
    FormerTheme.objects.create(theme=stays, identifier="water", key=7)
    plan = take(WATER)
    assert plan.merged == 1
    assert not Theme.objects.filter(identifier="water").exists()
    assert Theme.objects.get(identifier="rain").parent == stays
    assert stays.labels.filter(label="Eau", preferred=False).exists()
    assert (len(take(WATER).changed), take(WATER).merged) == (0, 1)


@pytest.mark.parametrize("ending", ["rdf", "ttl"])
def test_what_is_exported_and_imported_elsewhere_is_the_same_vocabulary(ending):
    take(WATER)
    Theme.objects.create(identifier="alone")
    before, file = content(), export(ending)
    assert take(file, f"v.{ending}").unchanged == 4
    Theme.objects.update(parent=None)
    Theme.objects.all().delete()
    take(file, f"v.{ending}")
    assert content() == before


FAULTS = {
    "a circle": (
        ":a a skos:Concept ; skos:broader :b . :b a skos:Concept ; skos:broader :c . "
        ":c a skos:Concept ; skos:broader :a .",
        "A theme would be broader than itself",
    ),
    "broader than itself": (":a a skos:Concept ; skos:broader :a .", "A theme would be broader than itself"),
    "two preferred labels": (
        ':a a skos:Concept ; skos:prefLabel "Un"@fr, "Une"@fr .',
        "https://vocabulary.example/concept/a: has several preferred labels in “fr”: Un / Une",
    ),
    "an orphan": (":a a skos:Concept ; skos:broader :nowhere .", "neither in the file nor here"),
    "a long label": (f':a a skos:Concept ; skos:prefLabel "{"x" * 151}"@fr .', "longer than 150 characters"),
    "a concept without address": ('[] a skos:Concept ; skos:prefLabel "Seul"@fr .', "A concept has no address: Seul"),
    "one identifier twice": (
        "<https://a.example/x> a skos:Concept . <https://b.example/x> a skos:Concept .",
        "has the identifier “x”, as https://a.example/x",
    ),
    "no concept": (':a skos:prefLabel "Un"@fr .', "The file holds no concept"),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_is_told_and_nothing_is_imported(fault):
    text, told = FAULTS[fault]
    good = "" if fault == "no concept" else ':good a skos:Concept ; skos:prefLabel "Bon"@fr .'
    assert told in refused(f"{HEAD}{text} {good}")


def test_two_labels_of_variants_of_a_language_are_no_fault():
    take(HEAD + ':a a skos:Concept ; skos:prefLabel "Courriel"@fr-CA, "E-mail"@fr .')
    assert Theme.objects.get().label("fr") == "E-mail"


BOMB = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&b;</rdf:RDF>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&a;</rdf:RDF>"""
HOSTILE: dict[str, tuple[bytes, str, str]] = {
    "another kind": (b"PK\x03\x04", "v.zip", "Send a file in RDF/XML (.rdf) or Turtle (.ttl)."),
    "a picture called rdf": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "v.rdf", "This is not RDF/XML"),
    "a picture called ttl": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "v.ttl", "Line 1 is not in UTF-8."),
    "words": (b"Bonjour, voici nos themes.", "v.ttl", "This is not Turtle"),
    "nothing": (b"", "v.ttl", "The file holds no concept"),
    "nothing as xml": (b"", "v.rdf", "This is not RDF/XML"),
    "a web page": (b"<!DOCTYPE html><html><body>x<br></body></html>", "v.rdf", "This is not RDF/XML"),
    "turtle called rdf": (WATER.encode(), "v.rdf", "This is not RDF/XML"),
    "an entity bomb": (BOMB, "v.rdf", "declares XML entities"),
    "a file of this machine": (OUTSIDE, "v.rdf", "declares XML entities"),
    "another encoding": ("@prefix é: <x> .".encode("latin-1"), "v.ttl", "Line 1 is not in UTF-8."),
    "an unknown encoding": (b'<?xml version="1.0" encoding="x-none"?><a/>', "v.rdf", "This is not RDF/XML"),
    "brackets without end": (b"[" * 200_000, "v.ttl", "nested too deeply"),
    "lists without end": (b"<a:a> <a:a> " + b"(" * 200_000, "v.ttl", "nested too deeply"),
    "huge": (b" " * (MOST_BYTES + 1), "v.ttl", "The file is larger than 30 MB."),
}


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_a_hostile_file_is_refused_with_a_sentence(kind):
    text, name, told = HOSTILE[kind]
    assert told in refused(text, name)


def test_characters_that_no_database_keeps_are_left_out():
    take(
        HEAD
        + ':a a skos:Concept ; skos:prefLabel "Eau\\u0000 \\t potable\\u0007"@fr ; skos:scopeNote "Un\\ndeux"@fr .'
    )
    theme = Theme.objects.get()
    assert theme.label("fr") == "Eau potable"
    assert theme.notes.get().text == "Un\ndeux"


# The commands


def run(*arguments: str) -> str:
    said = StringIO()
    call_command(*arguments, stdout=said, stderr=said)
    return said.getvalue()


def test_the_command_reports_and_refuses(tmp_path: Path):
    file = tmp_path / "water.ttl"
    file.write_text(WATER, encoding="utf-8")
    assert "to create: 3, to update: 0, unchanged: 0" in run("import_vocabulary", str(file), "--dry-run")
    assert not Theme.objects.exists()
    said = run("import_vocabulary", str(file))
    assert "created: 3" in said
    assert "de (1)" in said
    assert "unchanged: 3" in run("import_vocabulary", str(file))
    with pytest.raises(CommandError, match="1 fault"):
        run("import_vocabulary", str(tmp_path / "none.ttl"))


def test_the_command_exports_what_it_imports(tmp_path: Path):
    take(WATER)
    file = tmp_path / "out.rdf"
    assert "Themes written: 3" in run("export_vocabulary", str(file))
    assert "unchanged: 3" in run("import_vocabulary", str(file))
    assert "skos:prefLabel" in run("export_vocabulary")
    with pytest.raises(CommandError):
        run("export_vocabulary", "out.csv")


def test_the_starter_vocabulary_is_whole_in_every_language(settings):
    plan = import_vocabulary(Path("library/starter/themes.ttl"))
    assert len(plan.created) >= 150
    known = concepts()
    for concept in known.values():
        assert set(concept.labels) == dict(settings.LANGUAGES).keys(), concept.identifier
    depths = {0 if c.parent is None else 1 if known[c.parent].parent is None else 2 for c in known.values()}
    assert depths == {0, 1, 2}
    assert len(import_vocabulary(Path("library/starter/themes.ttl")).changed) == 0
