"""What a damaged index is called, whichever way the library complains of it."""

from search.engines.base import IndexUnavailable


class Reading:
    """Turns the library's complaints about a damaged index into :class:`IndexUnavailable`."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        # A panic of the library derives from BaseException and has no name to import.
        if kind and (issubclass(kind, ValueError | OSError) or kind.__name__ == "PanicException"):
            raise IndexUnavailable("the text index cannot be read") from error


reading = Reading()
