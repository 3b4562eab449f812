"""What must hold for every file in the repository."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 400
PACKAGES = ("directory", "search", "portal")
BINARY = {".png", ".jpg", ".ico", ".woff2", ".gz", ".mo"}
# One letter of each stands in brackets, so that this file does not find itself.
REGISTRIES = re.compile(r"pypi[.]org|python[h]osted|registry[.]npmjs|deb[.]debian[.]org")
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:work|farm|home|root|Users|opt|tmp)/[\w.-]")
UNFINISHED = re.compile(
    r"\bTO[D]O|FIX[M]E|\bXX[X]\b|\bHA[C]K|NotImplemented[E]rror|coming [s]oon|lorem [i]psum", re.I
)
INLINE = re.compile(
    r"<[^>]*\s(?:style|on[a-z]+)\s*=\s*[\"']|<style\b|"
    # A block of linked data is no program: no policy concerns it.
    r"<script(?![^>]*\s(?:src=|type=\"application/ld\+json\"))",
    re.IGNORECASE,
)
BARE_IGNORE = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?![:\[])")


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """Every file that is, or is about to be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    paths = {ROOT / name for name in listed.decode().split("\0") if name}
    found = sorted(path for path in paths if path.is_file())
    assert len(found) > 100
    return found


def lines(files: list[Path], *suffixes: str) -> Iterator[tuple[str, str]]:
    """(place, line) of every text file, or of those with these suffixes."""
    for path in files:
        if path.suffix in BINARY or (suffixes and path.suffix not in suffixes):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield f"{path.relative_to(ROOT)}:{number}", line


def test_no_file_names_a_package_registry(files: list[Path]) -> None:
    found = [place for place, line in lines(files) if REGISTRIES.search(line)]
    assert found == []


def test_no_file_holds_a_path_of_one_machine(files: list[Path]) -> None:
    assert [place for place, line in lines(files) if MACHINE_PATH.search(line)] == []


def test_the_source_root_is_no_package(files: list[Path]) -> None:
    assert ROOT / "site" / "__init__.py" not in files


def test_what_a_package_reads_beside_its_code_is_packed_with_it(files: list[Path]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packed = {f"*{suffix}" for path in files if (suffix := _beside_code(path))}
    assert packed == set(project["tool"]["setuptools"]["package-data"]["*"])


def _beside_code(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    is_packed = parts[0] in PACKAGES or parts[:2] == ("site", "config")
    return path.suffix if is_packed and path.suffix != ".py" else ""


def test_each_module_keeps_to_one_subject(files: list[Path]) -> None:
    modules = [path for path in files if path.suffix == ".py" and "migrations" not in path.parts]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules}
    assert [path for path, length in lengths.items() if length > LONGEST_MODULE] == []


def test_nothing_is_marked_as_unfinished(files: list[Path]) -> None:
    code = lines(files, ".py", ".html", ".js", ".css", ".md", ".toml", "")
    assert [place for place, line in code if UNFINISHED.search(line)] == []


def test_every_ignored_warning_is_named(files: list[Path]) -> None:
    assert [place for place, line in lines(files, ".py") if BARE_IGNORE.search(line)] == []


def test_templates_hold_no_inline_style_script_or_handler(files: list[Path]) -> None:
    templates = [path for path in files if path.suffix == ".html"]
    found = [
        path.relative_to(ROOT)
        for path in templates
        if INLINE.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_data_of_one_installation_is_never_committed(files: list[Path]) -> None:
    names = {path.relative_to(ROOT).parts[0] for path in files}
    assert not names & {"var", ".venv"}
    assert [path for path in files if path.suffix in (".sqlite3", ".key", ".mo")] == []
