"""Wagtail: open to the editor and the administrator; its doors for people are closed to all.

The reviewer meets Wagtail's own refusals below the address. To the provider editor all is shut that
is not named here, and what is named opens for the entries of their own only: page 1 is nobody's.
"""

from datetime import date

from directory.models import Correction, HomePage, ProgrammeImport
from tests.directory.builders import make_programme
from tests.portal.matrix.rows import Outcome, Room, Row, World, behind_the_gate, to_all

_EDITORS = behind_the_gate("edit", "admin", others=Outcome.REFUSED)
_WAGTAIL = behind_the_gate("edit", "admin", "rosa", others=Outcome.REFUSED)
_IN_THE_CMS = behind_the_gate("edit", "admin", "rosa", "pieter", others=Outcome.REFUSED)
#: The files of the CMS, that no entry of a provider's leads to.
_FILES = behind_the_gate(refuses=("pieter",))
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
    correction = Correction.objects.create(
        programme=programme, origin="public", sent_on=date(2026, 11, 1)
    )
    return {
        "import": batch.uuid,
        "correction": correction.pk,
        "translated": programme.pk,
        "home": HomePage.objects.earliest("pk").pk,
    }


ROOM = Room(
    rows=[
        Row(name="directory_entries", outcomes=_IN_THE_CMS),
        Row(name="provider_editors", outcomes=behind_the_gate("admin", others=Outcome.REFUSED)),
        Row(name="directory_approvals:index", outcomes=_WAGTAIL),
        *(
            Row(
                name="directory_approvals:show",
                case="no such entry",
                method=method,
                kwargs={"page_id": 1},
                outcomes={
                    **_WAGTAIL,
                    **dict.fromkeys(("edit", "admin", "rosa"), Outcome.HIDDEN),
                },
            )
            for method in ("get", "post")
        ),
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
            Row(name=f"{name}{end}", outcomes=_WAGTAIL)
            for name in ("quality_report", "review_dates")
            for end in ("", "_results")
        ),
        Row(name="unanswered_searches", outcomes=_EDITORS),
        # Wagtail leads the reviewer back to the dashboard: content pages are for editors.
        Row(
            name="translate_content_page",
            kwargs={"page_id": "$home"},
            outcomes=_EDITORS | {"rosa": Outcome.OPEN},
        ),
        Row(
            name="translate_content_page",
            case="of a programme",
            kwargs={"page_id": "$translated"},
            outcomes=_EDITORS | _NOBODY_GETS_IT | {"rosa": Outcome.OPEN},
        ),
        Row(
            name="no_alias",
            method="post",
            kwargs={"page_id": "$home"},
            outcomes=_EDITORS | _NOBODY_GETS_IT | {"rosa": Outcome.HIDDEN},
        ),
        # A reviewer changes entries, so translates them too.
        Row(name="directory_translation:list", outcomes=_WAGTAIL),
        Row(name="directory_translation:list_results", outcomes=_WAGTAIL),
        *(
            Row(
                name="directory_translation:translate",
                method=method,
                kwargs={"page_id": "$translated", "language": "nl"},
                outcomes=_WAGTAIL,
            )
            for method in ("get", "post")
        ),
        Row(name="directory_corrections:index", outcomes=_WAGTAIL),
        *(
            Row(
                name="directory_corrections:settle",
                method=method,
                kwargs={"key": "$correction"},
                outcomes=_WAGTAIL,
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
        "wagtaildocs_serve": _FILES,
        **dict.fromkeys(
            (
                "wagtailadmin_home",
                "wagtailadmin_explore_root",
                "wagtailadmin_pages:search",
                "wagtailadmin_account",
                "wagtailadmin_logout",
                "wagtailadmin_sprite",
                "wagtailadmin_javascript_catalog",
                "wagtailadmin_dismissibles",
                "wagtailadmin_editing_sessions:release",
                *(
                    f"wagtailsnippetchoosers_directory_{model}:cho*"
                    for model in ("organisation", "place", "term")
                ),
            ),
            _IN_THE_CMS,
        ),
        **dict.fromkeys(
            (
                "admin/*",
                "wagtail_bulk_action",
                "wagtailadmin_*",
                "wagtaildocs*",
                "wagtailimages*",
                "wagtailredirects*",
                "wagtailsettings*",
                "wagtailsites*",
                "wagtailsnippets*",
                "wagtailsnippetchoosers*",
                "wagtail_localize:*",
            ),
            _WAGTAIL,
        ),
    },
)
