"""Files that cannot be read: each refusal says what is wrong."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from directory.exchange.formats import FORMATS, FileRefused, base, opened
from directory.exchange.formats import workbook as workbook_format
from directory.exchange.rows import Row
from tests.directory.exchange.conftest import exported

HEADS = ["row", "uuid", "slug", "keeper", "original_language"]
U = "11111111-2222-4333-8444-555555555555"
GOOD = ",".join(HEADS) + f"\r\nprogramme,{U},quay,keeper,en\r\n"
Reader = Callable[..., list]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def read(content: bytes, form: str = "csv") -> list:
        path = tmp_path / f"file.{form}"
        path.write_bytes(content)
        FORMATS[form].headings(path)
        return list(FORMATS[form].read(path))

    return read


def refused(read: Reader, content: bytes, form: str = "csv") -> str:
    with pytest.raises(FileRefused) as refusal:
        read(content, form)
    return str(refusal.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encodings_that_spreadsheets_write_are_read(read: Reader, encoding: str) -> None:
    [row] = read(GOOD.replace("quay", "kââi").encode(encoding))
    assert row.row.values["slug"] == "kââi"


@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_the_separators_that_spreadsheets_write_are_read(read: Reader, separator: str) -> None:
    [row] = read(GOOD.replace(",", separator).encode())
    assert (row.row.kind, row.row.values["keeper"], row.problems) == ("programme", "keeper", [])


def test_another_encoding_is_named_with_its_line(read: Reader) -> None:
    said = refused(read, GOOD.replace("quay", "kaaï").encode("latin-1"))
    assert "not UTF-8 or UTF-16" in said
    assert "CSV UTF-8" in said


def test_a_missing_column_is_named(read: Reader) -> None:
    said = refused(read, GOOD.replace("keeper,", "", 1).encode())
    assert "“keeper” is missing" in said
    assert "its first line has no column “row”" in refused(read, b"uuid,slug\r\n1,2\r\n")


def test_an_unknown_column_is_named(read: Reader) -> None:
    assert "no column called “colour”" in refused(
        read, GOOD.replace("slug", "slug,colour").encode()
    )


def test_a_column_that_stands_there_twice_is_named(read: Reader) -> None:
    assert "“slug” stands there twice" in refused(read, GOOD.replace("slug", "slug,slug").encode())


def test_an_empty_file_is_refused(read: Reader) -> None:
    assert "empty" in refused(read, b"")
    assert "empty" in refused(read, b"", "xlsx")


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_200_megabytes_are_refused_unread(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"large.{form}"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(FileRefused, match=r"The file has 191 MiB; at most 1(28|90) MiB"):
        FORMATS[form].headings(path)
    assert FORMATS[form].largest < 200_000_000


def test_a_csv_that_is_cut_off_says_where(read: Reader) -> None:
    assert "cut off: the row that begins on line 2" in refused(read, GOOD[:-12].encode())
    assert "cut off" in refused(read, (GOOD + f'programme,{U},"half a te').encode())


def test_every_cut_of_an_exported_file_is_noticed_or_between_two_rows(read: Reader) -> None:
    words = {"title": "Quay", "summary": "By the “water”.\nEvery day.", "description": "=1, 2; 3"}
    rows = [
        Row("programme", {"uuid": U, "slug": "quay", "keeper": "k", "original_language": "en"}),
        Row("text", {"programme": U, "language": "en", **words}),
        Row("strand", {"programme": U, "uuid": U, "populations": "adults; youth"}),
        Row("condition", {"programme": U, "texts.en": "I choose this help, myself."}),
    ]
    whole = exported("csv", rows)
    for end in range(len(whole) - 600, len(whole) - 1, 7):
        cut = whole[:end]
        try:
            rows = read(cut)
        except FileRefused as refusal:
            assert "cut off" in str(refusal) or "not UTF-8" in str(refusal)  # noqa: PT017
        else:
            # Only what ends in the last column, or after it, reads like a whole row.
            assert cut.endswith((b"\r", b"\n", b",")) or rows


def test_a_row_that_is_too_long_is_refused_before_it_is_read_whole(
    read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.exchange.formats.comma.LONGEST_ROW", 10_000)
    long = GOOD + f'programme,{U},"{"x" * 20_000}",keeper,en\r\n'
    assert "line 3 is too long" in refused(read, long.encode())
    many = "x\n" * 20_000
    lines = GOOD + f'programme,{U},"{many}",keeper,en\r\n'
    assert "line 3 is too long" in refused(read, lines.encode())


def test_a_text_of_more_than_a_million_characters_is_wrong_in_its_row(
    read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "LONGEST_CELL", 100)
    [row] = read(GOOD.replace("quay", "q" * 101).encode())
    assert row.problems == [("slug", "This text is longer than a million characters.")]


def test_a_control_character_is_wrong_in_its_row(read: Reader) -> None:
    [row] = read(GOOD.replace("quay", "qu\x07ay").encode())
    assert row.problems == [
        ("slug", "It holds a character that cannot be shown (U+0007): take it out.")
    ]
    assert "U+0000" in refused(read, GOOD.replace("quay", "qu\0ay").encode())


def test_a_row_of_an_unknown_kind_is_wrong(read: Reader) -> None:
    [row] = read(GOOD.replace("\r\nprogramme", "\r\nprogram").encode())
    assert row.problems == [("row", "There is no kind of row called “program”.")]


def test_a_cell_in_a_column_of_another_kind_is_wrong(read: Reader) -> None:
    [row] = read(GOOD.replace("slug,", "slug,town,").replace("quay,", "quay,Ghent,").encode())
    assert row.problems[0][0] == "town"


# Workbooks


def workbook(**sheets: Any) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", "-"))
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def programme(*cells: object) -> bytes:
    return workbook(programme=[HEADS[1:], list(cells)])


def repacked(content: bytes, **changed: bytes) -> bytes:
    """A workbook with some of its members changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, changed.get(Path(name).stem, old.read(name)))
    return out.getvalue()


