"""What changed between two texts, word by word."""

import re
from difflib import SequenceMatcher

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


def word_differences(before: str, after: str) -> list[tuple[str, str]]:
    """Pieces of both texts in order, each ``same``, ``gone`` or ``new``."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        pieces = (
            (("same", old[a:b]),) if kind == "equal" else (("gone", old[a:b]), ("new", new[c:d]))
        )
        found += [(name, "".join(words)) for name, words in pieces if words]
    return found
