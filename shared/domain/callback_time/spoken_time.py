"""Turns spoken text into lexemes: words of the grammar with the place of each in the
original text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby

from shared.domain.callback_time.contexts import FILLER, UNKNOWN, Lexeme, in_context
from shared.domain.callback_time.signs import CONDITIONS, Sign, SignKind, is_matter, sign_of
from shared.domain.callback_time.spelling import joined, respelled
from shared.domain.callback_time.tokens import DIGITS, TOKEN
from shared.domain.callback_time.words import THING, Vocabulary, fold, split_words, vocabulary
from shared.domain.callback_time.zone_names import ZONE_LETTERS, ZONE_PHRASES

# "Tomorrow's", "that'd", German "geht's".
_SHORT_VERB = re.compile(r"(.+)'(?:s|d|ll|re|ve|m)")
_LIMITS = frozenset({"after", "from", "before", "by", "until", "past", "within", "between"})
_LIMITS_BEHIND = frozenset({"post_after", "post_before", "onwards", "or_earlier"})
_ISH = re.compile(r"(\w+)(ish)")
_PHONE_RUN = 5
_LONGEST_ZONE = 6
_SHORTEST_ADVERB = 5
_PHONE_WORDS = frozenset({"oh", "o", "double", "triple", "zero"})
_SMALL = re.compile(r"\d$")
_NUMBER = re.compile(r"\d+(?::\d\d)?(?:th)?$")
_OF_CLOCK = re.compile(r"\d|noon$|midnight$")
_OF_HOUR = re.compile(rf"{_OF_CLOCK.pattern}|oclock$|heure$")
# An unknown word that shows one of these is still unknown.
_STILL_UNKNOWN = frozenset(
    {
        None,
        SignKind.BUSY,
        SignKind.VISIT,
        SignKind.SINCE,
        SignKind.LASTING,
        SignKind.PAST_TENSE,
        *CONDITIONS,
    }
)
# "This week so next week", "next week but Mondays": these are not one time.
_TURNS = frozenset({SignKind.BUT, SignKind.SO})
_ONE = frozenset({"uno", "una", "um", "uma", "un", "ein", "eine", "een", "one"})
_LINKS_OF_ID = frozenset({"is", "number", "in", "of", "with", "#", "the"})


def spoken(
    text: str, language: str, *, is_tolerant: bool = False
) -> tuple[tuple[Lexeme, ...], tuple[Sign, ...]]:
    """Returns the lexemes and the signs. Fillers and telephone numbers are no lexemes but signs;
    unknown words follow UNKNOWN. With `is_tolerant` misspelt words are read as well.
    """
    known = vocabulary(language)
    tokens = _tokens(text.translate(DIGITS), known)
    if is_tolerant:
        tokens = _corrected(tokens, known)
    read = _merge(_mask_numbers(_read(tokens, known)))
    resolved = [
        replace(lexeme, word=word)
        for at, lexeme in enumerate(read)
        for word in in_context(read, at, known).split(" ")
    ]
    settled = _things_settled(resolved)
    shown = [
        _sign_of(settled, at, language) if one.word != THING else _sign_of_thing(one, language)
        for at, one in enumerate(resolved)
    ]
    signs = [
        Sign(kind, one.start, one.end) for one, kind in zip(settled, shown, strict=True) if kind
    ]
    shown_words = [
        replace(one, word=",")
        if kind in _TURNS and one.word == FILLER
        else replace(one, word=FILLER)
        if one.word.startswith(UNKNOWN) and kind not in _STILL_UNKNOWN
        else one
        for one, kind in zip(settled, shown, strict=True)
    ]
    return tuple(_without_fillers(shown_words)), tuple(signs)


def _sign_of(read: Sequence[Lexeme], at: int, language: str) -> SignKind | None:
    """Returns what a filler or an unknown word shows; None for words with a meaning of their own
    and for unknown words that show nothing.
    """
    lexeme = read[at]
    is_unknown = lexeme.word.startswith(UNKNOWN)
    kind = sign_of(lexeme.said, read[at - 1].said if at else "", language)
    if not is_unknown and lexeme.word != FILLER:
        return kind if lexeme.word == "not" and kind in CONDITIONS else None
    if is_unknown:
        return None if kind is SignKind.PLAIN else kind
    if kind is SignKind.PLAIN and is_matter(lexeme.said, language):
        return SignKind.MATTER
    return SignKind.PLAIN if kind in CONDITIONS else kind


def _sign_of_thing(thing: Lexeme, language: str) -> SignKind:
    """ "At work" the caller is busy, on a break free."""
    is_free = sign_of(thing.said, "", language) is SignKind.FREE
    return SignKind.FREE if is_free else SignKind.BUSY


def _things_settled(read: Sequence[Lexeme]) -> list[Lexeme]:
    """ "After work" is a time that nobody knows; "I'm at work" is none."""
    forwards = _next_to(read, _LIMITS)
    backwards = _next_to(read[::-1], _LIMITS_BEHIND)[::-1]
    words = [
        lexeme.word if lexeme.word != THING else f"{UNKNOWN}{lexeme.said}" * limited
        for lexeme, *limits in zip(read, forwards, backwards, strict=True)
        for limited in (any(limits),)
    ]
    return [replace(lexeme, word=word) for lexeme, word in zip(read, words, strict=True)]


def _next_to(read: Sequence[Lexeme], limits: frozenset[str]) -> list[bool]:
    """For each word whether nothing but fillers stands between it and a limit before it."""
    found: list[bool] = []
    near = False
    for lexeme in read:
        found.append(near)
        near = lexeme.word in limits or (near and lexeme.word in {FILLER, THING})
    return found


def _without_fillers(read: Sequence[Lexeme]) -> Iterator[Lexeme]:
    """Removes fillers. One between two numbers or hours becomes a comma: they are not one time."""
    last = ""
    pause: Lexeme | None = None
    for lexeme in read:
        if lexeme.word == FILLER:
            pause = lexeme
            continue
        if pause and _OF_HOUR.match(last) and _OF_CLOCK.match(lexeme.word):
            yield replace(pause, word=",")
        yield lexeme
        last, pause = lexeme.word, None


def _tokens(text: str, known: Vocabulary) -> list[Lexeme]:
    """Returns lexemes whose `word` is still the kind of token."""
    found: list[Lexeme] = []
    for match in TOKEN.finditer(text):
        token = Lexeme(str(match.lastgroup), fold(match[0]), match.start(), match.end())
        if token.word != "word":
            found.append(token)
            continue
        words = split_words(token.said, splits_elisions=known.splits_elisions)
        for word in words:
            found.extend(_split_word(replace(token, said=word), known))
    return found


def _corrected(tokens: Sequence[Lexeme], known: Vocabulary) -> list[Lexeme]:
    """Returns the tokens with misspelt words as the language writes them."""
    found: list[Lexeme] = []
    for token in tokens:
        last = found[-1] if found else None
        before = last.said if last else ""
        # A verb that the signs know needs no other spelling.
        is_sign = sign_of(token.said, before, known.code) is not SignKind.PLAIN
        if token.word != "word" or token.said in known.all_words or is_sign:
            found.append(token)
            continue
        if last and last.word == "word" and (whole := joined(last.said, token.said, known)):
            found[-1] = replace(last, said=whole, end=token.end)
            continue
        words = respelled(token.said, known) or (token.said,)
        places = accumulate((len(word) for word in words), initial=token.start)
        found += [
            replace(token, said=word, start=min(at, token.end - 1))
            for word, at in zip(words, places, strict=False)
        ]
    return found


def _stem(said: str, known: Vocabulary) -> str | None:
    """Returns the word without "-ish", as of "noonish", "tennish" and "fivish"."""
    if said in known.first_words:
        return said
    numbers = (said[:-1], f"{said}e")
    return next((one for one in numbers if known.phrases.get((one,), "").isdigit()), None)


def _split_word(token: Lexeme, known: Vocabulary) -> tuple[Lexeme, ...]:
    """Splits a word with an attached preposition into two, "noonish" into a time and a filler."""
    if token.said in known.first_words:
        return (token,)
    if (fused := _ISH.fullmatch(token.said)) and (stem := _stem(fused[1], known)):
        return (replace(token, said=stem),)
    short = None if token.said in known.all_words else _SHORT_VERB.fullmatch(token.said)
    if short and short[1] in known.first_words:
        return (replace(token, said=short[1]),)
    for prefix in known.prefixes:
        rest = token.said.removeprefix(prefix)
        if rest != token.said and len(rest) > 1:
            inner = _split_word(replace(token, said=rest, start=token.start + len(prefix)), known)
            if inner[0].said in known.first_words:
                middle = token.start + len(prefix)
                return (replace(token, word="prefix", said=prefix, end=middle), *inner)
    bare = token.said.removesuffix("'")
    return (replace(token, said=bare) if bare in known.first_words else token,)


def _read(tokens: Sequence[Lexeme], known: Vocabulary) -> list[Lexeme]:
    read: list[Lexeme] = []
    at = 0
    while at < len(tokens):
        word, length = _longest_phrase(tokens, at, known)
        said = " ".join(token.said for token in tokens[at : at + length])
        read.append(Lexeme(word, said, tokens[at].start, tokens[at + length - 1].end))
        at += length
    return read


def _longest_phrase(tokens: Sequence[Lexeme], at: int, known: Vocabulary) -> tuple[str, int]:
    if tokens[at].word == "prefix":
        return known.prefixes[tokens[at].said], 1
    if tokens[at].said not in known.first_words and tokens[at].said not in known.zone_words:
        return _single(tokens, at, known), 1
    spoken = tuple(token.said for token in tokens[at : at + known.longest])
    zone, zone_length = _zone(spoken, known)
    for length in range(len(spoken), 0, -1):
        if zone_length >= length:
            return zone, zone_length
        phrase = spoken[:length]
        # "Boxing day's no good".
        owner = (*phrase[:-1], phrase[-1].removesuffix("'s"))
        if (word := known.phrases.get(phrase, known.phrases.get(owner))) is not None:
            return word, length
    return _single(tokens, at, known), 1


def _zone(spoken: tuple[str, ...], known: Vocabulary) -> tuple[str, int]:
    """Returns a zone's word and length; `maybezone` needs a clock time before it. Length 0 means no
    zone.
    """
    for length in range(_LONGEST_ZONE, 1, -1):
        if spoken[0] in known.zone_words and (name := known.zones.get(spoken[:length])):
            return f"zone={name}", min(length, len(spoken))
    for length in (3, 2, 1):
        name = ZONE_PHRASES.get(spoken[:length]) if length <= len(spoken) else None
        if not name:
            continue
        if spoken[length : length + 1] in {("time",), ("zeit",)}:
            return f"zone={name}", length + 1
        if spoken[0] in ZONE_LETTERS and spoken[:1] not in known.phrases:
            return f"zone={name}", length
        if name != "?" and (known.code == "en" or spoken[:length] not in known.phrases):
            return f"maybezone={name}", length
    return "", 0


def _compact_iso(said: str) -> str:
    said = said.upper()
    day, clock = f"{said[:4]}-{said[4:6]}-{said[6:8]}", said[9:]
    seconds = clock[4:6] if clock[4:6].isdigit() else ""
    offset = clock[6:] if seconds else clock[4:]
    offset = f"{offset[:3]}:{offset[3:]}" if len(offset) == 5 else offset
    return f"iso={day}t{clock[:2]}:{clock[2:4]}:{seconds or '00'}{offset}"


_READERS: dict[str, Callable[[str], str]] = {
    "iso": lambda said: "iso=" + said.replace(" ", "t", 1).replace(" ", ""),
    "basic_iso": _compact_iso,
    "date": lambda said: "date=" + re.sub(r"[ -]", ".", said),
    "fraction": lambda said: "amount=" + said.replace(",", "."),
    "offset": lambda said: "offset=" + said[3:].replace(" ", ""),
    "rfc_offset": lambda said: "offset=" + said,
    "clock": lambda said: re.sub(r"\.| ?h ?", ":", said)[:5].rstrip(":"),
    "ordinal": lambda said: f"{int(said[:-2])}th",
    "marked_day": lambda said: f"{int(re.sub(r'[^0-9]', '', said))}th",
    "number": lambda said: said if len(said) <= 4 else f"{UNKNOWN}{said}",
    "meridiem": lambda said: f"{said[0]}m",
    "phone": lambda said: FILLER,
    "dash": lambda said: "thru",
    "comma": lambda said: ",",
}


def _single(tokens: Sequence[Lexeme], at: int, known: Vocabulary) -> str:
    token = tokens[at]
    if (short := _SHORT_VERB.fullmatch(token.said)) and (short[1],) in known.phrases:
        return known.phrases[(short[1],)]
    if token.word == "dotted_day":
        follows = tokens[at + 1].said if at + 1 < len(tokens) else ""
        is_date = known.phrases.get((follows,), "").startswith("mo")
        return f"{int(token.said[:-1])}{'th' * is_date}"
    if reader := _READERS.get(token.word):
        return reader(token.said)
    if known.adverbs and len(token.said) > _SHORTEST_ADVERB and token.said.endswith(known.adverbs):
        return FILLER
    return f"{UNKNOWN}{token.said}"


def _mask_numbers(read: list[Lexeme]) -> list[Lexeme]:
    """Hides spoken telephone numbers, and the numbers of rooms and accounts."""
    masked = list(read)
    for is_digits, run in groupby(range(len(read)), key=lambda at: _is_phone_digit(read[at])):
        places = list(run)
        if is_digits and sum(read[at].word != "," for at in places) >= _PHONE_RUN:
            for at in places:
                masked[at] = replace(read[at], word=FILLER)
    for at, lexeme in enumerate(masked):
        # "Two percent" is neither a day nor an hour.
        start = at
        while lexeme.word == "measure" and start and _NUMBER.match(masked[start - 1].word):
            start -= 1
        for place in range(start, at + (lexeme.word == "measure")):
            masked[place] = replace(masked[place], word=f"{UNKNOWN}{masked[place].said}")
    after_id = False
    for at, lexeme in enumerate(masked):
        if lexeme.word == "id":
            after_id = True
            masked[at] = replace(lexeme, word=f"{UNKNOWN}{lexeme.said}")
        elif after_id and (
            _NUMBER.match(lexeme.word) or lexeme.said in _LINKS_OF_ID or lexeme.said in _ONE
        ):
            masked[at] = replace(lexeme, word=f"{UNKNOWN}{lexeme.said}")
        else:
            after_id = False
    return masked


def _is_phone_digit(lexeme: Lexeme) -> bool:
    return bool(_SMALL.match(lexeme.word)) or lexeme.said in _PHONE_WORDS or lexeme.word == ","


def _merge(read: list[Lexeme]) -> list[Lexeme]:
    """Joins "nine oh five" and "2:30 hours"."""
    merged: list[Lexeme] = []
    for lexeme in read:
        last = merged[-1] if merged else None
        if (
            last
            and last.word == "0"
            and last.said in {"oh", "o", "zero"}
            and (_SMALL.match(lexeme.word) and lexeme.word != "0")
        ):
            merged[-1] = Lexeme(
                f"0{lexeme.word}", f"{last.said} {lexeme.said}", last.start, lexeme.end
            )
        else:
            merged.append(lexeme)
    return merged
