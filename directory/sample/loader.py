"""Load the sample directory: vocabularies, organisations, pages, programmes, help lines.

Everything is known by a key or a UUID. What is there already is left as it is, and what an editor
deleted stays deleted, so the loader can run at every start.
"""

from collections.abc import Callable
from pathlib import Path

from directory.sample.notices import load_help_lines, load_legal_texts
from directory.sample.organisations import load_organisations
from directory.sample.pages import load_pages
from directory.sample.programmes import load_programmes
from directory.sample.report import LoadReport
from directory.sample.tree import prepare_register, prepare_tree
from directory.sample.vocabularies import load_vocabularies

FOLDER = Path(__file__).resolve().parent


def load_directory(
    *, folder: Path | None = None, progress: Callable[[str], object] | None = None
) -> LoadReport:
    """Load what is not there yet from ``folder`` (our own if none is given).

    ``progress`` is given a line for each step. Raises `directory.sample.reader.SampleError`,
    which names the file and the key; what was loaded before it stays.
    """
    folder = folder or FOLDER
    report = LoadReport(say=progress or (lambda line: None))
    report.say("Vocabularies")
    load_vocabularies(folder / "vocabularies.toml", report)
    report.say("Organisations")
    load_organisations(folder / "organisations.toml", report)
    report.say("Pages")
    homes = prepare_tree()
    load_pages(sorted((folder / "pages").glob("*.toml")), homes, report)
    load_help_lines(folder / "emergency.toml", report)
    load_legal_texts(folder / "legal.toml", report)
    report.say("Programmes")
    files = [*sorted((folder / "programmes").glob("*.toml"))]
    files += sorted((folder / "examples").glob("*.toml"))
    load_programmes(files, prepare_register(homes), report)
    return report
