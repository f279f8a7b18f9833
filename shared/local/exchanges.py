"""Pairs the agent's questions with the caller's answers, also with late ones."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from shared.domain.transcript import Speaker, Turn

# "Okay", "take your time": longer words of the agent may be another question.
_LONGEST_PAUSE = 30
_WAIT = re.compile(
    r"\b(?:hang on|hold on|wait|one (?:second|moment)|just a (?:second|sec|moment|minute)|esper[ae]"
    r"|un momento|un segundo|moment|sekunde|warten|attende[zs]|attends|un instant|aspett[ai]"
    r"|un attimo|peraí|só um|um momento|wacht)\b"
)
# "Mine or the dog's?"
_WHICH = re.compile(r"\b(?:or|o|oder|ou|of)\b")


def exchanges(turns: Sequence[Turn]) -> Iterator[tuple[Turn, Turn]]:
    """Yields the agent's words, each with the caller's next turn, and with the one behind it where
    the caller lets the agent wait or asks which is meant.
    """
    for position, (asked, answered) in enumerate(pairwise(turns)):
        if asked.speaker is not Speaker.AGENT or answered.speaker is Speaker.AGENT:
            continue
        if not _asks_back(answered):
            yield asked, answered
        later = turns[position + 2 : position + 4]
        if (
            len(later) == 2
            and later[0].speaker is Speaker.AGENT
            and later[1].speaker is not Speaker.AGENT
            and (_asks_back(answered) or _lets_wait(answered, later[0]))
        ):
            yield asked, later[1]


def _asks_back(answered: Turn) -> bool:
    text = answered.text.strip().lower()
    return text.endswith("?") and len(text) <= 2 * _LONGEST_PAUSE and bool(_WHICH.search(text))


def _lets_wait(answered: Turn, pause: Turn) -> bool:
    is_pause = len(pause.text) <= _LONGEST_PAUSE and "?" not in pause.text
    return is_pause and _WAIT.search(answered.text.lower()) is not None
