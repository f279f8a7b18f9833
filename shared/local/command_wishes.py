"""Finds orders to the machine in any order of words: who is to write, and that it is to write."""

import re
from collections.abc import Iterator

from shared.domain.transcript import Speaker
from shared.local.command_concepts import (
    AMENDS,
    ANNOUNCED,
    CONCEPTS,
    DEAR,
    FOR_BEHIND,
    IF,
    MENTIONED,
    MENTIONED_BEHIND,
    NOTICE,
    OWN_CONTACT,
    SAID,
    SENT,
    SOUGHT,
    SPOKEN_TO,
    TELLS,
    TELLS_BEHIND,
    TO_SOMETHING,
    WISHED,
    Concept,
)
from shared.local.sentences import Sentence

# "The tool that quietly listens": so many characters between a machine and its work.
_NEAR = 30
_LOOK_BACK = 24
# "For the transcriber in the computer." is a heading, "for the AI course" is none.
_ENDS_HEADING = re.compile(
    r"(?: (?:in|im|on|of|there|del?|du|della|do|da|no|op|van|à|auf)(?: \w+){1,2})?"
    r"(?:\s*[,.:;،।]|\s*$)"
)
_VOCATIVE = re.compile(r"(?: ji| जी)?\s*(?:[,:!،]|$| (?:my|mi|mein|mon|mera|मेरा))")
_MARK = re.compile(r"\s*(?:[,.:;،।]|$)")
_Place = tuple[int, int]


def is_wish_for_the_record(sentence: Sentence) -> bool:
    """Returns whether a caller's sentence wants the record of the call to be written in some way,
    or is a message of a machine.
    """
    if sentence.speaker is Speaker.AGENT:
        return False
    plain = sentence.plain
    return (
        NOTICE.search(plain) is not None
        or (ANNOUNCED.search(plain) is not None and AMENDS.search(plain) is not None)
        or _Said(plain).is_order()
    )


