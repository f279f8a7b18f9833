"""A transcript as numbered lines, cut at turns into parts a model can read."""

from collections.abc import Sequence

from shared.domain.transcript import Transcript

Part = tuple[str, ...]


def numbered(transcript: Transcript) -> list[str]:
    """One line per turn whatever it holds, so that no turn can pretend to be another; and one for
    what is missing.
    """
    turns, missing = transcript.turns, transcript.left_out
    lines = [
        f"[{number}] {turn.who}: {' '.join(turn.text.split())}" for number, turn in enumerate(turns)
    ]
    if missing and missing.turns:
        lines.insert(missing.before_turn, f"({missing.turns} turns are left out here)")
    return lines


def parts(lines: Sequence[str], max_chars: int) -> list[Part]:
    """Every line is in a part, none is longer than `max_chars`: the outcome of a call is at its
    end.
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
    """A turn longer than a part goes on in the next one under its own number."""
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
