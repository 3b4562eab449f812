"""The invented directory that is measured: its vocabularies are those of the sample directory."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from search.catalogue import Catalogue, Option
from search.documents import ProgrammeDocument, programme_document
from search.facets import VOCABULARIES
from search.synthetic import Terms, synthetic_records
from search.synthetic.records import TODAY

VOCABULARY_FILE = Path(__file__).parents[1] / "directory" / "sample" / "vocabularies.toml"


class InventedDirectory:
    """Programmes of a seed, as documents; the same as those `generate_programmes` writes."""

    def __init__(self, seed: int) -> None:
        rows = tomllib.loads(VOCABULARY_FILE.read_text(encoding="utf-8"))["term"]
        self.seed = seed
        self.catalogue = Catalogue(
            {
                name: [
                    Option(r["code"], r["label"], broader=r.get("broader"))
                    for r in rows
                    if r["vocabulary"] == name
                ]
                for name in VOCABULARIES
            }
        )
        codes: dict[str, list[str]] = {}
        for row in rows:
            codes.setdefault(row["vocabulary"], []).append(row["code"])
        self.terms = Terms(codes)
        broader = {r["code"]: r.get("broader") for r in rows if r["vocabulary"] == "area"}
        self.relatives = _relatives(broader)

    def documents(self, count: int) -> Iterator[ProgrammeDocument]:
        """What is found by, as of the day the directory was invented for."""
        for record in synthetic_records(count, seed=self.seed, terms=self.terms):
            yield programme_document(
                record, catalogue=self.catalogue, relatives=self.relatives, today=TODAY
            )


def _relatives(broader: Mapping[str, str | None]) -> dict[str, set[str]]:
    relatives = {code: {code} for code in broader}
    for code, above in broader.items():
        while above:
            relatives[code].add(above)
            relatives[above].add(code)
            above = broader[above]
    return relatives
