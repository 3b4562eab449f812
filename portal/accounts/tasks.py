"""What the worker does for accounts. Mail about signing in waits in the queue as an opaque id."""

from uuid import UUID

from django.utils import translation
from django_tasks import task

from portal.accounts.cms import sync_all_cms_groups
from portal.accounts.mail import (
    send_password_link,
    send_sign_in_changed,
    send_something_waits,
)
from portal.accounts.models import User
from portal.accounts.queries import holders_of
from portal.accounts.roles import Role


@task(queue_name="default")
def sync_cms_groups() -> None:
    """Give and take the CMS's rights as roles begin and end with their days."""
    sync_all_cms_groups()


@task(queue_name="mail")
def mail_password_link(public_id: str, language: str) -> None:
    """Mail the link for a new password, if the person is still there."""
    user = User.objects.filter(public_id=UUID(public_id), is_active=True).first()
    if user:
        with translation.override(language):
            send_password_link(user=user)


@task(queue_name="mail")
def mail_sign_in_changed(public_id: str, language: str) -> None:
    """Mail that a password or a second factor changed."""
    user = User.objects.filter(public_id=UUID(public_id), is_active=True).first()
    if user:
        with translation.override(language):
            send_sign_in_changed(user=user)


@task(queue_name="mail")
def mail_reviewers() -> None:
    """Mail those who review entries that there is something: the editors where nobody else does."""
    for role in (Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR):
        people = list(holders_of(role))
        for user in people:
            send_something_waits(user=user)
        if people:
            return


@task(queue_name="mail")
def mail_something_waits(public_id: str) -> None:
    """Mail one person that something in the CMS waits for them."""
    user = User.objects.filter(public_id=UUID(public_id), is_active=True).first()
    if user:
        send_something_waits(user=user)
