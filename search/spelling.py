"""Words that resemble each other: a letter wrong, left out, put in or swapped, two in long ones."""

from collections.abc import Iterable, Iterator

#: Letters from which one, and from which two may be wrong. Shorter words must be right.
ONE_FROM, TWO_FROM = 4, 8
LONGEST = 40


def slips(word: str) -> int:
    """How many letters of a word may be wrong."""
    if len(word) < ONE_FROM or len(word) > LONGEST:
        return 0
    return 1 if len(word) < TWO_FROM else 2


def distance(one: str, other: str, most: int) -> int:
    """Letters to change, put in, leave out or swap with their neighbour; ``most`` + 1 if more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, against in enumerate(other, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != against))
            swapped = row > 1 and column > 1 and letter == other[column - 2]
            if swapped and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, last = last, current
    return min(last[-1], most + 1)


class WordList:
    """Words among which similar ones are looked for."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_length: dict[int, list[tuple[str, int]]] = {}
        for word in sorted(words):
            self._by_length.setdefault(len(word), []).append((word, _letters(word)))

    def near(self, word: str) -> list[str]:
        """Those that ``word`` may be a slip of, the nearest first, without itself."""
        most = slips(word)
        return [near for _, near in sorted(self._near(word, most))] if most else []

    def _near(self, word: str, most: int) -> Iterator[tuple[int, str]]:
        letters = _letters(word)
        for length in range(len(word) - most, len(word) + most + 1):
            for other, of_other in self._by_length.get(length, ()):
                # Each letter that is wrong makes the sets of letters differ by two at most.
                if (letters ^ of_other).bit_count() <= 2 * most:
                    away = distance(word, other, most)
                    if 0 < away <= most:
                        yield away, other


def _letters(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits
