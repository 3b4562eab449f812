"""A PostgreSQL server for the occasion: made in a temporary folder, stopped and removed after.

It listens on a socket in that folder only, and keeps nothing safe (no fsync): it is for tests.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

MISSING = "PostgreSQL's server is not installed (on Debian or Ubuntu: sudo apt install postgresql)"
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}


class PostgreSQLMissing(Exception):
    """No server can be started here; the message says what to install or change."""


@contextmanager
def throwaway_server() -> Iterator[str]:
    """Start a server with an empty database; gives its URL for a superuser, as DATABASE_URL.

    Raises PostgreSQLMissing when the programs are not installed, or when this is root and no
    other account may run them (PostgreSQL refuses to run as root).
    """
    programs = find_programs()
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="turnstone-pg-"))
    data = folder / "data"
    try:
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)

        def run(program: str, *arguments: str) -> None:
            _run_as(account, [str(programs / program), *arguments], cwd=folder)

        run("initdb", "-D", str(data), "-U", "turnstone", "-E", "UTF8", "--auth=trust", "-N")
        with (data / "postgresql.conf").open("a") as configuration:
            configuration.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
            configuration.write(f"unix_socket_directories = '{folder}'\n")
        run("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-w", "-t", "60", "start")
        try:
            yield f"postgresql://turnstone@{quote(str(folder), safe='')}:5432/postgres"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path:
    """The folder of `initdb` and `pg_ctl`: on the PATH, or where Debian keeps them (newest)."""
    on_path = shutil.which("initdb")
    if on_path and shutil.which("pg_ctl", path=str(Path(on_path).parent)):
        return Path(on_path).parent
    found = sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda folder: int(folder.parent.name),
    )
    if not found:
        raise PostgreSQLMissing(MISSING)
    return found[-1]


def _account() -> pwd.struct_passwd | None:
    """The account that runs the server: ours, unless we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgreSQLMissing("PostgreSQL does not run as root, and there is no account postgres")


def _run_as(account: pwd.struct_passwd | None, command: list[str], *, cwd: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        # pg_ctl's server keeps standard output open: into a file, or reading it never ends.
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if "pg_ctl" not in command[0] else subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        log = cwd / "log"
        reason = log.read_text() if log.exists() else (done.stderr or b"").decode()
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{reason}")
