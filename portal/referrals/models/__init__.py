"""What the portal keeps of a referral: where it stands in clear, what it says sealed."""

from portal.referrals.models.conversation import Message, SealedAnswer
from portal.referrals.models.draft import DraftAnswers, PartnerDraft
from portal.referrals.models.notice import Notice
from portal.referrals.models.redirection import Redirection, SuggestedProgramme
from portal.referrals.models.referral import ConflictAnswer, Referral

__all__ = [
    "ConflictAnswer",
    "DraftAnswers",
    "Message",
    "Notice",
    "PartnerDraft",
    "Redirection",
    "Referral",
    "SealedAnswer",
    "SuggestedProgramme",
]
