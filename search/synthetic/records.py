"""Invented programme records: two to four strands each, texts in Dutch, French and English."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from random import Random
from uuid import UUID

from directory.record import NOBODY, STATED_FACETS, Point, ProgrammeRecord, StrandRecord
from directory.towns import town_names
from directory.towns.lookup import find_place
from search.synthetic.texts import PHRASES, TOWNS, invented_name, invented_text, invented_title

#: The day the invented world stands at, so that a seed gives the same records for ever.
TODAY = date(2026, 10, 1)
LANGUAGES = tuple(PHRASES)

_ORGANISATIONS = 300
# As the review dates say where no editor changed them; plain data needs no database.
_CAPACITY_COUNTS = timedelta(weeks=6)
_EVIDENCE = ("effective", "promising", "prudent", "pioneering", "not-rated")
_AGES: tuple[tuple[int | None, int | None], ...] = (
    (12, 17), (14, 21), (16, 25), (18, None), (18, None), (18, 65), (25, None), (65, None),
    (None, None),
)  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """The term codes to draw from, by vocabulary, and the labels a strand may be called after."""

    codes: Mapping[str, Sequence[str]]

    def some(self, vocabulary: str, random: Random, most: int) -> tuple[str, ...]:
        """One to ``most`` codes; one time in eight none: not stated."""
        codes = self.codes.get(vocabulary, ())
        if not codes or random.random() < 0.125:
            return ()
        # Terms at the start of a vocabulary are the usual ones.
        chosen = {
            codes[int(len(codes) * random.random() ** 1.6)] for _ in range(random.randint(1, most))
        }
        return tuple(code for code in codes if code in chosen)


def synthetic_records(count: int, *, seed: int, terms: Terms) -> Iterator[ProgrammeRecord]:
    """Yield ``count`` records; the same for the same seed and terms."""
    for number in range(count):
        yield synthetic_record(number, seed=seed, terms=terms)


def synthetic_record(number: int, *, seed: int, terms: Terms) -> ProgrammeRecord:
    """Return the record with this number, independent of all others."""
    random = Random(f"{seed}/{number}")  # noqa: S311  (invented on purpose)
    name, town = invented_name(random), random.choice(TOWNS)
    original = random.choice(LANGUAGES)
    kind = random.randrange(7)
    checked = TODAY - timedelta(days=random.randrange(900)) if random.random() < 0.9 else None
    correct_at = checked.replace(day=1) if checked else date(2020, 10, 1)
    return ProgrammeRecord(
        uuid=str(UUID(int=random.getrandbits(128), version=4)),
        slug=f"{name.lower()}-{seed}-{number}",
        original_language=original,
        titles={language: invented_title(language, name, kind) for language in LANGUAGES},
        summaries={
            language: invented_text(language, name, town, random, 2) for language in LANGUAGES
        },
        texts={language: _long_text(language, name, town, random) for language in LANGUAGES},
        status=random.choices(("open", "paused", "closed"), (90, 6, 4))[0],
        strands=tuple(_strand(random, terms) for _ in range(random.randint(2, 4))),
        areas=terms.some("area", random, 2),
        evidence=random.choice(_EVIDENCE),
        organisations=tuple(random.sample(invented_organisations(seed), random.randint(1, 3))),
        towns={town: town_names(town)},
        points=_points(town),
        phones=(f"+3225550{number % 1000:03d}",),
        parent_title={},
        correct_at=correct_at,
        checked_on=checked,
        review_due=_a_year_later(checked or correct_at),
        changed_at=datetime(2026, 10, 1, tzinfo=UTC) - timedelta(minutes=random.randrange(900_000)),
    )


@lru_cache(maxsize=64)
def _points(town: str) -> tuple[Point, ...]:
    """The town's centre, as the directory gives it to a place without a position of its own."""
    centre = find_place(town)
    return (Point(centre.latitude, centre.longitude),) if centre else ()


def _long_text(language: str, name: str, town: str, random: Random) -> str:
    """A description and, below it, what is done for the safety of victims."""
    description = invented_text(language, name, town, random, 6)
    return f"{description}\n\n{PHRASES[language].sentences[-1].format(town=town)}"


@lru_cache(maxsize=4)
def invented_organisations(seed: int) -> list[str]:
    """The names of the organisations of an invented directory."""
    random = Random(f"{seed}/organisations")  # noqa: S311
    names = {f"{invented_name(random)} vzw (example)" for _ in range(_ORGANISATIONS)}
    return sorted(names)


def _a_year_later(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year + 1)


def _strand(random: Random, terms: Terms) -> StrandRecord:
    codes = {facet: terms.some(facet, random, 3) for facet in STATED_FACETS}
    # Who is served is always stated: nobody could find a strand without it.
    codes["population"] = codes["population"] or tuple(terms.codes["population"][:1])
    if NOBODY in codes["told"]:
        codes["told"] = (NOBODY,)
    age_from, age_to = random.choice(_AGES)
    availability = random.choice(("open", "open", "waiting", "full", None))
    label = invented_name(random)
    uuid = str(UUID(int=random.getrandbits(128), version=4))
    weeks = random.randint(2, 40) if availability == "waiting" else None
    known = TODAY - timedelta(days=random.randrange(200)) if availability else None
    return StrandRecord(
        uuid=uuid,
        labels=dict.fromkeys(LANGUAGES, f"Team {label}"),
        codes={facet: chosen for facet, chosen in codes.items() if chosen},
        age_from=age_from,
        age_to=age_to,
        availability=availability,
        waiting_weeks=weeks,
        availability_on=known,
        availability_until=known and known + _CAPACITY_COUNTS,
    )
