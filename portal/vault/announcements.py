"""What the vault did, told to whoever listens: the audit log lies above the vault and signs up."""

from collections.abc import Callable, Mapping
from uuid import UUID

Listener = Callable[[str, UUID | None, Mapping[str, int | str]], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have `listener(action, owner, details)` called for each act, inside its transaction."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(action: str, *, owner: UUID | None = None, **details: int | str) -> None:
    """Tell every listener; what one raises stops the act, since none may go unrecorded."""
    for listener in _listeners:
        listener(action, owner, details)
