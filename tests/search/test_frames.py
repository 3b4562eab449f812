"""Templates rendered once, and filled for each page."""

import datetime as dt

import pytest
from markupsafe import Markup, escape

from search.card_frames import Cards
from search.card_views import CardViews
from search.cards import read_card
from search.catalogue import Catalogue, Option
from search.frames import Frame, Name, as_query, hole, surroundings, without_marks
from search.labels import Labels
from search.results import Hit, Passage
from tests.search.builders import CATALOGUE, document, strand
from tests.search.page import words

DUE = dt.date(2026, 6, 30)
ROOM = strand("Team", availability="open", availability_until=DUE, mode="group")


def shown(card, today, **around):
    views = CardViews(Labels(CATALOGUE, "en"), language="en", today=today)
    title = Passage(escape(card.title), "en")
    hit = Hit(card, (True,) * len(card.strands), title, None, None)
    return Cards(views, surroundings(), open_doors=around.pop("open_doors", ()), **around).html(hit)


def test_what_is_no_markup_is_encoded_when_it_is_filled_in():
    frame = Frame(f'<b title="{hole("title")}">{hole("text", 1)}</b>{hole("text", 1)}')
    filled = frame.fill({("title",): '"><script>', ("text", "1"): Markup("<i>one</i>")})
    assert filled == '<b title="&#34;&gt;&lt;script&gt;"><i>one</i></b><i>one</i>'
    assert frame.fill({("title",): "", ("text", "1"): "two"}) == '<b title="">two</b>two'


def test_an_address_without_a_query_has_no_question_mark():
    frame = Frame(f'<a href="/find/{as_query(hole("asked"))}">')
    assert frame.fill({("asked",): ""}) == '<a href="/find/">'
    assert frame.fill({("asked",): "q=a&mode=b"}) == '<a href="/find/?q=a&amp;mode=b">'
    assert (as_query(""), as_query("q=a")) == ("", "?q=a")


def test_a_card_that_is_kept_says_on_the_next_day_what_is_so_by_then(public_site):
    card = read_card(document("one", ROOM, review_due=DUE).card, "en")
    before, after = shown(card, DUE), shown(card, DUE + dt.timedelta(days=1))
    assert "there is room" in before
    assert "may be out of date" not in before
    assert "not known lately" in after
    assert "may be out of date" in after
    assert shown(card, DUE) == before


def test_a_card_that_is_kept_follows_doors_and_lists(public_site):
    card = read_card(document("one", ROOM).card, "en")
    assert "data-door" not in shown(card, DUE)
    assert "data-door" in shown(card, DUE, open_doors={card.uuid})
    assert 'name="keep"' in shown(card, DUE)
    views = CardViews(Labels(CATALOGUE, "en"), language="en", today=DUE)
    assert 'name="drop"' in shown(card, DUE, kept=(views.code(card),))


def test_a_frame_filled_in_part_is_filled_later_and_never_looked_through():
    frame = Frame(f'<a title="{hole("said")}" href="/{as_query(hole("asked"))}">{hole("late")}</a>')
    for said in (str(hole("nowhere")), "\ue000", "\ue001", "<i>", Markup("&amp;")):
        partly = frame.fill_partly({("said",): said})
        values: dict[Name, str] = {("asked",): "q=a&b", ("late",): said}
        assert partly.fill(values) == frame.fill({**values, ("said",): said})
    assert partly.pieces[-1] is frame.pieces[-1]  # once in memory


MARKS = [f"Team {hole('nowhere')}", "Team \ue000", "Team \ue001", "Team \ue000 \ue000"]


@pytest.mark.parametrize("strange", MARKS)
def test_letters_of_private_use_in_a_record_or_a_term_make_no_hole(visit, own_index, strange):
    one = document(
        "one",
        strand(strange, mode="group"),
        titles={"en": strange},
        summaries={"en": strange},
        texts={"en": strange},
        towns={strange: {}},
        parent_title={"en": strange},
    )
    named = Option("group", {"en": strange})
    own_index.rebuild([one], catalogue=Catalogue({**CATALOGUE.options, "mode": [named]}))
    for asked in ("", "?q=team&mode=group", "map/"):
        page = visit(asked)
        assert page.total == 1
        plain = " ".join(without_marks(strange).split())
        assert words(page.one(data_option="group")) == f"{plain} 1"
    assert visit().slugs == ["one"]