def with_shared_texts(texts: list[str]) -> bytes:
    """A workbook whose cells name texts that stand in a table of their own: the first two."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = "".join(f'<c r="{at}" t="s"><v>{n}</v></c>' for n, at in enumerate(("A1", "B1")))
    sheet = f'<worksheet xmlns="{main}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    plain = workbook(programme=[])
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        types = archive.read("[Content_Types].xml").decode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    changed = {"[Content_Types]": types.replace("</Types>", part).encode()}
    out = io.BytesIO(repacked(plain, sheet1=sheet.encode(), **changed))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{shared}</sst>')
    return out.getvalue()


def test_a_workbook_saved_by_a_spreadsheet_is_read(read: Reader) -> None:
    """openpyxl saves as spreadsheets do: with shared texts, numbers and dates."""
    content = workbook(
        programme=[
            [*HEADS[1:], "review_months", "checked_on", "example"],
            [U, "quay", "keeper", "en", 12, dt.date(2026, 10, 1), True],
        ]
    )
    [row] = read(content, "xlsx")
    assert row.row.values["review_months"] == "12"
    assert row.row.values["checked_on"] == "2026-10-01"
    assert row.row.values["example"] == "yes"
    assert row.problems == []
    assert (row.row.line, row.row.sheet) == (2, "programme")


def test_a_formula_is_refused_and_never_evaluated(read: Reader) -> None:
    [row] = read(programme(U, '=CONCATENATE("qu","ay")', "keeper", "en"), "xlsx")
    assert row.problems == [
        ("slug", "The cell holds a formula. Formulas are not read: put its value there.")
    ]
    assert row.row.values["slug"] == ""


def test_a_missing_and_an_unknown_sheet_and_column_are_named(read: Reader) -> None:
    assert "no sheet called “programme”" in refused(read, workbook(term=[["vocabulary"]]), "xlsx")
    content = workbook(programme=[HEADS[1:]], colours=[["a"]])
    assert "no kind of row called “colours”" in refused(read, content, "xlsx")
    content = workbook(programme=[["uuid", "slug", "colour", "keeper"]])
    assert "no column called “colour”" in refused(read, content, "xlsx")
    content = workbook(programme=[["uuid", "slug"]])
    assert "“keeper” is missing" in refused(read, content, "xlsx")


def test_while_somebody_waits_few_of_the_shared_texts_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.xlsx"
    path.write_bytes(with_shared_texts(["uuid", "slug", *(f"text {n}" for n in range(30))]))
    with pytest.raises(FileRefused, match="“keeper” is missing"):
        FORMATS["xlsx"].look(path)
    read: list[int] = []
    put = opened._Strings._put
    monkeypatch.setattr(opened, "_BIT", 1)

    def counted(own: Any, bits: Any) -> Any:
        read.extend([1] * len(bits))
        return put(own, bits)

    monkeypatch.setattr(opened._Strings, "_put", counted)
    FORMATS["xlsx"].look(path)
    assert 0 < len(read) <= workbook_format.MOST_BITS < 20
    with pytest.raises(FileRefused, match="“keeper” is missing"):
        FORMATS["xlsx"].headings(path)


def test_what_is_no_workbook_is_named(read: Reader) -> None:
    assert "no XLSX workbook" in refused(read, GOOD.encode(), "xlsx")
    assert "old or a protected" in refused(read, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "xlsx")
    assert "This is a workbook, not CSV" in refused(read, programme(U, "quay", "k", "en"))


def test_a_workbook_that_is_cut_off_is_refused(read: Reader) -> None:
    whole = programme(U, "quay", "keeper", "en")
    for end in (30, len(whole) // 2, len(whole) - 5):
        assert "damaged or cut off" in refused(read, whole[:end], "xlsx")


def test_a_damaged_sheet_is_refused(read: Reader) -> None:
    damaged = repacked(programme(U, "quay", "k", "en"), sheet1=b"<worksheet><sheetData><row r=")
    assert "damaged or cut off" in refused(read, damaged, "xlsx")


def test_a_zip_bomb_is_refused_by_its_directory(
    read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = repacked(programme(U, "quay", "k", "en"), styles=b" " * (opened.LARGEST_PART + 1))
    assert "unpacks to far more" in refused(read, bomb, "xlsx")
    monkeypatch.setattr(opened, "LARGEST_UNPACKED", 10_000)
    sheet = repacked(programme(U, "quay", "k", "en"), sheet1=b" " * 20_000)
    assert "unpacks to far more" in refused(read, sheet, "xlsx")


def test_a_bomb_that_lies_in_its_directory_is_cut_at_what_it_said(read: Reader) -> None:
    """The size that is checked is the most that is ever unpacked."""
    whole = bytearray(repacked(programme(U, "quay", "k", "en"), sheet1=b" " * 3_000_000))
    real, said = (3_000_000).to_bytes(4, "little"), (50).to_bytes(4, "little")
    assert whole.count(real) == 2
    assert "damaged or cut off" in refused(read, bytes(whole.replace(real, said)), "xlsx")


def test_a_row_of_a_workbook_that_is_too_long_is_refused(
    read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "LONGEST_ROW", 200_000)
    cells = "".join(f'<c t="inlineStr"><is><t>{n}</t></is></c>' for n in range(20_000))
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData><row>{cells}</row></sheetData></worksheet>"
    )
    long = repacked(programme(U, "quay", "k", "en"), sheet1=sheet.encode())
    assert "too long" in refused(read, long, "xlsx")


@pytest.mark.parametrize("line", ["1048577", "99999999999999999999"])
def test_a_line_that_no_sheet_has_is_refused(read: Reader, line: str) -> None:
    whole = programme(U, "quay", "k", "en")
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    beyond = repacked(whole, sheet1=sheet.replace(b'<row r="2"', f'<row r="{line}"'.encode()))
    assert "beyond the last one" in refused(read, beyond, "xlsx")


def test_entities_are_not_expanded(read: Reader) -> None:
    lol = (
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<sheetData><row><c t='inlineStr'><is><t>&b;</t></is></c></row></sheetData></worksheet>"
    )
    bad = repacked(programme(U, "quay", "k", "en"), sheet1=lol.encode())
    assert "damaged or cut off" in refused(read, bad, "xlsx")
