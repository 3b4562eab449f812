"""The addresses of the API, with what each says of itself in the OpenAPI document."""

import json
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import NinjaAPI

from directory.hsds.mapping import DERIVED, EXCLUDED, MAPPING, where
from search.engines import IndexUnavailable
from search.hsds import finding, listing, writing
from search.hsds.answers import answer, listed, one, refusal
from search.hsds.documentation import INTRODUCTION, TITLE, of_list, of_one, of_root
from search.hsds.parameters import Refused, read_identifier, read_parameters

VERSION = "3.0"
PATH = "/api/hsds"

api = NinjaAPI(
    title=TITLE,
    version=VERSION,
    description=INTRODUCTION,
    urls_namespace="hsds",
    openapi_url=None,
    docs_url=None,
    servers=[{"url": PATH}],
)

PAGING = ("page", "per_page", "format")
SERVICES = ("search", *PAGING, *listing.FILTERS, "minimal", "full", "language")
ORGANIZATIONS = ("search", *PAGING, "full", "language")
AT_LOCATIONS = ("search", *PAGING, *listing.FILTERS, "full", "language")
TAXONOMIES = ("search", *PAGING, "language")
TERMS = ("search", *PAGING, "taxonomy_id", "language")

Asked = dict[str, Any]
Answer = Callable[[HttpRequest, Asked], HttpResponseBase]


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return refusal(error.parameter, error.says, error.status)


@api.exception_handler(IndexUnavailable)
def being_prepared(request: HttpRequest, error: IndexUnavailable) -> HttpResponse:
    response = refusal("search", "The search is being prepared. Try again in a minute.", 503)
    response.headers["Retry-After"] = "60"
    return response


def services(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    write = partial(
        writing.write_services,
        language=asked["language"],
        minimal=asked["minimal"],
        full=asked["full"],
    )
    return listed(request, asked, listing.services(asked), write)


def organizations(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    rows = listing.Stored(listing.organizations(asked["search"]))
    write = partial(writing.write_organizations, language=asked["language"], full=asked["full"])
    return listed(request, asked, rows, write)


def at_locations(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    write = partial(writing.write_at_locations, language=asked["language"], full=asked["full"])
    return listed(request, asked, listing.at_locations(asked), write)


def taxonomies(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    codes = listing.Fixed(finding.taxonomies_listed(asked))
    return listed(
        request, asked, codes, partial(writing.write_taxonomies, language=asked["language"])
    )


def taxonomy_terms(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    entries = listing.Fixed(finding.terms_listed(asked))
    return listed(request, asked, entries, partial(writing.write_terms, language=asked["language"]))


def _register_list(path: str, names: Sequence[str], give: Answer) -> None:
    """An address of a list: GET with the parameters in the address, POST with them in the body."""

    def ask(request: HttpRequest) -> HttpResponseBase:
        return give(request, read_parameters(request, names))

    kind = path.strip("/")
    for method in ("GET", "HEAD", "POST"):
        api.api_operation(
            [method],
            path,
            operation_id=f"{method.lower()}_{kind}",
            include_in_schema=method != "HEAD",
            **of_list(kind, names, method),
        )(ask)


def _register_one(
    path: str, find: Callable[[str], Sequence[Any]], write: Callable[..., Any]
) -> None:
    """An address of one object."""

    def ask(request: HttpRequest, id: str) -> HttpResponseBase:  # noqa: A002  (HSDS's name)
        asked = read_parameters(request, ("language",))
        found = list(write(find(_identifier(id)), language=asked["language"]))
        if not found:
            return refusal("id", "There is nothing published with this identifier.", 404)
        return one(request, asked, found[0])

    kind = path.strip("/")
    for method in ("GET", "HEAD"):
        api.api_operation(
            [method],
            f"{path}/{{id}}",
            operation_id=f"{method.lower()}_{kind}_by_id",
            include_in_schema=method != "HEAD",
            **of_one(kind),
        )(ask)


def _identifier(text: str) -> str:
    try:
        return read_identifier(text)
    except ValueError as expected:
        raise Refused("id", f"Expected {expected}.") from None


def root(request: HttpRequest) -> HttpResponseBase:
    read_parameters(request, ())
    base = settings.PUBLIC_URL + PATH
    about = {
        "version": VERSION,
        "profile": f"{base}/profile",
        "openapi_url": f"{base}/openapi.json",
    }
    return answer(request, about)


def profile(request: HttpRequest) -> HttpResponseBase:
    """How this directory's record stands in HSDS."""
    read_parameters(request, ())
    columns = [
        {"model": row.model, "column": row.field, "hsds": where(row), "note": row.note}
        for row in MAPPING
    ]
    return answer(
        request,
        {
            "version": VERSION,
            "columns": columns,
            "derived": [{"hsds": path, "what": what} for path, what in DERIVED],
            "left_out": [{"column": name, "reason": why} for name, why in EXCLUDED.items()],
        },
    )


def openapi(request: HttpRequest) -> HttpResponseBase:
    """The document that describes all of this."""
    read_parameters(request, ())
    return answer(request, document())


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document. Of a parameter that ninja describes too, our description stands."""
    made = json.loads(json.dumps(api.get_openapi_schema(path_prefix="")))
    for methods in made["paths"].values():
        for operation in methods.values():
            named = {(row["in"], row["name"]): row for row in operation["parameters"]}
            operation["parameters"] = list(named.values())
    return made


for _path, _view, _id in (
    ("/", root, "about"),
    ("/profile", profile, "profile"),
    ("/openapi.json", openapi, "openapi"),
):
    for _method in ("GET", "HEAD"):
        api.api_operation(
            [_method],
            _path,
            operation_id=f"{_method.lower()}_{_id}",
            include_in_schema=_method != "HEAD",
            **of_root(_id),
        )(_view)

_register_list("/services", SERVICES, services)
_register_one("/services", finding.find_service, partial(writing.write_services, full=True))
_register_list("/organizations", ORGANIZATIONS, organizations)
_register_one(
    "/organizations", finding.find_organization, partial(writing.write_organizations, full=True)
)
_register_list("/service_at_locations", AT_LOCATIONS, at_locations)
_register_one(
    "/service_at_locations",
    finding.find_at_location,
    partial(writing.write_at_locations, full=True),
)
_register_list("/taxonomies", TAXONOMIES, taxonomies)
_register_one("/taxonomies", finding.find_taxonomy, writing.write_taxonomies)
_register_list("/taxonomy_terms", TERMS, taxonomy_terms)
_register_one("/taxonomy_terms", finding.find_term, writing.write_terms)
