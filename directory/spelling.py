"""How names are compared when people look for them: without accents, capitals and full stops."""

import unicodedata

#: Letters of the languages here, and what they are written as when one has no time for accents.
LETTERS = dict(
    zip(
        "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ",
        "aaaaaaceeeeiiiinoooooouuuuyy",
        strict=True,
    )
)
#: The same for what becomes two letters, or none.
SIGNS = {"æ": "ae", "œ": "oe", "ß": "ss", ".": "", "’": "'"}


def fold(words: str) -> str:
    """`words` as they are compared: "I.T.E.R." and "iter" are one, "Liège" and "liege" as well."""
    composed = unicodedata.normalize("NFC", words).lower()
    return composed.translate({ord(letter): plain for letter, plain in (LETTERS | SIGNS).items()})
