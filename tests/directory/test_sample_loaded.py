"""The sample directory, loaded: every fact of the documents in its field, every page readable."""

import dataclasses
from typing import Any

from django.conf import settings
from django.test import Client, TestCase, override_settings
from django.utils import timezone

from benchmarks.relevance.directory import JudgedDirectory
from directory.languages import unbroken
from directory.models import EmergencyNumber, Organisation, ProgrammePage, Term
from directory.queries import live_programme_records
from directory.reading.build import SheetBuilder
from directory.reading.catalogue import catalogue
from directory.reading.database import read_by_slug
from directory.reading.memory import read_page
from directory.reading.records import build_record
from directory.sample.loader import load_directory
from directory.sample.report import LoadReport
from tests.directory.sample_files import EXAMPLES, ORGANISATIONS, PROGRAMMES, SEEDED, TERMS
from tests.directory.seed_facts import value_of
from tests.directory.seed_facts_centre import CENTRE
from tests.directory.seed_facts_iter import COSA, ITER
from tests.directory.seed_facts_told import TOLD


def holds(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, set):
        return wanted <= value
    if isinstance(wanted, bool) or wanted is None:
        return value is wanted
    if isinstance(wanted, int) and hasattr(value, "__len__"):
        return len(value) == wanted
    if isinstance(wanted, str):
        return wanted in value
    return bool(value == wanted)


class LoadedSample(TestCase):
    """Loaded once for all; what a test changes is taken back after it."""

    report: LoadReport

    @classmethod
    def setUpTestData(cls) -> None:
        cls.report = load_directory()

    def test_everything_was_loaded(self) -> None:
        assert Term.objects.count() == len(TERMS)
        assert Organisation.objects.count() == len(ORGANISATIONS)
        assert ProgrammePage.objects.live().count() == len(PROGRAMMES)
        assert self.report.loaded["programmes"] == len(PROGRAMMES)

    def test_every_fact_of_the_documents_stands_in_its_field(self) -> None:
        for fact in (*ITER, *COSA, *CENTRE, *TOLD):
            with self.subTest(fact.words, entry=fact.entry, field=fact.field):
                if fact.field == "parent_slug":
                    page = ProgrammePage.objects.get(slug=fact.entry)
                    assert page.get_parent().slug == fact.holds
                else:
                    assert holds(value_of(fact.entry, fact.field), fact.holds)

    def test_the_named_contact_person_is_nowhere(self) -> None:
        for record in live_programme_records():
            assert "Franck" not in repr(record)
        assert not Organisation.objects.filter(email__icontains="franck").exists()

    def test_the_judged_searches_read_the_files_as_the_directory_does(self) -> None:
        undated = {"correct_at", "checked_on", "review_due", "changed_at", "strands"}
        unasked = {"points"}  # no judged search asks how far something is
        dated = {"waiting_weeks", "availability_on", "availability_until"}
        judged = {record.slug: record for record in JudgedDirectory().records}
        for record in live_programme_records():
            read = judged[record.slug]
            with self.subTest(record.slug):
                for field in dataclasses.fields(record):
                    if field.name not in undated | unasked:
                        assert getattr(read, field.name) == getattr(record, field.name), field.name
                for ours, strand in zip(read.strands, record.strands, strict=True):
                    for field in dataclasses.fields(strand):
                        if field.name not in dated:
                            assert getattr(ours, field.name) == getattr(strand, field.name)

    def test_loading_again_changes_nothing(self) -> None:
        before = list(live_programme_records())
        again = load_directory()
        assert not again.loaded
        assert str(again) == "The sample directory was there already; nothing was changed."
        assert list(live_programme_records()) == before

    def test_what_an_editor_changed_stays(self) -> None:
        page = ProgrammePage.objects.get(slug="iter")
        text = page.texts.get(language="en")
        text.summary = "Changed by an editor."
        page.texts.add(text)
        page.save_revision().publish()
        term = Term.objects.get(vocabulary="mode", code="group")
        term.labels = {"en": "Together"}
        term.save()
        load_directory()
        assert ProgrammePage.objects.get(slug="iter").texts.get(language="en").summary == (
            "Changed by an editor."
        )
        assert Term.objects.get(pk=term.pk).labels == {"en": "Together"}

    def test_what_an_editor_deleted_stays_deleted(self) -> None:
        ProgrammePage.objects.get(slug=next(iter(EXAMPLES))).delete()
        EmergencyNumber.objects.get(number="107").delete()
        report = load_directory()
        assert not report.loaded
        assert not EmergencyNumber.objects.filter(number="107").exists()

    def test_what_an_editor_unpublished_stays_unpublished(self) -> None:
        ProgrammePage.objects.get(slug="time-out").unpublish()
        load_directory()
        assert not ProgrammePage.objects.get(slug="time-out").live

    def test_database_and_memory_agree_on_every_entry(self) -> None:
        today = timezone.localdate()
        terms = catalogue()
        for page in ProgrammePage.objects.live():
            with self.subTest(page.slug):
                data = read_by_slug(page.slug)
                assert data is not None
                held = read_page(page)
                [record] = live_programme_records([page.uuid])
                assert record == build_record(held, terms)
                for language in ("nl", "fr", "en"):
                    shown = SheetBuilder(data, terms, language, today).build()
                    assert SheetBuilder(held, terms, language, today).build() == shown

    def test_the_documents_entries_are_shown_as_out_of_date(self) -> None:
        for slug in SEEDED:
            data = read_by_slug(slug)
            assert data is not None
            assert not SheetBuilder(data, catalogue(), "en", timezone.localdate()).build().fresh

    def test_every_page_reads_well_in_every_language(self) -> None:
        with override_settings(
            ROLE="public",
            ROOT_URLCONF="config.urls.public",
            MIDDLEWARE=settings.PUBLIC_MIDDLEWARE,
        ):
            client = Client()
            for slug in PROGRAMMES:
                for language in ("nl", "fr", "en"):
                    with self.subTest(slug, language=language):
                        answer = client.get(f"/{language}/programmes/{slug}/")
                        assert answer.status_code == 200
                        html = answer.content.decode()
                        assert "None" not in html.split("<main", 1)[1].split("</main>")[0]
                        title = PROGRAMMES[slug]["text"][language]["title"]
                        assert f"<h1>{unbroken(_escaped(title))}</h1>" in html
            # A rating stands there with its meaning.
            html = client.get("/en/programmes/growing-boundaries-example/").content.decode()
            assert "Several sound studies that compare people who took part" in html

    def test_help_lines_have_a_source_and_none_is_confirmed_yet(self) -> None:
        assert EmergencyNumber.objects.count() >= 10
        numbers = set(EmergencyNumber.objects.values_list("number", flat=True))
        assert {"112", "101", "1712", "0800 30 030", "0800 200 50", "1813"} <= numbers
        for line in EmergencyNumber.objects.all():
            assert line.source
            assert line.source_on
            assert line.confirmed_on is None
            assert set(line.names) >= {"nl", "fr", "en"}


def _escaped(words: str) -> str:
    for char, entity in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ("'", "&#39;"),
        ('"', "&#34;"),
    ):
        words = words.replace(char, entity)
    return words
