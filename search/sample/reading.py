"""Reading the file of the first synonyms, without a database."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from directory.sample.reader import Table, read_file
from search.stemming import TEXT_LANGUAGES
from search.thesaurus import Synonym

FILE = Path(__file__).with_name("synonyms.toml")
#: In the file, the words of every language.
ANY = "any"


class Meaning(NamedTuple):
    """The words of one meaning in one language: its key, the synonym, its table in the file."""

    key: str
    synonym: Synonym
    row: Table


def read_meanings(file: Path = FILE) -> Iterator[Meaning]:
    """Yield each meaning once for each language in which something is typed.

    Raises `directory.sample.reader.SampleError`, which names the file and the key.
    """
    for row in read_file(file).tables("meaning"):
        key, both_ways, terms = row.need("key"), row.flag("both_ways"), tuple(row.words("terms"))
        typed, said = row.table("typed"), row.table("said")
        everywhere = said.words(ANY)
        for language in (ANY, *TEXT_LANGUAGES):
            lines = typed.words(language)
            words = everywhere + (said.words(language) if language != ANY else [])
            if lines:
                code = "" if language == ANY else language
                synonym = Synonym(tuple(lines), tuple(words), terms, code, both_ways)
                yield Meaning(f"{key}/{language}", synonym, row)
        typed.finish()
        said.finish()
        row.finish()
