"""Resolves times that are counted from a clock time that was named before."""

import re
from collections.abc import Sequence
from dataclasses import replace

from shared.domain.callback_time.clauses import is_time
from shared.domain.callback_time.matches import shifted
from shared.domain.callback_time.mentions import Clock, Delay, Mark, Mention, MinutesPast

_PAUSE = re.compile(r"[.,;:!?—–]")
_LATER = frozenset({Mark.AFTER, Mark.LATER})


def counted(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Resolves "I'm busy until one, so a quarter past" and "I finish at five, ten minutes later".

    A time that cannot be counted is not read, as French "une heure après", which is an hour or one
    o'clock.
    """
    resolved: list[Mention] = []
    last: Mention | None = None
    for at, mention in enumerate(found):
        item = mention.item
        hour = last.item if last else None
        if isinstance(item, MinutesPast) and isinstance(hour, Clock):
            item = shifted(replace(hour, minute=0), item.minutes)
        elif last and hour and _is_later(text, found[at : at + 3]):
            if isinstance(item, Delay) and not item.vague:
                item = shifted(hour, item.minutes)
            elif isinstance(item, Clock) and _PAUSE.search(text, last.end, mention.start):
                item = Mark.UNREAD
        elif item in _LATER and resolved and resolved[-1].item != found[at - 1].item:
            continue
        resolved.append(replace(mention, item=item))
        if isinstance(mention.item, Clock):
            last = mention
    return resolved


def _is_later(text: str, found: Sequence[Mention]) -> bool:
    """Returns whether "later" or "after" stands behind the first mention and before no time."""
    if len(found) < 2 or found[1].item not in _LATER:
        return False
    is_paused = bool(_PAUSE.search(text, found[0].end, found[1].start))
    return not is_paused and not any(is_time(one.item) for one in found[2:])
