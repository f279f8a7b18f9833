"""Words in a call that speak to its reader, and not to the other side.

Rules cannot be persuaded, but they read "my name is" and "call me at nine" wherever they stand. So
nothing is read from such words on, to the end of the turn.
"""

from collections.abc import Sequence
from dataclasses import replace

from shared.domain.transcript import Turn
from shared.local.callback_acts import Languages, says
from shared.local.sentences import sentences


def without_commands(turns: Sequence[Turn], languages: Languages) -> tuple[Turn, ...]:
    """Returns the turns, each up to the sentence that gives orders; places in them stay."""
    return tuple(_up_to_command(turn, languages) for turn in turns)


def _up_to_command(turn: Turn, languages: Languages) -> Turn:
    # English everywhere: models are mostly addressed in it.
    spoken = languages if "en" in languages else (*languages, "en")
    for sentence in sentences((turn,)):
        if says(spoken, "commands", sentence.plain):
            return replace(turn, text=turn.text[: sentence.start])
    return turn
