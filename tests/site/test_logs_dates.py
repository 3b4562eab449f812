"""No log of the demonstration dates what somebody sent who referred themself."""

from portal.referrals.tasks import collect_letters
from tests.demonstration import DEMONSTRATION, Demonstration, wait_for
from tests.referring import SelfReferrer, locator_of
from tests.visitor import field_value

pytestmark = DEMONSTRATION


def test_the_workers_log_has_no_line_for_a_letter(demonstration: Demonstration):
    visitor = demonstration.visitor()
    page = visitor.get("/en/programmes/iter/")
    receipt = SelfReferrer(visitor, field_value(page.text, "programme")).refer()
    wait_for(
        lambda: demonstration.rows(
            "SELECT id FROM referrals_referral WHERE content_owner = ?",
            locator_of(demonstration, receipt).hex,
        ),
        "the worker to collect the letter",
    )
    logs = [path for path in (demonstration.data / "log").iterdir() if path.is_file()]
    assert logs
    name = collect_letters.name.encode()
    assert [path.name for path in logs if name in path.read_bytes()] == []
