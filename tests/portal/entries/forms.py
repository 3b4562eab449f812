"""The form of a programme as a browser would send it back."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Fields(HTMLParser):
    """Every field of the page's forms with the value it holds."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Any] = {}
        self._name = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "textarea":
            self._name, self.found[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given and self._select:
            self.found[self._select] = value
        elif tag == "input" and name and given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                self.found.setdefault(name, []).append(value or "on")
        elif tag == "input" and name:
            self.found[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._name = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._name:
            self.found[self._name] += data.removeprefix("\n")


def form_of(client: Client, page: Any, path: str = "") -> dict[str, Any]:
    """What the page's editing form holds, as it would be sent unchanged."""
    answer = client.get(path or f"/admin/pages/{page.pk}/edit/")
    assert answer.status_code == 200
    return fields_in(answer.content.decode())


def fields_in(html: str) -> dict[str, Any]:
    parser = _Fields()
    parser.feed(html)
    return {
        name: value
        for name, value in parser.found.items()
        if "__prefix__" not in name and not name.startswith("action-")
    }


def rows(relation: str, **values: Any) -> dict[str, Any]:
    """One more row in a form that has none of the kind."""
    return {
        f"{relation}-TOTAL_FORMS": 1,
        f"{relation}-INITIAL_FORMS": 0,
        f"{relation}-0-id": "",
        f"{relation}-0-ORDER": "1",
        f"{relation}-0-DELETE": "",
        **{f"{relation}-0-{name}": value for name, value in values.items()},
    }
