"""The start page: what is due for staff, what was referred for referrers, a way on for all."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.utils import timezone

from directory.models import ProgrammePage
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.accounts.services import grant_membership
from portal.audit.models import AuditEvent
from portal.referrals import drafts, services
from portal.referrals.models import PartnerDraft, Referral
from portal.referrals.views import inbox as inbox_page
from portal.selfreferral.letters import Kind
from portal.vault.models import KeyWrap
from tests.cast import cast_organisation
from tests.portal.referrals.builders import ANSWERS, answer_page, make_draft, take_in


def inbox(client, query: str = "") -> str:
    answer = client.get(f"/portal/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_inbox_says_what_comes_next(programme, signed_in):
    page = inbox(signed_in("ines"))
    assert "Nothing is waiting" in page
    assert "you get an e-mail" in page


def test_a_referrer_without_referrals_is_shown_how_to_begin(programme, signed_in):
    page = inbox(signed_in("petra"))
    assert "No referrals yet" in page
    assert "/portal/refer/" in page


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("omar", "You have an account, and no role yet."),
        ("vera", "There is nothing for you here yet."),
        ("edit", "Edit the directory"),
    ],
)
def test_who_has_no_referrals_is_told_what_to_do(name, words, sent, signed_in):
    page = inbox(signed_in(name))
    assert words in page
    assert "Still Water" not in page


@pytest.mark.parametrize("name", ["ines", "karel", "sofie"])
def test_the_programmes_people_see_what_came_in(name, sent, signed_in):
    page = inbox(signed_in(name))
    assert "Still Water (example)" in page
    assert 'data-state="submitted"' in page
    assert sent.referring_organisation.name in page


@pytest.mark.parametrize("name", ["noor", "thomas"])
def test_other_organisations_see_and_count_nothing_of_it(name, sent, signed_in):
    page = inbox(signed_in(name))
    assert "Still Water" not in page
    assert sent.reference not in page
    assert 'data-state="' not in page


def test_petra_sees_her_organisations_referrals_in_plain_words(in_triage, signed_in):
    page = inbox(signed_in("petra"))
    assert "Being read" in page
    assert "In triage" not in page


def test_no_name_of_a_person_stands_in_the_list(sent, signed_in):
    for name in ("ines", "petra"):
        assert "Sam Example" not in inbox(signed_in(name))


def test_what_is_due_first_stands_first_and_late_is_said(sent, holder, signed_in):
    holder.send()
    services.collect_letters()
    late = holder.referral
    Referral.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - dt.timedelta(days=1))
    page = inbox(signed_in("ines"))
    assert page.index(late.reference) < page.index(sent.reference)
    assert "Late: the answer was promised by" in page


def test_danger_stands_first_and_says_so_and_that_it_is_for_today(
    sent, programme, petra, signed_in
):
    late = timezone.localdate() - dt.timedelta(days=1)
    Referral.objects.filter(pk=sent.pk).update(due_on=late, received_on=late - dt.timedelta(days=3))
    risk = {**ANSWERS["risk"], "danger_now": "yes"}
    draft = make_draft(petra, programme, {**ANSWERS, "risk": risk})
    danger = services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    page = inbox(signed_in("ines"))
    assert page.index(danger.reference) < page.index(sent.reference)
    assert row_of(page, danger).count("Danger now") == 1
    assert "Answer today" in row_of(page, danger)
    assert "Danger now" not in row_of(page, sent)
    assert "Danger now" not in inbox(signed_in("petra"))


def test_a_referral_about_somebody_one_knows_is_with_a_colleague(
    sent, programme, ines, petra, signed_in
):
    draft = make_draft(petra, programme)
    other = services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    take_in(other, ines)
    services.answer_conflict(acting_user=ines, referral=sent, knows_person=True)
    client = signed_in("ines")
    page = inbox(client)
    assert "With a colleague" in row_of(page, sent)
    for words in ("Submitted", "Answer promised by", "data-state"):
        assert words not in row_of(page, sent)
    assert page.index(other.reference) < page.index(sent.reference)
    assert ">Submitted" not in page
    assert sent.reference not in inbox(client, "?received-state=submitted")
    assert "Submitted" in row_of(inbox(signed_in("ilse")), sent)


def test_the_number_of_all_is_the_number_of_rows(sent, holder, ines, signed_in, programme, petra):
    holder.send()
    services.collect_letters()
    holder.write(Kind.ERASURE)
    services.collect_letters()
    draft = make_draft(petra, programme)
    services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    take_in(sent, ines)
    page = inbox(signed_in("ines"))
    assert page.count('<li class="row') == 3
    assert re.search(r">All\s*<span[^>]*>3<", page)


def test_a_day_does_not_wrap(sent, signed_in):
    page = inbox(signed_in("ines"))
    day = sent.received_on
    assert f"Received on {day.day}\u00a0{day:%B}\u00a0{day.year}" in page
    assert f"{sent.due_on:%B}\u00a0{sent.due_on.year}" in page


def row_of(page: str, referral: Referral) -> str:
    """The row of one referral."""
    return next(row for row in page.split('<li class="row')[1:] if referral.reference in row)


def test_states_are_counted_and_narrow_the_list(sent, holder, ines, signed_in):
    holder.send()
    services.collect_letters()
    take_in(holder.referral, ines)
    client = signed_in("ines")
    page = inbox(client)
    assert page.count('data-count="1"') == 2
    page = inbox(client, "?received-state=in-triage")
    assert holder.referral.reference in page
    assert sent.reference not in page


@pytest.mark.parametrize(
    "query",
    [
        "?received-state=nonsense",
        "?received-page=999",
        "?received-page=x&received-state=%00",
        "?received-state=draft",
        "?sent-page=%22%3E%00&sent-state=%F0",
    ],
)
def test_a_damaged_address_shows_the_inbox(query, sent, signed_in):
    inbox(signed_in("ines"), query)


def test_who_has_two_lists_steers_one_and_leaves_the_other(
    sent, holder, ines, elsewhere, noor, otto, signed_in, monkeypatch
):
    grant_membership(
        acting_user=None,
        user=ines,
        role=Role.REFERRER,
        organisation=cast_organisation("house-of-justice-example"),
    )
    client = signed_in("ines")
    made = [_refer(ines, elsewhere) for _ in range(2)]
    holder.send()
    services.collect_letters()
    take_in(holder.referral, ines)
    monkeypatch.setattr(inbox_page, "PER_PAGE", 1)
    page = inbox(client, "?received-state=in-triage&sent-page=2")
    assert holder.referral.reference in page
    assert sent.reference not in page
    assert sum(one.reference in page for one in made) == 1
    # Each link leaves the other list where it stands.
    assert 'href="/portal/?sent-page=2&amp;received-state=submitted"' in page
    assert 'href="/portal/?received-state=in-triage&amp;sent-page=1"' in page
    assert 'href="/portal/?sent-page=2"' in page


def _refer(user: User, page: ProgrammePage) -> Referral:
    organisation = user.memberships.get(role=Role.REFERRER).organisation
    draft = drafts.start_draft(
        acting_user=user, draft_id=uuid4(), organisation=organisation, programme=page.uuid
    )
    for step, given in ANSWERS.items():
        answer_page(user, draft, step, given)
    return services.submit_partner_referral(acting_user=user, draft_id=draft.id)


def test_each_list_is_in_the_log(sent, signed_in, logged):
    inbox(signed_in("karel"))
    inbox(signed_in("petra"))
    assert logged(sent.id)[-2:] == [
        ("karel", "intake", "referral.listed"),
        ("petra", "referrer", "referral.listed"),
    ]


def test_an_erased_referral_is_listed_as_a_stub_and_not_counted(holder, signed_in):
    holder.send()
    services.collect_letters()
    referral = holder.referral
    holder.write(Kind.ERASURE)
    services.collect_letters()
    page = inbox(signed_in("ines"))
    assert "Erased" in page
    assert "data-count" not in page
    assert (
        "was erased" in signed_in("ilse").get(f"/portal/referrals/{referral.id}/").content.decode()
    )
    assert not AuditEvent.objects.filter(action="referral.listed").exists()


def test_a_draft_is_seen_by_its_author_alone(programme, petra, signed_in, person):
    draft = make_draft(petra, programme, {})
    grant_membership(
        acting_user=None,
        user=person("thomas"),
        role=Role.REFERRER,
        organisation=draft.referring_organisation,
    )
    assert str(draft.id) in inbox(signed_in("petra"))
    assert str(draft.id) not in inbox(signed_in("thomas"))


def test_a_draft_is_listed_without_opening_what_was_written(programme, petra, signed_in):
    draft = make_draft(petra, programme, {"risk": ANSWERS["risk"], "person": ANSWERS["person"]})
    # Whatever opens a page of this draft now, fails.
    draft.pages.exclude(step="programme").update(sealed=b"damaged")
    page = inbox(signed_in("petra"))
    assert "Still Water (example)" in page
    assert "2 of 6 pages answered" in page


@pytest.mark.parametrize("what", ["programme page", "key"])
def test_a_damaged_draft_is_listed_among_the_others_and_can_be_deleted(
    what, sent, programme, elsewhere, petra, signed_in
):
    damaged, whole = make_draft(petra, programme, {}), make_draft(petra, elsewhere, {})
    if what == "key":
        KeyWrap.objects.filter(content_key__owner=damaged.id).delete()
    else:
        damaged.pages.update(sealed=b"damaged")
    client = signed_in("petra")
    page = inbox(client)
    assert "This cannot be opened: it was damaged." in page
    assert f"/portal/refer/{whole.id}/" in page
    assert "Far Pier (example)" in page
    assert sent.reference in page
    discard = f"/portal/refer/{damaged.id}/discard/"
    page = client.get(f"/portal/refer/{damaged.id}/").content.decode()
    assert "This cannot be opened: it was damaged." in page
    assert f'action="{discard}"' in page
    assert client.post(discard).headers["Location"] == "/portal/"
    assert "This cannot be opened" not in inbox(client)


@pytest.mark.parametrize("how", ["sent", "thrown away"])
def test_a_draft_that_is_gone_in_the_meantime_is_left_out(
    how, programme, elsewhere, ines, petra, signed_in, monkeypatch
):
    going, whole = make_draft(petra, programme), make_draft(petra, elsewhere, {})
    asked = drafts.programme_of

    def gone(draft):
        monkeypatch.undo()
        if how == "sent":
            services.submit_partner_referral(acting_user=petra, draft_id=going.id)
        else:
            drafts.discard_draft(acting_user=petra, draft=going)
        return asked(draft)

    monkeypatch.setattr(inbox_page, "programme_of", gone)
    PartnerDraft.objects.filter(id=whole.id).update(
        changed_on=timezone.localdate() - dt.timedelta(1)
    )
    page = inbox(signed_in("petra"))
    assert str(whole.id) in page
    assert f"/portal/refer/{going.id}/" not in page


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_the_inbox_speaks_the_readers_language(language, sent, signed_in):
    client = signed_in("ines")
    client.cookies["language"] = language
    assert f'<html lang="{language}">' in inbox(client)
