"""What changes or opens a referral. Each call is checked, logged, and whole or not at all."""

from portal.referrals.services.collecting import collect_letter, collect_letters, letters_waiting
from portal.referrals.services.doors import refresh_doors, set_door, what_is_missing
from portal.referrals.services.erasing import erase_referral, purge_what_is_due
from portal.referrals.services.purging import destroy_thrown_away, drafts_to_destroy, purge_drafts
from portal.referrals.services.reading import (
    OpenedReferral,
    log_listed,
    read_identity,
    read_referral,
)
from portal.referrals.services.redirecting import redirect_referral
from portal.referrals.services.sending import submit_partner_referral
from portal.referrals.services.sending_on import start_sending_on
from portal.referrals.services.stepping import StepRefused
from portal.referrals.services.triage import (
    accept_referral,
    answer_conflict,
    ask_question,
    first_answer_day,
    go_on_without_answer,
    send_message,
    take_into_triage,
)

__all__ = [
    "OpenedReferral",
    "StepRefused",
    "accept_referral",
    "answer_conflict",
    "ask_question",
    "collect_letter",
    "collect_letters",
    "destroy_thrown_away",
    "drafts_to_destroy",
    "erase_referral",
    "first_answer_day",
    "go_on_without_answer",
    "letters_waiting",
    "log_listed",
    "purge_drafts",
    "purge_what_is_due",
    "read_identity",
    "read_referral",
    "redirect_referral",
    "refresh_doors",
    "send_message",
    "set_door",
    "start_sending_on",
    "submit_partner_referral",
    "take_into_triage",
    "what_is_missing",
]
