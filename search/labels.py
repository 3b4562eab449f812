"""The labels of options in one language, those of fixed choices included."""

from functools import cached_property

from search.catalogue import Catalogue
from search.facets import FACETS


class Labels:
    """Labels in the active language, which is ``language``."""

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self._catalogue = catalogue
        self._language = language
        self._known: dict[tuple[str, str], str] = {}

    def of(self, facet: str, code: str) -> str:
        """The label of an option, or its code where it has none."""
        label = self._known.get((facet, code))
        if label is None:
            label = self._choices.get((facet, code))
            if label is None:
                label = self._catalogue.label(facet, code, self._language)
            self._known[facet, code] = label
        return label

    @cached_property
    def _choices(self) -> dict[tuple[str, str], str]:
        return {
            (facet.name, code): str(label)
            for facet in FACETS
            for code, label in facet.choices or ()
        }
