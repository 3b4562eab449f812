"""The published schemas of HSDS 3.0, which are not ours to carry (CC BY-SA 4.0).

They are read from the folder named in ``HSDS_SCHEMAS``, or from where the project's data lies
beside it. Where neither is there, tests that want them are skipped, in CI too.
"""

import json
import os
import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.demonstration import ROOT
from tests.strictness import ALLOWED_TO_SKIP

NAMED = os.environ.get("HSDS_SCHEMAS", "")
PLACES = (*([Path(NAMED)] if NAMED else []), ROOT.parent / "shared" / "data" / "hsds-3.0")
ABSENT = "The schemas of HSDS 3.0 are not here: name their folder in HSDS_SCHEMAS."
#: Properties that an object has beside those of its schema, each written down in the docs.
BESIDE = {
    "service": {"modified_date"},
    "organization": {"services"},
    "service_at_location": {"service"},
}

FORMATS = FormatChecker(formats=())


@FORMATS.checks("uuid", raises=ValueError)
def _is_uuid(value: object) -> bool:
    return not isinstance(value, str) or str(uuid.UUID(value)) == value


@FORMATS.checks("email")
def _is_email(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value))


@FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in value


@FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


class Schemas:
    """Validators by the name of a schema's file, such as ``service`` or ``compiled/service_list``.

    They are stricter than the published ones: a property that the schema does not know is an
    error, because it is a misspelt one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        paths = [*folder.glob("*.json"), *folder.glob("compiled/*.json")]
        self.schemas = {
            path.relative_to(folder).as_posix(): _closed(json.loads(path.read_text()))
            for path in paths
            if path.name != "openapi.json"
        }
        self.registry: Registry[Any] = Registry().with_resources(
            (name, DRAFT202012.create_resource(schema)) for name, schema in self.schemas.items()
        )

    @cache  # noqa: B019  (one for each run)
    def validator(self, name: str) -> Draft202012Validator:
        return Draft202012Validator(
            {"$ref": f"{name}.json"}, registry=self.registry, format_checker=FORMATS
        )

    def errors(self, name: str, thing: Any) -> list[str]:
        """What a thing fails its schema by."""
        found = self.validator(name).iter_errors(thing)
        return [f"{error.json_path}: {error.message[:200]}" for error in found]

    def envelope(self) -> dict[str, Any]:
        """The properties of a page of a list, from the published OpenAPI document."""
        document = json.loads((self.folder / "openapi.json").read_text())
        page: dict[str, Any] = document["components"]["schemas"]["Page"]
        return page


def _closed(schema: Any) -> Any:
    """The schema, with every property that it does not name refused."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(part) for name, part in _plain(schema)}
    if isinstance(closed.get("properties"), dict) and closed.get("type", "object") == "object":
        beside = BESIDE.get(str(schema.get("name")), set())
        closed["properties"] |= {name: {} for name in beside}
        closed["additionalProperties"] = False
    return closed


def _plain(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    # "name" and "path" are the tables' and no keywords; "example" holds values and no schemas.
    for name, part in schema.items():
        if name not in ("example", "constraints", "datapackage_metadata", "tabular_required"):
            yield name, part


def load_schemas() -> Schemas:
    """The schemas, or a skip where they are not there."""
    folder = _folder()
    if folder is None:
        # Their licence keeps them out of the project, so this one may skip in CI too.
        pytest.skip(ABSENT)
    return Schemas(folder)


def _folder() -> Path | None:
    return next((place / "schema" for place in PLACES if (place / "schema").is_dir()), None)


def may_skip(reason: str) -> bool:
    """In CI too, but only where they truly are not, and nobody said that they are."""
    return reason.endswith(ABSENT) and not NAMED and _folder() is None


ALLOWED_TO_SKIP.append(may_skip)
