"""Resolves words whose meaning depends on the words around them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.domain.callback_time.words import Vocabulary

UNKNOWN = "~"
# A telephone number is no time either.
FILLER = ""

_AFTER_CLOCK = re.compile(r"am|pm|oclock|heure|noon|midnight|\d{1,4}(:\d{2})?$")
_BEFORE_ZONE = re.compile(rf"{_AFTER_CLOCK.pattern}|morning|afternoon|evening")
_IN_PLACE = frozenset({"in", "at", "from"})
_AT = frozenset({"at", "a", "@"})
_IN_TOWN = frozenset({"a", "en", "em"})
_BEFORE_NUMBER = frozenset(
    (
        "at",
        "in",
        "between",
        "from",
        "after",
        "before",
        "by",
        "y",
        "to",
        "past",
        "halb",
        "over",
        "para",
    )
)
_UNIT_WORDS = frozenset({"minute", "hour", "heure", "day", "bizday", "week", "month"})
_LIFTS = frozenset({"sadhe", "sava", "paune", "derh", "dhai"})
_WAITS = frozenset(
    ("wait", "espere", "espera", "aspetti", "aspetta", "attendez", "attends", "warten sie", "warte")
)
# Shorter words between "next" and its noun are articles and hesitations.
_NOUN = 4
_AMOUNTS = frozenset({"few", "half", "min15", "min30", "min45", "min60", "hour2", "hour_half"})
_NAMES_TIME = re.compile(
    r"\d|oclock|wd\d|today|tomorrow|overmorrow|morning|noon|midday|afternoon|evening|night"
)
_ANCHORS_TIME = re.compile(
    rf"{_NAMES_TIME.pattern}|halb|half|quarter|first_thing|closing|week|month|end|lunch|mo\d|the"
    rf"|at|~"
)
_AFTER_HOUR = frozenset({",", "today", "tomorrow", "morning", "afternoon", "midday"})
_OPENS = ("mach", "haben", "habt", "hat ")
# Words before "sat" where it is no day.
_SITTING = re.compile(
    r"(?:(?:i|he|she|we|you|they)(?:'?(?:m|s|re|ll|d|ve))?|be|been|being|am|is|are"
    r"|was|were|just|still|all|not|who)"
)
_A_DAY = re.compile(r"wd\d|today|tomorrow|morning|afternoon|evening|early|later")
_PASSED = frozenset({"passé", "passe", "gone"})
_AUXILIARIES = frozenset(
    {"est", "sont", "suis", "a", "ont", "have", "has", "had", "be", "is", "'s"}
)
_ONES = frozenset({"una", "uma", "la una"})
_RANGE_LINKS = frozenset({"a", "as", "a las", "ate as", "ate", "hasta", "hasta las", "alle", "y"})


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A lexeme. `word` is the grammar's word, `kind=value`, or "~" and the original word when it
    means nothing here.
    """

    word: str
    said: str
    start: int
    end: int


def in_context(read: Sequence[Lexeme], at: int, known: Vocabulary) -> str:
    lexeme = read[at]
    before, follows = _around(read, at)
    if lexeme.said in known.after_at and (number := _number_in_context(read, at, known)):
        return number
    if lexeme.word.startswith("maybezone="):
        if read[at - 1 : at] and read[at - 1].said in _IN_TOWN:
            before = "in"
        elif before == FILLER and at > 1:
            # "Alle dieci del mattino di New York".
            before = read[at - 2].word
        return _zone_or_word(lexeme, before, follows, known)
    if reader := _CONTEXTS.get(lexeme.word):
        return reader(read, at)
    if lexeme.said == "one" and at > 1 and read[at - 2].said == "the" and _A_DAY.match(before):
        # "The Thursday one".
        return FILLER
    if lexeme.said in {"oh", "o"} and lexeme.word == "0":
        return FILLER
    return _two_meanings(read, at, known)


def _around(read: Sequence[Lexeme], at: int) -> tuple[str, str]:
    """Returns the words before and after, "" at the ends."""
    before = read[at - 1].word if at else ""
    return before, read[at + 1].word if at + 1 < len(read) else ""


