"""Every fact of the two source documents, and the field of the record that holds it.

A row is: the fact in a few words, the entry (a programme's slug, or `@` and an organisation's
key), the field, and what the field must hold: a set is contained in it, a text stands in it,
anything else equals it.
"""

import datetime as dt
import re
from typing import Any, NamedTuple

from directory.models import Organisation, ProgrammePage

STEP = re.compile(r"(\w+)(?:\[(.+?)\])?")


class Fact(NamedTuple):
    words: str
    entry: str
    field: str
    holds: Any


def value_of(entry: str, field: str) -> Any:
    """What stands in a field: codes for terms, keys for organisations, else the value itself."""
    value: Any = (
        Organisation.objects.get(key=entry[1:])
        if entry.startswith("@")
        else ProgrammePage.objects.get(slug=entry)
    )
    for step in re.split(r"\.(?![^\[]*\])", field):
        match = STEP.fullmatch(step)
        assert match, step
        value = _step(value, match[1], match[2])
    return value


def _step(value: Any, name: str, key: str | None) -> Any:
    if isinstance(value, dict):
        return value.get(name, "")
    found = getattr(value, name)
    if not hasattr(found, "all"):
        return found
    rows = list(found.all())
    if name in PICKS:
        return PICKS[name](rows, key)
    return {getattr(row, "code", row) for row in rows}


def _one(rows: list[Any], of: str, key: str | None) -> Any:
    chosen = [row for row in rows if str(_label(row, of)) == key]
    assert len(chosen) == 1, (of, key, rows)
    return chosen[0]


def _label(row: Any, of: str) -> Any:
    if of == "label":
        return row.texts.get(language="en").label
    return getattr(row.context, "code", "") if of == "context" else getattr(row, of)


PICKS: dict[str, Any] = {
    "texts": lambda rows, key: _one(rows, "language", key),
    "strands": lambda rows, key: _one(rows, "label", key),
    "told_rows": lambda rows, key: _one(rows, "context", key),
    "conditions": lambda rows, key: [row.texts["en"] for row in rows if row.kind == key],
    "organisation_rows": lambda rows, key: {
        row.organisation.key for row in rows if row.role == key
    },
    "contact_points": lambda rows, key: {row.value for row in rows if row.kind == key},
    "place_rows": lambda rows, key: {getattr(row.place, key) for row in rows},
    "places": lambda rows, key: {getattr(row, key) for row in rows},
    "phones": lambda rows, key: {row.number for row in rows if row.kind == key},
    "ratings": lambda rows, key: rows[int(key)],
    "memberships": lambda rows, key: {row.network.key for row in rows},
    "member_rows": lambda rows, key: {row.member.key for row in rows},
}

YOUTH, ADULT, CIRCLE = "strands[Youth team]", "strands[Adult team]", "strands[Circle around a core member]"
DISCIPLINES = {
    "psychiatrist",
    "psychologist",
    "criminologist",
    "sexologist",
    "social-worker",
    "counsellor",
}
BEHIND_SAFETY = (
    "relationship-counselling",
    "separation-counselling",
    "parenting-guidance",
    "parental-visiting",
)
OCTOBER_2020 = dt.date(2020, 10, 1)

