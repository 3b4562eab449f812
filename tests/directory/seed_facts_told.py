"""The facts that the two source documents tell in sentences, and the text that says each of them.

For every entry and field: the fact in a few words, and words that the field must hold.
"""

from collections.abc import Mapping
from typing import Any

from tests.directory.seed_facts import Fact

_ITER: dict[str, dict[str, Any]] = {
    "texts[en].target_population": {
        "people who offended sexually": "treats people who have offended sexually",
        "in the whole district": "across the whole district of Brussels and Flemish Brabant",
        "minors with transgressive behaviour": "sexually transgressive behaviour",
        "or accused of it": "or are accused of it",
        "or sexual risk behaviour": "sexual risk behaviour",
        "or a worrying development": "sexual development gives cause for worry",
        "everybody who committed offences": "everyone who has committed criminal offences",
        "or fears to": "or fears doing so",
        "and chooses treatment and guidance": "chooses treatment and guidance",
        "COSA belongs to it": "is also part of I.T.E.R. and has an entry of its own",
    },
    "conditions[person]": {
        "fits the group, or looks into it": (
            "I recognise myself in the people I.T.E.R. is meant for, or I am at least prepared to "
            "look into whether I do."
        ),
        "chooses it voluntarily": "I choose this help of my own free will.",
        "agrees with the referrer's terms": (
            "I agree with the terms and conditions that the referrer attaches to this choice."
        ),
        "is willing to think and change": (
            "I am willing to think about my life and, where it is needed, to work on change."
        ),
        "intends to prevent offences": (
            "I intend to do everything I can to prevent criminal offences."
        ),
    },
    "texts[en].delivery_organisation": {
        "one team": "one treatment team",
        "for the judicial district": "the judicial district of Brussels and Halle-Vilvoorde",
        "by a cooperation protocol": "the cooperation protocol",
        "on supervision and treatment": "on the supervision and treatment",
    },
    "texts[en].mode_and_context": {"outpatient": "an outpatient organisation"},
    "texts[en].staff_expertise": {
        "multidisciplinary": "multidisciplinary",
        "with different backgrounds": "trained in different fields",
        "a well-rounded team": "a well-rounded team",
    },
    "texts[en].intensity": {
        "outreaching": "reaches out to the people it is meant for",
        "often referred by the judiciary": "Many are referred by the judiciary",
        "or voluntary": "others come of their own accord",
        "as required": "depending on what is needed",
    },
    "texts[en].description": {
        "no new victims": "no new victims",
        "short term: behavioural control": "In the short term",
        "medium term: psychotherapy": "in the medium term through specialised psychotherapy",
        "as science stands": "with what science and therapeutic insight offer today",
        "responsibility": "their sense of responsibility",
        "reliability": "being reliable in relationships",
        "respect": "respect for others and for themselves",
        "self-knowledge": "knowing themselves",
        "compassion": "compassion for those who were harmed",
        "quality of life": "their quality of life",
        "a non-binding offer": "without obligation, work on personal development",
        "I": "I, impulscontrole (impulse control)",
        "insight into impulses": "insight into their own impulses",
        "T": "T, terugvalpreventie (relapse prevention): the central aim",
        "E": "E, empathy",
        "R": "R, responsibility",
        "treatment and counselling": "specialised treatment and counselling",
        "in a judicial context": "with reports to a judicial authority",
        "outside it": "with reports to the referrer",
        "a child abuse centre": "Vertrouwenscentrum Kindermishandeling",
        "a youth care committee": "Comité Bijzondere Jeugdzorg",
        "a mental health centre": "CGGZ",
        "at one's own request": "at the request of the person or of those around them",
        "pre-therapy": "pre-therapy for clients who are still in prison",
        "system support": "support for the client's system",
        "coaching": "coaching and consultation for non-specialist services and therapists",
        "training": "training, education and supervision, of teams as well",
        "stress and anger": "stress and anger or in social skills",
    },
    "texts[en].recognition": {
        "treatment and guidance": "specialised centre for treatment and guidance"
    },
    "place_rows[town]": {"its town": {"Brussel"}},
    "ratings[0].rater": {"nobody is named": "not named in the source"},
}

