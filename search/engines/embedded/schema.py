"""The text index: its fields, how each is taken apart, and a document's way into it.

Texts are indexed under stems per language, folded before they are stemmed, so that accents never
matter; ``plain`` holds every word unstemmed in all languages, in its place, for names, phrases and
similar words.
"""

import json
import re
from functools import lru_cache
from pathlib import Path

import tantivy

from search.documents import TEXT_LANGUAGES, ProgrammeDocument
from search.stemming import analysers
from search.words import fold, join_acronyms, joined_forms

#: Raise when fields, arrays, cards or the manifest change: older indexes are built anew.
VERSION = 6

# ASCII, the letters of Western Europe and punctuation: `search.words.fold` and the library agree.
_NOT_FOLDED_ALIKE = re.compile(
    "[^\x00-\x7f\xa0\xab\xb7\xbbÀ-ÏÑ-Ýß-ïñ-ýÿŒœ\u2010-\u2015\u2018-\u201e\u2026\u202f€]"
)
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode

#: Programmes in one block, whose bits add up exactly in a 64-bit float.
BLOCK = 48


@lru_cache(maxsize=1)
def schema() -> tantivy.Schema:
    fields = tantivy.SchemaBuilder()
    # Signed: the library panics on Python integers in unsigned fields.
    fields.add_integer_field("number", indexed=True, fast=True)
    fields.add_integer_field("block", fast=True)
    fields.add_integer_field("bit", fast=True)
    for language in TEXT_LANGUAGES:
        fields.add_text_field(f"title_{language}", tokenizer_name=language, index_option="freq")
        fields.add_text_field(f"all_{language}", tokenizer_name=language, index_option="freq")
    fields.add_text_field("names", tokenizer_name="plain", index_option="freq")
    fields.add_text_field("plain", tokenizer_name="plain", index_option="position")
    for name in ("phones", "concepts", "uuid"):
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic")
    fields.add_bytes_field("card", stored=True)
    for language in TEXT_LANGUAGES:
        fields.add_bytes_field(f"text_{language}", stored=True)
    return fields.build()


def open_index(folder: Path) -> tantivy.Index:
    """Open the text index in ``folder``. Raises ``ValueError`` or ``OSError`` when damaged."""
    index = tantivy.Index.open(str(folder))
    _register(index)
    # Files of a generation never change, so nothing is watched.
    index.config_reader("manual")
    return index


def create_index(folder: Path) -> tantivy.Index:
    folder.mkdir(parents=True)
    index = tantivy.Index(schema(), path=str(folder))
    _register(index)
    return index


def _register(index: tantivy.Index) -> None:
    for name, analyser in analysers().items():
        index.register_tokenizer(name, analyser)


def index_document(number: int, document: ProgrammeDocument) -> tantivy.Document:
    """Turn a document into the library's, under its number."""
    entry = tantivy.Document()
    entry.add_integer("number", number)
    entry.add_integer("block", number // BLOCK)
    entry.add_integer("bit", 1 << (number % BLOCK))
    words = [document.names]
    for language in TEXT_LANGUAGES:
        title = join_acronyms(document.titles.get(language, ""))
        body = join_acronyms(document.bodies.get(language, ""))
        if title:
            entry.add_text(f"title_{language}", title)
        if title or body:
            words += [title, body]
            entry.add_text(f"all_{language}", f"{title}\n{body}")
        if text := document.texts.get(language):
            entry.add_bytes(f"text_{language}", text.encode())
    words.append(joined_forms("\n".join(words)))
    entry.add_text("names", _folded(document.names))
    for line in filter(None, _folded("\n".join(words)).splitlines()):
        # Values apart: no phrase begins in a title and ends in a summary.
        entry.add_text("plain", line)
    for phone in document.phones:
        entry.add_text("phones", phone)
    for concept in document.concepts:
        entry.add_text("concepts", concept)
    entry.add_text("uuid", document.uuid)
    entry.add_bytes("card", _written(document.card).encode())
    return entry


def _folded(text: str) -> str:
    """Fold what the library's own analyser would fold otherwise; all else it folds in no time."""
    return fold(text) if _NOT_FOLDED_ALIKE.search(text) else text
