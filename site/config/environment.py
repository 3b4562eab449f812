"""Everything the process is told from outside, read in one place.

A demonstration makes what it lacks at its first start; production refuses, naming the
setting and the remedy.
"""

import contextlib
import os
import re
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

Role = Literal["public", "staff"]
ROOT = Path(__file__).resolve().parents[2]
SHORTEST_SECRET = 50
_HTTPS_ADDRESS = re.compile(
    r"https://(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*(:[1-9][0-9]{0,4})?/?", re.ASCII | re.IGNORECASE
)
DATA_FOLDERS = ("index", "mail", "media", "log", "run", "static")


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """One process's settings from outside. `data` and `keys` are absolute folders."""

    demonstration: bool
    role: Role
    data: Path
    keys: Path
    port: int
    staff_port: int
    database_url: str
    secret_key: str
    public_url: str
    staff_url: str
    email_url: str
    check_links: bool
    elasticsearch_url: str


def read_environment() -> Environment:
    """Read the process environment.

    Raises ImproperlyConfigured, naming the variable and the remedy, for a value that cannot be
    used or (in production) is missing or unsafe.
    """
    kind = _one_of("TURNSTONE_ENV", ("demonstration", "production"), default="demonstration")
    role = cast(Role, _one_of("TURNSTONE_ROLE", ("public", "staff"), default="staff"))
    if kind == "production":
        return _production(role)
    data = Path(os.environ.get("TURNSTONE_DATA") or ROOT / "var").absolute()
    keys = Path(os.environ.get("TURNSTONE_KEYS") or data / "keys").absolute()
    _make_private_folders(data, *(data / name for name in DATA_FOLDERS))
    _make_private_folders(keys, *(keys / name for name in ("public", "staff", "clock")))
    port, staff_port = _port("PORT", 8000), _port("STAFF_PORT", 8001)
    return Environment(
        demonstration=True,
        role=role,
        data=data,
        keys=keys,
        port=port,
        staff_port=staff_port,
        database_url=os.environ.get("DATABASE_URL", ""),
        secret_key=read_or_make_secret(keys / role / "secret-key"),
        public_url=f"http://localhost:{port}",
        staff_url=f"http://localhost:{staff_port}",
        email_url="",
        check_links=_check_links("off"),
        elasticsearch_url=_elasticsearch(private=False),
    )


def _production(role: Role) -> Environment:
    secret = _required(
        "TURNSTONE_SECRET_KEY",
        f"Give each role its own random text of at least {SHORTEST_SECRET} characters.",
    )
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < 10 or _repeats(secret):
        raise ImproperlyConfigured(
            "TURNSTONE_SECRET_KEY is too short or too regular. "
            f"Use at least {SHORTEST_SECRET} random characters, different for each role."
        )
    database = _required(
        "DATABASE_URL", "Name the PostgreSQL database, as postgresql://role@host/name."
    )
    if _parts(database).scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            "DATABASE_URL is not PostgreSQL. SQLite cannot enforce what each role may touch; "
            "use postgresql://… in production."
        )
    data = Path(_required("TURNSTONE_DATA", "Name a folder that only this service can read."))
    keys = Path(_required("TURNSTONE_KEYS", "Name this role's folder of keys (see make_keys)."))
    if role == "public" and can_read(keys / "staff"):
        raise ImproperlyConfigured(
            f"TURNSTONE_KEYS: the public role can read {keys / 'staff'}. Take the staff keys off "
            "its machine, or let only the staff role's user read that folder (mode 0700)."
        )
    _make_private_folders(data, *(data / name for name in DATA_FOLDERS))
    if data.stat().st_mode & 0o077:
        raise ImproperlyConfigured(
            f"TURNSTONE_DATA: others than its owner can read or enter {data}. Close it: "
            f"chmod 700 {data}"
        )
    public_url, staff_url = _https_url("TURNSTONE_PUBLIC_URL"), _https_url("TURNSTONE_STAFF_URL")
    if urlsplit(public_url).hostname == urlsplit(staff_url).hostname:
        raise ImproperlyConfigured(
            "TURNSTONE_STAFF_URL has the host name of TURNSTONE_PUBLIC_URL. Give each zone a host "
            "name of its own, so that neither can set or read the other's cookies."
        )
    return Environment(
        demonstration=False,
        role=role,
        data=data.absolute(),
        keys=keys.absolute(),
        port=_port("PORT", 8000),
        staff_port=_port("STAFF_PORT", 8001),
        database_url=database,
        secret_key=secret,
        public_url=public_url,
        staff_url=staff_url,
        email_url=_mail_server(role),
        check_links=_check_links("on"),
        elasticsearch_url=_elasticsearch(private=True),
    )


