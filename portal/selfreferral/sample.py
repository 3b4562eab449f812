"""The first statement on the limits of confidentiality, for editors and a lawyer to go on from."""

import datetime as dt

from portal.selfreferral.models import ConfidentialityStatement

IN_FORCE = dt.date(2026, 11, 1)
TEXTS = {
    "en": (
        "What you tell the programme stays with its staff. They may not pass it on without your "
        "agreement.\n\n"
        "There are limits. When you or someone else is in serious danger, the law may let staff "
        "speak, or oblige them to: to the police, a court or a service that can protect. Where "
        "they can, they tell you first.\n\n"
        "If a court ordered you to come, the programme reports that you come and take part. The "
        "lines above say to whom."
    ),
    "nl": (
        "Wat u aan het programma vertelt, blijft bij de medewerkers. Zonder uw akkoord mogen zij "
        "het niet doorgeven.\n\n"
        "Er zijn grenzen. Als u of iemand anders in ernstig gevaar is, mogen of moeten medewerkers "
        "volgens de wet spreken: met de politie, een rechtbank of een dienst die kan beschermen. "
        "Als het kan, zeggen ze het u eerst.\n\n"
        "Als een rechter u verplicht om te komen, meldt het programma dat u komt en meewerkt. "
        "Hierboven staat aan wie."
    ),
    "fr": (
        "Ce que vous confiez au programme reste entre vous et son équipe. Elle ne peut pas le "
        "transmettre sans votre accord.\n\n"
        "Il y a des limites. Si vous-même ou quelqu'un d'autre êtes en grave danger, la loi permet "
        "à l'équipe de parler, ou l'y oblige : à la police, à un tribunal ou à un service qui peut "
        "protéger. Chaque fois que c'est possible, elle vous le dit d'abord.\n\n"
        "Si un juge vous impose ce suivi, le programme signale que vous venez et que vous y "
        "participez. Les lignes ci-dessus disent à qui."
    ),
}


def load_statements() -> int:
    """Add the statement in each language that has none yet. Returns how many were added."""
    added = 0
    for language, text in TEXTS.items():
        if not ConfidentialityStatement.objects.filter(language=language).exists():
            ConfidentialityStatement.objects.create(language=language, text=text, on=IN_FORCE)
            added += 1
    return added
