"""What every test may rely on: loopback only, no quiet skips in CI, real servers on request."""

import functools
import gc
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from tests.cast import *  # noqa: F403  (the cast's fixtures, for every test)
from tests.chromium import ARGUMENTS, ChromiumMissing, find_chromium
from tests.databases import runs_once
from tests.demonstration import demonstration  # noqa: F401  (a fixture)
from tests.elasticsearch.distribution import ElasticsearchMissing
from tests.elasticsearch.server import running_cluster
from tests.order import group_of, put_longest_first
from tests.postgresql import PostgreSQLMissing, throwaway_server
from tests.settings import ELASTICSEARCH_TO_TEST
from tests.sharing import share  # noqa: F401  (a fixture)
from tests.strictness import (  # noqa: F401  (hooks)
    pytest_make_collect_report,
    pytest_runtest_makereport,
)
from tests.tasks import Backend
from tests.template_database import copy_template, keep_template, make_test_database, put_back

# Django's applications alone are so much to go through that the collector of circles took a sixth
# of the suite's time.
gc.set_threshold(100_000, 50, 100)

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="only the tests that touch the database, without those of tests/databases.py",
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What runs on SQLite alone is not even read where only the other is asked for."""
    if not config.getoption("--database-only"):
        return None
    folder = config.rootpath / "tests"
    inside = collection_path.is_relative_to(folder)
    return (inside and runs_once(collection_path.relative_to(folder))) or None


@pytest.hookimpl(wrapper=True)  # begins before pytest-xdist reads the groups
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, None, None]:
    # A file's tests stay in one process, where they share what its fixtures make.
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(group_of(item)))
    if config.getoption("--database-only"):
        kept = [item for item in items if _touches_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept
    yield
    put_longest_first(items)


def _touches_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Let Django take the copied database as it is; the folder around it goes after the run."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """The last moment before the test database is set up: put the migrated one in its place."""
    with django_db_blocker.unblock():
        copy_template()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """pytest-django's own set-up, and a copy kept of what it made."""
    with django_db_blocker.unblock():
        if any(_touches_database(item) for item in request.session.items):
            keep_template()
        elif connection.vendor == "sqlite":
            make_test_database()
            keep_template()


@pytest.fixture(scope="session", autouse=True)
def put_back_after_commits() -> None:
    """After a test that commits, the migrated database is put back instead of emptied."""
    TransactionTestCase._fixture_teardown = lambda case: put_back()  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def no_language_left_over() -> None:
    """The pages that an earlier test asked for leave their language active on this thread."""
    translation.deactivate()


@pytest.fixture
def indexes_of_wagtail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wagtail's indexes of references and of its search follow each save at once."""
    monkeypatch.setattr(Backend, "carries_out_all", True)


@pytest.fixture
def public_site(settings: Settings) -> None:
    """The public process's pages and middleware for this test's `client`."""
    settings.ROLE = "public"
    settings.ROOT_URLCONF = "config.urls.public"
    settings.MIDDLEWARE = settings.PUBLIC_MIDDLEWARE


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """URL (superuser) of an empty PostgreSQL server made for this run."""
    try:
        with throwaway_server() as url:
            yield url
    except PostgreSQLMissing as missing:
        # A laptop need not have it; with CI=true, strictness.py makes a failure of it.
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def elasticsearch_servers() -> Iterator[Callable[[str], str]]:
    """``elasticsearch_servers(version)``: URL of a server, started once for this process."""
    with ExitStack() as stack:

        @functools.cache
        def start(version: str) -> str:
            if version == "elsewhere":
                return ELASTICSEARCH_TO_TEST
            return stack.enter_context(running_cluster(version)).urls[0]

        def server(version: str) -> str:
            try:
                return start(version)
            except ElasticsearchMissing as missing:
                # As with PostgreSQL: a failure where CI=true.
                pytest.skip(str(missing))

        yield server


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Debian's Chromium (or another that is installed), asking nothing of the network itself."""
    try:
        chromium = find_chromium()
    except ChromiumMissing as missing:
        # As with PostgreSQL: a failure where CI=true.
        pytest.skip(str(missing))
    # Playwright's loop rests on this thread between its calls, until the run ends. Django takes
    # it for one that runs, and would refuse its database to every later test of this process.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {**browser_type_launch_args, "executable_path": chromium, "args": ARGUMENTS}