ITER = [
    Fact("an outpatient clinic for people who offended sexually", "iter", f"{ADULT}.settings", {"outpatient"}),
    Fact("in the district of Brussels and Flemish Brabant", "iter", "areas", {"brussels", "flemish-brabant"}),
    Fact("the youth team is for minors", "iter", f"{YOUTH}.populations", {"minors"}),
    Fact("who are accused", "iter", f"{YOUTH}.populations", {"people-accused"}),
    Fact("or whose development is worrying", "iter", f"{YOUTH}.populations", {"concerning-behaviour"}),
    Fact("with a risk of harming themselves or others", "iter", "texts[en].target_population", "harming themselves or others"),
    Fact("the adult team is for adults who offended", "iter", f"{ADULT}.populations", {"adults", "people-who-have-offended"}),
    Fact("or who fear that they could", "iter", f"{ADULT}.populations", {"people-who-fear-offending"}),
    Fact("the harm is sexual", "iter", f"{ADULT}.harms", {"sexual-harm"}),
    Fact("five conditions, in order", "iter", "conditions[person]", 5),
    Fact("four organisations joined forces", "iter", "organisation_rows[delivers]", {"caw-brussels", "cgg-ahasverus", "zonnelied", "alba"}),
    Fact("and formed one team", "@iter", "member_rows", {"caw-brussels", "cgg-ahasverus", "zonnelied", "alba"}),
    Fact("for Brussels and Halle-Vilvoorde", "@iter", "areas", {"brussels", "halle-vilvoorde"}),
    Fact("by a protocol of Flemish Community and Justice", "iter", "texts[en].mandate", "Ministry of Justice"),
    Fact("six disciplines in the youth team", "iter", f"{YOUTH}.disciplines", DISCIPLINES),
    Fact("and in the adult team", "iter", f"{ADULT}.disciplines", DISCIPLINES),
    Fact("all with additional courses", "iter", "texts[en].staff_expertise", "additional, complementary courses"),
    Fact("it reaches out", "iter", "offers", {"outreach"}),
    Fact("people come from the judiciary", "iter", f"{ADULT}.referrers", {"judicial"}),
    Fact("or of their own accord", "iter", f"{ADULT}.basis", {"voluntary", "court-ordered"}),
    Fact("at the request of the person or their environment", "iter", f"{ADULT}.referrers", {"self", "family"}),
    Fact("weekly or every two weeks", "iter", f"{ADULT}.texts[en].frequency", "every two weeks"),
    Fact("relapse prevention in the short and medium term only", "iter", "texts[en].description", "long term is not realistic"),
    Fact("what the letters stand for", "iter", "texts[en].description", "impulscontrole"),
    Fact("to a judicial authority in a judicial context", "iter", f"{ADULT}.told_rows[judicial].told", {"judicial-authority"}),
    Fact("to the referrer outside it", "iter", f"{ADULT}.told_rows[non-judicial].told", {"referrer"}),
    Fact("for instance a confidential centre", "iter", f"{YOUTH}.told_rows[non-judicial].notes.en", "Child Abuse Confidential Centre"),
    Fact("a third line: at one's own request", "iter", f"{ADULT}.told_rows[own-request].told", {"nobody-by-agreement"}),
    Fact("pre-therapy in prison", "iter", "strands[Pre-therapy in prison].settings", {"prison"}),
    Fact("for people in prison", "iter", "strands[Pre-therapy in prison].populations", {"people-in-prison"}),
    Fact("support of the system around the person", "iter", "offers", {"system-support"}),
    Fact("coaching and consultation for other services", "iter", "offers", {"consultation"}),
    Fact("training, education and supervision", "iter", "offers", {"training", "supervision"}),
    Fact(
        "nine methods",
        "iter",
        "methods",
        {
            "relapse-prevention",
            "motivation-enhancement",
            "individual-conversation-therapy",
            "group-therapy",
            "psychiatric-consultation",
            "andrological-consultation",
            "supportive-behavioural-therapy",
            "relational-sexual-education",
            "skills-training",
        },
    ),
    Fact("one to one and in groups", "iter", f"{ADULT}.modes", {"individual", "group"}),
    Fact("a member of ATSA and IATSO", "iter", "organisation_rows[member-of]", {"atsa", "iatso"}),
    Fact("recognised as a specialised centre", "iter", "texts[en].recognition", "Flemish Community"),
    Fact("its street", "iter", "place_rows[street]", {"Gaucheretstraat 164"}),
    Fact("its postal code", "iter", "place_rows[postal_code]", {"1030"}),
    Fact("its telephone, written in two ways", "iter", "contact_points[phone]", {"+3225126243"}),
    Fact("its fax", "iter", "contact_points[fax]", {"+3225128053"}),
    Fact("the rating", "iter", "ratings[0].level", "pioneering"),
    Fact("which is someone else's", "iter", "ratings[0].adopted", True),
    Fact("without published reasons", "iter", "ratings[0].reasons_published", False),
    Fact("information correct at October 2020", "iter", "correct_at", OCTOBER_2020),
    Fact("nobody checked it since", "iter", "checked_on", None),
    Fact("the mending is noted", "iter", "notes_on_source", "02/512 62 43"),
]

COSA = [
    Fact("COSA is part of I.T.E.R.", "cosa", "parent_slug", "iter"),
    Fact("what its letters stand for", "cosa", "texts[en].title", "circles of support, cooperation"),
    Fact("for people who offended and are rehabilitating", "cosa", f"{CIRCLE}.populations", {"people-who-have-offended", "people-returning"}),
    Fact("who are isolated", "cosa", f"{CIRCLE}.populations", {"socially-isolated"}),
    Fact("overseen by CGG Ahasverus", "cosa", "organisation_rows[oversees]", {"cgg-ahasverus"}),
    Fact("maintained by all of I.T.E.R.", "cosa", "organisation_rows[delivers]", {"iter"}),
    Fact("outpatient", "cosa", f"{CIRCLE}.settings", {"outpatient"}),
    Fact("a circle of volunteers", "cosa", f"{CIRCLE}.modes", {"circle"}),
    Fact("at least three volunteers", "cosa", f"{CIRCLE}.volunteers_from", 3),
    Fact("at most five", "cosa", f"{CIRCLE}.volunteers_to", 5),
    Fact("volunteers and a coordinator", "cosa", f"{CIRCLE}.disciplines", {"volunteer", "circle-coordinator"}),
    Fact("trained to see early warning signs", "cosa", "texts[en].staff_expertise", "early warning signs"),
    Fact("without educational requirements", "cosa", "texts[en].staff_expertise", "no particular education"),
    Fact("an outer circle of professionals", "cosa", "texts[en].staff_expertise", "outer circle"),
    Fact("the coordinator motivates, starts, coaches, connects", "cosa", "texts[en].intensity", "coaches the volunteers"),
    Fact("the broken sentence is mended, and noted", "cosa", "notes_on_source", "Two sentences ran together"),
    Fact("information correct at October 2020", "cosa", "correct_at", OCTOBER_2020),
]

