"""A light Arabic stemmer, in the manner of Larkey's: a conjunction, an article and a few endings less."""

import re

# Written for folded text: ة is already ه, ى is ي, and every alef is bare.
_ARTICLES = ("وبال", "وكال", "ولل", "وال", "بال", "كال", "فال", "ال", "لل")
_ENDINGS = (
    ("ها", 3), ("ان", 3), ("ات", 2), ("ون", 3), ("ين", 3), ("يه", 3), ("ه", 2), ("ي", 3),
)  # fmt: skip
# Words whose first letter is و and not the conjunction "and".
_OWN_WAW = (
    "واجه", "واحات", "واحه", "وادي", "واقع", "وثايق", "وثيق", "وحدات", "وحده", "وديان", "ورشات", "ورشه", "وزار",
    "وزير", "وسايل", "وسط", "وسيل", "وصول", "وضع", "وطن", "وظايف", "وظيف", "وعي", "وقاي", "وقت", "وقود", "وكالات",
    "وكاله", "ولاي", "ولوج",
)  # fmt: skip
_ARABIC = re.compile(r"[\u0600-\u06ff]+")


def is_arabic(token: str) -> bool:
    return _ARABIC.fullmatch(token) is not None


def stem_arabic(token: str) -> str:
    token = without_article(token)
    # "and" is written as the first letter of a word. It is not counted when endings are taken away, so that a word
    # keeps the same ones with it and without it.
    conjunction = int(token.startswith("و") and len(token) >= 5 and not token.startswith(_OWN_WAW))
    for ending, shortest in _ENDINGS:
        if token.endswith(ending) and len(token) - len(ending) - conjunction >= shortest:
            token = token[: -len(ending)]
    return token[conjunction:]


def without_article(token: str) -> str:
    if token.startswith(_OWN_WAW):
        return token
    for article in _ARTICLES:
        if token.startswith(article) and len(token) - len(article) >= 2:
            token = token[len(article) :]
            # الالتزام and التزام, which begins like an article
            return token[2:] if token.startswith("ال") and len(token) >= 5 else token
    return token
