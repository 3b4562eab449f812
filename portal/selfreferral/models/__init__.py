"""What the public door keeps: which doors are open, and what people send through them, sealed."""

from portal.selfreferral.models.door import Door
from portal.selfreferral.models.letter import Draft, Letter

__all__ = ["Door", "Draft", "Letter"]
