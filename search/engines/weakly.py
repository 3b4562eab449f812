"""Methods that their object may keep in itself, and still be gone as soon as nobody holds it."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar
from weakref import WeakMethod

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def weakly(method: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """The method, for who is part of its object: a cache on it holds no circle together.

    An index of another generation takes many megabytes, and the collector of circles, that comes
    by when it pleases, would let it stay.
    """
    held = WeakMethod(method)

    def ask(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        own = held()
        if own is None:
            raise ReferenceError("what this was a method of is gone")
        return own(*args, **kwargs)

    return ask
