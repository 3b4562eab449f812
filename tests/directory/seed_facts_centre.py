"""The facts of the second source document: the Family Justice Center Antwerp and CO3."""

from tests.directory.seed_facts import Fact

BEHIND_SAFETY = (
    "relationship-counselling",
    "separation-counselling",
    "parenting-guidance",
    "parental-visiting",
)
CENTRE = [
    Fact(
        "services under one roof",
        "co3",
        "strands[People followed in intensive case management].settings",
        {"co-located-centre"},
    ),
    Fact(
        "staff of public and private agencies",
        "@fjc-antwerp",
        "descriptions.en",
        "public and private agencies",
    ),
    Fact("fewer places and times to go", "@fjc-antwerp", "descriptions.en", "fewer places"),
    Fact(
        "nobody tells the story again",
        "@fjc-antwerp",
        "descriptions.en",
        "same story over and over",
    ),
    Fact("a security conference", "@fjc-antwerp", "descriptions.en", "security conference"),
    Fact("victim-centred", "@fjc-antwerp", "principles.en", "Victim-centred"),
    Fact("driven by survivors", "@fjc-antwerp", "principles.en", "Driven by survivors"),
    Fact("holding people accountable", "@fjc-antwerp", "principles.en", "accountable"),
    Fact("kind-hearted", "@fjc-antwerp", "principles.en", "Kind-hearted"),
    Fact("sixteen kinds of partner", "@fjc-antwerp", "partner_kinds", 16),
    Fact("called Veilig Huis today", "@fjc-antwerp", "name", "Veilig Huis"),
    Fact(
        "and Family Justice Center before",
        "@fjc-antwerp",
        "former_names",
        "Family Justice Center Antwerp",
    ),
    Fact("a member of the European alliance", "@fjc-antwerp", "memberships", {"efjca"}),
    Fact("the alliance's site", "@efjca", "website", "www.efjca.eu"),
    Fact(
        "its website instead of a named person",
        "co3",
        "contact_points[website]",
        {"http://www.fjc-veiligthuis.be/"},
    ),
    Fact("no personal address", "co3", "contact_points[email]", 0),
    Fact(
        "safety measures",
        "co3",
        "safety_measures",
        {"police-and-justice", "barring-order", "detention", "mental-health-care"},
    ),
    Fact(
        "the underlying problems",
        "co3",
        "life_domains",
        {"social", "health", "mental-health", "housing", "work", "addiction", "financial"},
    ),
    Fact(
        "domestic violence and child abuse",
        "co3",
        "strands[People followed in intensive case management].harms",
        {"domestic-violence", "child-abuse"},
    ),
    Fact("intensive case management", "co3", "methods", {"case-management"}),
    Fact(
        "the convention's concern for victims",
        "co3",
        "texts[en].victim_safety",
        "Article 16, paragraph 3",
    ),
    Fact("the programme Time Out", "time-out", "texts[en].title", "Time Out"),
    Fact(
        "whose way of working is not told", "time-out", "strands[Time Out].modes_not_stated", True
    ),
    Fact("a group", "perpetrator-group", "strands[Group].modes", {"group"}),
    Fact(
        "individual programmes by court order",
        "individual-programme",
        "strands[Court-ordered individual programme].basis",
        {"court-ordered"},
    ),
    Fact(
        "and voluntary ones",
        "individual-programme",
        "strands[Voluntary individual programme].basis",
        {"voluntary"},
    ),
    Fact(
        "supervised contact with the children",
        "supervised-contact",
        "strands[Contact under supervision].modes",
        {"supervised-contact"},
    ),
    Fact(
        "relationship counselling if they stay together",
        "relationship-counselling",
        "conditions[safety]",
        6,
    ),
    Fact(
        "separation counselling if they separate", "separation-counselling", "conditions[safety]", 6
    ),
    Fact(
        "parenting guidance at home",
        "parenting-guidance",
        "strands[Parents, at home and elsewhere].settings",
        {"home"},
    ),
    Fact("parental visiting", "parental-visiting", "texts[en].title", "Parental visiting"),
    Fact("undated: information correct at is not stated", "co3", "correct_at", None),
    *[
        Fact(
            "only behind safety, plan, case manager and the victim's possibility",
            slug,
            "conditions[safety]",
            sentence,
        )
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
        for slug in (
            "time-out",
            "perpetrator-group",
            "individual-programme",
            "supervised-contact",
            *BEHIND_SAFETY,
        )
    ],
]
