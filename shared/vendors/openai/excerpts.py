"""Writes a transcript as numbered lines, divided at turns into parts that fit a model."""

from collections.abc import Sequence

from shared.domain.transcript import Transcript

Part = tuple[str, ...]


def numbered(transcript: Transcript) -> list[str]:
    """Returns one line per turn, whatever it contains, so that no turn can imitate another; and a
    line for omitted turns.
    """
    turns, missing = transcript.turns, transcript.left_out
    lines = [
        f"[{number}] {turn.who}: {' '.join(turn.text.split())}" for number, turn in enumerate(turns)
    ]
    if missing and missing.turns:
        lines.insert(missing.before_turn, f"({missing.turns} turns are left out here)")
    return lines


def parts(lines: Sequence[str], max_chars: int) -> list[Part]:
    """Divides the lines into parts of at most `max_chars`. Every line is in a part, because the
    outcome of a call is at its end.
    """
    pieces = [piece for line in lines for piece in _line_pieces(line, max_chars)]
    found: list[list[str]] = [[]]
    size = 0
    for piece in pieces:
        if found[-1] and size + len(piece) + 1 > max_chars:
            found.append([])
            size = 0
        found[-1].append(piece)
        size += len(piece) + 1
    return [tuple(part) for part in found]


def _line_pieces(line: str, max_chars: int) -> list[str]:
    """Splits a turn that is longer than a part; it continues in the next part under its
    own number.
    """
    if len(line) <= max_chars:
        return [line]
    head, _, text = line.partition(": ")
    room = max(1, max_chars - len(head) - 2)
    pieces: list[str] = []
    start = 0
    while start < len(text):
        end = start + room
        if end < len(text):
            end = text.rfind(" ", start + 1, end) + 1 or end
        pieces.append(f"{head}: {text[start:end].strip()}")
        start = end
    return pieces
