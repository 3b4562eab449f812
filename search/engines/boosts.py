"""How much a word counts, beside 1 in the body of a text: the same on every engine."""

TITLE = 3.0
NAME = 2.0
#: A word that only resembles what was typed.
SIMILAR = 0.5
SYNONYM = 1.0
#: The words of a phrase, wherever they stand, beside the term that the phrase stands for.
LOOSE = 0.15
CONCEPT = 3.0
#: What editors put first: above every score of a text.
PINNED = 1_000_000.0
#: A little more for a word found in several places; a translation is no second mention.
TIE_BREAKER = 0.1
