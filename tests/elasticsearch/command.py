"""`./dev elasticsearch`: the same server that the tests run on, for trying out."""

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path

from tests.elasticsearch.distribution import VERSIONS, ElasticsearchMissing, cache_folder
from tests.elasticsearch.server import Cluster, start_cluster

PATIENCE = 20  # seconds in which a server that is asked to stop has stopped


def main(arguments: list[str]) -> int:
    """Start or stop the server. Gives the exit code."""
    parser = argparse.ArgumentParser(
        prog="./dev elasticsearch",
        description=(
            "Start a real Elasticsearch on this machine, for tests and for trying out: it is "
            "Elastic's test distribution, keeps nothing when it is stopped, and asks for no "
            "password. Only this machine can reach it."
        ),
    )
    parser.add_argument("what", choices=("start", "stop"))
    parser.add_argument("--version", choices=VERSIONS, default=VERSIONS[0])
    parser.add_argument("--port", type=int, default=9200, help="(default: %(default)s)")
    given = parser.parse_args(arguments)
    try:
        return start(given.version, given.port) if given.what == "start" else stop()
    except (ElasticsearchMissing, RuntimeError) as trouble:
        print(f"{trouble}.", file=sys.stderr)
        return 1


def start(version: str, port: int) -> int:
    note = _note()
    if note.exists() and _runs(json.loads(note.read_text())["pid"]):
        print(f"It runs already: {json.loads(note.read_text())['url']}. To end it: stop")
        return 0
    print(f"Starting Elasticsearch {version}; the first time it is fetched (100 MB)", flush=True)
    cluster = start_cluster(version, ports=[(port, port + 100)])
    _write(note, cluster)
    url = cluster.urls[0]
    print(
        f"Ready: {url}\n"
        f"The site on it:  ELASTICSEARCH_URL={url} ./dev start\n"
        f"The tests on it: ELASTICSEARCH_URL={url} ./dev test tests/search\n"
        "To end it:       ./dev elasticsearch stop"
    )
    return 0


def stop() -> int:
    note = _note()
    if not note.exists():
        print("No server was started by ./dev elasticsearch.")
        return 0
    started = json.loads(note.read_text())
    with contextlib.suppress(ProcessLookupError):
        os.kill(started["pid"], signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while _runs(started["pid"]) and time.monotonic() < deadline:
        time.sleep(0.2)
    with contextlib.suppress(ProcessLookupError):
        os.kill(started["pid"], signal.SIGKILL)
    shutil.rmtree(started["folder"], ignore_errors=True)
    note.unlink()
    print("Stopped. What it held is gone; the next rebuild_index makes it anew.")
    return 0


def _note() -> Path:
    return cache_folder() / "started.json"


def _write(note: Path, cluster: Cluster) -> None:
    node = cluster.nodes[0]
    started = {"pid": node.java_pid, "url": node.url, "folder": str(cluster.folder)}
    note.write_text(json.dumps(started))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
