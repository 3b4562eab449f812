"""Mail that says only that there is something: no name, no programme, no organisation."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.accounts.models import User


def send_password_link(*, user: User) -> None:
    """Send the link with which a person chooses a password. It works once, for three days."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    _send(user, "account/mail/password_link.txt", {"link": settings.STAFF_URL + path})


def send_sign_in_changed(*, user: User) -> None:
    """Tell a person that their password or second factor changed, in case it was not they."""
    _send(user, "account/mail/sign_in_changed.txt", {})


def send_something_waits(*, user: User) -> None:
    """Tell a person, in every language, that something in the CMS waits for them."""
    address = settings.STAFF_URL + reverse("wagtailadmin_home", urlconf="config.urls.staff")
    sentences = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            sentences.append(
                _("There is something for you in Turnstone. Sign in to read it: %(address)s")
                % {"address": address}
            )
    with translation.override(settings.LANGUAGES[0][0]):
        subject = _("There is something for you in Turnstone")
    body = "\n\n".join(dict.fromkeys(sentences)) + "\n"
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email])


def _send(user: User, template: str, context: dict[str, str]) -> None:
    send_mail(
        _("There is something for you"),
        render_to_string(template, context),
        settings.DEFAULT_FROM_EMAIL,
        [user.email],
    )
