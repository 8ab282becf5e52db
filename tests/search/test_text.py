import time
import unicodedata

import pytest

from search.parsing import MAX_CHARACTERS, MAX_TERMS, ParsedQuery, parse_query
from search.stop_words import STOP_WORDS
from search.text import analyse, fold, stem, stems, tokens, without_stop_words


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("L’éolienne de l'Œuvre", "eolienne de oeuvre"),
        ("Réseau ex æquo, straße", "reseau ex aequo strasse"),
        ("jusqu’à lorsqu'il puisqu’elle qu'on", "a il elle on"),
        ("Aujourd’hui", "aujourd hui"),
        ("the town's hedges", "the town hedges"),
        ("éco-quartier n°5, m²", "eco quartier n 5 m2"),
        ("le C.C.T.P. et la T.V.A.", "le cctp et la tva"),
        ("é" + "e\u0301", "ee"),
        ("ea\u00adu po\u200bta\u200dble\ufeff", "eau potable"),
        ("a\0b\ud800c \u202eabc\u202c", "abc abc"),
        ("İstanbul ISPARTA", "istanbul isparta"),
    ],
)
def test_writing_habits_are_folded(written: str, expected: str) -> None:
    assert " ".join(tokens(written)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("habitant·e·s", "habitants"),
        ("élu·es", "elus"),
        ("citoyen•ne•s", "citoyens"),
        ("acteur·rice·s", "acteurs"),
        ("directeur·trice", "directeur"),
        ("conseiller·ère·s", "conseillers"),
        ("chef·fe·s", "chefs"),
        ("tous·tes", "tous"),
        ("agent(e)s", "agents"),
        ("adhérent.e.s", "adherents"),
        ("citoyen-ne-s", "citoyens"),
        ("kW·h", "kw h"),
        ("aide.org", "aide org"),
    ],
)
def test_inclusive_forms_become_the_plain_word(written: str, expected: str) -> None:
    assert " ".join(tokens(written)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("أحمد إلى آخر", "احمد الي اخر"),
        ("مُسْتَوًى", "مستوي"),
        ("المـــيـــاه", "المياه"),
        ("بلدية", "بلديه"),
        ("٢٠٢٤ و۱۲", "2024 و12"),
        ("ﻻ", "لا"),
    ],
)
def test_arabic_letters_vowels_and_digits_are_folded(written: str, expected: str) -> None:
    assert " ".join(tokens(written)) == expected


def test_the_vowel_signs_of_other_scripts_are_kept() -> None:
    assert fold("हिन्दी") == "हिन्दी"


@pytest.mark.parametrize("text", ["L’Œuvre d’été", "habitant·e·s", "الأَبْنِيَـــة", "C.C.T.P.", "n°5 ½ ﷺ"])
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@pytest.mark.parametrize(
    "family",
    [
        "éolienne éoliennes eolienne ÉOLIEN",
        "réseau réseaux",
        "cheval chevaux",
        "communal communaux communale communales",
        "local locaux locale",
        "travail travaux",
        "eau eaux",
        "jeu jeux",
        "nouveau nouvelle nouveaux nouvelles",
        "citoyen citoyenne citoyennes",
        "public publique publics publiques",
        "acteur actrice acteurs",
        "actif active activement",
        "foncier foncière",
        "berger bergère",
        "rénover rénovation rénové rénovées rénove",
        "végétaliser végétalisation végétalisée",
        "consommer consommation consommateur consommatrice",
        "planifier planification",
        "irriguer irrigation",
        "assainir assainissement",
        "compost composter compostage",
        "écologie écologique",
        "environnement environnemental environnementaux",
        "département départemental départements",
    ],
)
def test_the_forms_of_a_french_word_join(family: str) -> None:
    assert len(set(stems(family, "fr"))) == 1


@pytest.mark.parametrize(
    "words",
    [
        "forme formation",
        "départ département",
        "environ environnement",
        "public publication",
        "concert concertation",
        "mairie maire",
        "ville village villa",
        "plui pluie",
        "pays paye",
        "cour cours",
        "avant avantage",
        "commun commune",
    ],
)
def test_french_words_that_only_look_alike_stay_apart(words: str) -> None:
    assert len(set(stems(words, "fr"))) == len(words.split())


@pytest.mark.parametrize("word", ["eau", "mer", "sol", "air", "bus", "dup", "rue", "zan", "co2"])
def test_short_words_are_left_alone(word: str) -> None:
    assert stem(word, "fr") == word


@pytest.mark.parametrize(
    "family", ["energy energies", "renovate renovation renovated", "school schools", "town town’s towns"]
)
def test_the_forms_of_an_english_word_join(family: str) -> None:
    assert len(set(stems(family, "en"))) == 1


