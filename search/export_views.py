"""The result of a search as a file, for anybody: what the finder lists, and what it points at."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.exchange.columns import headings_of
from directory.exchange.entries import directory_rows
from directory.exchange.formats import FORMATS, TooLongForFormat
from search.asking import is_private, read_query
from search.engines import IndexUnavailable, get_engine
from search.finder import find_all
from search.views import LATER

#: A workbook is made whole before its first byte, while a server process does nothing else.
MOST_IN_WORKBOOK = 2000


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """All programmes that the finder finds for this search, more than it lists too."""
    chosen = FORMATS.get(form)
    if chosen is None:
        raise Http404
    try:
        uuids = _found(request)
    except IndexUnavailable:
        answer = HttpResponse(status=503, content_type="text/plain; charset=utf-8")
        answer.headers["Retry-After"] = str(LATER)
        return answer
    if form == "xlsx" and len(uuids) > MOST_IN_WORKBOOK:
        return _refused(
            _(
                "As a workbook you can have at most %(most)s programmes at once. CSV and JSON hold "
                "all that was found; or search for less."
            )
            % {"most": number_format(MOST_IN_WORKBOOK)}
        )
    pieces = chosen.stream(directory_rows(uuids, public=True), headings_of(public=True))
    try:
        # A workbook is whole before its first byte: what cannot be one is known by then.
        first = next(pieces, b"")
    except TooLongForFormat as error:
        return _refused(str(error))
    streamed = StreamingHttpResponse(_all(first, pieces), content_type=chosen.content_type)
    streamed.headers["Content-Disposition"] = f'attachment; filename="programmes.{form}"'
    # What was searched for is nobody's business but the visitor's.
    kept = "no-store" if is_private(request) else "no-cache"
    streamed.headers["Cache-Control"] = f"private, {kept}"
    streamed.headers["X-Robots-Tag"] = "noindex"
    return streamed


def _refused(why: str) -> HttpResponse:
    return HttpResponse(why, status=422, content_type="text/plain; charset=utf-8")


def _found(request: HttpRequest) -> list[str]:
    engine = get_engine()
    query = read_query(request, engine.catalogue().codes)
    return find_all(query, language=get_language() or "en")


def _all(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
