"""Telling people by mail that there is something for them, and nothing else."""

from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.queries import has_role, members_of
from portal.accounts.roles import Role
from portal.referrals.models import Notice, Referral
from portal.referrals.queries import intake_of


def notify_intake(referral: Referral) -> None:
    """Lay a notice ready for every intake member of the receiving organisation, but not for those
    who know the person: to them the referral is closed."""
    for user in intake_of(referral):
        _lay_ready(user)


def notify_referrer(referral: Referral) -> None:
    """Lay a notice ready for whoever made a partner's referral, or, once they left the
    organisation, for its other referrers. Nobody is told of a self-referral: there is no address.
    """
    organisation, author = referral.referring_organisation, referral.created_by
    if organisation is None or author is None:
        return
    if has_role(author, Role.REFERRER, organisation=organisation):
        _lay_ready(author)
        return
    for user in members_of(organisation, Role.REFERRER):
        _lay_ready(user)


def waiting_notices() -> list[UUID]:
    """The public ids of the people who are to be told."""
    return list(Notice.objects.order_by("id").values_list("user__public_id", flat=True))


def send_notice(*, public_id: UUID) -> bool:
    """Mail one person that there is something, in every language; whether there was a notice.

    The mail is sent first and the notice taken away after it: a mail server that fails leaves
    the notice for the next round.
    """
    notice = Notice.objects.select_related("user").filter(user__public_id=public_id).first()
    if notice is None:
        return False
    user = notice.user
    if user.is_active and user.email:
        send_mail(_subject(), _body(), settings.DEFAULT_FROM_EMAIL, [user.email])
    notice.delete()
    return True


def _lay_ready(user: User) -> None:
    Notice.objects.get_or_create(user=user, defaults={"since": timezone.localdate()})


def _subject() -> str:
    # One of the languages will do: a subject in three is longer than a phone shows.
    with translation.override(settings.LANGUAGES[0][0]):
        return _("There is something for you in Turnstone")


def _body() -> str:
    address = settings.STAFF_URL + reverse("inbox", urlconf="config.urls.staff")
    sentences = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            sentences.append(
                _("There is something for you in Turnstone. Sign in to read it: %(address)s")
                % {"address": address}
            )
    return "\n\n".join(dict.fromkeys(sentences)) + "\n"
