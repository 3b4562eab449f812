"""Searches that find nothing: counted for editors, without keeping who asked.

Under a keyed hash and a day alone until somebody asks for the fifth time within thirty days; only
then are the words kept, for editors to read. What is older than that is deleted.
"""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from django.db import Error, connection
from django.db.models import Count, Max
from django.http import HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from directory.corrections.screening import personal_traces
from search.models import SearchSighting, UnansweredSearch
from search.query import ProgrammeQuery
from search.results import Results
from search.words import fold, wording_key

#: How often something must have been asked to be shown, and within how many days.
SHOWN_FROM = 5
DAYS = 30

_MOST_WORDS, _LONGEST = 8, 60
#: From more words on, a sentence tells of somebody: a capital letter within it may be a name.
_FEW_WORDS = 4
_PATIENCE = 50  # milliseconds that a count may wait for another's write
_ADDRESS = re.compile(r"@|https?:|www\.|\.(?:be|com|eu|fr|nl|de|org|net)\b", re.IGNORECASE)
# A house number is enough to find somebody by.
_NUMBERS = re.compile(r"\d")
_STREET = re.compile(
    r"(?:straat|laan|dreef|plein|kaai|steenweg|strasse|straße|weg|gasse)\b"
    r"|\b(?:rue|avenue|boulevard|chauss[eé]e|impasse|place|quai|street|road|lane)\b",
    re.IGNORECASE,
)
# "Van den Bossche", "Vandenbossche", "de Smet": what names begin with here.
_NAME_PARTICLE = re.compile(
    r"\b(?:van|von)\s+de[nrm]\s|\b(?:van|de|le|la|von)\s+[A-Z]|\bvan(?:de|den|der|he)[a-z]{4,}"
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_TITLES = frozenset(
    """
    mr mevr mevrouw meneer dhr juffrouw mme madame monsieur mlle maitre herr frau mrs ms miss dr
    prof meester dokter pastoor nonkel oom tante buurman buurvrouw collega
    oncle voisin voisine cure onkel nachbar nachbarin pfarrer uncle aunt neighbour
    neighbor pastor reverend
    """.split()  # noqa: SIM905  (as in search.words)
)
_FIRST_NAMES = frozenset(
    Path(__file__).with_name("first_names.txt").read_text(encoding="utf-8").split()
)


def count_unanswered(response: HttpResponse, query: ProgrammeQuery, results: Results) -> None:
    """Count a search whose text found nothing, or not all of it, once the visitor has the answer.

    Call it for what was asked by an address only: a private search is never counted. Nor is one
    with filters (its text may well find something), at another page or in another order (that is
    not asking again), or whose text may hold a name, a number or an address.
    """
    answered = results.total and not results.left_out
    if answered or not results.programmes or query.selections or len(query.texts) != 1:
        return
    if query.page > 1 or query.sort != query.default_sort:
        return
    text = query.texts[0]
    if may_be_counted(text):
        # Closed by the server when all has been sent, so that nobody waits for a write.
        response._resource_closers.append(lambda: _count(text))  # type: ignore[attr-defined]


def may_be_counted(text: str) -> bool:
    """Whether a text is short, and holds nothing that looks like somebody's name or number."""
    words = _WORD.findall(text)
    return (
        len(text) <= _LONGEST
        and 0 < len(words) <= _MOST_WORDS
        and not _ADDRESS.search(text)
        and not _NUMBERS.search(text)
        and not _STREET.search(text)
        and not _NAME_PARTICLE.search(text)
        and not _looks_like_a_name(words)
        and not personal_traces(text)
    )


def _looks_like_a_name(words: list[str]) -> bool:
    folded = {fold(word) for word in words}
    if _TITLES & folded or (len(words) > 1 and _FIRST_NAMES & folded):
        return True
    capital = [word[0].isupper() and not word.isupper() for word in words]
    if len(words) > _FEW_WORDS and any(capital[1:]):
        return True
    # Two words in a row that begin with a capital letter, as names do.
    return any(one and other for one, other in pairwise(capital))


def _count(text: str) -> None:
    key = wording_key(text)
    if not key:
        return
    digest = salted_hmac("search.unanswered", key, algorithm="sha256").hexdigest()
    try:
        with _briefly():
            seen = SearchSighting.objects.filter(digest=digest).values("digest")
            before = len(seen[: SHOWN_FROM - 1])
            SearchSighting.objects.create(digest=digest, seen_on=timezone.localdate())
            if before >= SHOWN_FROM - 1:
                UnansweredSearch.objects.bulk_create(
                    [UnansweredSearch(digest=digest, text=key)], ignore_conflicts=True
                )
    except Error:
        pass  # one count less


@contextmanager
def _briefly() -> Iterator[None]:
    """On SQLite, give up where another's write would be waited for."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(before)}")


def unanswered_searches() -> list[tuple[str, int, dt.date]]:
    """For editors: the words, how often they were asked in the last thirty days, and when last."""
    counted = (
        SearchSighting.objects.filter(seen_on__gt=_oldest())
        .values("digest")
        .annotate(times=Count("pk"), last=Max("seen_on"))
        .filter(times__gte=SHOWN_FROM)
    )
    times = {row["digest"]: (row["times"], row["last"]) for row in counted}
    texts = UnansweredSearch.objects.filter(pk__in=times).values_list("digest", "text")
    rows = [(text, *times[digest]) for digest, text in texts]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def forget_old_searches() -> None:
    """Delete what is older than thirty days, and the words of what was asked too seldom since."""
    SearchSighting.objects.filter(seen_on__lte=_oldest()).delete()
    often = (
        SearchSighting.objects.values("digest")
        .annotate(times=Count("pk"))
        .filter(times__gte=SHOWN_FROM)
        .values("digest")
    )
    UnansweredSearch.objects.exclude(digest__in=often).delete()


def _oldest() -> dt.date:
    return timezone.localdate() - dt.timedelta(days=DAYS)
