"""Printing what was measured, and keeping it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import machine

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"


def write_report(name: str, report: Mapping[str, Any]) -> int:
    """Print a table and write ``results/NAME.json``. Returns how many answers were wrong.

    A report has ``columns`` (key → heading), ``rows`` (dictionaries) and ``wrong`` (sentences).
    """
    print(f"\n{name}\n")
    print(_table(report["columns"], report["rows"]))
    compared = [row["checked"] for row in report["rows"] if "checked" in row]
    if compared:
        print(
            f"\n{sum(compared)} answers compared with plain Python, {len(report['wrong'])} wrong."
        )
    for sentence in report["wrong"]:
        print(f"  {sentence}")
    about = machine.describe()
    print(", ".join(f"{key} {value}" for key, value in about.items()))
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps({"machine": about, **report}, indent=1, default=str) + "\n")
    print(f"Written to {path.relative_to(ROOT)}")
    return len(report["wrong"])


def _table(columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> str:
    cells = [list(columns.values())]
    cells += [[_cell(row.get(key)) for key in columns] for row in rows]
    widths = [max(len(row[place]) for row in cells) for place in range(len(columns))]
    lines = ["  ".join(c.rjust(w) for c, w in zip(row, widths, strict=True)) for row in cells]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.2f}" if value < 100 else f"{value:,.0f}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)
