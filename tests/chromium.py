"""The browser of the browser tests."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox: CI runs as root. The rest keeps the browser itself from calling anybody.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class ChromiumMissing(Exception):
    """No Chromium was found; the message says what to install."""


def find_chromium() -> str:
    """The path of an installed Chromium. Raises ChromiumMissing."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    raise ChromiumMissing(
        "Chromium is not installed (on Debian or Ubuntu: sudo apt install chromium)"
    )
