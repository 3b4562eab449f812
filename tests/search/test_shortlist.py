"""A list that lives in an address: made in the finder, looked at, compared and sent."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from directory.models import ContactPoint, Place, ProgrammePage, ProgrammePlace
from directory.models.places import PlacePhone
from search.shortlist import MAX_KEPT, programme_code, programme_uuid
from tests.directory.builders import make_programme
from tests.search.builders import document, identity, strand
from tests.search.page import Page, words

YOUTH = strand("Youth team", population="minors", mode="individual")


def code(slug: str) -> str:
    return programme_code(identity(slug))


def test_a_code_names_one_programme_and_nothing_else_does():
    uuid = identity("one")
    assert programme_uuid(programme_code(uuid)) == uuid
    other_spelling = programme_code(uuid)[:-1] + chr(ord(programme_code(uuid)[-1]) + 1)
    for wrong in ("", "one", uuid, "é" * 22, "=" * 22, "x" * 9000, other_spelling):
        assert programme_uuid(wrong) is None


def test_the_list_grows_and_shrinks_by_forms_and_every_way_carries_it(visit):
    documents = [document("one", YOUTH), document("two", YOUTH)]
    page = visit("?population=minors&sort=name", *documents)
    assert page.one(tag="form", id="list")["method"] == "get"
    [first, _second] = page.all(tag="button", name="keep", form="list")
    assert first["value"] == code("one")
    assert words(first) == "Add to my list"
    page = visit(f"?population=minors&sort=name&keep={code('one')}")
    assert words(page.one(tag="button", name="drop")).startswith("Take off my list")
    links = [e["href"] for e in page.all(tag="a") if e.get("href", "").startswith("/en/find/?")]
    assert links
    assert all(f"keep={code('one')}" in link for link in links)
    assert [e["value"] for e in page.all(type="hidden", name="keep")] == [code("one")] * 2
    page = visit(f"?keep={code('one')}&keep={code('two')}&drop={code('one')}")
    assert [e["value"] for e in page.all(type="hidden", name="keep")] == [code("two")] * 2


def test_a_list_has_an_end_and_says_so(visit):
    codes = [code(str(n)) for n in range(MAX_KEPT + 1)]
    page = visit("?" + "&".join(f"keep={c}" for c in codes), document("one", YOUTH))
    assert "Your list holds twelve programmes" in page.text


@pytest.fixture
def listed(public_site, own_index, db):
    """``listed("compare", page, …)``: the page of that name with these programmes on it."""

    def get(name: str, *pages: ProgrammePage, also: str = "") -> Page:
        query = "&".join(f"keep={programme_code(str(page.uuid))}" for page in pages)
        response = Client().get(f"/en/{name}/?{query}{also}")
        assert response.status_code == 200
        assert not response.cookies
        assert response.headers["X-Robots-Tag"] == "noindex"
        return Page(response.content.decode())

    return get


@pytest.fixture
def programmes(db) -> list[ProgrammePage]:
    return [make_programme(f"programme-{n}", title=f"Programme {n}") for n in range(5)]


def test_the_list_shows_its_programmes_in_order_and_sends_itself(listed, programmes):
    one, two, *_rest = programmes
    page = listed("list", two, one)
    assert page.slugs == [two.slug, one.slug]
    # The address names nothing, nor does the mail.
    [mail] = [e["href"] for e in page.all(tag="a") if e.get("href", "").startswith("mailto:")]
    sent = parse_qs(urlsplit(mail).query)
    assert sent["body"] == [page.one(id="address")["value"]]
    assert programme_code(str(one.uuid)) in sent["body"][0]
    assert "programme-" not in mail
    assert not {"programme", "turnstone"} & set(sent["subject"][0].lower().split())
    off = [e["href"] for e in page.all(tag="a") if words(e).startswith("Take off my list")]
    assert off[0] == f"/en/list/?keep={programme_code(str(one.uuid))}"


def test_list_and_comparison_say_how_each_is_reached_and_nothing_of_a_hidden_place(listed, db):
    open_place = Place.objects.create(key="open", town="Gent", street="Open Street 1")
    hidden = Place.objects.create(key="hidden", town="Ieper", confidential=True)
    PlacePhone.objects.create(place=hidden, number="+3257228877", sort_order=0)
    page = make_programme(
        "harbour",
        contact_points=[ContactPoint(kind="email", value="harbour@example.org", sort_order=0)],
        place_rows=[
            ProgrammePlace(place=place, sort_order=n)
            for n, place in enumerate((open_place, hidden))
        ],
    )
    for name in ("list", "compare"):
        text = listed(name, page).text
        assert "harbour@example.org" in text
        assert "Open Street 1" in text
        assert "22 88 77" not in text
        # On paper: from where it is.
        assert f"/en/{name}/?keep={programme_code(str(page.uuid))}" in text


def test_what_left_the_directory_is_gone_from_a_list_and_the_list_says_so(listed, programmes):
    one, two, *_rest = programmes
    one.unpublish()
    page = listed("list", one, two)
    assert page.slugs == [two.slug]
    assert "1 programme of this list is not in the directory any more." in page.text
    assert "nothing on it yet" in listed("list").text
    assert "nothing on it yet" in listed("list", also="&keep=%00&keep=" + "x" * 5000).text


def test_up_to_four_stand_side_by_side(listed, programmes):
    page = listed("compare", *programmes)
    heads = [words(e) for e in page.all(tag="th", scope="col")]
    assert [head.split(" Leave out")[0] for head in heads] == [f"Programme {n}" for n in range(4)]
    assert "Four fit side by side" in page.text
    questions = [words(e) for e in page.all(tag="th", scope="row")]
    assert [q.removesuffix(" (the same)") for q in questions][:3] == [
        "For whom", "Kind of harm", "How",
    ]  # fmt: skip
    assert page.all(tag="caption")
    # Ticked on the list: leaving one out, or ticking none, loses no list.
    ticked = "&choosing=1" + "".join(f"&only={programme_code(str(p.uuid))}" for p in programmes[3:])
    page = listed("compare", *programmes, also=ticked)
    assert len(page.all(tag="th", scope="col")) == 2
    [without, _other] = [e["href"] for e in page.all(tag="a", rel="nofollow")]
    off = parse_qs(urlsplit(without).query)
    assert (len(off["keep"]), len(off["only"])) == (5, 1)
    page = listed("compare", *programmes, also="&choosing=1")
    assert "Choose at least one." in page.text
    assert [len(page.all(name="only")), len(page.all(name="keep", type="hidden"))] == [5, 5]
    assert "at least one programme" in listed("compare").text
