"""Finds phone numbers and e-mail addresses in a transcript, written or spoken."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import phonenumbers

from shared.domain.numerals import digit_runs, folded
from shared.domain.transcript import Speaker, Turn
from shared.local.answers import is_confirmed
from shared.local.lexicons import READ, lexicons_of
from shared.local.lexicons.lexicon import Lexicon
from shared.local.sentences import matches, stretches

_SHORTEST, _LONGEST = 7, 15
# The most digits in one group of sentences: a text of digits alone would otherwise occupy the
# matcher for long.
_MOST_CANDIDATES = 5
_LOOK_BACK = 60
_INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}")
# For digits that are dictated in pieces: a correction repeats this many of the last ones.
_LONGEST_PIECE, _SHORTEST_FIX, _LONGEST_FIX = 10, 2, 6
_LONGEST_DICTATION_TURN = 120
# Groups of digits in which a number is dictated.
_MOST_DICTATED = 12
_CORRECTED_TURNS = 3
_QUESTION_CHARS = 120
_PHONE = re.compile(
    r"phone|telef|teléf|telemóvel|móvil|celular|cellulare|portable|handy|mobil|\bcell\b", re.I
)
# "No, Friday at ten" corrects no digits.
_BEFORE_TIME = re.compile(
    r"(?<!\w)(?:um|gegen|at|by|around|after|before|a las?|à|vers|alle|all'|verso|às?|pelas|om|bis"
    r"|ab"
    r"|nach|vor)\s*$",
    re.I,
)
_AFTER_TIME = re.compile(r"\s*(?:uhr|o'clock|a\.? ?m\b|p\.? ?m\b|heures?|horas?|ore\b|h\b)", re.I)
_ADDRESS = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
# A spoken sign stands between blanks; a full stop does not.
_TOKEN = re.compile(r"\w[\w.+'’-]*\w|\w|(?<=\s)[.+_-](?=\s)|[,;:!?.]")
_FULL_STOP = "!"
_LEFT_CHARS, _RIGHT_CHARS = 160, 80
_MOST_PIECES = 24
_WORDS_OF_A_NAME = 3
_SHORTEST_TWICE = 4
_NOT_A_MAILBOX = frozenset(
    (
        "me", "us", "him", "her", "them", "you", "it", "is", "am", "was", "are", "look", "here",
        "there", "online", "visit", "arrive", "be", "back", "mail", "email", "address", "open",
        "start", "meet", "home", "work", "call", "wait", "stay",
    )
)  # fmt: skip
# Introduces two words that are written as one.
_BEFORE_ADDRESS = frozenset(
    (
        "is", "it's", "its", "email", "mail", "e-mail", "address", "es", "ist", "c'est", "est", "è",
        "é", "correo", "adresse", "indirizzo",
    )
)  # fmt: skip
# "Roettger, with o e," spells a part once more.
_SPELLING = re.compile(
    r",? ?(?<!\w)(?:with|without|mit|ohne|con|sin|avec|sans|senza|com|sem|met|zonder)"
    r"(?: (?:an?|no|two|double|zwei|doppel|dos|doble|deux|due|doppia|dois|eine?m?|une?|een|twee))*"
    r"(?:,? [^\W\d_](?!\w))+,?",
    re.I,
)
# Letters that are words of their own as well.
_WORDS_OF_A_LETTER = {
    "en": "ai", "es": "aeouy", "it": "aeoiè", "pt": "aeoé", "fr": "ayà", "hi": "", "nl": "u",
}  # fmt: skip
_SIGNS = frozenset("._-+")
_MARKS = frozenset(",;:!?")


@dataclass(frozen=True, slots=True)
class SpokenSigns:
    """Patterns for a spoken address in one language."""

    language: str
    at: re.Pattern[str]
    sign: re.Pattern[str]
    signs: dict[str, str]
    letter: re.Pattern[str]
    together: re.Pattern[str]


def _spoken_signs(lexicon: Lexicon) -> SpokenSigns:
    facts = lexicon.facts
    longest_first = sorted(facts.signs, key=len, reverse=True)
    return SpokenSigns(
        lexicon.language,
        re.compile(rf"(?<!\w)(?:{facts.at})(?!\w)", re.I),
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.I),
        facts.signs,
        re.compile(rf"(?<!\w)(\w) (?:{facts.letter_as}) [^\W\d_]+", re.I),
        re.compile(rf"[\s,]*(?<!\w)(?:{facts.together})(?!\w)[\s,]*", re.I),
    )


_SPOKEN_SIGNS = {each.language: _spoken_signs(each) for each in lexicons_of(READ)}
_OTHER_NUMBER = {
    each.language: re.compile(each.facts.other_number, re.I) for each in lexicons_of(READ)
}
_ASKS_OTHER = {
    each.language: re.compile(each.facts.asks_other_number, re.I) for each in lexicons_of(READ)
}
_CORRECTS = {each.language: re.compile(each.facts.corrects, re.I) for each in lexicons_of(READ)}


def e164(number: str | None, region: str) -> str | None:
    """Returns the number in E.164. A number in international form is accepted even where the
    numbering plan has since changed; any other has to be valid in the region.
    """
    if number and _INTERNATIONAL.fullmatch(number):
        return number
    return _valid_number(number or "", (region,))


def _valid_number(number: str, regions: Sequence[str]) -> str | None:
    for region in regions:
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    return None


def find_phone(text: str, region: str, languages: Sequence[str] = READ) -> str | None:
    """Returns the last phone number said, in E.164, without order and account numbers."""
    return phone_in((Turn(Speaker.UNKNOWN, text),), (region,), languages)


def phone_in(turns: Sequence[Turn], regions: Sequence[str], languages: Sequence[str]) -> str | None:
    """Returns the caller's last number, with corrections; one that the agent read out and the
    caller confirmed counts if the caller stated none.
    """
    given: str | None = None
    confirmed: str | None = None
    pieces = ""
    said: list[str] = []
    # The last turn in which digits of a number were said: only they are corrected.
    known_at = -_CORRECTED_TURNS
    for position, turn in enumerate(turns):
        found = _Numbers(turn.text, regions, languages)
        if turn.speaker is Speaker.AGENT:
            # Words of the agent between two pieces are an echo or an "mm-hm".
            if len(turn.text) > _LONGEST_DICTATION_TURN:
                pieces = ""
            number = found.last()
            if len(found.digits) > _SHORTEST_FIX:
                known_at = position
            if number and is_confirmed(turns, position, languages):
                confirmed = number
            if number and (
                _is_what_was_dictated(found.digits, said) or _is_corrected(number, given, said)
            ):
                given = number
            continue
        if position and _asks_other_number(turns[position - 1], languages):
            pieces = ""
            continue
        if found.digits:
            said = [*said, *found.runs][-_MOST_DICTATED:]
        number = found.last(given if position - known_at < _CORRECTED_TURNS else None)
        if number is None and found.digits and len(found.digits) <= _LONGEST_PIECE:
            pieces = pieces + found.digits if found.is_dictation else ""
            number = _valid_number(pieces, regions) if len(pieces) >= _SHORTEST else None
        else:
            pieces = ""
        given = number or given
        known_at = position if number else known_at
    return given or confirmed


def _asks_other_number(asked: Turn, languages: Sequence[str]) -> bool:
    """Returns whether the agent asks for the number of an order or an account."""
    question = asked.text[-_QUESTION_CHARS:]
    return (
        asked.speaker is Speaker.AGENT
        and any(_ASKS_OTHER[language].search(question) for language in languages)
        and not _PHONE.search(question)
    )


def _is_what_was_dictated(read_out: str, said: Sequence[str]) -> bool:
    """Returns whether the agent's number is what the caller said in the turns before, piece by
    piece, or ends with a correction of most of it.
    """
    dictated = ("".join(said[start:]) for start in range(len(said)))
    corrected = said[-1][-_LONGEST_PIECE:] if said else ""
    return any(each == read_out for each in dictated) or (
        len(corrected) >= _SHORTEST - 1 and read_out.endswith(corrected)
    )


def _is_corrected(number: str, given: str | None, said: Sequence[str]) -> bool:
    """Returns whether the agent's number is the given one with the last digits that were said."""
    last = said[-1] if said else ""
    is_short = _SHORTEST_FIX <= len(last) <= _LONGEST_FIX
    return (
        given is not None
        and is_short
        and number.endswith(last)
        and number[: -len(last)] == given[: -len(last)]
    )


