"""Finds what an answering machine says in a conversation."""

from collections.abc import Sequence

from shared.domain.transcript import Speaker, Turn
from shared.local.lexicons import LEXICONS


def machine_turns(turns: Sequence[Turn], first: int = 0) -> frozenset[int]:
    """Returns the numbers of the turns of an answering machine, whose "we will call you back" is no
    promise; the first turn has number `first`.
    """
    return frozenset(
        number
        for number, turn in enumerate(turns, first)
        if turn.speaker is not Speaker.CUSTOMER and _is_greeting(turn.text)
    )


def _is_greeting(text: str) -> bool:
    plain = text.lower()
    return any(lexicon.calls.greeting.search(plain) for lexicon in LEXICONS.values())
