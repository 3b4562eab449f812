"""Sentences: where no programme holds all of the words, those that tell are asked for."""

from typing import Any

import pytest

from search.finder import find_all, find_programmes, find_towns
from search.loosening import words_to_leave_out
from search.models import PinnedProgramme, SearchDecision, SynonymEntry
from search.query import ProgrammeQuery
from tests.directory.builders import make_term
from tests.search.asking import ask
from tests.search.builders import as_document, document, record, strand
from tests.search.page import words

pytestmark = pytest.mark.usefixtures("decisions_at_once")

SIBLINGS = document(
    "siblings",
    strand("Youth", population="minors", mode="individual"),
    titles={"en": "Help where a child touched a sibling"},
    towns={"Gent": {}},
)
ANGER = document("anger", strand("A", mode="group"), titles={"en": "A group about anger"})
FATHERS = document(
    "fathers", strand("V"), titles={"nl": "Een vader over vaders"}, original_language="nl"
)


def test_a_sentence_finds_what_holds_the_words_that_tell(visit):
    page = visit("?q=my+cousin+touched+his+sibling+yesterday", SIBLINGS, ANGER)
    assert page.slugs == ["siblings"]
    assert "without “cousin”, “yesterday”" in page.text.replace(" and ", ", ")
    # Whatever else is chosen, the text comes down to the same words; so the counts hold.
    chosen = "?q=my+cousin+touched+his+sibling+yesterday&mode=individual"
    counted = page.one(**{"data-option": "individual"})["data-count"]
    assert int(counted) == visit(chosen).total == 1
    assert visit(chosen.replace("individual", "group")).total == 0


def test_words_that_no_programme_holds_together_are_parted_from_the_rarest_on(visit):
    more = [document(f"more-{n}", titles={"en": "Anger and more"}) for n in range(3)]
    assert visit("?q=anger+sibling", SIBLINGS, *more).slugs == ["siblings"]


def test_words_whose_meaning_editors_gave_are_kept_before_rarer_ones(visit):
    SynonymEntry.objects.create(typed="dirty pictures", said="images of abuse")
    images = [document(f"images-{n}", titles={"en": "Images of abuse"}) for n in range(2)]
    watch = document("watch", titles={"en": "Neighbourhood watch"})
    page = visit("?q=i+watch+dirty+pictures", *images, watch)
    assert sorted(page.slugs) == ["images-0", "images-1"]
    assert "without “watch”" in page.text


def test_a_harm_is_kept_before_rarer_words(visit):
    harm = strand("H", harm="sexual")
    harmful = [document(f"harm-{n}", harm) for n in range(2)]
    page = visit("?q=daughter+sexual", *harmful, document("d", titles={"en": "A daughter"}))
    assert sorted(page.slugs) == ["harm-0", "harm-1"]
    assert "without “daughter”" in page.text


def test_a_word_that_only_resembles_others_is_not_kept_beside_one_that_is_known(visit):
    shared = document("shared", titles={"en": "Anger, a shared thing"})
    page = visit("?q=yesterday+anger+scared", shared, ANGER)
    assert sorted(page.slugs) == ["anger", "shared"]


def test_many_small_searches_are_asked_of_the_index_at_hand(visit, own_index):
    visit("", SIBLINGS, ANGER)
    query = ProgrammeQuery.from_pairs([("q", "my cousin touched his sibling yesterday")])
    results = own_index.search(query, language="en")
    # None is asked of an engine that may be far away: it has no methods here.
    far: Any = object()
    left_out = words_to_leave_out(far, query, results, language="en")
    assert left_out == ("cousin", "yesterday")


def test_a_way_of_helping_tells_less_than_a_name(visit):
    SynonymEntry.objects.create(typed="call").terms.set([make_term("mode", "phone")])
    lines = [document(f"line-{n}", strand("L", mode="phone")) for n in range(2)]
    named = document("harbour", titles={"en": "Harbour"})
    assert visit("?q=call+harbour", *lines, named).slugs == ["harbour"]


