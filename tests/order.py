"""In which order the groups of tests are handed out to the processes that run them.

What takes longest begins first, so that at the end nobody waits for one process that still has a
long file before it. pytest-xdist itself would begin with the groups of many tests, and a file of
six that takes two minutes would come last: `tests/run.py` asks it to keep the order made here.
"""

import pytest

#: Groups and files (below `tests/`) that take longest, the longest first.
LONGEST = (
    "demonstration in browsers",
    "demonstration",
    "dev",
    "grants",
    "directory/imports/test_round_trip.py",
    "search/test_benchmarks.py",
    "portal/test_url_matrix.py",
    "elasticsearch 8.19.0",
    "elasticsearch 9.2.0",
    "elasticsearch cluster",
    "search/test_against_reference.py",
    "directory/imports/test_processes.py",
    "directory/test_editing.py",
    "portal/entries/test_nothing_of_others.py",
    "portal/entries/test_reviewing.py",
    "directory/test_loader.py",
    "site/test_suite.py",
    "directory/exchange/test_memory.py",
    "search/test_embedded_store.py",
    "portal/entries/test_own_entries.py",
    "directory/test_rating_history.py",
    "directory/imports/test_undo.py",
)


def group_of(item: pytest.Item) -> str:
    """The name of the group whose tests run in one process: that of its mark, or the file."""
    mark = item.get_closest_marker("xdist_group")
    return str(mark.args[0]) if mark else item.nodeid.partition("::")[0].removeprefix("tests/")


def put_longest_first(items: list[pytest.Item]) -> None:
    """Sort the groups: those named above, then by the number of their tests."""
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    names = [group_of(item) for item in items]
    sizes: dict[str, int] = {}
    for name in names:
        sizes[name] = sizes.get(name, 0) + 1
    keys = {name: (ranks.get(name, len(ranks)), -size, name) for name, size in sizes.items()}
    items[:] = [
        item for _, item in sorted(zip(names, items, strict=True), key=lambda pair: keys[pair[0]])
    ]
