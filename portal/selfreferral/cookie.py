"""The one cookie of the public zone: it carries the receipt while somebody is busy with it."""

from django.core import signing
from django.http import HttpRequest, HttpResponse

from portal.selfreferral.receipts import Receipt, ReceiptError, read_receipt

NAME = "__Host-receipt"
IDLE_SECONDS = 30 * 60
_SALT = "turnstone.receipt-cookie"


def receipt_in(request: HttpRequest) -> Receipt | None:
    """The receipt this browser carries, unless it lay idle for more than 30 minutes."""
    value = request.COOKIES.get(NAME, "")
    try:
        return read_receipt(signing.TimestampSigner(salt=_SALT).unsign(value, IDLE_SECONDS))
    except (signing.BadSignature, ReceiptError):
        return None


def carry(response: HttpResponse, receipt: Receipt) -> HttpResponse:
    """Let the browser carry `receipt` for another 30 minutes, and no longer than it is open."""
    response.set_cookie(
        NAME,
        signing.TimestampSigner(salt=_SALT).sign(receipt.symbols),
        secure=True,
        httponly=True,
        samesite="Strict",
        path="/",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def drop(response: HttpResponse) -> HttpResponse:
    """Take the receipt out of the browser."""
    response.delete_cookie(NAME, samesite="Strict")
    response.headers["Cache-Control"] = "no-store"
    return response
