"""What a run of the loader did."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from directory.models import SampleEntry


@dataclass
class LoadReport:
    """How many entries of each kind were loaded, and how many were there already."""

    loaded: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    say: Callable[[str], object] = field(default=lambda line: None, repr=False)

    def __str__(self) -> str:
        if not self.loaded:
            return "The sample directory was there already; nothing was changed."
        counts = ", ".join(f"{count} {kind}" for kind, count in self.loaded.items())
        return f"Loaded {counts}."

    def is_new(self, kind: str, key: str, *, there: bool) -> bool:
        """Whether an entry is to be loaded: it is not there and was never loaded before."""
        if there or SampleEntry.objects.filter(kind=kind, key=key).exists():
            self.kept[kind] += 1
            return False
        return True

    def note(self, kind: str, key: str, label: str = "") -> None:
        SampleEntry.objects.get_or_create(kind=kind, key=key)
        self.loaded[kind] += 1
        if label:
            self.say(f"  {label}")