@pytest.mark.parametrize(
    "family",
    [
        "المياه مياه والمياه للمياه ومياه",
        "والزراعة زراعة الزراعة بالزراعة وزراعة",
        "البلديات بلدية البلدية والبلديات للبلديات",
        "بيئة البيئة بيئية وبيئة",
        "وزارة الوزارة وزارات",
        "وطني الوطنية وطنية",
        "هيئة هيئات الهيئات",
        "قرية القرى",
        "محلي محلية المحلية",
        "سكان السكان وسكان",
        "جهة جهات الجهات",
        "إجراء الإجراءات اجراءات",
        "التزام الالتزام التزامات والالتزامات",
        "إلكتروني الإلكترونية",
    ],
)
def test_the_forms_of_an_arabic_word_join(family: str) -> None:
    assert len(set(stems(family, "ar"))) == 1


@pytest.mark.parametrize("words", ["مياه مدينة", "بلدية بلاد", "زراعة وزارة", "مدرسة درس", "ماء مال"])
def test_arabic_words_that_only_look_alike_stay_apart(words: str) -> None:
    assert len(set(stems(words, "ar"))) == 2


def test_an_arabic_word_has_one_stem_in_every_language() -> None:
    assert stem("المياه", "fr") == stem("مياه", "ar") == stem("مياه", "en")


def test_a_language_that_nobody_prepared_is_searched_by_folded_words() -> None:
    assert analyse("Ürün çeşitleri", "tr") == "urun cesitleri"
    assert analyse("Les réseaux", "fr-ca") == "les reseau"


def test_an_index_keeps_stop_words_and_their_places() -> None:
    assert analyse("Le réseau de la ville", "fr") == "le reseau de la vill"


def test_stop_words_are_written_as_folding_leaves_them() -> None:
    for words in STOP_WORDS.values():
        assert all(tokens(word) == [word] for word in words)


def test_a_query_of_stop_words_only_keeps_them() -> None:
    assert without_stop_words(["le", "reseau"], "fr") == ["reseau"]
    assert without_stop_words(["the", "who"], "en") == ["the", "who"]
    assert without_stop_words(["of"], "xx") == ["of"]


def test_a_query_is_read_as_words_phrases_and_exclusions() -> None:
    query = parse_query('Les énergies "eau potable" « cour d’école » -pluie -"deux mots" éco-quartier', "fr")

    assert query.words == ("energies", "eco", "quartier")
    assert query.phrases == (("eau", "potable"), ("cour", "ecole"))
    assert query.excluded == (("pluie",), ("deux", "mots"))
    assert query.stems() == ("energi", "eco", "quarti")
    assert query.stems("en")[0] == "energi"
    assert query.phrase_stems() == (("eau", "potabl"), ("cour", "ecol"))
    assert query.excluded_stems()[0] == ("pluie",)
    assert query.all_words == ("energies", "eco", "quartier", "eau", "potable", "cour", "ecole")
    assert query
    assert not query.shortened


@pytest.mark.parametrize("q", ["-pluie", "-le vélo", "- vélo", "vélo --", "éco-vélo", '-"vélo'])
def test_a_minus_excludes_only_before_a_word_that_says_something(q: str) -> None:
    excluded = parse_query(q, "fr").excluded

    assert excluded == ((("pluie",),) if q == "-pluie" else ())


@pytest.mark.parametrize(
    "q", ["", " ", '"', '""', '"""', "\0", "\ud800", "-", "--", "*", "()", "😀", "\u202e", "·", None]
)
def test_a_query_without_words_is_false_and_not_an_error(q: str | None) -> None:
    query = parse_query(q, "fr")

    assert not query
    assert query.words == query.phrases == query.excluded == ()


@pytest.mark.parametrize(
    "q",
    ["x" * 20_000, "mot " * 5_000, " " * 20_000 + "mot", '"' * 20_000, "-a" * 10_000]
    + ["ﷺ" * 20_000, "e" + "\u0301\u0316" * 10_000]
    + ["a'b;--", 'a"b', "AND OR NOT", "NEAR(a b)", "a*", "col:b", "{{7*7}}", "<b>", "\ud83d", "a\0b", "٣", "\u2067a"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["fr", "en", "ar", "xx"])
def test_whatever_is_typed_is_bounded_and_quick(q: str, language: str) -> None:
    start = time.perf_counter()

    query = parse_query(q, language)

    assert time.perf_counter() - start < 1
    assert isinstance(query, ParsedQuery)
    assert len(query.text) <= MAX_CHARACTERS
    query.text.encode()  # no half of a surrogate pair is left to fail later
    assert len(query.all_words) + sum(map(len, query.excluded)) <= MAX_TERMS
    assert all(word.isalnum() for word in query.stems())


def test_a_long_query_says_that_it_was_shortened_and_ends_on_a_whole_word() -> None:
    query = parse_query("commune " * 40, "fr")

    assert query.shortened
    assert query.words == ("commune",)
    assert query.text.endswith("commune")


@pytest.mark.parametrize("text", ["x" * 500_000, "a·" * 100_000, "a." * 100_000, "(e" * 100_000, "l'" * 100_000])
def test_a_hostile_text_is_folded_in_linear_time(text: str) -> None:
    start = time.perf_counter()

    tokens(text)

    assert time.perf_counter() - start < 5
