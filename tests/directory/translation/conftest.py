"""A programme in English and half in Dutch."""

import pytest

from directory.models import (
    ContactPoint,
    EligibilityCondition,
    ProgrammePage,
    ProgrammeText,
    StrandText,
)
from tests.directory.builders import make_programme, make_strand


@pytest.fixture
def harbour(db: None) -> ProgrammePage:
    """In English, and in Dutch but for two texts."""
    strand = make_strand("Adults")
    strand.texts.add(StrandText(language="nl", label="Volwassenen"))
    page = make_programme(
        texts=[
            ProgrammeText(language="en", title="Harbour", summary="For adults.", mandate="A law."),
            ProgrammeText(language="nl", title="Haven", summary="Voor volwassenen."),
        ],
        strands=[strand],
        conditions=[
            EligibilityCondition(sort_order=0, texts={"en": "I come myself.", "nl": "Ik kom zelf."})
        ],
    )
    page.contact_points.add(
        ContactPoint(kind="phone", value="+3225550100", labels={"en": "Intake", "nl": "Onthaal"})
    )
    page.save_revision().publish()
    return ProgrammePage.objects.get(pk=page.pk)
