"""Words that are nearly what was typed."""

from collections.abc import Sequence

from django.db.models import Q
from rapidfuzz.distance import OSA

from .models import SearchTerm
from .terms import indexed_word, prefix

MOST = 200  # candidates that are looked at more closely


def near(word: str, languages: Sequence[str]) -> list[list[str]]:
    """Terms of the index one slip away from the word, then those two away; in each, the first language first.

    A slip is a letter missing, added, changed or in its neighbour's place. The first letter is right, or is missing,
    or changed places.
    """
    allowed = 1 if len(word) < 6 else 2
    asked = [indexed_word(word, language) for language in languages]
    condition = Q(pk__in=[])
    for term, language in zip(asked, languages, strict=True):
        start = len(prefix(language))
        for letter in {term[start : start + 1], term[start + 1 : start + 2]} - {""}:
            condition |= Q(
                term__startswith=prefix(language) + letter,
                length__range=(len(term) - allowed, len(term) + allowed),
            )
    known = SearchTerm.objects.filter(condition).values_list("term", flat=True)
    found: dict[tuple[int, int], list[str]] = {}
    for candidate in known:
        for place, (term, language) in enumerate(zip(asked, languages, strict=True)):
            if candidate.startswith(prefix(language)):
                slips = OSA.distance(term, candidate, score_cutoff=allowed)
                if slips <= allowed:
                    found.setdefault((slips, place), []).append(candidate)
    return [sorted(found[rank])[:MOST] for rank in sorted(found)]