_COSA = {
    "texts[en].target_population": {
        "rehabilitation": "the rehabilitation of people who have offended sexually",
        "victims prevented": "prevent victims in the future",
        "isolation": "become isolated",
        "a risk of relapse": "a major risk factor for relapse",
        "a better rehabilitation": "invests in a better way back",
    },
    "texts[en].delivery_organisation": {
        "overseen": "CGG Ahasverus oversees it",
        "maintained by all": "the whole of I.T.E.R. keeps it going",
    },
    "texts[en].mode_and_context": {
        "outpatient": "an outpatient organisation",
        "core member": "called the core member",
    },
    "texts[en].staff_expertise": {
        "inner circle": "inner circle is made of three to five volunteers",
        "a coordinator": "A general coordinator supervises them",
        "in touch with professionals": "therapists, judicial assistants and counsellors",
        "who can intervene": "Signs of warning can be passed to these professionals",
    },
    "texts[en].intensity": {
        "motivates": "motivates possible core members and volunteers",
        "starts it up": "starts the circle",
        "connects": "connects the inner and the outer circle",
    },
    "texts[en].description": {
        "reintegration": "their reintegration into society",
        "together a network": "make a social network around that person",
        "justice and others": "justice, social workers, therapists and others",
    },
    "title": {"a circle": "circles of support"},
}

_CENTRE: dict[str, dict[str, Any]] = {
    "descriptions.en": {
        "many disciplines": "professionals of many disciplines together in one place",
        "integral care": "all the care they need",
        "domestic violence and child abuse": "domestic violence or child abuse",
        "government and non-profit": "Government and non-profit services",
        "easier access": "reach services more easily",
        "for children too": "and their children",
        "easy to locate": "easy to find",
        "travel and waiting": "less travelling and less waiting",
        "case by case": "work together on each case",
        "security information": "information that bears on safety is put together",
        "quickly convened": "can be convened quickly",
        "better interventions": "interventions get better",
    },
    "principles.en": {
        "co-location": "services come to one place",
        "safety": "Focused on safety",
        "asked what they need": "they are asked what they need",
        "many services": "survivors are offered many services",
        "prevention": "reaching out and educating the community",
        "competence": "Culturally competent",
        "partnerships": "partnerships are made",
        "transformation": "adjusted to best practice and to what survivors say",
        "staff, clients, volunteers": "towards staff, clients and volunteers",
    },
    "partner_kinds": {
        "each of the sixteen": {
            "local-authority",
            "police",
            "prosecutor",
            "womens-aid",
            "shelter",
            "child-abuse-service",
            "social-welfare",
            "counselling",
            "medical",
            "housing",
            "probation",
            "perpetrator-programme",
            "migrant-asylum",
            "youth-care",
            "centre-for-mental-health",
            "job-seeking",
        }
    },
    "website": {"its website": "www.fjc-veiligthuis.be"},
}

_CO3 = {
    "title": {"work with those who used violence": "CO3: work with people who have used violence"},
    "texts[en].description": {
        "safety first": "Safety comes first",
        "police and justice": "interventions by police and justice",
        "underneath": "work on the problems underneath",
        "three kinds of programme": "the Time Out programme, a group, and individual programmes",
        "contact": "Contact with the children can be supervised",
        "only then": "with an intervention plan that has been checked",
        "and monitored": "a case manager who monitors it",
        "four possibilities": "parental visiting",
    },
    "texts[en].mode_and_context": {
        "one roof": "All services stand under one roof",
        "conference": "convene a security conference quickly",
    },
    "texts[en].mandate": {
        "article 16, 1": "teach people who have used domestic violence to behave without violence",
        "article 16, 2": "treatment that keeps people from offending again",
        "article 18, 2": "effective cooperation between all state agencies concerned",
        "witnesses": "victims and witnesses",
    },
    "texts[en].victim_safety": {
        "article 16, 3": "close coordination with specialist support for victims",
        "gendered": "a gendered understanding of violence",
        "integrated": "children and their wider surroundings together",
        "not harmed twice": "being harmed a second time",
        "empowerment": "women's empowerment and economic independence",
        "same premises": "services under one roof",
        "vulnerable people": "the needs of vulnerable people, children among them",
    },
}

_ENTRIES: tuple[tuple[str, Mapping[str, Mapping[str, Any]]], ...] = (
    ("iter", _ITER),
    ("cosa", _COSA),
    ("@fjc-antwerp", _CENTRE),
    ("co3", _CO3),
)

TOLD = [
    Fact(words, entry, field, holds)
    for entry, fields in _ENTRIES
    for field, facts in fields.items()
    for words, holds in facts.items()
]
