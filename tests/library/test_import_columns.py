"""Which column a heading stands for."""

import pytest

from library.importing.columns import guess


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (["Identifiant", "Type de fiche", "Langue", "Titre", "Résumé", "Texte"],
         ["external_id", "kind", "language", "title", "summary", "body"]),
        (["REFERENCE ", "Themes", "mots cles", "code INSEE", "Annee", "Acces"],
         ["external_id", "themes", "tags", "territory", "year", "access"]),
        (["Identifier", "Kind", "Languge", "Titel", "Colour", ""],
         ["external_id", "kind", "language", "title", "", ""]),
        (["المعرف", "النوع", "اللغه", "العنوان", "الملخّص", "الوسوم"],
         ["external_id", "kind", "language", "title", "summary", "tags"]),
        (["Titre", "Titre", "Défauts"], ["title", "", ""]),
    ],
    ids=["french", "without accents", "english, mistyped", "arabic", "twice"],
)  # fmt: skip
def test_columns_are_guessed(header, columns):
    assert guess(header) == columns
