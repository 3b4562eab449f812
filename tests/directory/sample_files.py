"""The sample directory's files as plain data, and what the tests ask of them."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).resolve().parents[2] / "directory" / "sample"
LANGUAGES = ("en", "nl", "fr")
WRITTEN = dt.date(2026, 11, 22)

#: Where a file names terms: key → vocabulary.
ON_PROGRAMME = {
    "areas": "area",
    "methods": "method",
    "offers": "offer",
    "life_domains": "life-domain",
    "safety_measures": "safety-measure",
}
ON_STRAND = {
    "population": "population",
    "mode": "mode",
    "setting": "setting",
    "harm": "harm",
    "prevention": "prevention",
    "basis": "basis",
    "referrer": "referrer",
    "language": "language",
    "cost": "cost",
    "disciplines": "discipline",
}

#: Codes that others link to: they never change.
FIXED_CODES = {
    "population": {"minors", "adults", "young-adults"},
    "mode": {
        "individual",
        "group",
        "couple-family",
        "circle",
        "supervised-contact",
        "online",
        "phone",
    },
    "basis": {"voluntary", "court-ordered"},
    "told": {"referrer", "judicial-authority", "nobody-by-agreement"},
}
CENTRE_PARTNERS = 16

#: Numbers of the source document, and the ranges regulators keep for fiction.
SOURCED_NUMBERS = {"+3225126243", "+3225128053"}
FICTIONAL_NUMBER = re.compile(r"\+442079460\d{3}|\+3319900\d{4}")
SOURCED_HOSTS = {"www.fjc-veiligthuis.be", "www.efjca.eu", "pers.antwerpen.be"}
EXAMPLE_HOSTS = {"example.org", "example.com"}
HOST = re.compile(r"https?://([^/\s\"]+)|[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")


def read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


VOCABULARIES = read(SAMPLE / "vocabularies.toml")["term"]
TERMS = {(term["vocabulary"], term["code"]) for term in VOCABULARIES}
ORGANISATIONS = {row["key"]: row for row in read(SAMPLE / "organisations.toml")["organisation"]}
SEEDED = {file.stem: read(file) for file in sorted((SAMPLE / "programmes").glob("*.toml"))}
EXAMPLES = {file.stem: read(file) for file in sorted((SAMPLE / "examples").glob("*.toml"))}
PROGRAMMES = SEEDED | EXAMPLES


def uses(programme: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every (vocabulary, code) a programme names."""
    for key, vocabulary in ON_PROGRAMME.items():
        yield from ((vocabulary, code) for code in programme.get(key, []))
    for strand in programme["strand"]:
        for key, vocabulary in ON_STRAND.items():
            yield from ((vocabulary, code) for code in strand.get(key, []))
        for told in strand.get("told", []):
            yield "legal-context", told["context"]
            yield from (("told", code) for code in told["told"])


def kinds(organisation: dict[str, Any]) -> list[str]:
    return [kind for kind in [organisation.get("kind")] if kind]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def languages_missing(value: Any, where: str) -> Iterator[str]:
    """Every text per language that lacks one of ours."""
    if isinstance(value, dict):
        if value and set(value) <= {*LANGUAGES, "de"}:
            yield from (f"{where}.{code}" for code in LANGUAGES if code not in value)
        for key, inner in value.items():
            yield from languages_missing(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from languages_missing(inner, f"{where}[{number}]")


def is_fresh(programme: dict[str, Any]) -> bool:
    checked = programme.get("checked_on")
    months = programme.get("review_months", 12)
    return checked is not None and (WRITTEN - checked).days <= months * 31