class _Numbers:
    """The numbers of one turn."""

    def __init__(self, text: str, regions: Sequence[str], languages: Sequence[str]) -> None:
        self._text = text
        self._regions = regions
        readings = {each: digit_runs(text, each) for each in languages} or {"": ()}
        self.language, self._runs = max(
            readings.items(), key=lambda reading: sum(len(run.digits) for run in reading[1])
        )

    @property
    def digits(self) -> str:
        return "".join(run.digits for run in self._runs)

    @property
    def runs(self) -> list[str]:
        return [run.digits for run in self._runs]

    @property
    def is_dictation(self) -> bool:
        """Returns whether the turn contains little but digits, and no other number."""
        said = sum(run.end - run.start for run in self._runs)
        return 2 * said >= len(self._text) - 12 and not any(
            self._is_other(run.start) for run in self._runs
        )

    def last(self, before: str | None = None) -> str | None:
        """Returns the last number, with later corrections; `before` was given in an
        earlier turn.
        """
        found, end = before, -1
        for start, stop, number in self._in_order():
            if number is not None:
                found, end = number, stop
                continue
            digits = next(run.digits for run in self._runs if run.start == start)
            if found and self._corrects(max(end, 0), start) and not self._is_other(start):
                fixed = found[: -len(digits)] + digits
                found = _valid_number(fixed, self._regions) or found
        return found if found != before or end >= 0 else None

    def _in_order(self) -> list[tuple[int, int, str | None]]:
        """Returns numbers in order, and the short runs of digits that may correct one."""
        found: list[tuple[int, int, str | None]] = list(self._written_addresses())
        taken = [(start, stop) for start, stop, _ in found]
        for run in self._runs:
            if any(start <= run.start < stop for start, stop in taken):
                continue
            if _SHORTEST <= len(run.digits) <= _LONGEST and not self._is_other(run.start):
                digits = f"+{run.digits}" if run.plus else run.digits
                if number := _valid_number(digits, self._regions):
                    found.append((run.start, run.end, number))
            elif _SHORTEST_FIX <= len(run.digits) <= _LONGEST_FIX:
                found.append((run.start, run.end, None))
        return sorted(found)

    def _written_addresses(self) -> Iterator[tuple[int, int, str]]:
        for start, end in stretches(self._text):
            matcher = phonenumbers.PhoneNumberMatcher(
                self._text[start:end], self._regions[0], max_tries=_MOST_CANDIDATES
            )
            for match in matcher:
                if not self._is_other(start + match.start):
                    number = phonenumbers.format_number(
                        match.number, phonenumbers.PhoneNumberFormat.E164
                    )
                    yield start + match.start, start + match.end, str(number)

    def _corrects(self, start: int, end: int) -> bool:
        before = self._text[max(start, end - _LOOK_BACK) : end]
        is_time = _BEFORE_TIME.search(before) or any(
            run.start == end and _AFTER_TIME.match(self._text, run.end) for run in self._runs
        )
        return not is_time and bool(_CORRECTS[self.language].search(before))

    def _is_other(self, at: int) -> bool:
        """Returns whether the digits are an order, an account or a policy, and no
        telephone number.
        """
        before = self._text[max(0, at - _LOOK_BACK) : at]
        return bool(_OTHER_NUMBER[self.language].search(before))


