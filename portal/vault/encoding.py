"""Unambiguous bytes for what is authenticated, and padding to size buckets."""

from uuid import UUID

Part = bytes | str | int | UUID

SMALLEST_BUCKET = 256
DOUBLING_UP_TO = 64 * 1024
LONGEST_PLAINTEXT = 64 * 1024 * 1024
_LENGTH_BYTES = 4


def encode(*parts: Part) -> bytes:
    """Join `parts` so that no two different lists give the same bytes.

    This is PASETO's pre-authentication encoding: the number of parts, then each part's length
    and bytes, numbers as 64-bit little-endian. Text is UTF-8, a UUID its 16 bytes, an integer
    its decimal digits; callers keep each position to one type and put a label first.
    """
    pieces = [_piece(part) for part in parts]
    counted = [len(pieces).to_bytes(8, "little")]
    for piece in pieces:
        counted += [len(piece).to_bytes(8, "little"), piece]
    return b"".join(counted)


def _piece(part: Part) -> bytes:
    if isinstance(part, bytes):
        return part
    if isinstance(part, str):
        return part.encode()
    if isinstance(part, UUID):
        return part.bytes
    if isinstance(part, int) and not isinstance(part, bool):
        return str(part).encode()
    raise TypeError(f"Cannot bind a {type(part).__name__}: give bytes, str, int or UUID.")


def bucket_size(length: int) -> int:
    """Bytes that `length` bytes of plaintext, with their 4 bytes of length, are padded to.

    256, 512, 1024 … 65,536 bytes, and above that whole multiples of 65,536.
    """
    needed = length + _LENGTH_BYTES
    if needed > DOUBLING_UP_TO:
        return -(-needed // DOUBLING_UP_TO) * DOUBLING_UP_TO
    bucket = SMALLEST_BUCKET
    while bucket < needed:
        bucket *= 2
    return bucket


def pad(plaintext: bytes) -> bytes:
    """`plaintext` with its length before it and zeros behind it, up to its bucket.

    Raises ValueError above 64 MiB.
    """
    if len(plaintext) > LONGEST_PLAINTEXT:
        raise ValueError(f"Content of {len(plaintext)} bytes is too long to seal in one piece.")
    padded = len(plaintext).to_bytes(_LENGTH_BYTES, "big") + plaintext
    return padded.ljust(bucket_size(len(plaintext)), b"\0")


def unpad(padded: bytes) -> bytes:
    """The plaintext that `pad` was given; raises ValueError for anything `pad` does not make."""
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    plaintext = padded[_LENGTH_BYTES : _LENGTH_BYTES + length]
    if length > LONGEST_PLAINTEXT or len(plaintext) != length or pad(plaintext) != padded:
        raise ValueError("The padding of opened content is not ours.")
    return plaintext
