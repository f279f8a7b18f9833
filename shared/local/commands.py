"""Finds words in a call that address its reader, and not the other speaker.

Rules cannot be persuaded, but they read "my name is" and "call me at nine" in any place. So the
rest of a turn after such words is not read.
"""

from collections.abc import Sequence
from dataclasses import replace

from shared.domain.transcript import Turn
from shared.local.callback_acts import Languages, says
from shared.local.sentences import sentences


def without_commands(turns: Sequence[Turn], languages: Languages) -> tuple[Turn, ...]:
    """Returns the turns, each up to the sentence with instructions; character positions remain
    valid.
    """
    return tuple(_up_to_command(turn, languages) for turn in turns)


def _up_to_command(turn: Turn, languages: Languages) -> Turn:
    # English applies to every call, because models are mostly addressed in it.
    spoken = languages if "en" in languages else (*languages, "en")
    for sentence in sentences((turn,)):
        if says(spoken, "commands", sentence.plain):
            return replace(turn, text=turn.text[: sentence.start])
    return turn
