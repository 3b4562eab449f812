"""The text index: its fields, and a document's way into it.

Texts are indexed under stems per language, folded before they are stemmed, so that accents never
matter; ``plain`` holds every word unstemmed in all languages, in its place, for names, phrases and
similar words.
"""

from functools import lru_cache
from pathlib import Path

import msgspec
import tantivy
from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from search.documents import TEXT_LANGUAGES, ProgrammeDocument
from search.engines.embedded.analysis import SEPARATOR, Analysis

#: Raise when fields, what the analysis writes in them, arrays, cards or the manifest change: older
#: indexes are built anew.
VERSION = 10

# Names of what takes fields apart: words with spaces between, and lines of them.
WORDS, LINES = "words", "lines"

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
        fields.add_text_field(f"title_{language}", tokenizer_name=WORDS, index_option="freq")
        fields.add_text_field(f"all_{language}", tokenizer_name=WORDS, index_option="freq")
    fields.add_text_field("names", tokenizer_name=WORDS, index_option="freq")
    fields.add_text_field("plain", tokenizer_name=LINES, index_option="position")
    fields.add_text_field("uuid", tokenizer_name="raw", index_option="basic")
    for name in ("phones", "concepts"):
        fields.add_text_field(name, tokenizer_name=WORDS, index_option="basic")
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
    words = TextAnalyzerBuilder(Tokenizer.whitespace())
    index.register_tokenizer(WORDS, words.build())
    # What is left out leaves its place empty.
    lines = TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.custom_stopword([SEPARATOR]))
    index.register_tokenizer(LINES, lines.build())


def index_document(
    number: int, document: ProgrammeDocument, analysis: Analysis
) -> tantivy.Document:
    """Turn a document into the library's, under its number."""
    entry = tantivy.Document()
    entry.add_integer("number", number)
    entry.add_integer("block", number // BLOCK)
    entry.add_integer("bit", 1 << (number % BLOCK))
    for field, words in analysis.fields(document).items():
        entry.add_text(field, words)
    for language in TEXT_LANGUAGES:
        if text := document.texts.get(language):
            entry.add_bytes(f"text_{language}", text.encode())
    entry.add_text("phones", " ".join(document.phones))
    entry.add_text("concepts", " ".join(document.concepts))
    entry.add_text("uuid", document.uuid)
    entry.add_bytes("card", msgspec.json.encode(document.card))
    return entry
