"""Receipts: 120 random bits a person can copy by hand, and what is derived from them.

A receipt is 24 Crockford base-32 symbols and one check symbol (Luhn mod 32) in five groups of
five. Reading forgives case, hyphens, spaces, O for 0 and I or L for 1. HKDF with a pepper kept
outside the database splits it into a *locator*, which is stored, and *keys*, which never are.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from portal.vault.keyring import load_key_ring
from portal.vault.sealing import derive

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS = 24
FORGIVEN = str.maketrans(
    {"O": "0", "I": "1", "L": "1", "-": "", " ": "", "\u2010": "", "\u2011": ""}
)
VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}


class ReceiptError(ValueError):
    """What was typed is no receipt: a wrong length, symbol or check symbol."""


@dataclass(frozen=True, slots=True, repr=False)
class Receipt:
    """A receipt in hand. As a text it tells nothing, so that no log or error can hold it by
    accident; `in_groups` shows it on purpose.
    """

    symbols: str

    @property
    def in_groups(self) -> str:
        """Five groups of five symbols, for the person to copy."""
        return "-".join(self.symbols[start : start + 5] for start in range(0, SYMBOLS + 1, 5))

    @property
    def locator(self) -> UUID:
        """Finds the conversation. Stored; tells nothing without the keys."""
        return UUID(bytes=self._derived("locator", 16))

    @property
    def key(self) -> bytes:
        """32 bytes under which the shared content key is wrapped. Never stored."""
        return self._derived("receipt-key", 32)

    @property
    def draft_key(self) -> bytes:
        """32 bytes under which answers lie until they are sent. Never stored."""
        return self._derived("draft-key", 32)

    def _derived(self, purpose: str, length: int) -> bytes:
        return derive(
            secret=self.symbols[:SYMBOLS].encode("ascii"),
            salt=load_key_ring().pepper,
            info=("receipt", purpose),
            length=length,
        )

    def __repr__(self) -> str:
        return "<a receipt>"


def make_receipt() -> Receipt:
    """A new receipt from the operating system's randomness."""
    bits = secrets.randbits(5 * SYMBOLS)
    symbols = "".join(ALPHABET[(bits >> (5 * place)) & 31] for place in range(SYMBOLS))
    return Receipt(symbols + _check_symbol(symbols))


def read_receipt(typed: str) -> Receipt:
    """The receipt somebody typed. Raises ReceiptError when it cannot be one."""
    symbols = typed.upper().translate(FORGIVEN).strip()
    if len(symbols) != SYMBOLS + 1 or any(symbol not in VALUE for symbol in symbols):
        raise ReceiptError
    if _check_symbol(symbols[:SYMBOLS]) != symbols[SYMBOLS]:
        raise ReceiptError
    return Receipt(symbols)


def _check_symbol(symbols: str) -> str:
    """Luhn mod 32: catches every single wrong symbol and nearly every swap of neighbours."""
    total = 0
    for place, symbol in enumerate(reversed(symbols)):
        doubled = VALUE[symbol] * (2 if place % 2 == 0 else 1)
        total += doubled // 32 + doubled % 32
    return ALPHABET[-total % 32]
