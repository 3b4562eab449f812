"""What every engine does with a query before and after it looks: its words, and its page."""

from search.engines.base import MAX_LISTED
from search.query import ProgrammeQuery
from search.results import Remark, RemarkKind
from search.words import Wording, read_wording


def read_wordings(query: ProgrammeQuery) -> tuple[list[Wording], list[Remark]]:
    """Take the texts of a query apart; a text without words is left out with a remark."""
    wordings, remarks = [], []
    for text in query.texts:
        wording = read_wording(text)
        if wording:
            wordings.append(wording)
        else:
            remarks.append(Remark(RemarkKind.NO_WORDS, words=(text,)))
    return wordings, remarks


def page_to_show(asked: int, total: int, size: int, remarks: list[Remark]) -> tuple[int, int]:
    """Return the page that is shown where ``asked`` was asked for, and how many there are."""
    pages = max(1, -(-min(total, MAX_LISTED) // size))
    if asked > pages:
        remarks.append(Remark(RemarkKind.LAST_PAGE, number=pages))
    if total > MAX_LISTED and min(asked, pages) == pages:
        remarks.append(Remark(RemarkKind.LISTING_ENDS, number=MAX_LISTED))
    return min(asked, pages), pages
