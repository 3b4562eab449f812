"""What the tests of one file share: rows made once, in a transaction around all of them.

Each test has its own transaction inside that one and is taken back as ever. It takes what is shared
fresh from the database, so that nothing that a test did to an object is seen by the next.
"""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

Share = Callable[[Callable[[], object]], None]


@pytest.fixture(scope="module")
def share(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Share]:
    """`share(make)` calls `make`, and keeps its rows until the file's last test is over.

    In a file with tests that commit nothing is made: each test makes its own, as without this.
    """
    tests = [item for item in request.session.items if item.path == request.path]
    if any(_commits(item) for item in tests):
        yield lambda make: None
        return

    def make_and_keep(make: Callable[[], object]) -> None:
        make()
        # Nothing here is ever committed, and a test counts what it schedules itself.
        connection.run_on_commit.clear()

    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # a durable block may stand in it
    with django_db_blocker.unblock(), around:
        yield make_and_keep
        transaction.set_rollback(True)


def _commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    fixtures = getattr(item, "fixturenames", ())
    return (mark is not None and bool(mark.kwargs.get("transaction"))) or not (
        {"transactional_db", "live_server"}.isdisjoint(fixtures)
    )
