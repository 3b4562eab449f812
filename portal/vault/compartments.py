"""The parts a referral's content is kept in, each under a key of its own."""

from enum import StrEnum


class Compartment(StrEnum):
    """Who content is for; the value is stored and bound into every ciphertext."""

    SHARED = "shared"
    STAFF = "staff"
    VICTIM_SUPPORT = "victim-support"


# Only the staff zone may make these keys; a wrap of them made by anyone else does not open.
STAFF_ONLY = frozenset({Compartment.STAFF, Compartment.VICTIM_SUPPORT})
