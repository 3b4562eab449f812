"""What a visitor asks: in the address, or in private in the body of a form."""

from collections.abc import Collection, Mapping
from itertools import islice

from django.http import HttpRequest

from search.query import MAX_PARAMETERS, ProgrammeQuery

#: The field of a private page's buttons: a whole search, as its query string.
WHOLE = "ask"


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
