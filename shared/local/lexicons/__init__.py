"""The words that the local rules know, one file per language."""

from collections.abc import Collection

from shared.local.lexicons import (
    arabic,
    dutch,
    english,
    french,
    german,
    hebrew,
    hindi,
    italian,
    portuguese,
    spanish,
)
from shared.local.lexicons.lexicon import Lexicon

_MODULES = (english, spanish, german, hebrew, french, italian, portuguese, dutch, arabic, hindi)
LEXICONS = {module.LEXICON.language: module.LEXICON for module in _MODULES}
READ = tuple(LEXICONS)


def lexicons_of(languages: Collection[str]) -> tuple[Lexicon, ...]:
    """Returns the lexicons of the readable languages, always in the same order."""
    return tuple(lexicon for lexicon in LEXICONS.values() if lexicon.language in languages)
