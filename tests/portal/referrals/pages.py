"""A referral's pages as a browser asks for them."""

from django.test import Client

from portal.referrals.models import Referral


def address(referral: Referral, step: str = "") -> str:
    return f"/portal/referrals/{referral.id}/" + (f"{step}/" if step else "")


def page_of(client: Client, referral: Referral, step: str = "", status: int = 200) -> str:
    answer = client.get(address(referral, step))
    assert answer.status_code == status
    return answer.content.decode()
