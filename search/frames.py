"""Templates rendered once, with holes that each page fills.

A page of the finder differs from the next in a few dozen numbers, addresses and texts; all else is
the same in a language. So its templates are rendered once, with a mark where each of those belongs,
and a request only joins strings. A template writes ``{{ hole("count") }}`` for such a place.
"""

import re
import sys
from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language
from markupsafe import Markup, escape

#: The name of a hole, in one part or several.
Name = tuple[str, ...]

# Private-use letters. A record may hold them too, so what is filled in is never looked through.
_OPEN, _CLOSE = "\ue000", "\ue001"
_HOLE = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_QUESTION = "?"

# Templates of some kilobytes, by language and by what stands in them or not.
_FRAMES_KEPT = 512


@lru_cache(maxsize=4096)
def hole(*name: object) -> Markup:
    """The mark of a hole. No part of its name holds a space."""
    return as_markup(f"{_OPEN}{' '.join(map(str, name))}{_CLOSE}")


def as_query(asked: str) -> str:
    """What follows a path in an address: "?" and the query string, or nothing where that is empty.

    Of a hole's mark: the mark of the same hole, to be filled so.
    """
    if asked.startswith(_OPEN):
        return as_markup(asked.replace(_OPEN, f"{_OPEN}{_QUESTION} ", 1))
    return f"?{asked}" if asked else ""


class Frame:
    """A rendered template: text and hole in turn."""

    __slots__ = ("holes", "pieces", "queries")

    def __init__(self, html: str) -> None:
        # Most pieces are the same from template to template: once in memory.
        self._lay_out(list(map(sys.intern, _HOLE.split(html))))

    def _lay_out(self, pieces: list[str]) -> None:
        """Take text and mark in turn."""
        self.holes, self.queries = _layout(tuple(pieces[1::2]))
        pieces[1::2] = [""] * (len(pieces) // 2)
        self.pieces = pieces

    def fill(self, values: Mapping[Name, str]) -> Markup:
        """Return the template with its holes filled: what is no markup is encoded."""
        written = self.pieces.copy()
        for place, name in self.holes:
            value = values[name]
            if value:
                written[place] = value if type(value) is Markup else escape(value)
        for place, name in self.queries:
            written[place] = escape(as_query(values[name]))
        return as_markup("".join(written))

    def fill_partly(self, values: Mapping[Name, str]) -> "Frame":
        """Return a frame with some of its holes filled, and the others, queries too, left."""
        names = dict(self.holes) | {place: (_QUESTION, *name) for place, name in self.queries}
        pieces: list[str] = []
        text: list[str] = []
        for place, piece in enumerate(self.pieces):
            name = names.get(place)
            if name is None:
                text.append(piece)
            elif name in values:
                text.append(escape(values[name]))
            else:
                pieces += "".join(text), " ".join(name)
                text.clear()
        frame = Frame.__new__(Frame)
        frame._lay_out([*pieces, "".join(text)])
        return frame


Holes = tuple[tuple[int, Name], ...]


@lru_cache(maxsize=_FRAMES_KEPT)
def _layout(marks: tuple[str, ...]) -> tuple[Holes, Holes]:
    """Where which hole is, and which holes are queries: once for all frames of one form."""
    names = [(2 * place + 1, tuple(mark.split(" "))) for place, mark in enumerate(marks)]
    queries = tuple((place, name[1:]) for place, name in names if name[0] == _QUESTION)
    return tuple((place, name) for place, name in names if name[0] != _QUESTION), queries


def fill(
    template: str,
    values: Mapping[Name, str],
    fixed: tuple[tuple[str, Hashable], ...],
    surroundings: Hashable,
) -> Markup:
    """Fill a template's frame. ``fixed`` is what it is rendered with: few and hashable values."""
    return frame_of(template, fixed, surroundings).fill(values)


@lru_cache(maxsize=_FRAMES_KEPT)
def frame_of(
    template: str, fixed: tuple[tuple[str, Hashable], ...], surroundings: Hashable
) -> Frame:
    """A template's frame, rendered once for each ``fixed`` and ``surroundings``."""
    # The active language is part of the surroundings.
    return Frame(render_to_string(template, {**dict(fixed), "hole": hole}))


def surroundings() -> Hashable:
    """What every template of ours depends on: asked once for a page, since asking costs."""
    return get_language(), settings.ROOT_URLCONF, settings.ROLE, settings.DEMONSTRATION


def filled_at_once(values: Mapping[Name, str]) -> Callable[..., Any]:
    """What stands in for ``hole`` where a template is rendered for one page alone."""
    return lambda *name: values[tuple(map(str, name))]


def without_marks(text: str) -> str:
    """A text of the directory with which a template is rendered: it makes no hole."""
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def as_markup(html: str) -> Markup:
    """Our own templates' text, with values encoded above, as what it is."""
    # As `Markup(html)`, which first looks for what a plain string does not have.
    return str.__new__(Markup, html)
