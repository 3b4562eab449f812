"""Who may do what with an entry, where it is less than Wagtail gives."""

from typing import Any

from wagtail.models import PagePermissionTester


class EntryPermissions(PagePermissionTester):
    """Under which keeper an entry stands is settled by those who may publish it."""

    def can_move(self) -> bool:
        return bool(super().can_move() and self._may_publish())

    def can_copy(self) -> bool:
        return bool(super().can_copy() and self._may_publish())

    def _may_publish(self) -> bool:
        user: Any = self.user
        return bool(user.is_superuser or "publish" in self.permissions)
