"""Every address of the staff zone, as its URLconf holds them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

_SOME_UUID = UUID("00000000-0000-4000-8000-000000000000")


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern: its (namespaced) name or, without one, its route; and a path that it takes."""

    name: str
    route: str
    path: str

    def path_with(self, kwargs: Mapping[str, object]) -> str:
        """The address with these arguments in it."""
        path = self.route
        for name, value in kwargs.items():
            path = re.sub(rf"<(\w+:)?{name}>|\(\?P<{name}>[^)]*\)", str(value), path)
        return _plain(path)


def staff_addresses() -> list[Address]:
    """All patterns of the staff URLconf, the CMS's own included."""
    return list(_walk(get_resolver("config.urls.staff"), "", ""))


def _walk(resolver: URLResolver, namespace: str, route: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        full = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, full)
        elif isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}" if entry.name else full
            yield Address(name, full, _plain(_example(full)))


def _example(route: str) -> str:
    route = re.sub(r"<int:\w+>", "1", route)
    route = re.sub(r"<uuid:\w+>", str(_SOME_UUID), route)
    return re.sub(r"(?<!\?P)<(\w+:)?\w+>", "x", route)


def _plain(route: str) -> str:
    """A path out of what is left of regular expressions."""
    path = route.replace("^", "").replace("$", "").replace("(\\d+)", "1").replace("(.*)", "x")
    path = re.sub(r"\(\?P<\w+>\[0-9A-Za-z\]\+\)", "1", path)
    path = re.sub(r"\(\?P<\w+>[^)]*\)", "x", path)
    return "/" + path.replace(".*", "no-such-page").replace("\\", "")
