"""What stands in a cell comes back as it was, and no spreadsheet runs it."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.exchange.cells import RISKY, RawControl, from_cell, to_cell
from directory.exchange.columns import headings_of
from directory.exchange.formats import FORMATS
from directory.exchange.rows import Row
from tests.directory.exchange.conftest import exported, read_back

TRICKY = [
    *(f"{sign}1+1" for sign in RISKY),
    *("'", "''", "'=1", "''=1", "'t Zand", "'s-Gravenhage", "'\r", "'_x000D_"),
    *(
        "_x000D_",
        "_x005F_",
        "_x005F_x000D_",
        "_x0041_",
        "_x000B_",
        "_x",
        "a\x0bb",
        "\x07=1",
        "\x85",
    ),
    *(
        "one\r\ntwo",
        "one\ntwo",
        "one\rtwo",
        " led and trailed ",
        "a,b;c\td",
        '"quoted"',
        "\ufeffmark",
    ),
    *("€ – “ ” ‘ ’ \u00a0!", "日本", "🙂", "\ufffe", "x" * 40),
]


@pytest.mark.parametrize("text", TRICKY)
def test_a_cell_gives_back_its_text(text: str) -> None:
    assert from_cell(to_cell(text)) == text


@pytest.mark.parametrize("code", ["0000", "D800", "DFFF"])
def test_what_no_database_keeps_is_refused_also_as_an_escape(code: str) -> None:
    with pytest.raises(RawControl, match=f"U.{code}"):
        from_cell(f"a _x{code}_ b")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_comes_back(text: str) -> None:
    cell = to_cell(text)
    assert from_cell(cell) == text
    assert cell[:1] not in tuple(RISKY)


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_any_text_comes_back_through_a_file(form: str, tmp_path) -> None:
    rows = [
        Row("organisation", {"key": f"k{n}", "name": "N", "source": text})
        for n, text in enumerate(TRICKY)
    ]
    found = read_back(form, exported(form, rows), tmp_path)
    # Half a sign is written by each; JSON says what it is when it is read, as nothing keeps it.
    said = "It holds a character that cannot be shown (U+D800): take it out."
    lost = ["\ud800"] if form == "json" else []
    assert [row.values["source"] for row, _ in found] == [
        t if t not in lost else "" for t in TRICKY
    ]
    problems = [[("value", said)] if text in lost else [] for text in TRICKY]
    assert [mistakes for _, mistakes in found] == problems


def test_no_cell_of_an_exported_csv_begins_like_a_formula() -> None:
    rows = [Row("organisation", {"key": "k", "name": text}) for text in TRICKY]
    content = b"".join(FORMATS["csv"].stream(rows, headings_of(public=False))).decode()
    cells = [cell for line in csv.reader(io.StringIO(content.lstrip("\ufeff"))) for cell in line]
    assert [cell for cell in cells if cell[:1] in tuple(RISKY) and cell] == []


def test_no_cell_of_an_exported_workbook_is_a_formula(tmp_path) -> None:
    from openpyxl import load_workbook

    rows = [Row("organisation", {"key": "k", "name": text}) for text in ("=1+1", "@x", "+32")]
    path = tmp_path / "a.xlsx"
    path.write_bytes(exported("xlsx", rows))
    sheet = load_workbook(path)["organisation"]
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}
    assert [line[2].value for line in sheet.iter_rows(min_row=2)] == ["'=1+1", "'@x", "'+32"]


def test_a_raw_control_character_is_named() -> None:
    with pytest.raises(RawControl, match=r"U\+0007"):
        from_cell("a\x07")
