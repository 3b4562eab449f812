"""The texts of a query taken apart, with synonyms: where every engine gets its words from."""

from search.query import ProgrammeQuery
from search.results import Remark, RemarkKind
from search.words import Wording, read_wording


def read_wordings(query: ProgrammeQuery) -> tuple[list[Wording], list[Remark]]:
    """Return the wording of each text, and a remark on each that holds no word."""
    wordings, remarks = [], []
    for text in query.texts:
        wording = read_wording(text, query.editorial.synonyms)
        if wording:
            wordings.append(wording)
        else:
            remarks.append(Remark(RemarkKind.NO_WORDS, words=(text,)))
    return wordings, remarks
