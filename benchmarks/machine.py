"""On which machine something was measured, and what it spent."""

import os
import platform
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

_PROC = Path("/proc")


def describe() -> dict[str, object]:
    """The machine and the versions that matter, as plain values."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "django": version("django"),
        "wagtail": version("wagtail"),
        "tantivy": version("tantivy"),
        "granian": version("granian"),
        "day": time.strftime("%Y-%m-%d"),
        "loop_ms": round(loop(), 1),
    }


def loop() -> float:
    """CPU time in ms of a fixed loop in Python: how fast this machine is just now."""
    started = time.process_time()
    total = 0
    for number in range(1_000_000):
        total += number & 7
    return 1000 * (time.process_time() - started)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of ``values`` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def cpu_seconds(root: int) -> float:
    """CPU time that a process, its threads and its children have spent, in seconds."""
    return sum(_own_cpu(pid) for pid in family(root))


def family(root: int) -> list[int]:
    """A process and everything it started."""
    members = [root]
    for pid in members:
        for children in (_PROC / str(pid)).glob("task/*/children"):
            members += [int(child) for child in children.read_text().split()]
    return members


def _own_cpu(pid: int) -> float:
    # schedstat counts nanoseconds; stat only ticks of ten milliseconds.
    spent = 0
    for task in (_PROC / str(pid)).glob("task/*/schedstat"):
        spent += int(task.read_text().split()[0])
    return spent / 1e9


def private_memory() -> int:
    """Bytes of this process that it shares with no other and with no file."""
    for line in (_PROC / "self" / "smaps_rollup").read_text().splitlines():
        if line.startswith("Anonymous:"):
            return 1024 * int(line.split()[1])
    return 0


def _processor() -> str:
    try:
        lines = (_PROC / "cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
