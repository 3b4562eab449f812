"""Running Elasticsearch: nodes on loopback, in a temporary folder, small and forgetful."""

import contextlib
import http.client
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.elasticsearch.distribution import ElasticsearchMissing, find_java, unpack

# Seconds: three nodes on a busy machine with two cores take half of it.
LONGEST_WAIT = 300
_SETTINGS = {
    "network.host": "127.0.0.1",
    "xpack.security.enabled": "false",
    # A laptop's disk is often nearly full; a test that wants the block sets it.
    "cluster.routing.allocation.disk.threshold_enabled": "false",
    "action.destructive_requires_name": "false",
}
_IN_MEMORY = 2 << 30  # bytes that should be free there
# Quick to start rather than quick in the long run: a quarter of a start goes into checking classes.
_QUICK = (
    "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -XX:-UsePerfData"
    " -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
)


@dataclass
class Node:
    """A node that runs: its address, and the folder of its configuration, data and log."""

    name: str
    port: int
    folder: Path
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def java_pid(self) -> int:
        """The process of the server itself; ``process`` is its launcher."""
        return int((self.folder / "pid").read_text())

    def kill(self) -> None:
        """As if the machine had lost its power."""
        os.kill(self.java_pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Cluster:
    """Nodes of one version that know of each other."""

    version: str
    folder: Path
    nodes: list[Node] = field(default_factory=list)

    @property
    def urls(self) -> list[str]:
        return [node.url for node in self.nodes]

    def stop(self) -> None:
        for node in self.nodes:
            # Nothing in it is worth keeping, so nothing is waited for.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(node.process.pid, signal.SIGKILL)
            with contextlib.suppress(OSError, ValueError):
                os.kill(node.java_pid, signal.SIGKILL)
            node.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def running_cluster(version: str, *, nodes: int = 1, heap: int = 512) -> Iterator[Cluster]:
    """Start a cluster and wait for it; stop it and remove everything after.

    ``heap`` is in MiB for each node. Raises :class:`ElasticsearchMissing`.
    """
    cluster = start_cluster(version, nodes=nodes, heap=heap)
    try:
        yield cluster
    finally:
        cluster.stop()


def start_cluster(
    version: str, *, nodes: int = 1, heap: int = 512, ports: Sequence[tuple[int, int]] = ()
) -> Cluster:
    """Start it and leave it running. ``ports`` are (HTTP, transport) of each node, or free ones."""
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="turnstone-elasticsearch-", dir=_memory()))
    cluster = Cluster(version, folder)
    try:
        home = unpack(version, folder)
        java = find_java(version, folder)
        pairs = list(ports) or [(_free_port(), _free_port()) for _ in range(nodes)]
        for number, (port, transport) in enumerate(pairs):
            _configure(cluster, home, number, port, transport, [t for _, t in pairs])
        if account:
            for path in [folder, *folder.rglob("*")]:
                os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
        for number, (port, _) in enumerate(pairs):
            cluster.nodes.append(_start(folder, home, java, number, port, heap, account))
        for node in cluster.nodes:
            _wait(node, len(pairs))
    except BaseException:
        cluster.stop()
        raise
    return cluster


def _configure(
    cluster: Cluster, home: Path, number: int, port: int, transport: int, transports: list[int]
) -> None:
    folder = _node_folder(cluster.folder, number)
    shutil.copytree(home / "config", folder / "config")
    for name in ("data", "logs", "tmp"):
        (folder / name).mkdir()
    settings: dict[str, object] = {
        **_SETTINGS,
        "cluster.name": cluster.folder.name,
        "node.name": folder.name,
        "path.data": folder / "data",
        "path.logs": folder / "logs",
        "http.port": port,
        "transport.port": transport,
    }
    if len(transports) == 1:
        settings["discovery.type"] = "single-node"
    else:
        seeds = ", ".join(f'"127.0.0.1:{other}"' for other in transports)
        names = ", ".join(_node_folder(cluster.folder, n).name for n in range(len(transports)))
        settings["discovery.seed_hosts"] = f"[{seeds}]"
        settings["cluster.initial_master_nodes"] = f"[{names}]"
    lines = [f"{name}: {value}" for name, value in settings.items()]
    (folder / "config" / "elasticsearch.yml").write_text("\n".join(lines) + "\n")


def _start(
    folder: Path,
    home: Path,
    java: Path,
    number: int,
    port: int,
    heap: int,
    account: pwd.struct_passwd | None,
) -> Node:
    own = _node_folder(folder, number)
    with (own / "output").open("wb") as output:
        process = subprocess.Popen(
            [str(home / "bin" / "elasticsearch"), "-p", str(own / "pid")],
            cwd=own,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(own),
                "ES_JAVA_HOME": str(java),
                "ES_JAVA_OPTS": f"-Xms256m -Xmx{heap}m {_QUICK}",
                "CLI_JAVA_OPTS": _QUICK,
                "ES_PATH_CONF": str(own / "config"),
                "ES_TMPDIR": str(own / "tmp"),
            },
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Node(own.name, port, own, process)


def _wait(node: Node, nodes: int) -> None:
    """Wait until the node serves in a whole cluster; raises RuntimeError with its last words."""
    deadline = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < deadline and node.process.poll() is None:
        if _is_healthy(node.port, nodes):
            return
        time.sleep(0.25)
    said = (node.folder / "output").read_text(errors="replace")[-3000:]
    raise RuntimeError(f"Elasticsearch's {node.name} did not come up:\n{said}")


def _is_healthy(port: int, nodes: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        path = f"/_cluster/health?wait_for_status=yellow&wait_for_nodes=%3E%3D{nodes}&timeout=2s"
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _node_folder(folder: Path, number: int) -> Path:
    return folder / f"node-{number + 1}"


def _memory() -> str | None:
    """A file system in memory, where nothing waits for a disk; None where it is too small."""
    try:
        free = shutil.disk_usage("/dev/shm").free
    except OSError:
        return None
    return "/dev/shm" if free > _IN_MEMORY else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _account() -> pwd.struct_passwd | None:
    """The account that runs the server: ours, unless we are root, as whom it refuses to run."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise ElasticsearchMissing(
            "Elasticsearch does not run as root, and there is no account nobody"
        ) from None