def _roughly(read: Sequence[Lexeme], at: int) -> str:
    """Resolves "around three", which means at, and "in about two hours", where it means nothing."""
    before, follows = _around(read, at)
    if not follows[:1].isdigit() or before in {"at", "in", "within", "next"}:
        return FILLER
    return FILLER if at + 2 < len(read) and read[at + 2].word in _UNIT_WORDS else "at"


def _morgen(read: Sequence[Lexeme], at: int) -> str:
    before, _ = _around(read, at)
    return "morning" if before == "today" or before.startswith("wd") else "tomorrow"


def _quarter_of_hour(read: Sequence[Lexeme], at: int) -> str:
    """Resolves German "Viertel drei", which is a quarter past two, and "Viertel vor drei"."""
    _, follows = _around(read, at)
    return "viertel" if follows.isdigit() and int(follows) <= 24 else "quarter"


def _from_or_of(read: Sequence[Lexeme], at: int) -> str:
    """Resolves Dutch "van twee tot vier" and "maak er tien uur van"."""
    _, follows = _around(read, at)
    return FILLER if follows in {"", ","} else "from"


def _past_or_in(read: Sequence[Lexeme], at: int) -> str:
    """Resolves Dutch "over": "tien over drie" and "over drie uur"."""
    return "past" if _follows_minutes(read, at) else "in"


def _to_or_at(read: Sequence[Lexeme], at: int) -> str:
    """Resolves "diez para las dos" and "para las dos"."""
    return "to" if _follows_minutes(read, at) else "at"


def _to_or_for(read: Sequence[Lexeme], at: int) -> str:
    """Resolves Portuguese "pra": "quinze pra uma" and "às dez para uma consulta"."""
    ahead = read[at + 1 : at + 3]
    names_hour = bool(ahead) and (ahead[0].word[:1].isdigit() or ahead[0].said in _ONES)
    ends = len(ahead) < 2 or ahead[1].word in _AFTER_HOUR
    return "to" if names_hour and ends and _follows_minutes(read, at) else FILLER


def _follows_minutes(read: Sequence[Lexeme], at: int) -> bool:
    before, _ = _around(read, at)
    return before[:1].isdigit() or before in {"quarter", "minute"}


def _of_or_from(read: Sequence[Lexeme], at: int) -> str:
    """Resolves Spanish "de": "De 10 a 12" begins a range, "las 3 de la tarde" does not."""
    before, follows = _around(read, at)
    if re.fullmatch(r"20[2-9]\d", follows):
        return FILLER
    if follows[:1].isdigit() and not before[:1].isdigit():
        return "from"
    if follows == FILLER and read[at + 1 : at + 2] and _begins_range(read, at + 1):
        return "from"
    named_day = follows.startswith("wd") or follows in {"tomorrow", "today", "noon"}
    if named_day and (read[at].word == "da" or _ends_range(read, at)):
        return "from"
    return FILLER


def _of_or_from_noon(read: Sequence[Lexeme], at: int) -> str:
    """Resolves Portuguese "do": "Do meio-dia à uma" begins a range."""
    following = read[at + 1 : at + 4]
    begins = len(following) == 3 and following[0].word == "noon" and _is_hour(following[2])
    return "from" if begins and following[1].said in _RANGE_LINKS else FILLER


def _is_hour(lexeme: Lexeme) -> bool:
    return lexeme.word[:1].isdigit() or lexeme.said in _ONES


def _from_or_to(read: Sequence[Lexeme], at: int) -> str:
    """Resolves Hindi "se": "do se chaar baje" and "do baje se"."""
    _, follows = _around(read, at)
    is_range = follows[:1].isdigit() or follows in _LIFTS or follows.startswith("wd")
    return "thru" if is_range else "onwards"


def _end_or_limit(read: Sequence[Lexeme], at: int) -> str:
    """Resolves Hindi "tak": the end of a range, or "by" behind its noun."""
    links = [one.word for one in read[max(0, at - 5) : at]]
    return FILLER if "se" in links else "or_earlier"


