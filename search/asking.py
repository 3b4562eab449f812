"""What a visitor asks: in the address, or in private in the body of a form."""

from collections.abc import Collection, Mapping
from itertools import islice
from urllib.parse import parse_qsl

from django.http import HttpRequest

from search.query import MAX_PARAMETERS, ProgrammeQuery
from search.results import RemarkKind, Results
from search.words import MAX_WORDS

#: The field of a private page's buttons: a whole search, as its query string.
WHOLE = "ask"

_NOT_AS_TYPED = {RemarkKind.SIMILAR_WORDS, RemarkKind.NO_WORDS}


def is_private(request: HttpRequest) -> bool:
    """Whether what was asked stands in no address: the form was sent, not opened."""
    return request.method == "POST"


def read_query(
    request: HttpRequest, known: Mapping[str, Collection[str]] | None = None
) -> ProgrammeQuery:
    """Read the search of a request; see :meth:`ProgrammeQuery.from_querystring`."""
    if not is_private(request):
        return ProgrammeQuery.from_querystring(request.META.get("QUERY_STRING", ""), known)
    whole = request.POST.get(WHOLE)
    if whole is not None:
        return ProgrammeQuery.from_querystring(whole, known)
    pairs = ((name, value) for name, values in request.POST.lists() for value in values)
    return ProgrammeQuery.from_pairs(islice(pairs, MAX_PARAMETERS), known)


def may_name_somebody(request: HttpRequest, query: ProgrammeQuery, results: Results) -> bool:
    """Whether an address holds more than what the directory itself says: a name, for one.

    ``results`` are its answer. Of two texts only one may have found something; a place beside its
    postal code is not looked at; and what was left out, or repeated, may be anything.
    """
    if query.notices or len(query.texts) > 1 or any(map(_is_long, query.texts)):
        return True
    if query.texts and (results.left_out or not results.total):
        return True
    if any(remark.kind in _NOT_AS_TYPED for remark in results.remarks):
        return True
    if any(map(str.isdigit, query.near)) and not query.near.isdecimal():
        return True
    understood = query.to_pairs()
    return any(
        pair not in understood
        for pair in parse_qsl(request.META.get("QUERY_STRING", ""))
        if pair[0] not in ("sort", "page")
    )


def _is_long(text: str) -> bool:
    return len(text.split()) > MAX_WORDS
