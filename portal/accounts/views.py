"""allauth's views where ours differ: replacing an app, keeping the last factor, naming the wait."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.internal.flows.add import redirect_if_add_not_allowed
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic.edit import FormView

from portal.accounts.second_factor import forget_second_factor


@method_decorator(redirect_if_add_not_allowed, name="dispatch")
@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class SetUpAppView(ActivateTOTPView):
    """Set up an authenticator app; a former one makes way only once the new one works."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # The parent would send people with an app to take it away first.
        answer: HttpResponseBase = FormView.dispatch(self, request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        raise_if_reauthentication_required(self.request, app="allauth.mfa")
        with transaction.atomic():
            Authenticator.objects.filter(
                user_id=self.request.user.pk, type=Authenticator.Type.TOTP
            ).delete()
            answer: HttpResponse = super().form_valid(form)
        count_as_shown(self.request, Authenticator.Type.TOTP)
        return answer


class AddPasskeyView(AddWebAuthnView):
    """Add a passkey; making it showed that its owner holds it."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        count_as_shown(self.request, Authenticator.Type.WEBAUTHN)
        return answer


class RemovePasskeyView(RemoveWebAuthnView):
    """Take a passkey away, unless it is the only second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(
                self.request, get_adapter().error_messages["cannot_delete_authenticator"]
            )
            return HttpResponseRedirect(reverse("mfa_index"))
        answer: HttpResponse = super().form_valid(form)
        forget_second_factor(self.request)
        return answer


set_up_app = SetUpAppView.as_view()
add_passkey = AddPasskeyView.as_view()
remove_passkey = RemovePasskeyView.as_view()


def count_as_shown(request: HttpRequest, kind: Authenticator.Type) -> None:
    """Note in the session that the newest factor of this kind was just shown, with the password
    shortly before: so the recovery codes that follow need not ask for either again.
    """
    newest = Authenticator.objects.filter(user_id=request.user.pk, type=kind).latest("pk")
    post_authentication(request, newest, reauthenticated=True)
    forget_second_factor(request)


def too_many_tries(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler429: too many tries from one place."""
    return render(request, "account/too_many_tries.html", status=429)