def _coming(read: Sequence[Lexeme], at: int) -> str:
    """Resolves "coming Friday" and "the plumber is coming"."""
    _, follows = _around(read, at)
    return "this" if follows.startswith("wd") or follows in _UNIT_WORDS | {"weekend"} else FILLER


def _wait_or_fix(read: Sequence[Lexeme], at: int) -> str:
    """Resolves "wait ten minutes" and "ten, wait, eleven"."""
    ahead = [one.word for one in read[at + 1 : at + 3]]
    is_count = bool(ahead) and (not ahead[0] or ahead[0][:1].isdigit() or ahead[0] in _AMOUNTS)
    has_unit = ahead[-1:] and ahead[-1] in _UNIT_WORDS | _AMOUNTS
    return "in" if read[at].said in _WAITS and is_count and has_unit else "fix"


def _no_behind(read: Sequence[Lexeme], at: int) -> str:
    """Resolves Hindi "nahi": "kal nahi, parson" and "nahi, parson"."""
    before, _ = _around(read, at)
    return "not_that" if _NAMES_TIME.match(before) else "no"


def _verb_prefix(read: Sequence[Lexeme], at: int) -> str:
    """Resolves German "Sie haben um zehn auf", which says when something opens."""
    _, follows = _around(read, at)
    makes = any(one.said.startswith(_OPENS) for one in read[max(0, at - 12) : at])
    return f"{UNKNOWN}{read[at].said}" if makes and follows in {"", ",", "or"} else FILLER


def _next(read: Sequence[Lexeme], at: int) -> str:
    """Resolves "next Friday" and "our next slot is Friday"."""
    before, follows = _around(read, at)
    is_behind = before.startswith("wd") or before in _UNIT_WORDS | {"weekend"}
    is_separate = follows == FILLER and len(read[at + 1 : at + 2] and read[at + 1].said) >= _NOUN
    return FILLER if is_separate and not is_behind else "next"


def _before_or_for(read: Sequence[Lexeme], at: int) -> str:
    """Resolves Dutch "voor": "voor drie uur", "sorry voor het lawaai", "schrijf op voor drie"."""
    if read[at - 1 : at] and read[at - 1].said == "op":
        return FILLER
    ahead = [one.word for one in read[at + 1 : at + 3]]
    if ahead[:1] and ahead[0] not in {FILLER, "this", "the"}:
        ahead = ahead[:1]
    return "before" if any(_ANCHORS_TIME.match(word) for word in ahead) else FILLER


def _within_or_under(read: Sequence[Lexeme], at: int) -> str:
    """Resolves French "sous": "sous deux jours" and "sous la douche"."""
    _, follows = _around(read, at)
    return "within" if follows[:1].isdigit() else FILLER


def _saturday_or_sitting(read: Sequence[Lexeme], at: int) -> str:
    """Resolves English "sat": "Sat at ten" and "I'll be sat at my desk"."""
    before = read[at - 1].said if at else ""
    is_verb = before.split()[-1:] and _SITTING.fullmatch(before.split()[-1])
    return f"{UNKNOWN}sat" if is_verb else "wd5"


def _then_on(read: Sequence[Lexeme], at: int) -> str:
    """Resolves "the week after that" and "any time after that"."""
    before, _ = _around(read, at)
    return "after next" if before in {"week", "weekend", "month"} else "then_on"


def _after_or_gone(read: Sequence[Lexeme], at: int) -> str:
    """Resolves "gone ten" and "have gone back", French "passé dix heures" and "est passé"."""
    is_verb = at > 0 and read[at - 1].said in _AUXILIARIES
    return f"{UNKNOWN}{read[at].said}" if is_verb and read[at].said in _PASSED else read[at].word


def _from_or_only(read: Sequence[Lexeme], at: int) -> str:
    """Resolves German "erst um zehn" and "morgen erst"."""
    _, follows = _around(read, at)
    return FILLER if read[at].said == "erst" and follows in {"", ","} else "from"


def _minus_or_not(read: Sequence[Lexeme], at: int) -> str:
    """Resolves Spanish and Portuguese "menos": "las dos menos diez" and "menos el lunes"."""
    ahead = [one.word for one in read[at + 1 : at + 3]]
    return "not" if any(word.startswith("wd") for word in ahead) else "minus"


