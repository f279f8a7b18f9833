"""Reads words that were written as they sound: "wensday", "alas tres", "too morrow".

Speech recognition and people misspell. A word that the language does not know is compared by its
sound with the words that it knows, and by its letters with the longer words about time.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from shared.domain.callback_time.words import Vocabulary, vocabulary

Sounds = tuple[tuple[re.Pattern[str], str], ...]

# Shorter words sound like too many others.
_SHORTEST = 3
# In French, where many letters are mute.
_SHORTEST_MUTE = 4
# Shorter words with one letter less, or one vowel for another, are other words.
_SHORTEST_MISSPELT = 6
# A consonant for another one, or one more, is a slip only in a long word.
_SHORTEST_SLIP = 8
_LONGEST = 24
_VOWELS = frozenset("aeiouy")


def _sounds(*changes: str) -> Sounds:
    """Compiles changes like "ph>f"; the last ones are for all languages."""
    pairs = (change.partition(">") for change in (*changes, r"(.)\1+>\1"))
    return tuple((re.compile(pattern), sound) for pattern, _, sound in pairs)


_SOUNDS: Mapping[str, Sounds] = {
    "en": _sounds("dnes>ns", "ph>f", "oo|ew>u", "ie|ei|ea|ee>i", "ou>o", "ck>k", "k>c"),
    "es": _sounds(
        "(?<!c)h>", "v>b", "ll|y>i", "ni(?=[aeou])>n", "qu>k", "c(?=[eik])|z>s", "c(?!h)>k",
        "g(?=[ei])>j", "x>s",
    ),
    "de": _sounds(
        "v|ph>f", "th>t", "ai|ay|ey>ei", "(?<=[aeiou])h(?=[^aeiou]|$)>", "ie>i", "ck>k",
        "(?<=a)(g|ch)$>k", "e(?=[nlr]$)>", "tz>z", "d$>t", "ae>a", "oe>o", "ue>u",
    ),
    "fr": _sounds(
        "(?<!c)h>", "ph>f", "(ez|er|ai|et|ee|es)$>e", "[tdsxpz]+$>", "(?<=[^e])e$>",
        "eau|au>o", "(ain|ein|aim|im|in)(?![aeioun])>in", "em|en(?=[^aeioun])|am(?=b)>an",
        "qu>k", "c(?=[eiy])>s", "c(?!h)>k", "y>i",
    ),
    "it": _sounds("(?<![cg])h>", "k>c", "q>c", "j>i"),
    "pt": _sounds(
        "(?<![cln])h>", "ss|z|x>s", "c(?=[ei])>s", "qu(?=[ei])>k", "c(?!h)>k", "ei>e", "ou>o",
        "i$>e", "u$>o", "(?<=[aeio])r$>", "m$>n", "w>u", "y>i",
    ),
    "nl": _sounds(
        "ij|ei|y>i", "oe>o", "uu|ue>u", "c(?!h)>k", "ch>g", "dt|d>t", "v>f", "z>s", "aa>a",
        "e(?=[nlr]$)>",
    ),
}  # fmt: skip


# Small and very: the stem and the ending that is left of a word.
_DIMINUTIVES: Mapping[str, re.Pattern[str]] = {
    "de": re.compile("(.{3,18}?)(?:chen|lein)()"),
    "es": re.compile("(.{3,18}?)e?c?(?:it|ill|isim)([ao]s?)"),
    "it": re.compile("(.{2,18}?)(?:ett|in|ell|ucci|issim)([aoie])"),
    "pt": re.compile("(.{3,18}?)z?(?:inh|issim)([ao]s?)"),
    "nl": re.compile("(.{3,18}?)(?:[tpk]?jes?)()"),
}


@dataclass(frozen=True, slots=True)
class _Index:
    """The words of a language by their sound. `joined` are phrases written as one word, and `times`
    the longer words about time, by their first letter. `of_time` are all words with a meaning.
    """

    by_sound: Mapping[str, str]
    joined: Mapping[str, tuple[str, ...]]
    times: Mapping[str, tuple[str, ...]]
    of_time: frozenset[str]


def respelled(said: str, known: Vocabulary) -> tuple[str, ...]:
    """Returns the known words that an unknown word stands for; empty if there are none."""
    if not _SHORTEST <= len(said) <= _LONGEST or known.code not in _SOUNDS:
        return ()
    index = _index_of(known.code)
    bare = said.replace("'", "")
    if phrase := index.joined.get(bare):
        return phrase
    if word := _without_diminutive(bare, known, index):
        return (word,)
    sound = _sound_of(bare, known.code)
    if len(sound) < (_SHORTEST_MUTE if known.code == "fr" else _SHORTEST):
        return ()
    if word := index.by_sound.get(sound):
        return (word,)
    near = {word for word in index.times.get(sound[:1], ()) if _is_near(sound, word)}
    meanings = {known.phrases.get((index.by_sound[word],)) for word in near}
    return (index.by_sound[min(near)],) if len(meanings) == 1 else ()


def _without_diminutive(said: str, known: Vocabulary, index: _Index) -> str | None:
    """Returns the word about time of "horita", "orette", "tardinha", "Stündchen"."""
    pattern = _DIMINUTIVES.get(known.code)
    if not (found := pattern and pattern.fullmatch(said)):
        return None
    stem, end = found[1], found[2]
    # Italian "oggetti" is no little "oggi".
    words = [
        word
        for word in (stem + end, stem, f"{stem}e", f"{stem}en", f"{stem[:-1]}m")
        if word in index.of_time and known.phrases.get((word,)) != "today"
    ]
    whole = (word for word in words if known.phrases.get((word,), "unread") not in {"", "unread"})
    return next(whole, words[0] if words else None)


def joined(first: str, second: str, known: Vocabulary) -> str | None:
    """Returns the word about time that was written as two: "too morrow"."""
    if known.code not in _SOUNDS or len(first) + len(second) > _LONGEST:
        return None
    index = _index_of(known.code)
    word = index.by_sound.get(_sound_of(first + second, known.code))
    return word if word and known.phrases.get((word,)) and len(word) >= _SHORTEST_MISSPELT else None


@lru_cache(maxsize=len(_SOUNDS))
def _index_of(code: str) -> _Index:
    known = vocabulary(code)
    by_sound: dict[str, str] = {}
    # Words about time come first: those that sound the same are filler.
    words = sorted(known.all_words, key=lambda word: (not known.phrases.get((word,)), word))
    for word in words:
        if len(word) >= _SHORTEST:
            by_sound.setdefault(_sound_of(word.replace("'", ""), code), word)
    phrases = {_bare(parts): parts for parts in known.phrases if len(parts) > 1}
    # French "jai" and "sil vous plait".
    elided = (pair for phrase in known.phrases for pair in pairwise(phrase) if "'" in pair[0])
    phrases |= {_bare(pair): pair for pair in elided if _bare(pair) not in phrases}
    times: dict[str, tuple[str, ...]] = {}
    for sound, word in by_sound.items():
        is_time = re.match(
            r"wd\d|mo\d|today|tomorrow|overmorrow|noon|morning|afternoon|evening"
            r"|\d+$",
            known.phrases.get((word,), ""),
        )
        if is_time and len(sound) >= _SHORTEST_MISSPELT:
            times[sound[0]] = (*times.get(sound[0], ()), sound)
    of_time = frozenset(
        word for phrase, meaning in known.phrases.items() if meaning for word in phrase
    )
    return _Index(by_sound, phrases, times, of_time)


def _bare(words: Sequence[str]) -> str:
    return "".join(words).replace("'", "")


@lru_cache(maxsize=4096)
def _sound_of(word: str, code: str) -> str:
    for pattern, sound in _SOUNDS[code]:
        word = pattern.sub(sound, word)
    return word


def _is_near(said: str, word: str) -> bool:
    """Returns whether one letter is missing, doubled with its neighbour, or another one."""
    if abs(len(said) - len(word)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(said, word, strict=False)) if a != b), None)
    if start is None:
        # "Montage" is no "Montag".
        return len(said) < len(word) and len(said) >= _SHORTEST_MISSPELT
    rest, other = said[start:], word[start:]
    if len(said) < len(word):
        return rest == other[1:] and len(said) >= _SHORTEST_MISSPELT
    if len(said) > len(word):
        return rest[1:] == other and len(word) >= _SHORTEST_SLIP
    if rest[:2] == other[1::-1] and rest[2:] == other[2:]:
        return len(said) >= _SHORTEST_MISSPELT
    is_vowel = rest[0] in _VOWELS and other[0] in _VOWELS
    return rest[1:] == other[1:] and len(said) >= (
        _SHORTEST_MISSPELT + 1 if is_vowel else _SHORTEST_SLIP
    )
