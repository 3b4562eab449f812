#!/usr/bin/env python
"""Django's command line, with the repository root and `site/` on the path."""

import os
import sys
from pathlib import Path


def main() -> None:
    site = Path(__file__).resolve().parent
    for folder in (str(site), str(site.parent)):
        if folder not in sys.path:
            sys.path.insert(0, folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refusal:
        sys.exit(f"Turnstone does not start: {refusal}")


if __name__ == "__main__":
    main()
