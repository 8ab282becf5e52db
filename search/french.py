"""A light French stemmer for folded text (no accents, no œ): plurals, feminines, and the families of words that the
library's readers mix (rénover, rénové, rénovation), but nothing from words that are short already."""

# Irregular plurals and feminines, and words that a rule would confuse with another one ("concertation", "concert").
_WORDS = {
    "agricole": "agricult", "agriculteur": "agricult", "agricultrice": "agricult", "agriculture": "agricult",
    "baux": "bail", "beau": "bel", "belle": "bel", "climatique": "climat", "commune": "commune", "cours": "cours",
    "cyclable": "cycl", "cyclisme": "cycl", "cycliste": "cycl", "douce": "doux",
    "ecologique": "ecologi", "egaux": "egal", "energetique": "energi", "isolation": "isol", "joyaux": "joyau",
    "maux": "mal", "noyaux": "noyau", "nouveau": "nouvel",
    "pays": "pays", "pluie": "pluie", "publique": "public", "seche": "sec",
    "travaux": "travail", "tuyaux": "tuyau", "vitraux": "vitrail", "yeux": "oeil",
}  # fmt: skip
_KEPT = frozenset(_WORDS.values()) | {
    "appartement", "avantage", "concertation", "departement", "desavantage", "element", "environnement", "evenement",
    "gouvernement", "parlement", "personnage", "presentation", "reglement", "reservation",
}  # fmt: skip

# (ending, what replaces it, letters that must stand before it): the first that fits is applied, and only that one.
_ENDINGS = (
    ("issement", "i", 4),  # assainissement, assainir
    ("ivement", "if", 3),
    ("ellement", "el", 4),
    ("ement", "", 4),  # équipement, équiper
    ("ification", "ifi", 3),  # planification, planifier
    ("ificateur", "ifi", 3),
    ("ificatrice", "ifi", 3),
    ("ication", "icat", 3),  # publication stays away from public
    ("igation", "igu", 3),  # irrigation, irriguer
    ("isation", "is", 3),  # végétalisation, végétaliser
    ("ation", "", 5),  # plantation, planter; but not formation, forme
    ("ateur", "", 5),
    ("atrice", "", 5),
    ("trice", "teu", 2),  # directrice, directeur
    ("euse", "eu", 3),
    ("eur", "eu", 3),
    ("ive", "if", 3),
    ("logique", "logi", 2),
    ("nomique", "nomi", 2),
    ("graphique", "graphi", 2),
    ("ique", "iqu", 3),
    ("age", "", 5),  # compostage, composter
    ("iere", "i", 3),  # foncière, foncier
    ("ier", "i", 3),
    ("ere", "", 4),
    ("ee", "", 4),
    ("er", "", 4),
    ("ir", "i", 4),
)  # fmt: skip


def stem_french(token: str) -> str:
    if len(token) < 4 or not token.isalpha():
        return token
    word = _singular(_WORDS.get(token, token))
    word = _WORDS.get(word, word)
    # environnemental belongs with environnement
    if word.endswith(("mental", "mentale")) and len(word) > 9:
        word = word.removesuffix("e").removesuffix("al")
    return word if word in _KEPT else _bare(_without_ending(word))


def _singular(word: str) -> str:
    if word in _KEPT:
        return word
    if word.endswith("eaux"):
        return word[:-1]
    if word.endswith("aux") and len(word) > 5:
        return word[:-2] + "l"
    if word.endswith(("eux", "oux")) or (word.endswith("s") and not word.endswith("ss")):
        return word[:-1]
    return word


def _without_ending(word: str) -> str:
    for ending, instead, shortest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            return word[: -len(ending)] + instead
    return word


def _bare(word: str) -> str:
    """Without the last e, then without a doubled last letter: éolienne, éolien; citoyenne, citoyen."""
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return word
