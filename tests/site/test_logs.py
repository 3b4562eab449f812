"""Log lines carry what happened, never what somebody typed."""

import logging
import re
import stat

from config.logs import PrivateFileHandler, PrivateFormatter

CANARY = "canary-7d1f"


def test_the_public_log_knows_days_and_no_hours():
    record = logging.LogRecord("name", logging.ERROR, __file__, 1, "said", None, None)

    line = PrivateFormatter(by_day=True).format(record)

    assert re.fullmatch(r"\d{4}-\d{2}-\d{2} ERROR name said", line)


def test_a_traceback_is_written_without_the_message(tmp_path):
    path = tmp_path / "log" / "staff.log"
    handler = PrivateFileHandler(str(path))
    handler.setFormatter(PrivateFormatter())
    logger = logging.Logger("test")
    logger.addHandler(handler)

    try:
        raise ValueError(f"cannot read {CANARY}")
    except ValueError:
        logger.exception("a form could not be read")
    handler.close()

    written = path.read_text()
    assert "a form could not be read" in written
    assert "ValueError" in written
    assert "test_logs.py" in written
    assert CANARY not in written
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
