"""What editors keep for the finder."""

from search.models.synonyms import SynonymEntry

__all__ = ["SynonymEntry"]
