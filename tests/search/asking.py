"""Asking an engine, and reading its answer."""

from search.query import ProgrammeQuery
from tests.search.builders import CATALOGUE


def ask(querystring=""):
    return ProgrammeQuery.from_querystring(querystring, CATALOGUE.codes)


def slugs(results):
    return [hit.card.slug for hit in results.hits]


def counts(results, facet):
    return {option.code: option.total for option in results.facets[facet]}


def search(engine, querystring="", language="en", **options):
    return engine.search(ask(querystring), language=language, **options)
