"""Finds the words of one clause that say nothing about its time, whatever the others say."""

from itertools import pairwise

from shared.domain.callback_time.asking import is_counted
from shared.domain.callback_time.clauses import (
    Clause,
    Opener,
    is_bound,
    is_exact,
    is_fix,
    is_gap,
    is_sign,
    is_time,
    is_unread,
)
from shared.domain.callback_time.mentions import Mark, Mention
from shared.domain.callback_time.signs import CONDITIONS, SignKind

_BEHIND = frozenset({Mark.ONWARDS, Mark.OR_EARLIER, Mark.AFTER_THAT, Mark.BEFORE_THAT})
_TELLING = (SignKind.HAVE, SignKind.BUSY, SignKind.STATE, SignKind.REPORT, *CONDITIONS)


def within_correction(clause: Clause) -> list[Mention]:
    """Returns the unknown words of "or better yet quarter to three"."""
    mentions = clause.mentions
    if not mentions or not is_fix(mentions[0].item) or clause.shows(*_TELLING):
        return []
    at = next((at for at, one in enumerate(mentions) if is_time(one.item)), 0)
    words = mentions[1:at]
    is_whole = is_exact(mentions[at].item) and not mentions[at].is_bare
    return (
        words if is_whole and all(is_gap(one.item) and not one.is_number for one in words) else []
    )


def behind_refusal(clause: Clause) -> list[Mention]:
    """Returns the unknown words behind a refused time: "Thursday's no good I'm afraid"."""
    items = [mention.item for mention in clause.mentions]
    if Mark.NOT_THAT not in items:
        return []
    at = items.index(Mark.NOT_THAT)
    is_single = any(map(is_time, items[:at])) and not any(map(is_unread, items[:at]))
    return clause.mentions[at + 1 :] if is_single and all(map(is_gap, items[at + 1 :])) else []


def vague_words(clause: Clause) -> list[Mention]:
    """Returns what names a time that only the caller knows, "dinner" or "after the match"."""
    is_event = clause.shows(SignKind.EVENT, SignKind.CASE)
    vague: list[Mention] = []
    bound: list[Mention] = []
    is_bound_event = False
    for mention in clause.mentions:
        if mention.item is Mark.NOT:
            bound = [mention]
        elif is_bound(mention.item) or mention.item is Mark.FROM:
            bound = [*bound, mention]
        elif mention.item is Mark.VAGUE or (
            is_gap(mention.item) and (bound or is_event or is_bound_event)
        ):
            vague += [*bound, mention]
            bound, is_bound_event = [], True
        elif vague and mention.item in _BEHIND:
            vague.append(mention)
        elif not is_gap(mention.item):
            bound, is_bound_event = [], False
    # "So before, about three", "so not till it's gone, say eleven".
    return vague + bound * (clause.opener is Opener.SO and bound[-1:] == clause.mentions[-1:])


def negates_limit(clause: Clause) -> bool:
    """Returns whether each negation stands before a limit: "not until the van has gone"."""
    items = [mention.item for mention in clause.mentions]
    return all(
        item is Mark.NOT and any(is_bound(one) for one in items[at + 1 : at + 2])
        for at, item in enumerate(items)
        if item in {Mark.NOT, Mark.NO, Mark.NOT_THAT}
    )


def event_behind(clause: Clause) -> list[Mention]:
    """Returns what is told behind an exact time: "at four, when I'm through with the round"."""
    if clause.shows(SignKind.CONDITION, SignKind.CASE):
        return []
    place = next(one.start for one in clause.elements if is_sign(one, SignKind.EVENT))
    before = [one for one in clause.mentions if one.start < place]
    behind = [one for one in clause.mentions if one.start >= place]
    is_explained = any(is_exact(one.item) for one in before) and not any(
        is_time(one.item) or is_bound(one.item) for one in behind
    )
    is_read = not any(is_unread(one.item) for one in before)
    return behind if is_explained and is_read else []


def around_limit(clause: Clause) -> list[Mention]:
    """Returns the unknown words of "I can't pick up before ten" up to its limit and behind it."""
    mentions = clause.mentions
    near = {
        id(other)
        for one, other in pairwise(mentions)
        if is_gap(other.item) and is_counted(one.item)
    }
    idle = {Mark.GAP, Mark.LINK, Mark.TO, Mark.NO}
    return [one for one in mentions if one.item in idle and id(one) not in near]
