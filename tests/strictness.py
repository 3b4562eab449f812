"""On a laptop a missing server skips its tests; in CI everything is there, or it is broken."""

import os
from collections.abc import Callable, Generator

import pytest

#: Says of a reason whether it may skip a test in CI too: for what the project may not carry.
ALLOWED_TO_SKIP: list[Callable[[str], bool]] = []
IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    refuse_skip_in_ci(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    refuse_skip_in_ci(report)
    return report


def refuse_skip_in_ci(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skipped test or file into a failed one, with the reason it gave."""
    if not IN_CI or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    if any(allowed(str(reason)) for allowed in ALLOWED_TO_SKIP):
        return
    report.outcome = "failed"
    report.longrepr = f"CI runs every test, and this one was skipped: {reason}"
