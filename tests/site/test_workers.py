"""Who works on which queue."""

import pytest
from django.conf import settings

from config.run import workers
from directory.quality.tasks import check_links


@pytest.mark.parametrize("links_are_checked", [True, False])
def test_each_queue_has_one_worker_and_links_one_of_their_own(links_are_checked: bool) -> None:
    found: dict[str, list[str]] = {queue: [] for queue in settings.TASKS["default"]["QUEUES"]}
    for name, arguments in workers(links_are_checked):
        chosen = dict(zip(arguments[::2], arguments[1::2], strict=True))
        for queue, worked_on_by in found.items():
            wanted = {queue, "*"} & set(chosen["--queue-name"].split(","))
            if wanted and queue not in chosen.get("--exclude-queues", "").split(","):
                worked_on_by.append(name)
    of_links = found.pop(check_links.queue_name)
    assert of_links == ["worker of links" if links_are_checked else "worker"]
    assert set(map(tuple, found.values())) == {("worker",)}
