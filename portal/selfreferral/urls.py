"""The public door's addresses. None of them names a programme."""

from django.urls import path, register_converter

from portal.selfreferral.steps import BY_NAME
from portal.selfreferral.views import receipt, start


class StepConverter:
    """The name of a question page."""

    regex = "|".join(BY_NAME)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(StepConverter, "step")

urlpatterns = [
    path("start/", start.start, name="start"),
    path("start/check/", start.check, name="start_check"),
    path("start/talk/", start.talk, name="start_talk"),
    path("start/elsewhere/", start.elsewhere, name="start_elsewhere"),
    path("start/kept/", start.kept, name="start_kept"),
    path("start/sent/", start.sent, name="start_sent"),
    path("start/saved/", start.saved, name="start_saved"),
    path("start/<step:name>/", start.question, name="start_question"),
    path("receipt/", receipt.receipt, name="receipt"),
    path("receipt/write/", receipt.write, name="receipt_write"),
    path("receipt/withdraw/", receipt.withdraw, name="receipt_withdraw"),
    path("receipt/erase/", receipt.erase, name="receipt_erase"),
    path("receipt/throw-away/", receipt.throw_away, name="receipt_throw_away"),
    path("receipt/thrown-away/", receipt.thrown_away, name="receipt_thrown_away"),
    path("receipt/leave/", start.leave, name="receipt_leave"),
]
