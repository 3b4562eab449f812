"""Wagtail: open to the editor and the administrator; its doors for people are closed to all."""

from directory.models import HomePage, ProgrammeImport
from tests.directory.builders import make_programme
from tests.portal.matrix.rows import Outcome, Room, Row, World, behind_the_gate, to_all

_EDITORS = behind_the_gate("edit", "admin", others=Outcome.REFUSED)
_CLOSED = to_all(Outcome.HIDDEN)
_NOBODY_GETS_IT = {"edit": Outcome.HIDDEN, "admin": Outcome.HIDDEN}

#: Import and export: whoever is no editor learns nothing, not even whether an import is there.
_EXCHANGE = (
    ("show", "get"),
    ("progress", "get"),
    ("wrong", "get"),
    ("undo", "get"),
    ("terms", "post"),
    ("aside", "post"),
    ("again", "post"),
    ("accept", "post"),
    ("undo", "post"),
    ("drop", "post"),
)


def _build() -> World:
    programme = make_programme("matrix-translated")
    batch = ProgrammeImport.objects.create(file_name="file.csv", format="csv", state="ready")
    return {
        "import": batch.uuid,
        "translated": programme.pk,
        "home": HomePage.objects.earliest("pk").pk,
    }


ROOM = Room(
    rows=[
        Row(name="directory_exchange:index", outcomes=_EDITORS),
        Row(name="directory_exchange:index", method="post", outcomes=_EDITORS),
        *(
            Row(name="directory_exchange:export", kwargs={"form": form}, outcomes=_EDITORS)
            for form in ("csv", "xlsx")
        ),
        *(
            Row(
                name=f"directory_exchange:{name}",
                method=method,
                kwargs={"key": "$import"},
                outcomes=_EDITORS,
            )
            for name, method in _EXCHANGE
        ),
        *(
            Row(name=f"{name}{end}", outcomes=_EDITORS)
            for name in ("quality_report", "review_dates")
            for end in ("", "_results")
        ),
        Row(
            name="translate_content_page",
            kwargs={"page_id": "$home"},
            outcomes=_EDITORS,
        ),
        Row(
            name="translate_content_page",
            case="of a programme",
            kwargs={"page_id": "$translated"},
            outcomes=_EDITORS | _NOBODY_GETS_IT,
        ),
        Row(
            name="no_alias",
            method="post",
            kwargs={"page_id": "$home"},
            outcomes=_EDITORS | _NOBODY_GETS_IT,
        ),
        Row(name="directory_translation:list", outcomes=_EDITORS),
        Row(name="directory_translation:list_results", outcomes=_EDITORS),
        *(
            Row(
                name="directory_translation:translate",
                method=method,
                kwargs={"page_id": "$translated", "language": "nl"},
                outcomes=_EDITORS,
            )
            for method in ("get", "post")
        ),
    ],
    build=_build,
    families={
        "wagtailusers_*": _CLOSED,
        "wagtailadmin_login": _CLOSED,
        "wagtailadmin_password_reset*": _CLOSED,
        "wagtaildocs_authenticate_with_password": _CLOSED,
        "wagtaildocs_serve": behind_the_gate(),
        "admin/*": _EDITORS,
        "wagtailsettings*": _EDITORS,
        "wagtail_bulk_action": _EDITORS,
        "wagtailadmin_*": _EDITORS,
        "wagtaildocs*": _EDITORS,
        "wagtailimages*": _EDITORS,
        "wagtailredirects*": _EDITORS,
        "wagtailsites*": _EDITORS,
        "wagtailsnippets*": _EDITORS,
        "wagtailsnippetchoosers*": _EDITORS,
        "wagtail_localize:*": _EDITORS,
    },
)
