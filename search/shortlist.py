"""The codes of a list that lives in an address: they name programmes to this site alone."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from uuid import UUID

#: The most programmes on one list, and side by side.
MAX_KEPT = 12
MAX_COMPARED = 4

_CODE = re.compile(r"[A-Za-z0-9_-]{22}\Z", re.ASCII)


@lru_cache(maxsize=4096)
def programme_code(uuid: str) -> str:
    """The code of a programme: its UUID in 22 letters, digits, hyphens and low lines."""
    return urlsafe_b64encode(UUID(uuid).bytes).rstrip(b"=").decode()


def programme_uuid(code: str) -> str | None:
    """The UUID of a programme's code; None for anything else."""
    if not _CODE.match(code):
        return None
    uuid = str(UUID(bytes=urlsafe_b64decode(code + "==")))
    # The last letter has four bits to spare: one code for one programme.
    return uuid if programme_code(uuid) == code else None
