"""HSDS JSON: documents valid by the published schemas, services of others, and bad files."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from directory.exchange.formats import FORMATS, FileRefused, format_of
from directory.exchange.formats.hsds import scanning
from directory.exchange.rows import Row
from tests.directory.builders import make_programme
from tests.directory.exchange.conftest import exported

Read = Callable[[object], list[Row]]
SERVICE = {"id": "11111111-2222-4333-8444-555555555555", "name": "Quay", "status": "active"}


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """The rows of a file with this content: bytes as they are, anything else as JSON."""

    def read(content: object) -> list[Row]:
        path = tmp_path / "file.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        FORMATS["json"].headings(path)
        return [found.row for found in FORMATS["json"].read(path) if found is not None]

    return read


def refused(read: Read, content: object) -> str:
    with pytest.raises(FileRefused) as refusal:
        read(content)
    return str(refusal.value)


def one(rows: list[Row], kind: str) -> dict[str, str]:
    [row] = [row for row in rows if row.kind == kind]
    return row.values


# What we write


@pytest.mark.django_db
def test_what_hsds_has_a_field_for_stands_there() -> None:
    page = make_programme("harbour", checked_on="2026-10-01")
    [service] = json.loads(exported("json"))["services"]
    assert service["id"] == str(page.uuid)
    assert service["status"] == "active"
    assert service["assured_date"] == "2026-10-01"
    assert service["name"] == page.title
    populations = [a for a in service["attributes"] if a["link_type"] == "populations"]
    assert {a["link_entity"] for a in populations} == {"strand"}
    assert {a["link_id"] for a in populations} == {str(page.strands.get().uuid)}


# What others write


def test_a_service_of_another_directory_says_what_hsds_says(read: Read) -> None:
    service = SERVICE | {
        "description": "By the water.",
        "email": "info@example.org",
        "url": "https://example.org/",
        "minimum_age": 18,
        "assured_date": "2026-10-01",
        "contacts": [{"id": "x", "name": "A Person", "email": "a.person@example.org"}],
        "phones": [{"id": "p", "number": "+3225126243", "type": "fax"}],
        "languages": [{"id": "l", "code": "nl"}],
        "service_areas": [{"id": "a", "name": "Ghent, and around"}],
        "cost_options": [{"id": "c", "amount_description": "Free"}],
        "organization": {"id": "o-1", "name": "The Harbour", "description": "Helps."},
        "service_at_locations": [{
            "id": "s", "location": {
                "id": "loc", "location_type": "physical", "latitude": 51.05431,
                "longitude": 3.72, "addresses": [{
                    "id": "ad", "address_1": "Kaai 1", "city": "Ghent", "state_province": "",
                    "postal_code": "9000", "country": "be", "address_type": "physical"}]}}],
        "attributes": [{"id": "t", "taxonomy_term": {
            "id": "t1", "name": "Anger management", "description": "", "taxonomy": "Topics"}}],
    }  # fmt: skip
    rows = read([service])
    programme, strand, place = one(rows, "programme"), one(rows, "strand"), one(rows, "place")
    assert programme["uuid"] == SERVICE["id"]
    assert (programme["status"], programme["checked_on"]) == ("open", "2026-10-01")
    assert programme["?slug"] == "quay-11111111"
    assert programme["?keeper"] == one(rows, "organisation")["key"]
    assert json.loads(programme["?terms"]) == ["Topics: Anger management"]
    assert one(rows, "text")["summary"] == "By the water."
    assert (strand["age_from"], strand["age_to"], strand["languages"]) == ("18", "", "nl")
    assert strand["cost_note.en"] == "Free"
    assert (place["street"], place["town"], place["country"]) == ("Kaai 1", "Ghent", "BE")
    assert place["latitude"] == "51.05431"
    assert one(rows, "at-place")["place"] == place["key"]
    ways = {(r.values["kind"], r.values["value"]) for r in rows if r.kind == "contact"}
    assert ways == {
        ("fax", "+3225126243"),
        ("email", "info@example.org"),
        ("website", "https://example.org/"),
    }
    assert not any("erson" in text for row in rows for text in row.values.values())


def test_a_list_a_page_a_document_and_lines_are_read(read: Read) -> None:
    other = SERVICE | {"id": "21111111-2222-4333-8444-555555555555"}
    both = [SERVICE["id"], other["id"]]
    lines = "\n".join(json.dumps(service, indent=1) for service in (SERVICE, other)).encode()
    page = {"total_items": 2, "funding": [{"id": "x"}], "contents": [SERVICE, other]}
    document = {"version": "3.0", "organizations": [], "services": [SERVICE, other]}
    for content in ([SERVICE, other], page, document, lines, b"\xef\xbb\xbf" + lines):
        rows = [row for row in read(content) if row.kind == "programme"]
        assert [row.values["uuid"] for row in rows] == both
    assert [row.line for row in rows] == [1, 6]
    assert format_of("a.b.NDJSON") == format_of("x.jsonl") == format_of("x.json") == "json"
    assert format_of("json") == format_of("x.txt") == ""


# Bad files


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (json.dumps([SERVICE]).encode("utf-16"), "not UTF-8"),
        (b'[{"id": "1", "name": "caf\xe9"}]', "not UTF-8 text"),
        (b"row,uuid\r\n", "This is no JSON: it begins with “r”"),
        (b"[]", "no services in the file"),
        (b'{"version": "3.0", "organizations": []}', "no services in the file"),
        (b'[{"id": "1"}, 7]', "Line 1: an object of HSDS was expected"),
        (b'[{"id": "1"}\n\n{"id": "2"}]', "Line 3 cannot be read as JSON, from its sign 1 on"),
        (b'[{"id": "1"},\n {"id" "2"}]', "Line 2 cannot be read as JSON, from its sign 8 on"),
        (b'[{"id": NaN}]', "Line 1 cannot be read as JSON"),
        (b'[{"id": "1"}] more', "Line 1 cannot be read as JSON"),
        (b'[\n{"id": "1", "a": ' + b"[" * 50_000, "line 2 is nested too deep"),
        (b'{"services": [{"id": "1"}], "locations": [{"id": "2"}]}', "must stand before"),
        (b" ", "This is no JSON"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_by_its_place(
    read: Read, content: bytes, says: str
) -> None:
    assert says in refused(read, content)


def test_every_cut_of_a_file_says_where_it_is_cut_off(read: Read) -> None:
    whole = json.dumps({"version": "3.0", "services": [SERVICE, SERVICE | {"x": True}]}).encode()
    for end in range(1, len(whole)):
        said = refused(read, whole[:end])
        assert "cut off" in said or end < len('{"version": "3.0"'), (whole[:end], said)


def test_an_entry_that_is_too_long_is_refused_before_it_is_read_whole(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "LONGEST_ROW", 10_000)
    monkeypatch.setattr(scanning, "_PIECE", 1_000)
    assert "line 1 is too long" in refused(read, [SERVICE | {"x": "y" * 30_000}])
    many = [SERVICE | {"x": "y" * 500}] * 40
    assert len([row for row in read(many) if row.kind == "programme"]) == 40


def test_what_is_no_text_is_wrong_in_its_row(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text(json.dumps([SERVICE | {"status": ["open"]}, SERVICE | {"name": "a\0b"}]))
    found = [read for read in FORMATS["json"].read(path) if read and read.problems]
    assert found[0].problems == [("status", "A text was expected here.")]
    assert "U+0000" in found[1].problems[0][1]
