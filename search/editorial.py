"""What editors have decided about a search: synonyms, and programmes put first or left out."""

from dataclasses import dataclass, field

from search.thesaurus import NO_SYNONYMS, Thesaurus


@dataclass(frozen=True, slots=True)
class Editorial:
    """Goes with a query to every engine, and never into its address.

    ``pinned`` are UUIDs of programmes that the text finds whatever they say, first and in this
    order when the answer is sorted by fit; ``excluded`` those that it does not find. Both hold
    before anything is counted, and filters hold for them as for all others.
    """

    synonyms: Thesaurus = field(default=NO_SYNONYMS)
    pinned: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()


#: No decisions at all.
UNEDITED = Editorial()
