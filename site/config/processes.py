"""Child processes that live and end together."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Seconds a child has, after being asked to stop, to finish what it is doing.
PATIENCE = 8.0
LAST_LINES = 20


class ChildEnded(Exception):
    """A child that should be running has ended by itself."""

    def __init__(self, child: "Child") -> None:
        super().__init__(f"the {child.name} ended by itself (exit code {child.process.poll()})")
        self.child = child


@dataclass(frozen=True, slots=True)
class Child:
    """A running child: what it is called, its process, and the file that its output goes to."""

    name: str
    process: "subprocess.Popen[bytes]"
    output: Path | None

    def last_words(self) -> str:
        """The last lines that the child printed."""
        if self.output is None:
            return ""
        lines = self.output.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-LAST_LINES:])


class Family:
    """Starts children in process groups of their own, so that Ctrl-C reaches their parent alone
    and the parent decides in which order they end.
    """

    def __init__(self) -> None:
        self.children: list[Child] = []

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        output: Path | None = None,
    ) -> Child:
        """Start `command`; its output goes to the file `output` (mode 0600), or to ours."""
        handle = None
        if output is not None:
            handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            process = subprocess.Popen(  # noqa: S603  (commands are written in this project)
                list(command),
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=handle,
                stderr=subprocess.STDOUT if handle is not None else None,
                start_new_session=True,
            )
        finally:
            if handle is not None:
                os.close(handle)
        child = Child(name, process, output)
        self.children.append(child)
        return child

    def check(self) -> None:
        """Raises ChildEnded when one of the children is no longer running."""
        for child in self.children:
            if child.process.poll() is not None:
                raise ChildEnded(child)

    def wait_for(self, child: Child) -> int:
        """Wait until `child` ends; gives its exit code and lets it go."""
        code = child.process.wait()
        self.children.remove(child)
        return code

    def stop(self) -> None:
        """Ask all children to end, last started first; end those that do not, with their groups."""
        for child in reversed(self.children):
            child.process.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in reversed(self.children):
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(timeout=max(0.0, deadline - time.monotonic()))
            # Also a grandchild that outlived its parent holds a port or the database.
            _kill_group(child)
            child.process.wait()
        self.children.clear()


def _kill_group(child: Child) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.process.pid, signal.SIGKILL)
