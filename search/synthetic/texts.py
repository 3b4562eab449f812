"""Invented sentences in Dutch, French and English, built from the field's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

_SYLLABLES = (
    "al", "an", "bel", "bor", "cor", "dal", "del", "den", "el", "fen", "gal", "hol", "kes", "lan",
    "lin", "lor", "mar", "mel", "mir", "nel", "nor", "ol", "pel", "ran", "rin", "ros", "sal",
    "sel", "tan", "tir", "tol", "van", "vel", "vin", "wel", "zan", "zel", "zor",
)  # fmt: skip


@dataclass(frozen=True)
class Phrases:
    """What one language's sentences are made of. ``sentences`` are patterns over the lists."""

    kinds: tuple[str, ...]
    people: tuple[str, ...]
    harms: tuple[str, ...]
    ways: tuple[str, ...]
    aims: tuple[str, ...]
    staff: tuple[str, ...]
    times: tuple[str, ...]
    sentences: tuple[str, ...]


PHRASES: Mapping[str, Phrases] = {
    "en": Phrases(
        kinds=("Centre", "Programme", "House", "Circle", "Counselling", "Support point", "Team"),
        people=(
            "young people", "adults", "parents", "partners", "fathers", "mothers", "couples",
            "men", "women", "students", "people leaving prison", "people on probation", "relatives",
        ),
        harms=(
            "violence at home", "sexual harm", "stalking", "controlling behaviour", "threats",
            "abuse of children", "images of abuse", "harassment", "aggression", "jealousy",
        ),
        ways=(
            "individual conversations", "group sessions", "home visits", "video calls",
            "role play", "a circle of volunteers", "family meetings", "a telephone line",
            "written exercises", "supervised contact", "relapse prevention", "schema therapy",
        ),
        aims=(
            "to take responsibility", "to stop the harm", "to recognise early warning signs",
            "to rebuild trust", "to control impulses", "to understand the impact on victims",
            "to build a safe life", "to handle stress and anger", "to prevent new victims",
        ),
        staff=(
            "psychologists", "criminologists", "social workers", "sexologists", "psychiatrists",
            "trained volunteers", "family therapists", "probation officers", "nurses",
        ),
        times=("every week", "every two weeks", "once a month", "for twelve sessions",
               "during one year", "in the evening", "on working days", "after an intake"),
        sentences=(
            "The team of {name} works with {people} who are worried about {harms}.",
            "It offers {ways} and {ways2}, {times}, in {town} and the surrounding municipalities.",
            "Participants learn {aims} and {aims2}.",
            "The staff are {staff} and {staff2} with additional training about {harms}.",
            "A first appointment follows within {number} working days of the referral.",
            "Whoever takes part agrees beforehand with what the referrer is told about attendance.",
            "Together with {staff} we look at what {people} need {aims}.",
            "Victims' safety comes first: contact with victim support in {town} is part of it.",
        ),
    ),
    "nl": Phrases(
        kinds=("Centrum", "Programma", "Huis", "Cirkel", "Begeleiding", "Steunpunt", "Team"),
        people=(
            "jongeren", "volwassenen", "ouders", "partners", "vaders", "moeders", "koppels",
            "mannen", "vrouwen", "studenten", "gedetineerden", "mensen met voorwaarden", "naasten",
        ),
        harms=(
            "geweld thuis", "seksueel grensoverschrijdend gedrag", "belaging", "dwingende controle",
            "bedreigingen", "kindermishandeling", "beelden van misbruik", "intimidatie",
            "agressie", "jaloezie",
        ),
        ways=(
            "individuele gesprekken", "groepssessies", "huisbezoeken", "videogesprekken",
            "rollenspel", "een cirkel van vrijwilligers", "gezinsgesprekken", "een telefoonlijn",
            "schriftelijke oefeningen", "begeleid contact", "terugvalpreventie", "schematherapie",
        ),
        aims=(
            "verantwoordelijkheid te nemen", "het geweld te stoppen", "signalen te herkennen",
            "vertrouwen te herstellen", "impulsen te beheersen",
            "de gevolgen voor slachtoffers te zien",
            "een veilig leven op te bouwen", "met stress en woede om te gaan",
            "herval te voorkomen",
        ),
        staff=(
            "psychologen", "criminologen", "maatschappelijk werkers", "seksuologen", "psychiaters",
            "opgeleide vrijwilligers", "gezinstherapeuten", "justitieassistenten",
            "verpleegkundigen",
        ),
        times=("elke week", "om de twee weken", "een keer per maand", "gedurende twaalf sessies",
               "een jaar lang", "in de avond", "op werkdagen", "na een intake"),
        sentences=(
            "Het team van {name} werkt met {people} die zich zorgen maken over {harms}.",
            "Het biedt {ways} en {ways2}, {times}, in {town} en de omliggende gemeenten.",
            "Deelnemers leren {aims} en {aims2}.",
            "Het team telt {staff} en {staff2} met een bijkomende opleiding over {harms}.",
            "Een eerste afspraak volgt binnen {number} werkdagen na de verwijzing.",
            "Wie deelneemt, gaat vooraf akkoord met wat de verwijzer over de opkomst verneemt.",
            "Samen met {staff} bekijken we wat {people} nodig hebben om {aims}.",
            "Veiligheid van slachtoffers gaat voor: slachtofferhulp in {town} is erbij betrokken.",
        ),
    ),
    "fr": Phrases(
        kinds=("Centre", "Programme", "Maison", "Cercle", "Suivi", "Appui", "Équipe"),
        people=(
            "jeunes", "adultes", "parents", "partenaires", "pères", "mères", "couples",
            "hommes", "femmes", "étudiants", "personnes détenues", "personnes sous probation",
            "proches",
        ),
        harms=(
            "la violence à la maison", "les abus sexuels", "le harcèlement",
            "le contrôle coercitif",
            "les menaces", "la maltraitance d'enfants", "les images d'abus", "l'intimidation",
            "l'agressivité", "la jalousie",
        ),
        ways=(
            "des entretiens individuels", "des séances de groupe", "des visites à domicile",
            "des appels vidéo", "des jeux de rôle", "un cercle de bénévoles",
            "des rencontres familiales", "une ligne téléphonique", "des exercices écrits",
            "des rencontres encadrées", "la prévention de la récidive", "la thérapie des schémas",
        ),
        aims=(
            "prendre leurs responsabilités", "arrêter la violence",
            "reconnaître les signaux d'alerte",
            "rétablir la confiance", "maîtriser leurs impulsions",
            "comprendre l'impact sur les victimes",
            "construire une vie sûre", "gérer le stress et la colère",
            "éviter de nouvelles victimes",
        ),
        staff=(
            "psychologues", "criminologues", "assistants sociaux", "sexologues", "psychiatres",
            "bénévoles formés", "thérapeutes familiaux", "assistants de justice", "infirmiers",
        ),
        times=("chaque semaine", "toutes les deux semaines", "une fois par mois",
               "pendant douze séances", "pendant un an", "en soirée", "les jours ouvrables",
               "après un accueil"),
        sentences=(
            "L'équipe de {name} travaille avec des {people} qui s'inquiètent pour {harms}.",
            "Elle propose {ways} et {ways2}, {times}, à {town} et dans les communes voisines.",
            "Les participants apprennent à {aims} et à {aims2}.",
            "L'équipe compte des {staff} et des {staff2} formés à la question : {harms}.",
            "Un premier rendez-vous suit dans les {number} jours ouvrables après l'orientation.",
            "Qui participe accepte d'avance ce que le référent apprendra de sa présence.",
            "Avec des {staff}, nous voyons ce dont les {people} ont besoin pour {aims}.",
            "La sécurité des victimes d'abord : l'aide aux victimes de {town} y est associée.",
        ),
    ),
}  # fmt: skip