# Words whose meaning depends on their neighbours.
_CONTEXTS: dict[str, Callable[[Sequence[Lexeme], int], str]] = {
    "after": _after_or_gone,
    "past": _after_or_gone,
    "from": _from_or_only,
    "minus": _minus_or_not,
    "coming": _coming,
    "voor": _before_or_for,
    "next": _next,
    "aufzu": _verb_prefix,
    "nahi": _no_behind,
    "fix": _wait_or_fix,
    "then_on": _then_on,
    "sat": _saturday_or_sitting,
    "sous": _within_or_under,
    "roughly": _roughly,
    "morgen": _morgen,
    "over": _past_or_in,
    "para": _to_or_at,
    "pra": _to_or_for,
    "de": _of_or_from,
    "da": _of_or_from,
    "das": _of_or_from,
    "del": _of_or_from_noon,
    "se": _from_or_to,
    "tak": _end_or_limit,
    "van": _from_or_of,
    "viertel": _quarter_of_hour,
}


def _begins_range(read: Sequence[Lexeme], at: int) -> bool:
    """Returns whether "one" and the end of a range follow: "de una a tres"."""
    return (
        read[at].said in _ONES
        and at + 2 < len(read)
        and read[at + 1].said in _RANGE_LINKS
        and read[at + 2].word[:1].isdigit()
    )


def _ends_range(read: Sequence[Lexeme], at: int) -> bool:
    """Returns whether "a" and a second day follow: "de lunes a viernes"."""
    return (
        at + 3 < len(read)
        and read[at + 2].said in {"a", "ate"}
        and (read[at + 3].word.startswith("wd"))
    )


def _number_in_context(read: Sequence[Lexeme], at: int, known: Vocabulary) -> str:
    """Resolves articles and other words that are a number where a clock time is said."""
    before, follows = _around(read, at)
    value = str(known.after_at[read[at].said])
    beyond = read[at + 2].word if at + 2 < len(read) else ""
    if value != "1":
        # Words that sound like a number: "at for thirty", but not "I'll have to".
        is_said = before == "at" and read[at - 1].said in _AT
        return value if is_said or follows in {"oclock", "am", "pm"} else ""
    is_range = before in {"de", "da", "from"} and _begins_range(read, at)
    is_hour = follows == "y" and (beyond[:1].isdigit() or beyond in {"half", "quarter"})
    if is_range or is_hour or (follows == "de" and beyond.startswith("mo")):
        return value
    if follows in _UNIT_WORDS or follows in {"oclock", "am", "pm"}:
        return value
    if before == "pra":
        return value if _to_or_for(read, at - 1) == "to" else ""
    if before == "at" or (before in _BEFORE_NUMBER - {"in"} and follows not in {"half", "quarter"}):
        return value
    return ""


def _two_meanings(read: Sequence[Lexeme], at: int, known: Vocabulary) -> str:
    """Resolves English and German "am", Spanish and Portuguese "a"."""
    lexeme = read[at]
    before, follows = _around(read, at)
    match lexeme.said:
        case "am" if _AFTER_CLOCK.match(before):
            is_written_on = at > 0 and read[at - 1].end == lexeme.start
            return "am" if known.code == "en" or is_written_on or not follows else lexeme.word
        case "am" if known.code == "en":
            return FILLER
        case "a" if known.code == "fr":
            return lexeme.word
        case "a" if before[:1].isdigit() and follows[:1].isdigit():
            return "thru"
        case "a" if before.startswith("wd") and follows.startswith("wd"):
            return "thru"
        case _:
            return lexeme.word


def _zone_or_word(lexeme: Lexeme, before: str, follows: str, known: Vocabulary) -> str:
    is_number = follows in {"half", "quarter"} or follows[:1].isdigit()
    if (_BEFORE_ZONE.match(before) and not is_number) or before in _IN_PLACE:
        return lexeme.word.removeprefix("maybe")
    return known.phrases.get((lexeme.said,), f"{UNKNOWN}{lexeme.said}")
