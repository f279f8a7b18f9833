"""Cuts a call's texts into chunks for search: by sentence, with overlap and times.

It takes one pass over any text.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from uuid import uuid5

from shared.domain.ids import CallId, ChunkId
from shared.domain.insights import Document, Summary
from shared.domain.statuses import ChunkSource
from shared.domain.transcript import Transcript, Turn
from shared.domain.vectors import Chunk
from shared.local.readable import main_language
from shared.local.said_contacts import lexemes_in_text

# About 500 tokens with an overlap of 50, at four characters a token.
CHUNK_CHARS = 2000
OVERLAP_CHARS = 200
# A break is searched for in this many characters; a chunk without one is cut in the middle of a
# word.
SHORTEST_CHARS = 1000
# At least this much is left for the last chunk of a text, so that it is useful (about 100 tokens).
LAST_CHARS = 400
# At a heading a chunk may end earlier, because the topic changes.
SHORTEST_SECTION_CHARS = 400
LONG_SILENCE_S = 30.0
# An accent or a joined emoji stays with its base character, unless there are more than these.
MOST_JOINED = 32
ZERO_WIDTH_JOINER = "\u200d"

# The better break comes first. Each pattern ends where the next chunk may begin.
_HEADING = re.compile(r"(?<!\n)\n++(?=#{1,6} )")
_PARAGRAPH = re.compile(r"\n\n+")
_LINE = re.compile(r"\n+")
_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]? +|[。！？]")
_WORD = re.compile(r"\s+")
_BREAKS = (_LINE, _SENTENCE, _WORD)
_SPACE = re.compile(r"\s*")


def chunk_transcript(
    call_id: CallId, transcript: Transcript, language: str | None = None
) -> list[Chunk]:
    """Cuts a transcript at long silences, and else between turns where possible; each chunk has its
    time span. `language` is what it is said to be in.
    """
    language = main_language(transcript.text, transcript.language or language)
    # Each turn with its first and last character in `transcript.text`.
    turns: list[Span] = []
    begin = 0
    for turn in transcript.turns:
        turns.append((turn, begin, begin + len(turn.who) + 2 + len(turn.text)))
        begin = turns[-1][2] + 1
    chunks = []
    earliest = 0
    for position, (start, text) in enumerate(_between_silences(transcript.text, turns)):
        end = start + len(text)
        while turns[earliest][2] <= start:
            earliest += 1
        said = list(_spans_until(turns, earliest, end))
        starts = [at_s for span in said if (at_s := _second_of(span, start)) is not None]
        ends = [at_s for span in said if (at_s := _second_of(span, end)) is not None]
        speaker = said[0][0].speaker if said else None
        chunks.append(
            Chunk(
                id=_chunk_id(call_id, ChunkSource.TRANSCRIPT, position),
                call_id=call_id,
                source=ChunkSource.TRANSCRIPT,
                position=position,
                text=text,
                char_start=start,
                char_end=end,
                start_s=min(starts, default=None),
                end_s=max(ends, default=None),
                speaker=speaker,
                contacts=lexemes_in_text(text, language, first_speaker=speaker),
                language=language,
            )
        )
    return chunks


def chunk_summary(call_id: CallId, summary: Summary, language: str | None = None) -> list[Chunk]:
    """Returns the summary as people read it, in one chunk unless it is very long."""
    text = "\n".join([summary.title, summary.text, *summary.key_points, *summary.next_steps])
    return _plain_chunks(call_id, ChunkSource.SUMMARY, text.strip(), language)


def chunk_document(call_id: CallId, document: Document, language: str | None = None) -> list[Chunk]:
    """Cuts the document at its headings."""
    return _plain_chunks(call_id, ChunkSource.DOCUMENT, document.markdown, language, headings=True)


def _plain_chunks(
    call_id: CallId,
    source: ChunkSource,
    text: str,
    label: str | None,
    *,
    headings: bool = False,
) -> list[Chunk]:
    language = main_language(text, label)
    return [
        Chunk(
            id=_chunk_id(call_id, source, position),
            call_id=call_id,
            source=source,
            position=position,
            text=piece,
            char_start=start,
            char_end=start + len(piece),
            contacts=lexemes_in_text(piece, language),
            language=language,
        )
        for position, (start, piece) in enumerate(_text_pieces(text, headings=headings))
    ]


def _chunk_id(call_id: CallId, source: ChunkSource, position: int) -> ChunkId:
    return ChunkId(uuid5(call_id, f"{source}:{position}"))


Span = tuple[Turn, int, int]


def _spans_until(spans: Sequence[Span], first: int, end: int) -> Iterator[Span]:
    for at in range(first, len(spans)):
        if spans[at][1] >= end:
            return
        yield spans[at]


def _between_silences(text: str, turns: Sequence[Span]) -> Iterator[tuple[int, str]]:
    """Splits at long silences, so that playback from a piece's start does not begin with minutes of
    silence.
    """
    begin, ended_s = 0, None
    for turn, start, _ in turns:
        if (
            ended_s is not None
            and turn.start_s is not None
            and turn.start_s - ended_s >= LONG_SILENCE_S
        ):
            yield from ((begin + at, piece) for at, piece in _text_pieces(text[begin:start]))
            begin = start
        ended_s = max(ended_s or 0.0, turn.end_s) if turn.end_s is not None else ended_s
    yield from ((begin + at, piece) for at, piece in _text_pieces(text[begin:]))


def _second_of(span: Span, char: int) -> float | None:
    """Returns when a character was said, assuming one pace in the turn; outside the turn it is the
    nearest end.
    """
    turn, start, end = span
    if turn.start_s is None or turn.end_s is None:
        return turn.start_s if char <= start else turn.end_s
    blanks = len(turn.text) - len(turn.text.rstrip())
    share = min(max((char - start) / (end - blanks - start), 0.0), 1.0)
    return round(turn.start_s + (turn.end_s - turn.start_s) * share, 3)


def _text_pieces(text: str, *, headings: bool = False) -> Iterator[tuple[int, str]]:
    """Yields places and texts of pieces without blanks at their ends. The pieces contain everything
    but blanks.
    """
    start = _after_blanks(text, 0)
    while start < len(text):
        end = _end_of_piece(text, start, headings=headings)
        yield start, text[start:end].rstrip()
        following = _after_blanks(text, end)
        if following == len(text):
            return
        is_section = headings and text.startswith("#", following)
        start = following if is_section else _with_overlap(text, start, end, following)


def _after_blanks(text: str, at: int) -> int:
    blanks = _SPACE.match(text, at)
    return blanks.end() if blanks else at


def _end_of_piece(text: str, start: int, *, headings: bool) -> int:
    if start + CHUNK_CHARS >= len(text):
        return len(text)
    limit = min(start + CHUNK_CHARS, len(text) - LAST_CHARS)
    if (
        headings
        and (heading := _last(_HEADING, text, start + SHORTEST_SECTION_CHARS, limit)) is not None
    ):
        return heading
    breaks = (_PARAGRAPH, *_BREAKS) if headings else _BREAKS
    for each in breaks:
        if (end := _last(each, text, start + SHORTEST_CHARS, limit)) is not None:
            return end
    # A text without breaks is cut between two letters, not within a combined one.
    for at in range(limit, limit - MOST_JOINED, -1):
        if not (unicodedata.combining(text[at]) or ZERO_WIDTH_JOINER in (text[at], text[at - 1])):
            return at
    return limit


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    ends = [match.end() for match in pattern.finditer(text, start, end)]
    return ends[-1] if ends else None


def _with_overlap(text: str, start: int, end: int, following: int) -> int:
    """Returns where the next piece begins: it repeats the last turns, sentences or words of this
    one that fit the overlap.

    It repeats whole turns only where the piece ends with one, so that a corrected turn changes no
    more pieces than necessary.
    """
    earliest = max(start + 1, end - OVERLAP_CHARS)
    for each in (_LINE,) if text[end - 1] == "\n" else _BREAKS:
        match = each.search(text, earliest, end)
        if match and (begin := _after_blanks(text, match.end())) < end:
            return begin
    return following
