"""The WSGI entry point of either role. WSGI runs no system checks by itself, so they run here."""

import os
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parents[1]
for folder in (str(SITE), str(SITE.parent)):
    if folder not in sys.path:
        sys.path.insert(0, folder)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

from config.checks import refuse_anchor_key, refuse_powerful_account  # noqa: E402

application = get_wsgi_application()
refuse_anchor_key()
refuse_powerful_account()
call_command("check", fail_level="ERROR", verbosity=0)