class _Said:
    """The concepts of a sentence, each found when it is asked for."""

    def __init__(self, plain: str) -> None:
        self._plain = plain
        self._found: dict[Concept, list[_Place]] = {}

    def is_order(self) -> bool:
        machines = self._places(Concept.MIND) + self._places(Concept.DEVICE)
        readers = list(self._readers(machines))
        if readers and self._writes_outside(readers):
            return True
        headings = readers + [
            (start, end)
            for start, end in self._places(Concept.MIND)
            if _ENDS_HEADING.match(self._plain, end)
        ]
        if any(self._is_headed(start) for start, _ in headings):
            return True
        return (
            self._is_to_a_machine(machines)
            or self._is_for_the_record()
            or self._is_about_the_call()
            or self._is_about_the_caller()
            or self._is_by_a_rule()
        )

    def _is_to_a_machine(self, machines: list[_Place]) -> bool:
        minds = self._places(Concept.MIND)
        for place in machines:
            start, end = place
            before = self._plain[max(0, start - _LOOK_BACK) : start]
            is_spoken_to = (
                (place in minds and self._is_meant(place))
                or WISHED.search(self._plain[:start]) is not None
                or TELLS.search(before) is not None
                or TELLS_BEHIND.search(self._plain[end : end + 2 * _NEAR]) is not None
                or DEAR.search(before) is not None
                or (self._is_headed(start) and self._plain[end : end + 1] in (",", ":", "،"))
            )
            is_vocative = (
                SPOKEN_TO.search(before) is not None
                and _VOCATIVE.match(self._plain, end) is not None
            )
            if is_vocative and OWN_CONTACT.search(self._plain):
                return True
            if (is_spoken_to or is_vocative) and self._writes_outside([place]):
                return True
        return False

    def _is_meant(self, mind: _Place) -> bool:
        """Returns whether a machine that reads calls is to do something: "the AI should write", "if
        the bot wouldn't mind"; not "your bot told me" and "a speech recognition firm".
        """
        start, end = mind
        before = self._plain[max(0, start - _LOOK_BACK) : start]
        if MENTIONED.search(before) or MENTIONED_BEHIND.match(self._plain, end):
            return False
        if SAID.search(self._plain):
            return False
        acts = (
            *self._places(Concept.MUST),
            *self._places(Concept.WRITES),
            *self._places(Concept.WORKS),
        )
        follows = _MARK.match(self._plain, end) is not None or any(
            0 < begin - end <= len(" please also ") for begin, _ in acts
        )
        return follows or IF.search(self._plain[:start]) is not None

    def _is_for_the_record(self) -> bool:
        for start, end in self._places(Concept.RECORD):
            before = self._plain[max(0, start - _LOOK_BACK) : start]
            is_meant = (
                DEAR.search(before) is not None
                or IF.search(self._plain[max(0, start - 2 * _NEAR) : start]) is not None
                or bool(self._places(Concept.CALL))
                or _is_joined(self._plain, (start, end), self._places(Concept.WRITES))
            )
            if is_meant and not SENT.search(self._plain):
                obliged = bool(self._places(Concept.CALL) and self._places(Concept.MUST))
                if obliged or self._writes_outside([(start, end)]):
                    return True
        return False

    def _is_about_the_call(self) -> bool:
        """Returns whether something must be in what is written of the call, or of calls."""
        if SENT.search(self._plain):
            return False
        records = self._places(Concept.CALL_RECORD)
        must = bool(self._places(Concept.MUST))
        if records:
            return must or self._writes_outside(records)
        calls = self._places(Concept.CALL)
        return must and bool(calls) and self._writes_outside(calls)

    def _is_about_the_caller(self) -> bool:
        callers = self._places(Concept.CALLER)
        is_obliged = bool(self._places(Concept.MUST) and self._places(Concept.RECORD))
        return bool(callers) and (is_obliged or self._writes_outside(callers))

    def _is_by_a_rule(self) -> bool:
        if not self._places(Concept.RULE):
            return False
        records = self._places(Concept.RECORD) + self._places(Concept.MIND)
        devices = self._places(Concept.DEVICE)
        if records and self._places(Concept.MUST):
            return True
        return bool(records or devices) and self._writes_outside(records + devices)

    def _readers(self, machines: list[_Place]) -> Iterator[_Place]:
        """Returns machines or people without a name together with their work on the call."""
        works = self._places(Concept.WORKS)
        for start, end in machines + self._places(Concept.WHO):
            if SOUGHT.search(self._plain[max(0, start - 2 * _NEAR) : start]):
                continue
            for begin, stop in works + self._places(Concept.RECORD):
                if 0 <= begin - end <= _NEAR:
                    yield start, stop
            for begin, stop in works:
                if 0 <= start - stop <= _NEAR and IF.search(self._plain[:begin]):
                    yield begin, end

    def _is_headed(self, start: int) -> bool:
        heading = TO_SOMETHING.search(self._plain)
        if heading is not None and 0 <= start - heading.end() <= len("whatever "):
            return True
        behind = FOR_BEHIND.search(self._plain)
        return behind is not None and start < behind.end()

    def _writes_outside(self, taken: list[_Place]) -> bool:
        return any(
            all(end <= begin or stop <= start for begin, stop in taken)
            for start, end in self._places(Concept.WRITES)
        )

    def _places(self, concept: Concept) -> list[_Place]:
        if concept not in self._found:
            self._found[concept] = [each.span() for each in CONCEPTS[concept].finditer(self._plain)]
        return self._found[concept]


_JOINED = re.compile("[\u0590-\u06ff\u0900-\u097f]|\\bmein\\b")


def _is_joined(plain: str, record: _Place, writes: list[_Place]) -> bool:
    """Returns whether something is written into the record right there, in the languages whose
    sentences `command_topics` does not know.
    """
    return _JOINED.search(plain) is not None and any(
        abs(start - record[1]) <= _NEAR // 2 or abs(record[0] - end) <= _NEAR // 2
        for start, end in writes
    )
