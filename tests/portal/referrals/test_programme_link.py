"""From a programme's public page to its referral: it is chosen already, also after signing in."""

import re

from django.conf import settings
from django.test import Client

from portal.accounts.totp import code_for
from tests.cast import PASSWORD

REFER = "/portal/refer/?programme=still-water-example"


def test_the_programmes_page_leads_to_a_referral_to_it(programme, ines, ilse, public_client):
    page = public_client.get("/en/programmes/still-water-example/").content.decode()
    link = re.search(r'href="([^"]*)">Refer someone as a professional', page)[1]
    assert link == settings.STAFF_URL + REFER


def test_through_the_sign_in_the_programme_is_still_chosen(programme, petra, ines, ilse):
    client = Client()
    login = client.get(REFER).headers["Location"]
    form = client.get(login).content.decode().split("<main", 1)[1]
    back = re.search(r'name="next" value="([^"]*)"', form)[1]
    client.post("/accounts/login/", {"login": "petra", "password": PASSWORD, "next": back})
    answer = client.post("/accounts/second-factor/show/", {"code": code_for(petra).digits})
    assert answer.headers["Location"] == REFER
    page = client.get(REFER).content.decode()
    assert "checked" in re.search(r'<input[^>]*value="still-water-example"[^>]*>', page)[0]
