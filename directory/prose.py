"""Plain texts shown as paragraphs and lists."""

import re
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markupsafe import Markup

from directory.reading.sheet import Words

_BLOCKS = re.compile(r"\n\s*\n")
#: A text of at most so many characters is shown whole.
LONG = 500


def prose(text: str) -> SafeString:
    """Paragraphs at empty lines, lists from lines that start with ``- ``; everything escaped."""
    html: list[str] = []
    for block in _BLOCKS.split(text.strip()):
        lines: list[str] = []
        items: list[str] = []
        for line in block.splitlines():
            if line.startswith("- "):
                _paragraph(html, lines)
                items.append(f"<li>{escape(line[2:].strip())}</li>")
            else:
                _list(html, items)
                lines.append(str(escape(line.strip())))
        _paragraph(html, lines)
        _list(html, items)
    return mark_safe("".join(html))  # noqa: S308  (every line was escaped)


def lang_of(text: Words) -> Markup:
    """The ``lang`` attribute of an element that holds a text, where the page speaks another."""
    return _LANG % text.lang if text.lang else _NONE


def say(text: Words) -> str | Markup:
    """A text's words, marked with their language where the page speaks another."""
    return _SPAN % text[::-1] if text.lang else text.words


def listed(texts: Iterable[Words]) -> Markup:
    """Several texts, with commas between."""
    return _COMMA.join(map(say, texts))


_NONE, _COMMA = Markup(""), Markup(", ")
_LANG, _SPAN = Markup(' lang="%s"'), Markup('<span lang="%s">%s</span>')


def part_long(text: str) -> tuple[str, str]:
    """The first block of a long text and the rest; all of a short one, and nothing."""
    first, *rest = _BLOCKS.split(text.strip(), maxsplit=1)
    return (first, rest[0]) if rest and len(text) > LONG else (text, "")


def _paragraph(html: list[str], lines: list[str]) -> None:
    if any(lines):
        html.append(f"<p>{'<br>'.join(lines)}</p>")
    lines.clear()


def _list(html: list[str], items: list[str]) -> None:
    if items:
        html.append(f"<ul>{''.join(items)}</ul>")
    items.clear()
