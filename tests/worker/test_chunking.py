"""Texts are cut so that every word is found again, where and when it was said."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.domain.ids import CallId, new_id
from shared.domain.insights import Document, Summary
from shared.domain.transcript import Speaker, Transcript, Turn
from worker.chunking import CHUNK_CHARS, LAST_CHARS, chunk_document, chunk_summary, chunk_transcript

CALL = CallId(new_id())
WORDS = st.lists(
    st.sampled_from(
        ["boiler", "leaks", "please", "call", "tomorrow.", "Thanks!", "¿Mañana?", "שלום"]
    ),
    min_size=1,
)


@given(st.lists(WORDS, min_size=1, max_size=60))
def test_transcript_chunks_stand_where_they_say(said: list[list[str]]) -> None:
    turns = [
        Turn(Speaker.AGENT, " ".join(words), float(at), at + 1.0) for at, words in enumerate(said)
    ]
    transcript = Transcript(tuple(turns))
    chunks = chunk_transcript(CALL, transcript)
    for chunk in chunks:
        assert transcript.text[chunk.char_start : chunk.char_end] == chunk.text
        assert len(chunk.text) <= CHUNK_CHARS
    covered = {at for chunk in chunks for at in range(chunk.char_start, chunk.char_end)}
    assert all(char.isspace() for at, char in enumerate(transcript.text) if at not in covered)
    assert len({chunk.id for chunk in chunks}) == len(chunks)


def test_transcript_chunks_carry_the_time_of_their_turns() -> None:
    turns = [
        Turn(Speaker.CUSTOMER, f"Sentence number {at}. " * 20, at * 10.0, at * 10.0 + 9)
        for at in range(20)
    ]
    chunks = chunk_transcript(CALL, Transcript(tuple(turns)))
    assert (chunks[0].start_s, chunks[-1].end_s) == (0.0, 199.0)
    starts = [chunk.start_s for chunk in chunks if chunk.start_s is not None]
    assert starts == sorted(starts)
    assert len(chunks) > 3


def test_no_chunk_reaches_over_a_long_silence() -> None:
    turns = (
        Turn(Speaker.AGENT, "Please hold.", 0, 2),
        Turn(Speaker.CUSTOMER, "Sure.", 3, 4),
        Turn(Speaker.AGENT, "Thank you for waiting.", 4204, 4206),
    )
    transcript = Transcript(turns)
    chunks = chunk_transcript(CALL, transcript)
    assert [(chunk.start_s, chunk.end_s) for chunk in chunks] == [(0, 4), (4204, 4206)]
    assert [transcript.text[chunk.char_start : chunk.char_end] for chunk in chunks] == [
        chunk.text for chunk in chunks
    ]
    assert [chunk.position for chunk in chunks] == [0, 1]


def test_a_chunk_of_a_part_of_a_turn_carries_the_time_of_that_part() -> None:
    chunks = chunk_transcript(
        CALL, Transcript((Turn(Speaker.AGENT, "A sentence of it. " * 400, 0, 400),))
    )
    assert len(chunks) > 3
    for before, after in pairwise(chunks):
        assert before.start_s is not None and before.end_s is not None and after.start_s is not None
        assert before.start_s < after.start_s <= before.end_s + 1
        assert before.end_s - before.start_s < 130


@pytest.mark.parametrize("length", [*range(1990, 2420, 7), 4001, 10_000])
def test_the_last_chunk_is_long_enough_to_be_of_use(length: int) -> None:
    text = ("A sentence of it. " * 600)[:length].strip()
    chunks = chunk_summary(CALL, Summary("Title", text))
    assert min(len(chunk.text) for chunk in chunks) >= LAST_CHARS
    assert max(len(chunk.text) for chunk in chunks) <= CHUNK_CHARS


def test_transcript_without_times_gives_chunks_without_times() -> None:
    (chunk,) = chunk_transcript(CALL, Transcript((Turn(Speaker.AGENT, "Hello."),)))
    assert (chunk.start_s, chunk.end_s) == (None, None)


def test_empty_texts_give_no_chunks() -> None:
    assert chunk_transcript(CALL, Transcript(())) == []
    assert chunk_summary(CALL, Summary("", "")) == []


def test_chunk_ids_are_the_same_each_time_and_differ_by_source() -> None:
    summary, document = (
        Summary("A leak", "The boiler leaks."),
        Document("A leak", "The boiler leaks."),
    )
    assert chunk_summary(CALL, summary) == chunk_summary(CALL, summary)
    assert chunk_summary(CALL, summary)[0].id != chunk_document(CALL, document)[0].id


def test_documents_are_cut_at_their_headings() -> None:
    markdown = "\n\n".join(
        f"## Part {part}\n\n" + "A sentence about it. " * 60 for part in range(3)
    )
    starts = [chunk.text[:9] for chunk in chunk_document(CALL, Document("Parts", markdown))]
    assert starts == ["## Part 0", "## Part 1", "## Part 2"]


@given(st.text(alphabet="a. \n#", min_size=1, max_size=40), st.integers(1, 120), st.booleans())
@example(said="a" * 1900 + "\n \n" + " " * 5000 + "b", repeated=1, headings=False)
def test_no_chunk_is_empty_or_begins_with_blanks(said: str, repeated: int, headings: bool) -> None:
    text = said * repeated
    document = (
        chunk_document(CALL, Document("", text))
        if headings
        else chunk_summary(CALL, Summary("", text))
    )
    assert all(chunk.text and chunk.text == chunk.text.strip() for chunk in document)
