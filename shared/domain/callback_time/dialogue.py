"""Joins the quotes of several turns into one request: offers, answers, refusals and new offers.

What is said later replaces what was said before of the same kind: an answer replaces the offer, a
new offer replaces the refused one, and a caller who answers the agent replaces his own words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.domain.callback_time.corrections import kind_of, kinds_of
from shared.domain.callback_time.matches import shifted
from shared.domain.callback_time.mentions import (
    Clock,
    DayRange,
    DayShift,
    Item,
    Mark,
    MinutesPast,
    NearDay,
    Part,
    is_day,
)
from shared.domain.callback_time.parts_of_day import fits
from shared.domain.callback_time.quotes import Quote
from shared.domain.transcript import Speaker

_QUESTION = re.compile(r"[?؟]")
_NEGATIONS = frozenset({Mark.NOT, Mark.NOT_THAT, Mark.NO})
_REFUSALS = frozenset({Mark.NOT, Mark.NOT_THAT, Mark.NO, Mark.PAUSE})
_LOWER = frozenset({Mark.AFTER, Mark.FROM, Mark.ONWARDS, Mark.AFTER_THAT})
_UPPER = frozenset({Mark.BEFORE, Mark.BY, Mark.UNTIL, Mark.OR_EARLIER, Mark.BEFORE_THAT})
_IN_FRONT = frozenset(Mark.bounds()) | {Mark.TO, Mark.LINK, Mark.OR}
_BEHIND = frozenset(
    {Mark.ONWARDS, Mark.AFTER_THAT, Mark.BEFORE_THAT, Mark.OR_EARLIER, Mark.BETWEEN_THAT}
)
_UNREAD = frozenset({Mark.GAP, Mark.UNREAD, Mark.VAGUE})
# Kinds that say at what time of the day; a part of the day can stand beside one.
_TIMES = frozenset({"Clock", "Delay", "Exact", "edge"})


@dataclass(frozen=True, slots=True)
class _Said:
    """An item. With `is_unclear` its turn has unread words and may be about another time."""

    item: Item
    is_offer: bool
    is_unclear: bool = False


def joined(quotes: Sequence[tuple[Quote, list[Item]]]) -> list[Item]:
    """Joins the items of several quotes.

    An answer replaces what a question or the agent offered of the same kind. An answer that begins
    with "no" replaces all earlier items of its kinds.
    """
    said: list[_Said] = []
    spoken: list[Item] = []
    refused: list[Item] = []
    last_speaker = Speaker.UNKNOWN
    for quote, named in quotes:
        items = _with_near_days(named, spoken)
        is_offer = _is_offer(quote, said)
        is_question = bool(_QUESTION.search(quote.words))
        if is_question and len(items) > 1 and items[-1] is Mark.NOT_THAT:
            # "Would the afternoon be too soon?"
            items.pop()
        kinds = kinds_of(items)
        names_time = kinds or Mark.SAME_TIME in items
        if is_offer and not names_time and quote is not quotes[-1][0]:
            # "What time?" contains nothing more once it is answered.
            last_speaker = quote.speaker
            continue
        if said and not is_offer and items and set(items) <= _REFUSALS:
            # "Not great": the next offer replaces what is refused.
            refused = items
            last_speaker = quote.speaker
            continue
        if kinds:
            refused = []
        is_reply = {quote.speaker, last_speaker} == {Speaker.AGENT, Speaker.CUSTOMER}
        last_speaker = quote.speaker
        said = _left_by(said, items, is_offer=is_offer, is_reply=is_reply)
        answer = items
        if said and kinds and _first_said(items) is Mark.NOT_THAT:
            # "That's too early, could it be the afternoon?" leaves the day that was offered.
            said = [one for one in said if kind_of(one.item) not in {"Clock", "Part"}]
            answer = [item for item in items if item is not Mark.NOT_THAT]
        if said:
            said.append(_Said(Mark.PAUSE, is_offer))
        answer = _with_same_time(_with_hours(answer, spoken), said, spoken)
        spoken += answer
        left = answer[1:] if answer and answer[0] is Mark.FIX and kinds else answer
        is_unclear = any(item in _UNREAD for item in items)
        said.extend(_Said(item, is_offer, is_unclear) for item in left)
    return [*(one.item for one in said), *refused]


def _left_by(
    said: list[_Said], items: list[Item], *, is_offer: bool, is_reply: bool
) -> list[_Said]:
    """Returns what the new items do not replace."""
    kinds = kinds_of(items)
    if is_reply:
        said = _after_other_speaker(said, items, is_offer=is_offer)
    if is_reply and not is_offer and (kinds & _TIMES or Mark.SAME_TIME in items):
        # "We finish at four today." "Tomorrow then, same time."
        said = [one for one in said if not one.is_unclear or is_day(one.item)]
    if said and not is_offer:
        said = _after_answer(said, items, kinds)
    if items and items[0] is Mark.FIX and kinds:
        said = [one for one in said if kind_of(one.item) not in kinds]
    return said


def _with_same_time(
    answer: list[Item], said: Sequence[_Said], spoken: Sequence[Item]
) -> list[Item]:
    """Resolves "the same time": the one that was kept, or the last one that was said."""
    if kinds_of(one.item for one in said) & (_TIMES | {"Part"}):
        return [item for item in answer if item is not Mark.SAME_TIME]
    clocks = [item for item in spoken if isinstance(item, Clock)]
    return [clocks[-1] if clocks and item is Mark.SAME_TIME else item for item in answer]


def _with_near_days(items: Sequence[Item], spoken: Sequence[Item]) -> list[Item]:
    """Joins "the day before" with the day that follows, or with the one that was named last: "not
    Monday but the day after".
    """
    found: list[Item] = []
    for at, item in enumerate(items):
        if not isinstance(item, DayShift):
            if found and isinstance(shift := found[-1], DayShift) and is_day(item):
                found[-1] = Mark.UNREAD if isinstance(item, DayRange) else NearDay(item, shift)
            else:
                found.append(item)
            continue
        if any(is_day(follows) for follows in items[at + 1 : at + 2]):
            found.append(item)
            continue
        named = [one for one in (*spoken, *found) if is_day(one) and not isinstance(one, DayRange)]
        found.append(NearDay(named[-1], item) if named else Mark.UNREAD)
    return found


def _with_hours(answer: Sequence[Item], spoken: Sequence[Item]) -> list[Item]:
    """Resolves "make it half past" with the hour that was named last."""
    found: list[Item] = []
    last = next((item for item in reversed(spoken) if isinstance(item, Clock)), None)
    for item in answer:
        said = item
        if isinstance(item, MinutesPast):
            hour = last and replace(last, minute=0)
            said = shifted(hour, item.minutes) if hour else Mark.UNREAD
        elif isinstance(item, Clock):
            last = item
        found.append(said)
    return found


def _is_offer(quote: Quote, said: Sequence[_Said]) -> bool:
    """Returns whether the other speaker may still choose. A caller who asks back has chosen."""
    if quote.speaker is Speaker.CUSTOMER and any(one.is_offer for one in said):
        return False
    return quote.speaker is Speaker.AGENT or bool(_QUESTION.search(quote.words))


def _first_said(items: Sequence[Item]) -> Item | None:
    return next((item for item in items if item not in {Mark.PAUSE, Mark.NO, Mark.FIX}), None)


def _after_other_speaker(
    said: list[_Said], items: Sequence[Item], *, is_offer: bool
) -> list[_Said]:
    """Removes what the items replace: a new offer the refused one, a caller's new time his old one.

    What was negated stays, because the negation may be about more than what is replaced.
    """
    kinds = kinds_of(items)
    is_statement = is_offer and any(item in _UNREAD for item in items)
    if not kinds or is_statement or items[0] is Mark.OR or (items[0] is Mark.LINK and not is_offer):
        return said
    if any(one.item in _NEGATIONS and not one.is_offer for one in said):
        return said
    replaced = {"day"} & kinds
    if kinds & _TIMES and not _completes_limit(said, items):
        replaced |= _TIMES
    parts = [item for item in items if isinstance(item, Part)]
    clocks = [item for item in items if isinstance(item, Clock)]
    if parts or any(
        isinstance(one.item, Part) and not all(fits(clock, one.item) for clock in clocks)
        for one in said
    ):
        replaced |= {"Part"}
    if parts and not clocks:
        earlier = [one.item for one in said if isinstance(one.item, Clock)]
        if not all(fits(clock, part) for clock in earlier for part in parts):
            replaced |= _TIMES
    if {"day", "Clock"} <= kinds and not any(item in _UNREAD for item in items):
        # A whole time makes up for all that was not understood before.
        said = [one for one in said if one.item not in _UNREAD]
    # An answer removes what was offered by other rules.
    return _without(said, replaced, of_offers=is_offer, of_callers=True)


def _without(
    said: list[_Said], kinds: set[str], *, of_offers: bool, of_callers: bool
) -> list[_Said]:
    """Removes items of the kinds, with the limits and links that belong to them."""
    goes = [
        kind_of(one.item) in kinds and (of_offers if one.is_offer else of_callers) for one in said
    ]
    left: list[_Said] = []
    for at, one in enumerate(said):
        goes_with_next = one.item in _IN_FRONT and any(goes[at + 1 : at + 2])
        goes_with_last = one.item in _BEHIND and any(goes[max(0, at - 1) : at])
        if not (goes[at] or goes_with_next or goes_with_last):
            left.append(one)
    return left


def _completes_limit(said: Sequence[_Said], items: Sequence[Item]) -> bool:
    """Returns whether one is an upper and the other a lower limit: "after two", "before five"."""
    old, new = _sides([one.item for one in said]), _sides(items)
    return bool(old and new) and "at" not in old | new and not old & new


def _sides(items: Sequence[Item]) -> set[str]:
    found = set()
    for at, item in enumerate(items):
        if not isinstance(item, Clock):
            continue
        near = {*items[max(0, at - 1) : at], *items[at + 1 : at + 2]}
        found.add("lower" if near & _LOWER else "upper" if near & _UPPER else "at")
    return found


def _after_answer(said: list[_Said], items: list[Item], kinds: set[str]) -> list[_Said]:
    if {"day", "Clock"} <= kinds:
        return [one for one in said if not one.is_offer]
    said = _without_other_choices(said, items)
    dropped = set(kinds)
    offered_parts = [one for one in said if one.is_offer and isinstance(one.item, Part)]
    if "Clock" in kinds and offered_parts:
        clocks = [item for item in items if isinstance(item, Clock)]
        part = offered_parts[0].item
        fitting = isinstance(part, Part) and all(fits(clock, part) for clock in clocks)
        if len(offered_parts) > 1 or not fitting:
            dropped.add("Part")
    left = _without(said, dropped, of_offers=True, of_callers=False)
    if kinds:
        left = [one for one in left if not (one.is_offer and one.item in _UNREAD)]
    if len(left) == len(said) and _kinds_offered(said):
        return said
    # The links between offered times are removed with them, and so is the rest of the question.
    if not _kinds_offered(left):
        return [one for one in left if not one.is_offer]
    return [one for one in left if not one.is_offer or one.item not in {Mark.OR, Mark.LINK}]


def _without_other_choices(said: list[_Said], items: Sequence[Item]) -> list[_Said]:
    """ "This afternoon or tomorrow?" "Tomorrow." leaves nothing of the other choice."""
    choices: list[list[int]] = [[]]
    for at, one in enumerate(said):
        if one.is_offer and one.item is Mark.OR:
            choices.append([])
        elif one.is_offer and kind_of(one.item) != "mark":
            choices[-1].append(at)
        elif not one.is_offer and len(choices) == 1:
            choices = [[]]
    chosen = [choice for choice in choices if any(said[at].item in items for at in choice)]
    if len(choices) < 2 or len(chosen) != 1 or not all(choices):
        return said
    kinds = [kinds_of(said[at].item for at in choice) for choice in choices]
    if not all(one == kinds[0] for one in kinds) and "day" in set.intersection(*kinds):
        others = {at for choice in choices for at in choice} - set(chosen[0])
        return [one for at, one in enumerate(said) if at not in others]
    return said


def _kinds_offered(said: list[_Said]) -> set[str]:
    offered = [one.item for one in said if one.is_offer]
    return kinds_of(offered) | ({"mark"} if Mark.SAME_TIME in offered else set())
