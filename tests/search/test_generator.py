"""Invented programmes: the same for the same seed, in any number, as records and as pages."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from directory.models import ProgrammePage, Term
from directory.queries import live_programme_records
from search.query import ProgrammeQuery
from search.synthetic import Terms, synthetic_record, synthetic_records
from search.synthetic.pages import create_pages, terms_in_database
from tests.search.builders import CATALOGUE

TERMS = Terms({name: [o.code for o in options] for name, options in CATALOGUE.options.items()})


def test_the_same_seed_gives_the_same_programmes_and_another_gives_others():
    one = list(synthetic_records(20, seed=1, terms=TERMS))
    assert one == list(synthetic_records(20, seed=1, terms=TERMS))
    assert one[:5] == list(synthetic_records(5, seed=1, terms=TERMS))
    assert synthetic_record(7, seed=1, terms=TERMS) == one[7]
    others = list(synthetic_records(20, seed=2, terms=TERMS))
    assert not {r.uuid for r in one} & {r.uuid for r in others}
    assert not {r.slug for r in one} & {r.slug for r in others}


def test_every_programme_has_two_to_four_strands_and_three_languages_and_says_example():
    records = list(synthetic_records(200, seed=1, terms=TERMS))
    assert {len(record.strands) for record in records} == {2, 3, 4}
    for record in records:
        assert set(record.titles) == set(record.summaries) == set(record.texts)
        assert set(record.titles) == {"nl", "fr", "en"}
        assert all("(example)" in title for title in record.titles.values())
    stated = [strand.codes for record in records for strand in record.strands]
    assert any("mode" not in codes for codes in stated), "some say nothing"
    used = {code for codes in stated for code in codes.get("population", ())}
    assert used == set(TERMS.codes["population"])


@pytest.fixture
def vocabularies(directory):
    Term.objects.create(vocabulary="legal-context", code="own", labels={"en": "Own request"})
    return Terms(terms_in_database())


def test_pages_written_in_bulk_read_back_as_the_records_they_were_made_from(vocabularies):
    records = list(synthetic_records(60, seed=1, terms=vocabularies))
    assert create_pages(records) == 60
    assert {r.uuid: r for r in live_programme_records()} == {r.uuid: r for r in records}


def test_the_tree_is_sound_and_the_pages_can_be_edited(vocabularies):
    create_pages(synthetic_records(40, seed=1, terms=vocabularies))
    assert Page.find_problems() == ([], [], [], [], [])
    page = ProgrammePage.objects.get(slug=synthetic_record(3, seed=1, terms=vocabularies).slug)
    page.save_revision().publish()
    assert page.get_parent().get_children().count() == 40


def test_a_second_run_adds_only_what_is_missing(vocabularies):
    create_pages(synthetic_records(5, seed=1, terms=vocabularies))
    assert create_pages(synthetic_records(8, seed=1, terms=vocabularies)) == 3
    assert create_pages(synthetic_records(8, seed=1, terms=vocabularies)) == 0
    assert ProgrammePage.objects.count() == 8


def test_the_command_fills_the_directory_and_the_index(vocabularies, own_index):
    said = StringIO()
    call_command("generate_programmes", count=12, seed=3, stdout=said)
    assert "12 programmes added" in said.getvalue()
    assert own_index.search(ProgrammeQuery(), language="nl").total == 12


def test_production_takes_no_invented_programmes(vocabularies, settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="no place in a production directory"):
        call_command("generate_programmes", count=1)


def test_without_vocabularies_the_command_says_what_to_do(db):
    with pytest.raises(CommandError, match="load_sample"):
        call_command("generate_programmes", count=1)


def test_a_negative_count_is_refused_by_name(db):
    with pytest.raises(CommandError, match="--count"):
        call_command("generate_programmes", count=-1)
