"""Mail about signing in. It waits in the queue as an opaque id; the worker writes it."""

from uuid import UUID

from django.utils import translation
from django_tasks import task

from portal.accounts.mail import send_password_link, send_sign_in_changed
from portal.accounts.models import User


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