def test_what_was_left_out_is_said_as_it_was_typed(visit):
    page = visit("?q=Café+aujourd’hui+T.O.P.+sibling", SIBLINGS, ANGER)
    assert "without “Café”, “aujourd’hui” and “T.O.P.”" in page.text


def test_who_writes_of_dying_is_not_told_how_it_was_spelt(visit):
    page = visit("?q=i+want+to+kill+myself+sibling", SIBLINGS, ANGER)
    assert page.slugs == ["siblings"]
    assert "without" not in page.text
    assert "resemble" not in page.text


def test_what_is_listed_is_what_is_exported_and_mapped(visit, visit_map):
    visit("", SIBLINGS, ANGER)
    query = ProgrammeQuery.from_pairs([("q", "cousin sibling")])
    listed = [hit.card.uuid for hit in find_programmes(query, language="en").hits]
    assert find_all(query, language="en") == listed == [SIBLINGS.uuid]
    assert visit_map("?q=cousin+sibling").all(href="/en/find/?q=cousin+sibling&near=Gent")


def test_a_phrase_and_a_number_are_never_loosened(visit):
    assert visit('?q="touched+a+cousin"', SIBLINGS, ANGER).total == 0
    assert visit("?q=%2B32470123456+sibling").total == 0


@pytest.mark.parametrize("asked", ["dader", "mijn+dader"])
def test_a_word_that_looks_alike_and_means_another_thing_finds_nothing(visit, own_index, asked):
    page = visit(f"?q={asked}", FATHERS)
    assert own_index.search(ask("q=dader"), language="nl").total == 1
    assert page.total == 0
    assert "mean" not in page.text
    assert find_all(ProgrammeQuery.from_pairs([("q", "dader")]), language="nl") == []
    # One letter more, and nothing else, is a slip.
    assert visit("?q=vaderss").slugs == ["fathers"]


def test_advice_never_promises_what_only_looks_alike(visit):
    page = visit("?q=dader&mode=group", FATHERS, ANGER)
    assert page.total == 0
    advised = [link["href"] for link in page.all(tag="a") if words(link).startswith("Without")]
    assert advised
    for address in advised:
        found = visit(address.partition("/find/")[2] if "/find/" in address else address)
        assert found.total, address


def test_of_several_texts_each_finds_what_it_finds(visit):
    visit("", FATHERS, ANGER)
    for asked in ("?q=anger&q=qwxzv", "?q=angr&q=qwxzv", "?q=anger&q=dader"):
        query = ProgrammeQuery.from_querystring(asked[1:])
        assert visit(asked).slugs == ["anger"]
        assert find_all(query, language="en") == [ANGER.uuid]
        assert find_towns(query, language="en").nowhere == 1
    assert visit("?q=dader&q=qwxzv").total == 0


def test_a_phrase_asked_loosely_gives_what_the_advice_promised(visit):
    page = visit('?q="mijn+dader"', FATHERS, ANGER)
    assert page.total == 0
    assert "quotation marks" not in page.text
    page = visit('?q="sibling+anger"', SIBLINGS, ANGER)
    (advice,) = [a for a in page.all(tag="a") if words(a).startswith("Without the quotation marks")]
    assert "1 programme" in page.text
    assert visit(advice["href"].partition("/find/")[2]).total == 1


@pytest.mark.parametrize("asked", ["dader", "dader anger"])
def test_what_editors_put_first_is_the_answer_also_to_words_that_stand_nowhere(
    directory, asked, visit
):
    pages = [directory.add(slug) for slug in ("put-first", "other")]
    documents = [as_document(record(page.slug, uuid=str(page.uuid))) for page in pages]
    decision = SearchDecision(searches=asked)
    decision.pinned.add(PinnedProgramme(programme=pages[0]))
    decision.save()
    page = visit(f"?q={asked}", FATHERS, ANGER, *documents)
    assert page.slugs[0] == "put-first"
    assert "without" not in page.text
