"""The words of each language in the form for lookup, and the named zones."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining, normalize

from shared.domain.callback_time.lexicon.arabic import LEXICON as ARABIC
from shared.domain.callback_time.lexicon.dutch import LEXICON as DUTCH
from shared.domain.callback_time.lexicon.english import LEXICON as ENGLISH
from shared.domain.callback_time.lexicon.entry import Lexicon, Talk, ways_of
from shared.domain.callback_time.lexicon.french import LEXICON as FRENCH
from shared.domain.callback_time.lexicon.german import LEXICON as GERMAN
from shared.domain.callback_time.lexicon.hebrew import LEXICON as HEBREW
from shared.domain.callback_time.lexicon.hindi import LEXICON as HINDI
from shared.domain.callback_time.lexicon.italian import LEXICON as ITALIAN
from shared.domain.callback_time.lexicon.portuguese import LEXICON as PORTUGUESE
from shared.domain.callback_time.lexicon.spanish import LEXICON as SPANISH
from shared.domain.callback_time.tokens import WORD
from shared.domain.callback_time.zone_names import ZONE_PHRASES
from shared.domain.callback_time.zones_of_language import zone_names_of

# Where two languages read the same words, the earlier one is tried first.
LEXICONS = {
    lexicon.code: lexicon
    for lexicon in (
        ENGLISH, SPANISH, GERMAN, FRENCH, ITALIAN, PORTUGUESE, DUTCH, HEBREW, ARABIC, HINDI,
    )
}  # fmt: skip

Phrase = tuple[str, ...]

# A word that names a time after a limit and says nothing elsewhere.
THING = "thing"

# Spanish "yes", Italian and Portuguese "is": without their accents "if" and "and".
_ACCENTS_MATTER = frozenset({"sí", "è", "é", "passé"})
_ACCENTED_WORD = re.compile(r"(?<!\w)(sí|è|é|passé)(?!\w)")
_LETTERS = str.maketrans({"ß": "ss", "’": "'", "ى": "ي", "ة": "ه", "ـ": "", "ँ": "ं", "״": '"'})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A language's phrases, folded. `first_words` begin one, `all_words` stand in one; the longest
    has `longest` words. `zones` are the phrases that name a time zone, and begin with `zone_words`.
    """

    code: str
    phrases: Mapping[Phrase, str]
    first_words: frozenset[str]
    all_words: frozenset[str]
    longest: int
    after_at: Mapping[str, int]
    prefixes: Mapping[str, str]
    splits_elisions: bool
    adverbs: str
    zones: Mapping[Phrase, str]
    zone_words: frozenset[str]


def fold(said: str) -> str:
    """Removes case, accents and other differences between spellings."""
    if said.isascii():
        return said.lower()
    return "".join(
        part if part in _ACCENTS_MATTER else _plain(part)
        for part in _ACCENTED_WORD.split(said.lower())
    )


def _plain(said: str) -> str:
    plain = normalize("NFKD", said)
    return "".join(char for char in plain if not combining(char)).translate(_LETTERS)


def split_words(said: str, *, splits_elisions: bool) -> list[str]:
    """Splits a word like the words of a phrase: "l'heure" is two of them in French."""
    head, apostrophe, tail = said.partition("'")
    if splits_elisions and tail and len(head) <= 6:
        return [f"{head}{apostrophe}", *split_words(tail, splits_elisions=True)]
    return [said]


@lru_cache(maxsize=len(LEXICONS))
def vocabulary(code: str) -> Vocabulary:
    lexicon = LEXICONS[code]
    phrases: dict[Phrase, str] = {}
    for spoken, word in (*_spoken(lexicon), *_COMMON, *_idle(lexicon.talk)):
        if parts := _phrase(spoken, lexicon):
            phrases.setdefault(parts, word)
    zones = {_phrase(name, lexicon): zone for name, zone in zone_names_of(code).items()}
    return Vocabulary(
        code,
        phrases,
        frozenset({phrase[0] for phrase in phrases} | {phrase[0] for phrase in ZONE_PHRASES}),
        frozenset(word for phrase in phrases for word in phrase),
        max(len(phrase) for phrase in phrases),
        {fold(said): value for said, value in lexicon.after_at.items()},
        lexicon.prefixes,
        lexicon.splits_elisions,
        lexicon.adverbs,
        zones,
        frozenset(phrase[0] for phrase in zones if phrase),
    )


def _phrase(said: str, lexicon: Lexicon) -> Phrase:
    words = WORD.findall(fold(said))
    if not lexicon.splits_elisions:
        return tuple(words)
    return tuple(part for word in words for part in split_words(word, splits_elisions=True))


_COMMON = (("a m", "am"), ("p m", "pm"), ("am", "am"), ("pm", "pm"), ("@", "at"))


def _spoken(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    for word, ways in lexicon.words.items():
        yield from ((way, word) for way in ways.split("|") if word)
    yield from ((said, f"{value}th") for said, value in lexicon.ordinals.items())
    yield from ((said, str(value)) for said, value in lexicon.numbers.items())
    # A word with a meaning keeps it although it is also said without one.
    yield from ((way, "") for way in lexicon.words.get("", "").split("|"))


def _idle(talk: Talk) -> Iterator[tuple[str, str]]:
    for templates, word in (
        (talk.phrases.splitlines(), ""),
        (talk.things.split(), THING),
        (talk.words.split(), ""),
    ):
        yield from ((way, word) for template in templates for way in ways_of(template))


# Languages with their own script.
_SCRIPTS = (
    ("he", re.compile(r"[\u05d0-\u05ea]")),
    ("ar", re.compile(r"[\u0621-\u064a]")),
    ("hi", re.compile(r"[\u0904-\u0939]")),
)
# A language that knows this many words fewer than the best one is excluded.
_CLOSE = 2


def likely_languages(text: str, language: str | None) -> tuple[str, ...]:
    """Returns the languages that know the most of a text's words, and `language`; English if none
    does.
    """
    written = [code for code, letters in _SCRIPTS if code in LEXICONS and letters.search(text)]
    words = {word for word in WORD.findall(fold(text)) if not word.isdigit()}
    known = {code: _known_words(words, code) for code in written or LEXICONS}
    least = max(1, max(known.values()) - _CLOSE)
    likely = tuple(code for code in known if known[code] >= least or code == language)
    return likely or (next(iter(known)),)


def _known_words(words: set[str], code: str) -> int:
    known = vocabulary(code)
    return sum(
        word in known.first_words
        or any(part in known.first_words for part in split_words(word, splits_elisions=True))
        for word in words
    )
