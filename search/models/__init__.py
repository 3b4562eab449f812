"""What editors keep for the finder, and what is counted for them."""

from search.models.awaited import AwaitedChange
from search.models.decisions import ExcludedProgramme, PinnedProgramme, SearchDecision
from search.models.synonyms import SynonymEntry
from search.models.unanswered import SearchSighting, UnansweredSearch

__all__ = [
    "AwaitedChange",
    "ExcludedProgramme",
    "PinnedProgramme",
    "SearchDecision",
    "SearchSighting",
    "SynonymEntry",
    "UnansweredSearch",
]
