"""What the audit log refuses. Every message is a sentence for whoever runs the site."""


class AuditError(Exception):
    """Something that may not enter the log, or a log that can no longer be vouched for."""


class EntryRefused(AuditError):
    """An entry with an unknown action, or with more than codes and ids in it."""


class AuditLogBroken(AuditError):
    """A row or an anchor is not what it was. `row` is the number of the row where it shows."""

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(f"Row {row}: {reason}")
        self.row = row
        self.reason = reason
