"""Help lines that stand before any result: when somebody writes of dying, of killing, of what is
done to them, or names a line.

Nothing is counted or kept of it. A line shown to somebody who meant another thing harms nobody, so
what is written here is wide.
"""

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from django.db import Error

from directory.models import EmergencyNumber
from directory.queries import help_line_groups
from directory.reading.content import HelpLine
from search.query import ProgrammeQuery
from search.spelling import WordList
from search.words import fold, raw_words

#: Words that say it alone, one or two letters wrong included.
_ALONE = """
    zelfmoord zelfmoordlijn zelfmoordgedachten zelfmoordpoging zelfdoding suicidaal suicide suicidal
    suicider suicidaire selbstmord selbstmordgedanken selbsttotung selbsttoetung suizid suizidal
    freitod levensmoe doodswens
""".split()  # noqa: SIM905  (as in search.words)

#: Words that say it together, in this order and folded. "…": up to three words. "|": no word
#: stands there ("en finir", and not "en finir avec la violence"). "a/b": one of them.
_DYING = """
    zelf moord
    niet meer … leven
    niet meer verder
    wil dood |
    wil liever dood
    wil gewoon dood
    wou dat ik dood was
    liever dood
    wil dood zijn
    wil … sterven
    einde aan … leven
    een einde aan maken
    uit het leven stappen
    van het leven beroven
    mezelf … kant maken
    mezelf doden
    mezelf ophangen
    mijzelf doden
    me tuer
    me suicid*
    me pendre
    me supprimer
    en finir |
    en finir avec la vie
    en finir avec ma vie
    mettre fin a mes jours
    mettre fin a ma vie
    plus envie de vivre
    plus vivre
    veux … mourir
    envie de mourir
    | umbringen |
    mich … umbringen
    bringe mich … um
    mich … toten
    mich erhangen
    nicht mehr leben
    leben … beenden
    leben nehmen
    will … sterben
    mochte … sterben
    kill* myself
    killing myself
    end … my life
    ending my life
    end it all
    take … my … life
    want to die
    wanna die
    better off dead
    hang myself
    not want to live
    don t want to live
    dont want to live
    no reason to live
"""

_KILLING = """
    ga/zal/wil/kan/moet/zou … vermoorden
    ga/zal/wil/kan/zou haar/hem/hen/ze/mijn … doden
    ik vermoord haar/hem/hen/ze/mijn
    wil mijn … dood
    maak haar/hem/hen/ze/mijn … af
    vais/veux/voudrais/pourrais … tuer
    vais/veux/voudrais/pourrais … egorger
    envie de … tuer
    peur de … tuer
    werde/will/konnte/mochte … umbringen/toten/ermorden
    bringe sie/ihn/meine/meinen … um
    kill my/him/her/them/someone/somebody
    going/want/wanna to kill
    will/might/could/gonna kill
"""

_DONE_TO_ONE = """
    slaat/sloeg/schopt/stampt/wurgt/mishandelt/misbruikt/verkracht mij/me
    heeft/hebben mij/me … geslagen/verkracht/misbruikt/mishandeld/aangerand/aangeraakt/gewurgd
    ben/werd/word … verkracht/misbruikt/mishandeld/geslagen/aangerand
    bang voor/van mijn man/vriend/partner/ex/vader/stiefvader/moeder
    me bat/frappe/viole/tape
    m a … violee/viole/battue/battu/frappee/frappe/agressee/agresse/touchee/touche
    ai/avoir/suis ete violee/viole/battue/battu/frappee/frappe/agressee/agresse/abusee/abuse
    abuse/abusait de moi
    peur de mon mari/compagnon/conjoint/copain/ex/pere
    schlagt/schlaegt/misshandelt/missbraucht/vergewaltigt/wurgt mich
    hat mich … geschlagen/vergewaltigt/missbraucht/misshandelt
    wurde/bin … vergewaltigt/missbraucht/misshandelt/geschlagen
    angst vor meinem mann/freund/partner/ex/vater
    hits/hit/beats/beat/rapes/raped/abuses/abused/hurts/hurt/chokes/assaulted/molested me
    was/been/being raped/abused/beaten/molested/assaulted
    afraid/scared/frightened of my husband/boyfriend/partner/ex/father/stepfather
"""

_FEWEST_DIGITS = 3
_COUNTRY = re.compile(r"^(?:\+|00)32\s*")
_NUMBER = re.compile(r"\+?\d[\d\s./()-]*\d")
_ASIDE = re.compile(r"\s*[(,].*$")


