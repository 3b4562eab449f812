"""The mix of searches that is measured: what visitors type, what they tick, and both."""

from random import Random

from benchmarks.directory import InventedDirectory
from search.facets import FACETS_BY_NAME
from search.query import ProgrammeQuery
from search.synthetic import synthetic_record

HOW_MANY = 150

WORDS = (
    "minderjarigen", "jongeren", "volwassenen", "ouders", "geweld", "thuis", "seksueel", "misbruik",
    "belaging", "agressie", "groep", "groepssessies", "individuele gesprekken", "rollenspel",
    "vrijwilligers", "terugvalpreventie", "slachtoffers", "psychologen", "verantwoordelijkheid",
    "mineurs", "jeunes", "parents", "violence", "harcèlement", "menaces", "jalousie", "groupe",
    "entretiens individuels", "bénévoles", "récidive", "colère", "victimes", "thérapie",
    "young people", "adults", "stalking", "controlling behaviour", "threats", "jealousy",
    "group sessions", "home visits", "volunteers", "relapse prevention", "anger", "trust",
    "Leuven", "Liège", "Gent", "Bruxelles", "Namur", "Antwerpen", "Charleroi", "Hasselt",
    "hulp bij geweld thuis", "prison", "probation", "online", "telefoon", "couple", "cirkel",
)  # fmt: skip
TYPING_ERRORS = ("minderjaregen", "voilence", "harcelment", "terugvalprevntie", "volonteers")

# How often each kind of search is asked, out of a hundred.
_KINDS = {"filters": 24, "words": 24, "both": 42, "name": 6, "error": 4}
_FACETS = ("population", "mode", "harm", "setting", "age", "basis", "told", "referrer", "language",
           "area", "availability", "evidence")  # fmt: skip


def query_mix(directory: InventedDirectory, size: int, how_many: int) -> list[ProgrammeQuery]:
    """Return so many distinct searches, most of which find something."""
    random = Random(f"queries/{directory.seed}")
    queries: dict[ProgrammeQuery, None] = {}
    while len(queries) < how_many:
        (kind,) = random.choices(list(_KINDS), list(_KINDS.values()))
        pairs: list[tuple[str, str]] = []
        if kind in ("words", "both"):
            pairs.append(("q", " ".join(random.sample(WORDS, random.choice((1, 1, 1, 2, 2))))))
        if kind in ("filters", "both"):
            pairs += _filters(directory, random, random.choice((1, 1, 2, 2, 3)))
        if kind == "name":
            record = synthetic_record(
                random.randrange(size), seed=directory.seed, terms=directory.terms
            )
            pairs.append(("q", record.titles["en"].removesuffix(" (example)")))
        if kind == "error":
            pairs.append(("q", random.choice(TYPING_ERRORS)))
            pairs += _filters(directory, random, 1)
        pairs.append(("sort", random.choice(("fit", "fit", "fit", "name", "freshness"))))
        pairs.append(("page", str(random.choice((1, 1, 1, 1, 2, 3)))))
        queries[ProgrammeQuery.from_pairs(pairs, directory.catalogue.codes)] = None
    return list(queries)


def _filters(directory: InventedDirectory, random: Random, most: int) -> list[tuple[str, str]]:
    # The first two facets are asked for as often as all others together.
    weights = [5 if FACETS_BY_NAME[name].first else 1 for name in _FACETS]
    pairs = []
    for facet in dict.fromkeys(random.choices(_FACETS, weights, k=most)):
        options = directory.catalogue.options[facet][:6]
        chosen = random.sample(options, min(len(options), random.choice((1, 1, 1, 2))))
        pairs += [(facet, option.code) for option in chosen]
    return sorted(pairs)
