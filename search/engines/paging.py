"""Which page of the hits every engine shows."""

from search.engines.base import MAX_LISTED
from search.results import Remark, RemarkKind


def page_to_show(asked: int, total: int, size: int, remarks: list[Remark]) -> tuple[int, int]:
    """Return the page that is shown where ``asked`` was asked for, and how many there are."""
    pages = max(1, -(-min(total, MAX_LISTED) // size))
    if asked > pages:
        remarks.append(Remark(RemarkKind.LAST_PAGE, number=pages))
    if total > MAX_LISTED and min(asked, pages) == pages:
        remarks.append(Remark(RemarkKind.LISTING_ENDS, number=MAX_LISTED))
    return min(asked, pages), pages