def find_email(text: str, languages: Sequence[str] = READ) -> str | None:
    """Returns the last address said or written."""
    found = [(match.start(), match[0].lower()) for match in matches(_ADDRESS, text)]
    for language in languages:
        found.extend(_spoken_addresses(text, _SPOKEN_SIGNS[language]))
    # Two languages may read the same words: the reading that covers more of them is used.
    return max(found, key=lambda each: (each[0], len(each[1])))[1] if found else None


def addresses_in(text: str, languages: Sequence[str]) -> Iterator[str]:
    """Yields every address, written or said, in lower case."""
    yield from (match[0].lower() for match in matches(_ADDRESS, text))
    for language in languages:
        yield from (address for _, address in _spoken_addresses(text, _SPOKEN_SIGNS[language]))


def located_addresses(text: str, languages: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yields start, end and address of every address, in lower case; those that are said once for
    each of the languages in which they are read.
    """
    for match in matches(_ADDRESS, text):
        yield match.start(), match.end(), match[0].lower()
    lower = text.lower()
    for language in languages:
        for at, address in _spoken_addresses(text, _SPOKEN_SIGNS[language]):
            local, _, domain = address.partition("@")
            # Spelt addresses have no such words; then the sign itself is their place.
            start = lower.rfind(re.split(r"[._+-]", local)[0], max(0, at - _LEFT_CHARS), at)
            label = domain.rpartition(".")[2]
            end = lower.find(label, at, at + _RIGHT_CHARS)
            yield at if start < 0 else start, at + 1 if end < 0 else end + len(label), address


def letters_of_address(text: str, language: str) -> str:
    """Returns the letters and digits of a text as one word, without the words for the signs of an
    address: "j dot smith at example" is "jsmithexample".
    """
    signs = _SPOKEN_SIGNS[language]
    plain = folded(signs.at.sub(" ", signs.sign.sub(" ", signs.letter.sub(r"\1", text))))
    return re.sub(r"[\W_]", "", _with_digits(plain.split(), language))


def email_in(turns: Sequence[Turn], languages: Sequence[str]) -> str | None:
    """Returns the caller's last address, else one that the caller confirmed."""
    confirmed: str | None = None
    given: str | None = None
    given_at = 0
    for position, turn in enumerate(turns):
        address = find_email(turn.text, languages)
        if address is None:
            continue
        if turn.speaker is not Speaker.AGENT:
            given, given_at = address, position
        elif given and (
            given.endswith(address)
            or address.endswith(given)
            or (given_at == position - 1 and _is_accepted(turns, position, given, address))
        ):
            # The agent reads it out without the words around it: "to i zabaleta at".
            given = address
        elif is_confirmed(turns, position, languages):
            confirmed = address
    return given or confirmed


def _is_accepted(turns: Sequence[Turn], position: int, given: str, address: str) -> bool:
    """Returns whether the agent read the caller's address out in other letters, unopposed."""
    following = turns[position + 1].text[:_LOOK_BACK] if position + 1 < len(turns) else ""
    is_same_domain = given.partition("@")[2] == address.partition("@")[2]
    return is_same_domain and not any(each.search(following) for each in _CORRECTS.values())


def _spoken_addresses(text: str, signs: SpokenSigns) -> Iterator[tuple[int, str]]:
    for at in matches(signs.at, text):
        before = text[max(0, at.start() - _LEFT_CHARS) : at.start()]
        left = _address_pieces(_SPELLING.sub(" ", before), signs)
        said = text[at.end() : at.end() + _RIGHT_CHARS]
        if "." not in said and not signs.sign.search(said):
            # Without a dot it is no domain.
            continue
        # "at halsey arch dot com, all one word": of the whole address.
        together = signs.together.search(said.lower())
        is_whole = together is not None and any(
            signs.signs[sign[0]] == "."
            for sign in signs.sign.finditer(said[: together.start()].lower())
        )
        right = _address_pieces(said[: together.start()] if together and is_whole else said, signs)
        local = (_spelled_start(left) if is_whole else None) or _local_part(left, signs)
        domain = _domain(right, is_one_word=is_whole)
        if local and domain and local not in _NOT_A_MAILBOX:
            yield at.start(), f"{local}@{domain}"


def _address_pieces(text: str, signs: SpokenSigns) -> list[str]:
    """Returns words and signs; words that are declared to be written together are joined."""
    spelled = signs.letter.sub(r"\1", text.lower())
    said = signs.together.search(spelled)
    if said:
        words = spelled[: said.start()].split()
        first = [word for word in words[-2:-1] if word.strip(",") not in _BEFORE_ADDRESS]
        spelled = "".join([*first, *words[-1:]]) + f" {spelled[said.end() :]}"
    marked = signs.sign.sub(lambda match: f" {signs.signs[match[0]]} ", spelled)
    return [
        _FULL_STOP
        if match[0] == "." and marked[match.start() - 1 : match.start()].strip()
        else match[0]
        for match in _TOKEN.finditer(f"{marked} ")
    ]


def _spelled_start(pieces: Sequence[str]) -> str | None:
    """Joins words that are declared to be one, from a single letter on: "b le goff"."""
    words = list(takewhile(str.isalpha, reversed(pieces)))[:_WORDS_OF_A_NAME]
    letters = [at for at, word in enumerate(words) if len(word) == 1]
    return "".join(reversed(words[: letters[0] + 1])) if letters and letters[0] else None


def _local_part(pieces: Sequence[str], signs: SpokenSigns) -> str | None:
    """Returns the part before the at sign: as far as signs, letters or digits connect the words."""
    taken: list[str] = []
    wanted = True
    for piece in reversed(pieces[-_MOST_PIECES:]):
        if piece in _SIGNS:
            if wanted and taken and taken[-1] in _SIGNS:
                break
            taken.append(piece)
            wanted = True
        elif piece in _MARKS:
            if taken and not _is_spelled(taken[-1], signs):
                break
        elif wanted or _hold_together(piece, taken[-1], signs):
            taken.append(piece)
            wanted = False
        else:
            break
    words = list(reversed(taken))
    while words and words[0] in _SIGNS:
        words.pop(0)
    return _with_digits(words, signs.language) if words else None


def _is_spelled(piece: str, signs: SpokenSigns) -> bool:
    return len(piece) == 1 or bool(digit_runs(piece, signs.language))


def _hold_together(piece: str, following: str, signs: SpokenSigns) -> bool:
    if len(piece) == 1 and (
        len(following) == 1 or piece not in _WORDS_OF_A_LETTER.get(signs.language, "")
    ):
        return True
    is_number = bool(digit_runs(following, signs.language))
    return is_number or (len(piece) > 1 and bool(digit_runs(piece, signs.language)))


def _with_digits(words: Sequence[str], language: str) -> str:
    """Joins the words, with numbers as digits."""
    text = " ".join(words)
    written, at = "", 0
    for run in digit_runs(text, language):
        if text[run.start : run.end] == "o":
            continue
        written += text[at : run.start] + run.digits
        at = run.end
    return (written + text[at:]).replace(" ", "")


def _said_once(label: str) -> str:
    """Returns a label without its repetition: said as a word, and then spelt."""
    half = len(label) // 2
    is_twice = half >= _SHORTEST_TWICE and label[:half] == label[half:]
    return label[:half] if is_twice else label


def _domain(pieces: Sequence[str], *, is_one_word: bool = False) -> str | None:
    labels: list[str] = [""]
    for piece in pieces[:_MOST_PIECES]:
        if piece == ".":
            if not labels[-1]:
                return None
            labels.append("")
        elif piece in _SIGNS and labels[-1]:
            labels[-1] += piece
        elif piece in _MARKS:
            break
        elif not labels[-1] or labels[-1].endswith("-") or len(piece) == len(labels[-1]) == 1:
            labels[-1] += piece
        elif (len(labels) == 1 and (is_one_word or len(labels[0]) <= 2)) or (
            len(piece) == 1 and len(labels) == 1 and "." not in labels[0]
        ):
            labels[0] += piece
        else:
            break
    domain = ".".join(_said_once(label) for label in labels).strip(".-")
    return domain if re.fullmatch(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}", domain) else None
