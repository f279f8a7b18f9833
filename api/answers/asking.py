"""Answers a question: follows its plan through search, counts, lists or summaries, and shows
nothing of a model that code has not proved.
"""

from collections.abc import AsyncIterator

from api.answers.counting import (
    count,
    list_found,
    most_frequent,
    refuse,
    timeline,
)
from api.answers.from_passages import find_needle
from api.answers.question import Asking
from api.answers.summaries import summarize
from shared.domain.answers.answer import Ending, Part
from shared.domain.answers.plans import Kind


async def answered(asking: Asking) -> AsyncIterator[Part | Ending]:
    """Yields the parts of the answer as they are known, and its ending last. Raises what the
    database and the model raise.
    """
    if asking.plan.unread:
        async for part in refuse(asking):
            yield part
        return
    match asking.plan.kind:
        case Kind.COUNT | Kind.LENGTH:
            parts = count(asking)
        case Kind.LIST:
            parts = list_found(asking)
        case Kind.TOP:
            parts = most_frequent(asking)
        case Kind.TIMELINE:
            parts = timeline(asking)
        case Kind.SUMMARY:
            parts = summarize(asking)
        case Kind.NEEDLE:
            parts = find_needle(asking)
    async for part in parts:
        yield part
