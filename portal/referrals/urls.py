"""The portal's addresses. None of them names a person.

A programme's public page leads to `refer` with its public name behind `?programme=`, so that it is
still chosen after signing in. That says nothing of anybody, and from there on none names it.
"""

from django.urls import path

from portal.referrals.views import actions, inbox, redirecting, refer, referral

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("referrals/<uuid:referral_id>/", referral.referral, name="referral"),
    path("referrals/<uuid:referral_id>/conflict/", actions.conflict, name="referral_conflict"),
    path("referrals/<uuid:referral_id>/question/", actions.question, name="referral_question"),
    path("referrals/<uuid:referral_id>/continue/", actions.go_on, name="referral_continue"),
    path("referrals/<uuid:referral_id>/accept/", actions.accept, name="referral_accept"),
    path(
        "referrals/<uuid:referral_id>/redirect/",
        redirecting.redirect_elsewhere,
        name="referral_redirect",
    ),
    path("referrals/<uuid:referral_id>/message/", actions.message, name="referral_message"),
    path("referrals/<uuid:referral_id>/send-on/", redirecting.send_on, name="referral_send_on"),
    path("refer/", refer.refer, name="refer"),
    path("refer/<uuid:draft_id>/", refer.tasks, name="refer_tasks"),
    path("refer/<uuid:draft_id>/programme/", refer.programme, name="refer_programme"),
    path("refer/<uuid:draft_id>/check/", refer.check, name="refer_check"),
    path("refer/<uuid:draft_id>/discard/", refer.discard, name="refer_discard"),
    path("refer/<uuid:draft_id>/<slug:name>/", refer.step, name="refer_step"),
]