def _pattern(line: str) -> str:
    end = r"\s*$" if line.endswith("|") else r"(?!\w)"
    begin = r"^\s*" if line.split()[0] == "|" else r"(?<!\w)"
    words = line.replace("|", " ").split()
    parts = [_one_of(word) if "/" in word else re.escape(word) for word in words]
    parts = [part.replace(r"\*", r"\w*") for part in parts]
    together = r"\s+".join(parts).replace(r"…\s+", r"(?:\w+\s+){0,3}")
    return begin + together + end


def _one_of(words: str) -> str:
    return f"(?:{'|'.join(map(re.escape, words.split('/')))})"


def _any_of(lines: str) -> re.Pattern[str]:
    return re.compile("|".join(map(_pattern, filter(str.strip, lines.splitlines()))))


_OF_DYING, _OF_KILLING, _OF_WHAT_IS_DONE = map(_any_of, (_DYING, _KILLING, _DONE_TO_ONE))
_SAID_ALONE = frozenset(_ALONE)
_NEARLY_ALONE = WordList(_ALONE)
_SHORTEST_SLIP = 6


class About(Enum):
    """What somebody writes of; the first that holds is answered."""

    DYING = "dying"
    KILLING = "killing"
    DONE_TO_ONE = "done-to-one"
    A_LINE = "a-line"


_Need = EmergencyNumber.Need
#: Whom to ring about it.
_NEEDS = {
    About.DYING: (_Need.DESPAIR,),
    About.KILLING: (_Need.DANGER, _Need.OWN_BEHAVIOUR),
    About.DONE_TO_ONE: (_Need.VIOLENCE,),
}


@dataclass(frozen=True, slots=True)
class HelpAtOnce:
    """What stands on top: what it is about, and the lines to ring."""

    about: str
    lines: tuple[HelpLine, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    line: HelpLine
    need: str
    names: frozenset[tuple[str, ...]]


def help_at_once(query: ProgrammeQuery, language: str, moment: Hashable) -> HelpAtOnce | None:
    """The help lines that a search calls for; None where it calls for none.

    ``moment`` changes when the lines may have changed. Without a database there are no lines, and
    somebody who writes of dying, killing or violence is still answered.
    """
    if not query.texts:
        return None
    try:
        known = _known(language, moment)
    except Error:
        known = ()
    about = speaks_of(query.texts)
    if about is not None:
        lines = [one.line for need in _NEEDS[about] for one in known if one.need == need]
        return HelpAtOnce(about.value, tuple(lines))
    lines = [one.line for one in known if any(_names(text, one) for text in query.texts)]
    return HelpAtOnce(About.A_LINE.value, tuple(lines)) if lines else None


def speaks_of(texts: Sequence[str]) -> About | None:
    """What somebody writes of that calls for a line, in any of the languages here."""
    if any(map(speaks_of_dying, texts)):
        return About.DYING
    said = [" ".join(_words(text)) for text in texts]
    if any(map(_OF_KILLING.search, said)):
        return About.KILLING
    return About.DONE_TO_ONE if any(map(_OF_WHAT_IS_DONE.search, said)) else None


def speaks_of_dying(text: str) -> bool:
    """Whether somebody writes of ending their own life, in any of the languages here."""
    words = _words(text)
    return (
        not _SAID_ALONE.isdisjoint(words)
        or bool(_OF_DYING.search(" ".join(words)))
        or any(_NEARLY_ALONE.near(word) for word in words if len(word) >= _SHORTEST_SLIP)
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(part for word in raw_words(text) for part in word)


def _names(text: str, known: _Known) -> bool:
    """Whether a text names a help line, or holds its number or the beginning of it."""
    digits = _digits(text)
    if len(digits) >= _FEWEST_DIGITS and digits.isdigit() and known.line.dial.startswith(digits):
        return True
    if any(known.line.dial == _digits(number) for number in _NUMBER.findall(text)):
        return True
    words = _words(text)
    joined = "".join(words)
    return any(
        joined == "".join(name) or (len(name) > 1 and _holds(words, name)) for name in known.names
    )


def _digits(text: str) -> str:
    return re.sub(r"[\s./()-]", "", _COUNTRY.sub("0", text))


def _holds(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    places = range(len(words) - len(name) + 1)
    return any(words[place : place + len(name)] == name for place in places)


@lru_cache(maxsize=16)
def _known(language: str, moment: Hashable) -> tuple[_Known, ...]:
    rows = EmergencyNumber.objects.values_list("number", "need", "names")
    about = {number: (need, _short_names(names.values())) for number, need, names in rows}
    lines = [line for _heading, lines in help_line_groups(language) for line in lines]
    return tuple(_Known(line, *about[line.number]) for line in lines if line.number in about)


def _short_names(names: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """A line's names without what stands beside them: "Stop it Now! (Brussels)"."""
    words = (_words(_ASIDE.sub("", fold(name))) for name in names)
    return frozenset(filter(None, words))
