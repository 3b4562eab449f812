"""How far a translation is, and what changed in its original since."""

import pytest

from directory.models import ProgrammePage, ProgrammeText
from directory.translation.origins import origins, outdated
from directory.translation.state import translation_state

pytestmark = pytest.mark.django_db


def kinds(found) -> list[str]:
    return [segment.kind for segment in found]


def test_a_translation_counts_what_it_lacks_in_the_order_of_the_page(
    harbour: ProgrammePage, django_assert_max_num_queries
) -> None:
    state = translation_state(harbour, "nl")
    assert kinds(state.missing) == ["strands.told_rows.notes", "texts.mandate"]
    assert (state.total, state.begun, state.complete) == (7, True, False)
    untouched = translation_state(harbour, "fr")
    assert len(untouched.missing) == untouched.total == 7
    assert not untouched.begun
    assert translation_state(harbour, "en").complete
    # Of what editors last saved it is told without asking the database.
    content = harbour.latest_revision.content
    with django_assert_max_num_queries(0):
        assert kinds(translation_state(content, "nl").missing) == kinds(state.missing)


def test_a_changed_original_marks_its_translation_until_that_is_changed_or_confirmed(
    harbour: ProgrammePage,
) -> None:
    def text(language: str) -> ProgrammeText:
        return next(t for t in harbour.texts.get_object_list() if t.language == language)

    def note(**arguments) -> list[str]:
        harbour.translated_from = outdated(harbour, before, **arguments)
        return [changed.before for changed in translation_state(harbour, "nl").changed]

    before = origins(harbour)
    assert note() == []
    text("en").summary = "For adults and young adults."
    harbour.contact_points.get_object_list()[0].labels = {"en": "First talk", "nl": "Onthaal"}
    assert note() == ["For adults.", "Intake"]

    # Another change of the original: what the translation was made from stays what it was.
    before = origins(harbour)
    text("en").summary = "For everybody."
    assert note() == ["For adults.", "Intake"]
    copied = ProgrammePage.from_serializable_data(harbour.serializable_data())
    assert len(translation_state(copied, "nl").changed) == 2

    before = origins(harbour)
    text("nl").summary = "Voor iedereen."
    assert note() == ["Intake"]
    [changed] = translation_state(harbour, "nl").changed
    before = origins(harbour)
    assert note(confirmed=[("nl", changed.segment.key)]) == []

    # Back to what it was made from: nothing to translate.
    before = origins(harbour)
    text("en").title = "Port"
    assert note() == ["Harbour"]
    before = origins(harbour)
    text("en").title = "Harbour"
    assert note() == []