CENTRE = [
    Fact("services under one roof", "co3", "strands[People followed in intensive case management].settings", {"co-located-centre"}),
    Fact("staff of public and private agencies", "@fjc-antwerp", "descriptions.en", "public and private agencies"),
    Fact("fewer places and times to go", "@fjc-antwerp", "descriptions.en", "fewer places"),
    Fact("nobody tells the story again", "@fjc-antwerp", "descriptions.en", "same story over and over"),
    Fact("a security conference", "@fjc-antwerp", "descriptions.en", "security conference"),
    Fact("victim-centred", "@fjc-antwerp", "principles.en", "Victim-centred"),
    Fact("driven by survivors", "@fjc-antwerp", "principles.en", "Driven by survivors"),
    Fact("holding people accountable", "@fjc-antwerp", "principles.en", "accountable"),
    Fact("kind-hearted", "@fjc-antwerp", "principles.en", "Kind-hearted"),
    Fact("sixteen kinds of partner", "@fjc-antwerp", "partner_kinds", 16),
    Fact("called Veilig Huis today", "@fjc-antwerp", "name", "Veilig Huis"),
    Fact("and Family Justice Center before", "@fjc-antwerp", "former_names", "Family Justice Center Antwerp"),
    Fact("a member of the European alliance", "@fjc-antwerp", "memberships", {"efjca"}),
    Fact("the alliance's site", "@efjca", "website", "www.efjca.eu"),
    Fact("its website instead of a named person", "co3", "contact_points[website]", {"http://www.fjc-veiligthuis.be/"}),
    Fact("no personal address", "co3", "contact_points[email]", 0),
    Fact("safety measures", "co3", "safety_measures", {"police-and-justice", "barring-order", "detention", "mental-health-care"}),
    Fact(
        "the underlying problems",
        "co3",
        "life_domains",
        {"social", "health", "mental-health", "housing", "work", "addiction", "financial"},
    ),
    Fact("domestic violence and child abuse", "co3", "strands[People followed in intensive case management].harms", {"domestic-violence", "child-abuse"}),
    Fact("intensive case management", "co3", "methods", {"case-management"}),
    Fact("the convention's concern for victims", "co3", "texts[en].victim_safety", "Article 16, paragraph 3"),
    Fact("the programme Time Out", "time-out", "texts[en].title", "Time Out"),
    Fact("whose way of working is not told", "time-out", "strands[Time Out].modes_not_stated", True),
    Fact("a group", "perpetrator-group", "strands[Group].modes", {"group"}),
    Fact("individual programmes by court order", "individual-programme", "strands[Court-ordered individual programme].basis", {"court-ordered"}),
    Fact("and voluntary ones", "individual-programme", "strands[Voluntary individual programme].basis", {"voluntary"}),
    Fact("supervised contact with the children", "supervised-contact", "strands[Contact under supervision].modes", {"supervised-contact"}),
    Fact("relationship counselling if they stay together", "relationship-counselling", "conditions[safety]", 6),
    Fact("separation counselling if they separate", "separation-counselling", "conditions[safety]", 6),
    Fact("parenting guidance at home", "parenting-guidance", "strands[Parents, at home and elsewhere].settings", {"home"}),
    Fact("parental visiting", "parental-visiting", "texts[en].title", "Parental visiting"),
    Fact("undated: information correct at is not stated", "co3", "correct_at", None),
    *[
        Fact("only behind safety, plan, case manager and the victim's possibility", slug, "conditions[safety]", sentence)
        for slug in BEHIND_SAFETY
        for sentence in (
            "Our situation is followed in intensive case management (CO3).",
            "Safety has been installed first.",
            "There is an intervention plan, and it has been checked.",
            "A case manager monitors the situation.",
            "It happens only if it is possible, with the victim at the centre.",
        )
    ],
    *[
        Fact("part of CO3", slug, "parent_slug", "co3")
        for slug in ("time-out", "perpetrator-group", "individual-programme", "supervised-contact", *BEHIND_SAFETY)
    ],
]
FACTS = [*ITER, *COSA, *CENTRE]
