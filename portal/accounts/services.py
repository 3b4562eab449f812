"""Giving people accounts and roles, and taking them back."""

import datetime as dt

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.models import Organisation
from portal.accounts.cms import sync_cms_groups
from portal.accounts.events import record_keeping
from portal.accounts.models import Membership, User
from portal.accounts.queries import has_role
from portal.accounts.roles import Role


@transaction.atomic
def create_user(
    *,
    acting_user: User | None,
    username: str,
    email: str,
    first_name: str = "",
    last_name: str = "",
    password: str | None = None,
) -> User:
    """Make an account. Whoever makes it vouches for the address; without a password its owner
    chooses one through the link in a mail. `acting_user` None is the operator at the command line.

    Raises PermissionDenied, and ValidationError naming the field.
    """
    _require_keeper(acting_user)
    user = User(
        username=username.strip().lower(),
        email=email.strip().lower(),
        first_name=first_name,
        last_name=last_name,
    )
    user.set_password(password)
    user.full_clean()
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    record_keeping(acting_user, "account.created", account=user)
    return user


@transaction.atomic
def grant_membership(
    *,
    acting_user: User | None,
    user: User,
    role: Role,
    organisation: Organisation | None = None,
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
) -> Membership:
    """Give a person a role at an organisation, or (editor, administrator) everywhere.

    Raises PermissionDenied, and ValidationError when the role and the organisation do not fit or
    the person holds the role already.
    """
    _require_keeper(acting_user)
    membership = Membership(
        user=user,
        role=role,
        organisation=organisation,
        valid_from=valid_from or timezone.localdate(),
        valid_until=valid_until,
    )
    membership.full_clean()
    membership.save(force_insert=True)
    sync_cms_groups(user=user)
    record_keeping(
        acting_user,
        "membership.granted",
        account=user,
        role=role.value,
        organisation=organisation.uuid if organisation else None,
    )
    return membership


@transaction.atomic
def end_membership(
    *, acting_user: User | None, membership: Membership, last_day: dt.date | None = None
) -> Membership:
    """End a role with `last_day` (default: yesterday, so that it counts no more from now on).

    One that ends earlier by itself stays as it is: nothing here prolongs a role.
    """
    _require_keeper(acting_user)
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    ended = last_day or timezone.localdate() - dt.timedelta(days=1)
    if membership.valid_until is not None:
        ended = min(ended, membership.valid_until)
    membership.valid_until = max(ended, membership.valid_from)
    membership.active = ended >= membership.valid_from and membership.active
    membership.save(update_fields=["valid_until", "active"])
    sync_cms_groups(user=membership.user)
    record_keeping(acting_user, "membership.ended", account=membership.user, role=membership.role)
    return membership


@transaction.atomic
def close_account(*, acting_user: User | None, user: User) -> User:
    """Let a person in no more. Their open sessions end with their next click."""
    _require_keeper(acting_user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    sync_cms_groups(user=user)
    record_keeping(acting_user, "account.closed", account=user)
    return user


@transaction.atomic
def remove_second_factors(*, acting_user: User | None, user: User) -> int:
    """Take away all second factors of a person who lost theirs; returns how many there were.

    Every session opened with one of them ends. At the next sign-in the person sets up a new one.
    """
    _require_keeper(acting_user)
    removed, _models = Authenticator.objects.filter(user=user).delete()
    record_keeping(acting_user, "account.second-factor-removed", account=user, factors=removed)
    return removed


def find_organisation(key: str) -> Organisation:
    """The organisation with this key. Raises ValidationError that names the key."""
    try:
        return Organisation.objects.get(key=key)
    except Organisation.DoesNotExist:
        raise ValidationError(
            {"organisation": _("There is no organisation with the key %(key)s.") % {"key": key}}
        ) from None


def _require_keeper(acting_user: User | None) -> None:
    if acting_user is not None and not has_role(acting_user, Role.ADMINISTRATOR):
        raise PermissionDenied
