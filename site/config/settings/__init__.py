"""The settings of this process: `demonstration` or `production`, chosen by TURNSTONE_ENV."""

from config.settings.common import *  # noqa: F403  (Django reads settings as module attributes)
from config.settings.common import ENVIRONMENT

if ENVIRONMENT.demonstration:
    from config.settings.demonstration import *  # noqa: F403
else:
    from config.settings.production import *  # noqa: F403
