"""The map of an answer, and the list beside it that says the same."""

from search.belgium import HEIGHT, WIDTH, province_paths
from tests.search.builders import document, strand
from tests.search.page import words

YOUTH = strand("Youth team", population="minors", mode=("individual", "online"))
DOCUMENTS = (
    document("one", YOUTH, towns={"Gent": {"nl": "Gent", "fr": "Gand"}}, areas=("antwerp",)),
    document("two", YOUTH, towns={"Brussel": {}, "Elsewhere": {}}),
    document("three", YOUTH, towns={"Bruxelles": {}}),
    document("four", strand("Adults", population="adults"), towns={"Gent": {}}),
    document("five", YOUTH),
)


def rows(page, heading):
    """What a list of the map says, by its words: number, and where it leads."""
    start = page.elements.index(page.one(tag="section", aria_labelledby=heading))
    found = {}
    for element in page.elements[start + 1 :]:
        if element["tag"] in ("section", "footer"):
            break
        if element["tag"] == "li":
            name, _, number = words(element).rpartition(" ")
            found[name] = int(number)
    return found


def test_towns_are_counted_once_in_the_list_and_on_the_map(visit_map):
    page = visit_map("?population=minors", *DOCUMENTS)
    assert page.total == 4
    assert rows(page, "map-towns") == {"Brussel": 2, "Elsewhere": 1, "Gent": 1}
    assert rows(page, "map-anywhere")["online"] == 4
    assert rows(page, "map-anywhere")["No town is stated"] == 1
    assert rows(page, "map-areas")["Antwerp"] == 1
    marks = page.all(tag="circle", **{"class": "map-town"})
    assert len(marks) == 2  # a town that nobody knows is in the list alone
    assert all(0 < int(m["cx"]) < WIDTH and 0 < int(m["cy"]) < HEIGHT for m in marks)
    named = [e["aria-label"] for e in page.all(tag="a", aria_label=True)]
    assert "Gent: 1 programme" in named
    assert "Antwerp: 1 programme" in named


def test_a_town_leads_to_the_nearest_first_and_keeps_what_was_asked(visit_map):
    page = visit_map("?population=minors&keep=BU6V0EmQUR-x-04aQGL0oA", *DOCUMENTS)
    [link] = {e["href"] for e in page.all(tag="a", aria_label="Gent: 1 programme")}
    assert link == "/en/find/?population=minors&near=Gent&keep=BU6V0EmQUR-x-04aQGL0oA"


def test_every_province_has_its_outline():
    paths = province_paths()
    assert len(paths) == 11
    assert all(path.startswith("M") and path.endswith("z") for path in paths.values())
