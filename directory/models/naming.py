"""Names as the CMS's search of pages finds them."""

from collections.abc import Iterable

from wagtail.search import index

from directory.spelling import fold


def found_by(attribute: str) -> list[index.BaseField]:
    """The search fields for an attribute that a page is found by, as one types and when done."""
    return [index.SearchField(attribute), index.AutocompleteField(attribute)]


def with_plain_spelling(names: Iterable[str]) -> str:
    """Each name once as it is and once without full stops and accents: "I.T.E.R. iter"."""
    found = dict.fromkeys(name for name in names if name)
    return "\n".join(dict.fromkeys([*found, *map(fold, found)]))
