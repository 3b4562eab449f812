"""`./dev test`: the checks, the suite on SQLite, and on PostgreSQL what touches the database."""

import os
import subprocess
import sys
from pathlib import Path

from tests.elasticsearch.distribution import VERSIONS
from tests.postgresql import PostgreSQLMissing, throwaway_server
from tests.strictness import IN_CI

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """Run pytest with `arguments`, or everything when there are none. Gives the exit code."""
    if arguments[:1] == ["--postgresql"]:
        try:
            return on_postgresql(arguments[1:])
        except PostgreSQLMissing as missing:
            print(f"{missing}.", file=sys.stderr)
            return 1
    if arguments:
        return pytest(arguments)
    fetch_elasticsearch()
    checks = start_checks()
    # The whole suite comes last, so that the closing line counts all of it.
    try:
        print("The tests that touch the database, on PostgreSQL", flush=True)
        failed = on_postgresql(["--database-only", *parallel()])
    except PostgreSQLMissing as missing:
        print(f"Skipped: {missing}.", flush=True)
        failed = 1 if IN_CI else 0
    failed = end_checks(checks) or failed
    if failed:
        return failed
    print("The whole suite, on SQLite", flush=True)
    return pytest(parallel())


def start_checks() -> "subprocess.Popen[str]":
    """`./dev check` beside the first tests, which wait for migrations at first."""
    return subprocess.Popen(
        [str(ROOT / "dev"), "check"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def end_checks(checks: "subprocess.Popen[str]") -> int:
    """Print what `./dev check` said once it is done. Gives its exit code."""
    said, _ = checks.communicate()
    print(f"./dev check\n{said}", end="", flush=True)
    return checks.returncode


def on_postgresql(arguments: list[str]) -> int:
    with throwaway_server() as url:
        return pytest(arguments, DATABASE_URL=url)


def parallel() -> list[str]:
    # More than there are processors: browsers and servers are waited for.
    processes = (os.cpu_count() or 1) + 2
    return [f"--numprocesses={processes}", "--dist=loadgroup", "--no-loadscope-reorder"]


def fetch_elasticsearch() -> None:
    """Have the servers fetched while the tests run that need none; the others say what fails."""
    if os.environ.get("ELASTICSEARCH_URL"):
        return
    fetch = "; ".join(f"distribution.fetch({version!r})" for version in VERSIONS)
    subprocess.Popen(
        [sys.executable, "-c", f"from tests.elasticsearch import distribution; {fetch}"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def pytest(arguments: list[str], **variables: str) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    environment = os.environ | variables
    # Each of the processes would otherwise rewrite the assertions of every file anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        return subprocess.run(command, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
