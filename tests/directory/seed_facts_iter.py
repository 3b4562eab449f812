"""The facts of the first source document: I.T.E.R. and COSA."""

import datetime as dt

from tests.directory.seed_facts import Fact

YOUTH, ADULT, CIRCLE = (
    "strands[Youth team]",
    "strands[Adult team]",
    "strands[Circle around a core member]",
)
DISCIPLINES = {
    "psychiatrist",
    "psychologist",
    "criminologist",
    "sexologist",
    "social-worker",
    "counsellor",
}
OCTOBER_2020 = dt.date(2020, 10, 1)

ITER = [
    Fact(
        "an outpatient clinic for people who offended sexually",
        "iter",
        f"{ADULT}.settings",
        {"outpatient"},
    ),
    Fact(
        "in the district of Brussels and Flemish Brabant",
        "iter",
        "areas",
        {"brussels", "flemish-brabant"},
    ),
    Fact("the youth team is for minors", "iter", f"{YOUTH}.populations", {"minors"}),
    Fact("who are accused", "iter", f"{YOUTH}.populations", {"people-accused"}),
    Fact(
        "or whose development is worrying", "iter", f"{YOUTH}.populations", {"concerning-behaviour"}
    ),
    Fact(
        "with a risk of harming themselves or others",
        "iter",
        "texts[en].target_population",
        "harming themselves or others",
    ),
    Fact(
        "the adult team is for adults who offended",
        "iter",
        f"{ADULT}.populations",
        {"adults", "people-who-have-offended"},
    ),
    Fact(
        "or who fear that they could", "iter", f"{ADULT}.populations", {"people-who-fear-offending"}
    ),
    Fact("the harm is sexual", "iter", f"{ADULT}.harms", {"sexual-harm"}),
    Fact("five conditions, in order", "iter", "conditions[person]", 5),
    Fact(
        "four organisations joined forces",
        "iter",
        "organisation_rows[delivers]",
        {"caw-brussels", "cgg-ahasverus", "zonnelied", "alba"},
    ),
    Fact(
        "and formed one team",
        "@iter",
        "member_rows",
        {"caw-brussels", "cgg-ahasverus", "zonnelied", "alba"},
    ),
    Fact("for Brussels and Halle-Vilvoorde", "@iter", "areas", {"brussels", "halle-vilvoorde"}),
    Fact(
        "by a protocol of Flemish Community and Justice",
        "iter",
        "texts[en].mandate",
        "Ministry of Justice",
    ),
    Fact("six disciplines in the youth team", "iter", f"{YOUTH}.disciplines", DISCIPLINES),
    Fact("and in the adult team", "iter", f"{ADULT}.disciplines", DISCIPLINES),
    Fact(
        "all with additional courses",
        "iter",
        "texts[en].staff_expertise",
        "additional, complementary courses",
    ),
    Fact("it reaches out", "iter", "offers", {"outreach"}),
    Fact("people come from the judiciary", "iter", f"{ADULT}.referrers", {"judicial"}),
    Fact("or of their own accord", "iter", f"{ADULT}.basis", {"voluntary", "court-ordered"}),
    Fact(
        "at the request of the person or their environment",
        "iter",
        f"{ADULT}.referrers",
        {"self", "family"},
    ),
    Fact("weekly or every two weeks", "iter", f"{ADULT}.texts[en].frequency", "every two weeks"),
    Fact(
        "relapse prevention in the short and medium term only",
        "iter",
        "texts[en].description",
        "long term is not realistic",
    ),
    Fact("what the letters stand for", "iter", "texts[en].description", "impulscontrole"),
    Fact(
        "to a judicial authority in a judicial context",
        "iter",
        f"{ADULT}.told_rows[judicial].told",
        {"judicial-authority"},
    ),
    Fact(
        "to the referrer outside it", "iter", f"{ADULT}.told_rows[non-judicial].told", {"referrer"}
    ),
    Fact(
        "for instance a confidential centre",
        "iter",
        f"{YOUTH}.told_rows[non-judicial].notes.en",
        "Child Abuse Confidential Centre",
    ),
    Fact(
        "a third line: at one's own request",
        "iter",
        f"{ADULT}.told_rows[own-request].told",
        {"nobody-by-agreement"},
    ),
    Fact(
        "which is our reading, to be confirmed",
        "iter",
        f"{ADULT}.told_rows[own-request].notes.en",
        "Ask the team to confirm this",
    ),
    Fact("pre-therapy in prison", "iter", "strands[Pre-therapy in prison].settings", {"prison"}),
    Fact(
        "for people in prison",
        "iter",
        "strands[Pre-therapy in prison].populations",
        {"people-in-prison"},
    ),
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
    Fact(
        "recognised as a specialised centre", "iter", "texts[en].recognition", "Flemish Community"
    ),
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
    Fact(
        "what its letters stand for", "cosa", "texts[en].title", "circles of support, cooperation"
    ),
    Fact(
        "for people who offended and are rehabilitating",
        "cosa",
        f"{CIRCLE}.populations",
        {"people-who-have-offended", "people-returning"},
    ),
    Fact("who are isolated", "cosa", f"{CIRCLE}.populations", {"socially-isolated"}),
    Fact("overseen by CGG Ahasverus", "cosa", "organisation_rows[oversees]", {"cgg-ahasverus"}),
    Fact("maintained by all of I.T.E.R.", "cosa", "organisation_rows[delivers]", {"iter"}),
    Fact("outpatient", "cosa", f"{CIRCLE}.settings", {"outpatient"}),
    Fact("a circle of volunteers", "cosa", f"{CIRCLE}.modes", {"circle"}),
    Fact("at least three volunteers", "cosa", f"{CIRCLE}.volunteers_from", 3),
    Fact("at most five", "cosa", f"{CIRCLE}.volunteers_to", 5),
    Fact(
        "volunteers and a coordinator",
        "cosa",
        f"{CIRCLE}.disciplines",
        {"volunteer", "circle-coordinator"},
    ),
    Fact(
        "trained to see early warning signs",
        "cosa",
        "texts[en].staff_expertise",
        "early warning signs",
    ),
    Fact(
        "without educational requirements",
        "cosa",
        "texts[en].staff_expertise",
        "no particular education",
    ),
    Fact("an outer circle of professionals", "cosa", "texts[en].staff_expertise", "outer circle"),
    Fact(
        "the coordinator motivates, starts, coaches, connects",
        "cosa",
        "texts[en].intensity",
        "coaches the volunteers",
    ),
    Fact(
        "the broken sentence is mended, and noted",
        "cosa",
        "notes_on_source",
        "Two sentences ran together",
    ),
    Fact("information correct at October 2020", "cosa", "correct_at", OCTOBER_2020),
]