def _one_of(name: str, allowed: tuple[str, ...], *, default: str) -> str:
    value = os.environ.get(name) or default
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}. Use one of: {', '.join(allowed)}.")
    return value


def _check_links(default: str) -> bool:
    """Whether the worker may ask other servers whether the directory's links still answer."""
    return _one_of("TURNSTONE_CHECK_LINKS", ("on", "off"), default=default) == "on"


def _required(name: str, remedy: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is missing. {remedy}")
    return value


def _https_url(name: str) -> str:
    value = _required(name, "Name the address visitors use, as https://example.org.")
    # A wildcard here would let any host name in.
    if not _HTTPS_ADDRESS.fullmatch(value):
        raise ImproperlyConfigured(
            f"{name} is {value!r}. Use https:// and a host name (and :port if it is not 443), "
            "nothing else."
        )
    return value.rstrip("/")


def _mail_server(role: Role) -> str:
    if role == "public":
        if os.environ.get("EMAIL_URL"):
            raise ImproperlyConfigured(
                "EMAIL_URL is set for the public role, which sends no mail. Unset it here: the "
                "password of the mail server belongs to the staff role alone."
            )
        return ""
    remedy = "Name the mail server, as smtps://user:password@host:465."
    value = _required("EMAIL_URL", remedy)
    parts = _parts(value)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not _has_port(parts):
        raise ImproperlyConfigured(f"EMAIL_URL cannot be read. {remedy} (smtp:// uses STARTTLS.)")
    return value


def _elasticsearch(*, private: bool) -> str:
    value = os.environ.get("ELASTICSEARCH_URL", "")
    if not value:
        return ""
    from search.engines.address import Address

    remedy = "Name the server, as https://user:password@host:9200."
    try:
        address = Address.read(value)
    except ValueError as trouble:
        raise ImproperlyConfigured(
            f"ELASTICSEARCH_URL cannot be used: {trouble}. {remedy}"
        ) from None
    if private and not address.is_private:
        raise ImproperlyConfigured(
            "ELASTICSEARCH_URL sends what people search for over the network where others can read "
            f"it. Use https:// for a server on another machine. {remedy}"
        )
    return value


def _port(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit()) or not 0 < int(value) < 65536:
        raise ImproperlyConfigured(f"{name} is {value!r}. Use a port number from 1 to 65535.")
    return int(value)


def _repeats(text: str) -> bool:
    """Whether a text is a shorter one, over and over."""
    return text in (text + text)[1:-1]


def _parts(address: str) -> SplitResult:
    """The parts of an address; of one that cannot be read, none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _has_port(parts: SplitResult) -> bool:
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


def can_read(folder: Path) -> bool:
    """Whether this process sees any file in `folder`."""
    try:
        return any(folder.iterdir())
    except OSError:
        return False


def _make_private_folders(*folders: Path) -> None:
    for folder in folders:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as trouble:
            raise ImproperlyConfigured(
                f"TURNSTONE_DATA: cannot make the folder {folder} ({trouble.strerror}). "
                "Name a folder you may write to."
            ) from trouble


def read_or_make_secret(path: Path) -> str:
    """Several processes may start at once: the first to finish its file decides for all."""
    if not path.exists():
        handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        Path(fresh).unlink()
    text = path.read_text(encoding="ascii").strip()
    if len(text) < SHORTEST_SECRET:
        raise ImproperlyConfigured(
            f"The secret in {path} is cut short. Delete the file; a new one is made at start "
            "(people who are signed in will have to sign in again)."
        )
    return text
