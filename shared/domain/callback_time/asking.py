"""Finds the unknown words of a request for a call that do not belong to its time."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.domain.callback_time.clauses import Element, is_bound, is_gap, is_time
from shared.domain.callback_time.mentions import Clock, Delay, Item, Mark, Mention, is_day
from shared.domain.callback_time.signs import Sign, SignKind

_LOOSE = frozenset({Mark.LINK, Mark.TO, Mark.OR, Mark.NO})
# More words than these between "about" and a day are more than a topic.
_LONGEST_TOPIC = 4
_WORDS_OF_A_NAME = 2


def is_counted(item: Item) -> bool:
    """Returns whether a word that follows can be a unit, a zone, or select among days."""
    return isinstance(item, Clock | Delay) or is_day(item)


@dataclass(slots=True)
class Asking:
    """Walks a clause that asks for a time and collects the unknown words that do not belong to
    the time. `pending` ones belong to it if a time follows before the next request.
    """

    dropped: list[Mention] = field(default_factory=list)
    pending: list[Mention] = field(default_factory=list)
    loose: list[Mention] = field(default_factory=list)
    after_day: list[Mention] = field(default_factory=list)
    last: Element | None = None
    is_topic: bool = False
    is_topic_of_day: bool = False
    is_seen: bool = False
    is_bound: bool = False
    name_words: int = 0

    def read(self, elements: Sequence[Element]) -> list[Mention]:
        for element in elements:
            if isinstance(element, Sign):
                self._sign(element)
            else:
                self.name_words -= self.name_words > 0
                self._mention(element)
            self.last = element
        if not self.is_seen or self.is_bound:
            return self.dropped
        if self.loose and isinstance(self.last, Sign):
            # "Two's fine, but not on this number".
            self.dropped += self.loose
        # "In an hour and ten": the number belongs to the time.
        return self.dropped + self.pending * (not self._ends_in_number)

    @property
    def _ends_in_number(self) -> bool:
        is_linked = self.pending[:1] and self.pending[0].item in _LOOSE
        return bool(is_linked) and any(one.is_number for one in self.pending)

    def _sign(self, sign: Sign) -> None:
        match sign.kind:
            case SignKind.CALL if not self.is_seen and not self.is_bound:
                self.dropped += self.pending
                self.pending, self.is_topic = [], False
            case SignKind.TOPIC:
                self.is_topic = True
                self.is_topic_of_day = isinstance(self.last, Mention) and is_day(self.last.item)
            case SignKind.TITLE:
                self.name_words = _WORDS_OF_A_NAME + 1
            case _:
                pass

    def _mention(self, mention: Mention) -> None:
        item = mention.item
        if is_gap(item):
            self._gap(mention)
        elif item in _LOOSE or item is Mark.FROM:
            self.loose = [mention]
        elif item is Mark.NOT:
            # "At two, if he's not too busy": behind a time it negates what follows.
            is_of_time = self.is_seen and isinstance(self.last, Mention)
            self.loose = [] if is_of_time else [mention]
        elif is_bound(item):
            self.is_bound = True
        elif is_time(item):
            self._time(mention)

    def _gap(self, mention: Mention) -> None:
        if self.is_topic_of_day and isinstance(self.last, Sign):
            # "Monday about elevenses" says when, "about the boiler" does not.
            self.is_bound = self.last.kind is SignKind.TOPIC
        if self.name_words:
            self.dropped.append(mention)
        elif not (self.is_bound or (isinstance(self.last, Mention) and is_counted(self.last.item))):
            self.pending += [*self.loose, mention]
        elif not self.is_bound and isinstance(self.last, Mention) and is_day(self.last.item):
            # It can be a part of the day, unless a clock time follows.
            self.after_day = [mention]
        self.loose = []

    def _time(self, mention: Mention) -> None:
        is_topic = self.is_topic and len(self.pending) <= _LONGEST_TOPIC
        is_adjacent = bool(self.pending) and self.last is self.pending[-1]
        # "Suite nine thirty", "or whenever at ten".
        is_of_time = (is_adjacent and mention.is_bare) or any(
            not is_gap(one.item) or one.is_number for one in self.pending
        )
        if (is_topic and not isinstance(mention.item, Clock)) or not is_of_time:
            self.dropped += self.pending
        if isinstance(mention.item, Clock) and not mention.is_bare:
            self.dropped += self.after_day
        self.pending, self.loose, self.after_day = [], [], []
        self.is_topic, self.is_seen, self.is_bound = False, True, False