TOWNS = (
    "Aalst", "Antwerpen", "Arlon", "Bastogne", "Brugge", "Bruxelles", "Charleroi", "Dinant",
    "Eupen", "Geel", "Genk", "Gent", "Hasselt", "Huy", "Ieper", "Kortrijk", "Leuven", "Liège",
    "Mechelen", "Mons", "Mouscron", "Namur", "Nivelles", "Oostende", "Roeselare", "Ronse",
    "Sint-Niklaas", "Tongeren", "Tournai", "Turnhout", "Verviers", "Vilvoorde", "Wavre",
)  # fmt: skip


def invented_name(random: Random) -> str:
    """A proper name that means nothing, such as "Belmirnor"."""
    return "".join(random.choice(_SYLLABLES) for _ in range(random.choice((2, 3, 3)))).capitalize()


def invented_title(language: str, name: str, kind: int) -> str:
    kinds = PHRASES[language].kinds
    return f"{kinds[kind % len(kinds)]} {name} (example)"


def invented_text(language: str, name: str, town: str, random: Random, sentences: int) -> str:
    """``sentences`` sentences in a language."""
    phrases = PHRASES[language]
    written = []
    for pattern in random.choices(phrases.sentences, k=sentences):
        ways = random.sample(phrases.ways, 2)
        aims = random.sample(phrases.aims, 2)
        staff = random.sample(phrases.staff, 2)
        written.append(
            pattern.format(
                name=name,
                town=town,
                people=random.choice(phrases.people),
                harms=random.choice(phrases.harms),
                ways=ways[0],
                ways2=ways[1],
                aims=aims[0],
                aims2=aims[1],
                staff=staff[0],
                staff2=staff[1],
                times=random.choice(phrases.times),
                number=random.randint(2, 30),
            )
        )
    return " ".join(written)
