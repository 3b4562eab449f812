"""Words that editors keep in the CMS: entered there, followed by the finder at once."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError
from django.urls import reverse

from directory.models import Term
from search import decisions
from search.models import SynonymEntry
from search.sample.reading import read_meanings
from search.thesaurus import Thesaurus
from search.words import read_wording
from tests.search.builders import TERMS, document, strand
from tests.search.sites import on_public_site, on_staff_site
from tests.visitor import tags

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decisions_at_once")]

ADDRESS = SynonymEntry.snippet_viewset.get_url_name  # type: ignore[attr-defined]


@pytest.fixture
def minors():
    return Term.objects.create(
        vocabulary="population", code="minors", labels=TERMS["population"]["minors"]
    )


def test_edit_enters_a_word_and_the_finder_follows_it(signed_in, visit, minors, settings):
    page = visit("?q=snotneus", document("youth", strand("Y", population="minors")))
    assert page.total == 0
    on_staff_site(settings)
    edit = signed_in("edit")
    form = edit.get(reverse(ADDRESS("add")))
    assert "never stand on a public page" in form.content.decode()
    entered = {"language": "nl", "typed": "snotneus\nsnotjong", "said": "", "note": "x"}
    answer = edit.post(reverse(ADDRESS("add")), entered | {"terms": [minors.pk]})
    assert answer.status_code == 302
    listed = edit.get(reverse(ADDRESS("list"))).content.decode()
    entry = SynonymEntry.objects.get()
    assert tags(listed, "a", href=reverse(ADDRESS("edit"), args=[entry.pk]))
    assert "snotneus, snotjong" in listed
    assert ">Language</" in "".join(listed.split())
    # The same word again is said; one without a meaning is refused at its field.
    again = edit.post(reverse(ADDRESS("add")), entered | {"said": "jongeren"}, follow=True)
    assert "“snotneus” stands in another entry too" in again.content.decode()
    empty = edit.post(reverse(ADDRESS("add")), entered)
    assert "Choose a term, or say what programmes call it" in empty.content.decode()
    entry.__class__.objects.exclude(pk=entry.pk).delete()
    on_public_site(settings)
    page = visit("?q=snotneuzen")
    assert page.slugs == ["youth"]
    SynonymEntry.objects.all().delete()
    assert visit("?q=snotneus").total == 0


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("typed", "good\n!?", "“!?” is no word or short phrase"),
        ("typed", "x" * 90, "is no word or short phrase"),
        ("typed", "\n".join(f"word{n}" for n in range(61)), "More than 60 lines"),
        ("both_ways", True, "Both ways between what?"),
    ],
)
def test_what_no_search_could_hold_is_refused_at_its_field(field, value, words):
    entry = SynonymEntry(**{"typed": "word", field: value})
    with pytest.raises(ValidationError) as refused:
        entry.full_clean()
    assert words in str(refused.value)


def test_without_a_database_the_words_last_read_serve_on(monkeypatch):
    SynonymEntry.objects.create(typed="junkie", said="drugs")
    before = decisions.decided(("x",)).synonyms
    assert before

    def away(self):
        raise OperationalError("away")

    monkeypatch.setattr(decisions._Remembered, "newest", away)
    assert decisions.decided(("x",)).synonyms is before


def test_the_words_are_put_in_order_anew_only_where_they_changed():
    SynonymEntry.objects.create(typed="junkie", said="drugs")
    before = decisions.decided(("x",)).synonyms
    decisions.forget_decisions()  # as after any change to what the public may read
    assert decisions.decided(("x",)).synonyms is before
    SynonymEntry.objects.update(said="alcohol")
    decisions.forget_decisions()
    assert decisions.decided(("x",)).synonyms is not before


def test_the_first_words_are_loaded_once_with_the_terms_that_are_there(minors, capsys):
    call_command("load_synonyms")
    some = SynonymEntry.objects.count()
    assert 40 < some < len(list(read_meanings()))  # the others lack their terms
    assert (
        SynonymEntry.objects.get(typed__startswith="jongere", language="nl").terms.get() == minors
    )
    SynonymEntry.objects.first().delete()
    call_command("load_synonyms")
    assert SynonymEntry.objects.count() == some - 1


def test_the_first_words_name_terms_of_the_sample_directory():
    from tests.directory.sample_files import TERMS as SAMPLE

    known = {f"{vocabulary}:{code}" for vocabulary, code in SAMPLE}
    for key, synonym, _ in read_meanings():
        assert set(synonym.concepts) <= known, key
        assert synonym.concepts or synonym.said, key


@pytest.mark.parametrize(
    ("texts", "concept"),
    [
        ("daders, pleger, daderhulp, plegerhulp, agresseur, Täterarbeit, offender",
         "population:people-who-have-offended"),
        ("auteurs d'infractions à caractère sexuel, AICS, SGG, zedenfeiten, seksverslaving",
         "harm:sexual-harm"),
        ("sex addict, pornoverslaving", "harm:sexual-harm"),
        ("minderjarige dader, mijn zoon heeft zijn zusje aangeraakt, my son touched his sister",
         "harm:harmful-sexual-behaviour-young-people"),
        ("auteur de violences, mishandeling, woede, agressiebeheersing, anger management",
         "harm:domestic-violence"),
        ("gewurgd, strangulation, taper ma femme, il bat sa femme",
         "harm:intimate-partner-violence"),
        ("huiselijkgeweld, huislijk geweld, violances conjugales",
         "harm:intimate-partner-violence"),
        ("dikpik", "harm:image-based-abuse"),
        ("loverboy", "harm:coercive-control"),
    ],
)  # fmt: skip
def test_the_first_words_lead_from_what_people_type_to_terms(texts, concept):
    thesaurus = Thesaurus(meaning.synonym for meaning in read_meanings())
    for text in texts.split(", "):
        words = read_wording(text, thesaurus).words
        assert any(concept in word.concepts for word in words), text


def test_who_is_drawn_to_children_is_not_led_to_whatever_names_children_and_feelings():
    """Each form is one that only such a programme holds: both terms, or the attraction itself."""
    thesaurus = Thesaurus(meaning.synonym for meaning in read_meanings())
    for text in ("pedofiel", "pédophile", "pedo", "Pädophiler"):
        (word,) = read_wording(text, thesaurus).words
        assert any({"vrezen", "seksueel"} <= set(form) for form in word.synonyms), text
        assert ("gevoelens", "kinderen") not in word.synonyms
