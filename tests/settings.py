"""The demonstration's settings, on data of the run's own that is removed after it.

Every pytest process (each xdist worker is one) has its own folder: nothing that a test writes
meets `var/`, or another worker's files.
"""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="turnstone-tests-")


def _remove(owner: int = os.getpid()) -> None:
    if os.getpid() == owner:
        shutil.rmtree(_folder, ignore_errors=True)


atexit.register(_remove)
os.environ["TURNSTONE_ENV"] = "demonstration"
os.environ["TURNSTONE_ROLE"] = "staff"
os.environ["TURNSTONE_DATA"] = _folder
for _name in ("PORT", "STAFF_PORT", "TURNSTONE_KEYS"):
    os.environ.pop(_name, None)

# Tests of the Elasticsearch engine ask this server instead of one of their own; the site's pages
# are tested with the embedded engine.
ELASTICSEARCH_TO_TEST = os.environ.pop("ELASTICSEARCH_URL", "")

from config.messages import compile_catalogues  # noqa: E402

compile_catalogues()

from config.settings import *  # noqa: E402, F403

# The suite signs in hundreds of times; what a slow hash protects is not here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A task runs where it is enqueued, but for Wagtail's own indexes (tests/tasks.py says why). Tests
# that want the worker start a real one.
TASKS = {
    "default": {
        "BACKEND": "tests.tasks.Backend",
        "QUEUES": ["default", "finder", "imports", "links", "mail", "referrals"],
    }
}
# Static files are served as they stand; hashed names need a collection first.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A file, not memory: journal, locks and the order of commits are those of the real thing.
if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(_folder, "test.sqlite3")}  # noqa: F405, PTH118
    # No test here pulls the plug on the machine; those that kill servers start real ones.
    DATABASES["default"]["OPTIONS"]["init_command"] = DATABASES["default"]["OPTIONS"][  # noqa: F405
        "init_command"
    ].replace("synchronous=FULL", "synchronous=OFF")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
