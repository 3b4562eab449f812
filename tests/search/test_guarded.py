"""The circuit breaker: who waits for a server in trouble, and how often."""

import time

import pytest

from search.engines import EngineAway
from search.engines.embedded import EmbeddedEngine
from search.engines.guarded import GuardedEngine
from tests.search.asking import search, slugs
from tests.search.builders import CATALOGUE, document


class Server(EmbeddedEngine):
    """An engine that can be told to fail at searches alone."""

    name = "server"
    fails_with = None

    def search(self, *args, **kwargs):
        if self.fails_with:
            raise self.fails_with
        return super().search(*args, **kwargs)


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path / "server")
    server.rebuild([document("server")], catalogue=CATALOGUE)
    return server


@pytest.fixture
def guarded(server, tmp_path):
    behind = EmbeddedEngine(tmp_path / "behind")
    behind.rebuild([document("behind")], catalogue=CATALOGUE)
    return GuardedEngine(server, behind, pause=0.05)


def tried(guarded):
    """Visit until the server has been tried again."""
    began, tries = time.monotonic(), guarded._try_at
    while guarded._trying or (guarded.trouble and guarded._try_at == tries):
        assert time.monotonic() < began + 10
        assert slugs(search(guarded)) == ["behind"] or not guarded.trouble
        time.sleep(0.01)
    return guarded.trouble


def test_a_server_that_is_well_and_slow_is_not_asked_again_by_visitors(guarded, server):
    server.fails_with = EngineAway("slow")
    assert slugs(search(guarded)) == ["behind"]
    assert server.status().state == "ready"
    assert tried(guarded) == "slow"
    assert tried(guarded) == "slow"
    server.fails_with = None
    assert tried(guarded) == ""
    # The options alone prove nothing, and it is slow again: the pause goes on from where it was.
    guarded.catalogue()
    server.fails_with = EngineAway("slow")
    search(guarded)
    assert guarded._try_at > time.monotonic() + 0.3
    server.fails_with = None
    assert tried(guarded) == ""
    assert slugs(search(guarded)) == ["server"]
    server.fails_with = EngineAway("slow")
    search(guarded)
    assert guarded._try_at < time.monotonic() + 0.1


def test_an_error_of_our_own_while_the_server_is_tried_is_logged_and_waits(guarded, server, caplog):
    server.fails_with = EngineAway("slow")
    search(guarded)
    server.fails_with = LookupError("a mistake")
    assert tried(guarded) == "the server could not be tried again"
    assert guarded._try_at > time.monotonic()
    assert "LookupError" in caplog.text


def test_trouble_is_read_without_asking_and_looked_for_when_told(guarded, server, monkeypatch):
    asked = []
    status = server.status

    def counted():
        asked.append(1)
        return status()

    monkeypatch.setattr(server, "status", counted)
    assert guarded.trouble == ""
    assert asked == []
    assert guarded.look() == ""
    assert asked == [1]


def test_a_mistake_of_our_own_costs_no_visitor_the_answer_and_the_server_no_trust(
    guarded, server, caplog
):
    server.fails_with = KeyError("title")
    assert slugs(search(guarded)) == ["behind"]
    assert guarded.trouble == ""
    assert "KeyError" in caplog.text
    server.fails_with = None
    assert slugs(search(guarded)) == ["server"]


def test_a_server_that_lacks_changes_is_not_asked_until_it_has_them(guarded, server):
    late = [True]
    guarded.lags = lambda: late[0]
    assert slugs(search(guarded)) == ["behind"]
    late.clear()
    late.append(False)
    assert slugs(search(guarded)) == ["server"]
