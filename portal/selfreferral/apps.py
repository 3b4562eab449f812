from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SelfReferralConfig(AppConfig):
    name = "portal.selfreferral"
    label = "selfreferral"
    verbose_name = _("Self-referral")
