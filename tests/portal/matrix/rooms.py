"""The rooms of the staff zone, each with its rows."""

from tests.portal.matrix import accounts, cms, referrals, site
from tests.portal.matrix.rows import Room

ROOMS: tuple[Room, ...] = (site.ROOM, accounts.ROOM, referrals.ROOM, cms.ROOM)
