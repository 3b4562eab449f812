"""Which tests run on PostgreSQL as well as on SQLite.

All that touch the database do, except those listed here: they are about what pages say and forms
refuse, about formats and signing in, and ask the database for nothing but rows. A file that is not
listed runs on both. Where locks, transactions, order, search or rights matter, a file has no place
in this list.
"""

from pathlib import PurePath

#: Files and folders below `tests/` that run once, on SQLite.
ONCE = (
    "browser",
    "directory/corrections/test_keep_lists.py",
    "directory/corrections/test_proposing.py",
    "directory/corrections/test_provider.py",
    "directory/corrections/test_suggestions.py",
    "directory/exchange/test_bad_files.py",
    "directory/exchange/test_cells.py",
    "directory/exchange/test_columns.py",
    "directory/hsds/test_mapping.py",
    "directory/hsds/test_sample_values.py",
    "directory/imports/test_dry_run.py",
    "directory/imports/test_pages.py",
    "directory/imports/test_processes.py",
    "directory/imports/test_round_trip_formats.py",
    "directory/test_cms_words.py",
    "directory/test_content_pages.py",
    "directory/test_copying.py",
    "directory/test_editing.py",
    "directory/test_editing_together.py",
    "directory/test_form_order.py",
    "directory/test_named_rows.py",
    "directory/test_plain_text.py",
    "directory/test_public_pages.py",
    "directory/test_refusals.py",
    "directory/test_refusals_in_form.py",
    "directory/test_snippets.py",
    "directory/test_syndication.py",
    "directory/translation/test_content_pages.py",
    "directory/translation/test_german.py",
    "directory/translation/test_pages.py",
    "portal/accounts/test_access.py",
    "portal/accounts/test_back_doors.py",
    "portal/accounts/test_password.py",
    "portal/accounts/test_second_factor.py",
    "portal/accounts/test_sign_in.py",
    "portal/entries/test_choosing.py",
    "portal/entries/test_own_entries.py",
    "portal/referrals/test_agreement.py",
    "portal/referrals/test_contradictions.py",
    "portal/referrals/test_danger.py",
    "portal/referrals/test_inbox_page.py",
    "portal/referrals/test_intake_pages.py",
    "portal/referrals/test_languages.py",
    "portal/referrals/test_programme_link.py",
    "portal/referrals/test_redirecting.py",
    "portal/referrals/test_refer_meanwhile.py",
    "portal/referrals/test_refer_pages.py",
    "portal/referrals/test_referral_page.py",
    "portal/referrals/test_set_door.py",
    "portal/referrals/test_triage.py",
    "portal/selfreferral/test_agreement.py",
    "portal/selfreferral/test_ages.py",
    "portal/selfreferral/test_contact.py",
    "portal/selfreferral/test_languages.py",
    "portal/selfreferral/test_receipt_pages.py",
    "portal/test_ended_states.py",
    "portal/test_url_matrix.py",
    "search/test_elasticsearch_index.py",
    "search/test_elasticsearch_trouble.py",
    "search/hsds/test_answers.py",
    "search/hsds/test_generated.py",
    "search/hsds/test_malformed.py",
    "search/hsds/test_openapi.py",
    "search/test_export.py",
    "search/test_finder_hostile.py",
    "search/test_finder_page.py",
)
_ONCE = frozenset(ONCE)


def runs_once(path: PurePath) -> bool:
    """Whether a test file, its path relative to `tests/`, runs on SQLite alone."""
    return any(part.as_posix() in _ONCE for part in (path, *path.parents))
