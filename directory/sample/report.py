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
    before: set[tuple[str, str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.before = set(SampleEntry.objects.values_list("kind", "key"))

    def __str__(self) -> str:
        if not self.loaded:
            return "The sample directory was there already; nothing was changed."
        counts = ", ".join(f"{count} {kind}" for kind, count in self.loaded.items())
        return f"Loaded {counts}."

    def is_new(self, kind: str, key: str, *, there: bool) -> bool:
        """Whether an entry is to be loaded: it is not there and was never loaded before."""
        if there or (kind, key) in self.before:
            self.kept[kind] += 1
            return False
        return True

    def note(self, kind: str, key: str, label: str = "") -> None:
        SampleEntry.objects.create(kind=kind, key=key)
        self.loaded[kind] += 1
        if label:
            self.say(f"  {label}")
