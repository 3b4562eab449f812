"""What somebody asks the finder: typed, immutable, made from the query string of an address."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import Self
from urllib.parse import quote_plus, unquote_to_bytes

from directory.record import Point
from directory.towns.lookup import MAX_LENGTH as MAX_PLACE_LENGTH
from directory.towns.lookup import FoundPlace, find_place
from search.editorial import UNEDITED, Editorial
from search.facets import FACETS_BY_NAME
from search.shortlist import MAX_KEPT, programme_uuid
from search.words import MAX_TEXT_LENGTH, clean

#: Limits on what one address may ask for. What goes beyond is left out, and the visitor is told.
MAX_PARAMETERS = 200
MAX_TEXTS = 5
MAX_CODES_PER_FACET = 60
MAX_PAGE = 1_000_000

SORTS = ("fit", "distance", "freshness", "name")
DEFAULT_SORT = "fit"
#: The sort of a search that says where somebody is.
NEAR_SORT = "distance"
_OTHERS = ("q", "near", "sort", "page", "keep", "drop")

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")
_PAGE = re.compile(r"[0-9]{1,20}\Z", re.ASCII)
_LONGEST_VALUE = 4 * MAX_TEXT_LENGTH  # before cleaning, which may shorten it


class Ignored(Enum):
    """Why a part of an address was left out."""

    UNKNOWN_OPTION = "unknown-option"
    UNKNOWN_SORT = "unknown-sort"
    MALFORMED_PAGE = "malformed-page"
    TEXT_CUT = "text-cut"
    TOO_MANY = "too-many"
    UNKNOWN_PLACE = "unknown-place"
    SORT_NEEDS_PLACE = "sort-needs-place"
    LIST_FULL = "list-full"


@dataclass(frozen=True, slots=True)
class Notice:
    """A part of the address that was left out: why, and of which parameter."""

    reason: Ignored
    parameter: str = ""


@dataclass(frozen=True)
class ProgrammeQuery:
    """A search for programmes.

    ``texts`` are alternatives (OR), cleaned; ``selections`` maps facet names to the codes chosen
    in them (OR inside a facet, AND across). ``near`` is a postal code or town as it was typed: it
    leaves nothing out, and is what ``distance`` is measured from. ``page`` starts at 1. ``kept``
    are codes (:mod:`search.shortlist`) of programmes on a list, which the search only carries.
    ``editorial`` is what editors decided about its text (see :func:`search.finder.edited`).
    """

    texts: tuple[str, ...] = ()
    selections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: str = ""
    sort: str = DEFAULT_SORT
    page: int = 1
    kept: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = field(default=(), compare=False)
    editorial: Editorial = field(default=UNEDITED, compare=False, repr=False)

    def __hash__(self) -> int:
        return hash(self.to_querystring())

    # Made from an address

    @classmethod
    def from_querystring(
        cls, querystring: str, known: Mapping[str, Collection[str]] | None = None
    ) -> Self:
        """Read a query string as the server hands it over (WSGI's, percent-encoded).

        ``known`` maps facets to the codes that exist; without it any well-formed code is taken.
        Never raises: what cannot be read is left out with a notice.
        """
        pieces = querystring.split("&", MAX_PARAMETERS + 1)
        pairs = []
        for piece in pieces[:MAX_PARAMETERS]:
            name, _, value = piece.partition("=")
            if name in FACETS_BY_NAME or name in _OTHERS:
                pairs.append((name, _unquote(value)))
        query = cls.from_pairs(pairs, known)
        if len(pieces) > MAX_PARAMETERS:
            query = replace(query, notices=(*query.notices, Notice(Ignored.TOO_MANY)))
        return query

    @classmethod
    def from_pairs(
        cls, pairs: Iterable[tuple[str, str]], known: Mapping[str, Collection[str]] | None = None
    ) -> Self:
        """Read decoded (parameter, value) pairs, such as those of ``QueryDict.lists()``."""
        reading = _Reading(known)
        for name, value in pairs:
            reading.take(name, value)
        reading.settle()
        return cls(
            texts=tuple(reading.texts),
            selections={
                name: tuple(reading.codes[name]) for name in FACETS_BY_NAME if reading.codes[name]
            },
            near=reading.near,
            sort=reading.sort,
            page=reading.page,
            kept=tuple(code for code in reading.kept if code not in reading.dropped),
            notices=tuple(dict.fromkeys(reading.notices)),
        )

    # And back

    def to_querystring(self) -> str:
        """The canonical query string: the same search always has the same address."""
        return self.asked_for(sort=self.sort, page=self.page)

    def asked_for(
        self, *, sort: str, page: int = 1, leaving_out: tuple[str, str] | None = None
    ) -> str:
        """The canonical query string of this search in an order, at a page.

        ``leaving_out`` is a (parameter, value) that it is asked for without.
        """
        before, after = self._encoded
        parts = [part for pair, part in before if pair != leaving_out]
        if sort != self.default_sort:
            parts.append(f"sort={sort}")
        if page > 1:
            parts.append(f"page={page}")
        return "&".join(parts + after)

    def to_pairs(self) -> list[tuple[str, str]]:
        """The (parameter, value) pairs of the canonical query string."""
        pairs = self._pairs_before
        if self.sort != self.default_sort:
            pairs.append(("sort", self.sort))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return pairs + [("keep", code) for code in self.kept]

    @property
    def _pairs_before(self) -> list[tuple[str, str]]:
        pairs = [("q", text) for text in self.texts]
        # In the order of the facets, whoever made the query.
        for name in FACETS_BY_NAME if self.selections else ():
            pairs += [(name, code) for code in self.selections.get(name, ())]
        if self.near:
            pairs.append(("near", self.near))
        return pairs

    @cached_property
    def _encoded(self) -> tuple[list[tuple[tuple[str, str], str]], list[str]]:
        """What stands before order and page, pair by pair, and what after: asked for often."""
        before = [(pair, f"{pair[0]}={quote_plus(pair[1])}") for pair in self._pairs_before]
        return before, [f"keep={quote_plus(code)}" for code in self.kept]

    # What is meant by it

    @cached_property
    def found_place(self) -> FoundPlace | None:
        """The town or village that ``near`` names, if it names one."""
        return find_place(self.near) if self.near else None

    @cached_property
    def place(self) -> Point | None:
        """The point from which distances are measured."""
        found = self.found_place
        return Point(found.latitude, found.longitude) if found else None

    @property
    def default_sort(self) -> str:
        """What is sorted by where the address says nothing."""
        return NEAR_SORT if self.found_place else DEFAULT_SORT

    # Others like it. A change of what is asked for starts at the first page again.

    def without(self, facet: str, code: str | None = None) -> Self:
        """This search with one option less; without a code, with nothing chosen in the facet."""
        chosen = self.selections.get(facet, ())
        left = () if code is None else tuple(c for c in chosen if c != code)
        return self._selecting(facet, left)

    def without_text(self, text: str | None = None) -> Self:
        """This search without one of its texts, or without any."""
        left = () if text is None else tuple(t for t in self.texts if t != text)
        return replace(self, texts=left, page=1)

    def choosing(self, facet: str, code: str) -> Self:
        """This search with one option, and no other, chosen in a facet."""
        return self._selecting(facet, (code,))

    def nothing(self) -> Self:
        """The search for everything, with the list that this one carries."""
        return type(self)(kept=self.kept)

    def without_filters(self) -> Self:
        return replace(self, selections={}, page=1)

    def without_near(self) -> Self:
        """This search without a place to measure from."""
        sort = DEFAULT_SORT if self.sort == NEAR_SORT else self.sort
        return replace(self, near="", sort=sort, page=1)

    def sorted_by(self, sort: str) -> Self:
        return replace(self, sort=sort, page=1)

    def keeping(self, kept: tuple[str, ...]) -> Self:
        """This search with another list."""
        return replace(self, kept=kept)

    def at_page(self, page: int) -> Self:
        return replace(self, page=page)

    def _selecting(self, facet: str, codes: tuple[str, ...]) -> Self:
        selections = {
            name: codes if name == facet else self.selections.get(name, ())
            for name in FACETS_BY_NAME
        }
        return replace(
            self, selections={name: chosen for name, chosen in selections.items() if chosen}, page=1
        )

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """Every chosen (facet, code), in the order of the facets."""
        return tuple((name, code) for name, codes in self.selections.items() for code in codes)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for: every programme is an answer."""
        return not self.texts and not self.selections


class _Reading:
    """Collects the values of one address, and what was left out of it."""

    def __init__(self, known: Mapping[str, Collection[str]] | None) -> None:
        self.known = known
        self.texts: list[str] = []
        self.codes: dict[str, list[str]] = {name: [] for name in FACETS_BY_NAME}
        self.near = ""
        self.sort = ""
        self.page = 1
        self.kept: list[str] = []
        self.dropped: set[str] = set()
        self.notices: list[Notice] = []

    def take(self, name: str, value: str) -> None:
        if name == "q":
            self._take_text(value)
        elif name in FACETS_BY_NAME:
            self._take_code(name, value)
        elif name == "near":
            self._take_near(value)
        elif name == "sort":
            self._take_sort(value)
        elif name == "page":
            self._take_page(value)
        elif name == "keep":
            self._take_kept(value)
        elif name == "drop":
            self.dropped.add(value)

    def settle(self) -> None:
        """Bring place and order together, once both are known."""
        known = bool(self.near) and find_place(self.near) is not None
        if self.near and not known:
            self._leave_out(Ignored.UNKNOWN_PLACE, "near")
        if self.sort == NEAR_SORT and not known:
            self.sort = ""
            if not self.near:
                self._leave_out(Ignored.SORT_NEEDS_PLACE, "sort")
        if not self.sort:
            self.sort = NEAR_SORT if known else DEFAULT_SORT

    def _leave_out(self, reason: Ignored, parameter: str) -> None:
        self.notices.append(Notice(reason, parameter))

    def _take_text(self, value: str) -> None:
        text = clean(value[:_LONGEST_VALUE])
        if len(text) > MAX_TEXT_LENGTH or len(value) > _LONGEST_VALUE:
            text = text[:MAX_TEXT_LENGTH].rstrip()
            self._leave_out(Ignored.TEXT_CUT, "q")
        if not text or text in self.texts:
            return
        if len(self.texts) == MAX_TEXTS:
            self._leave_out(Ignored.TOO_MANY, "q")
        else:
            self.texts.append(text)

    def _take_near(self, value: str) -> None:
        self.near = clean(value[:_LONGEST_VALUE])[:MAX_PLACE_LENGTH].rstrip() or self.near

    def _take_kept(self, code: str) -> None:
        if code in self.kept or programme_uuid(code) is None:
            return
        if len(self.kept) == MAX_KEPT:
            self._leave_out(Ignored.LIST_FULL, "keep")
        else:
            self.kept.append(code)

    def _take_code(self, name: str, value: str) -> None:
        value = value.strip()
        if not value:
            return  # an untouched field of a form
        known = self.known.get(name, ()) if self.known is not None else None
        if not _CODE.match(value) or (known is not None and value not in known):
            self._leave_out(Ignored.UNKNOWN_OPTION, name)
        elif value not in self.codes[name]:
            if len(self.codes[name]) == MAX_CODES_PER_FACET:
                self._leave_out(Ignored.TOO_MANY, name)
            else:
                self.codes[name].append(value)

    def _take_sort(self, value: str) -> None:
        if value in SORTS:
            self.sort = value
        elif value:
            self._leave_out(Ignored.UNKNOWN_SORT, "sort")

    def _take_page(self, value: str) -> None:
        if _PAGE.match(value) and int(value) >= 1:
            self.page = min(int(value), MAX_PAGE)
        elif value:
            self._leave_out(Ignored.MALFORMED_PAGE, "page")


def _unquote(raw: str) -> str:
    # WSGI hands bytes over as Latin-1: a raw UTF-8 letter in an address is two characters there.
    raw = raw.replace("+", " ")
    try:
        return unquote_to_bytes(raw.encode("latin-1")).decode("utf-8")
    except UnicodeError:
        return unquote_to_bytes(raw.encode("utf-8", "replace")).decode("utf-8", "replace")
