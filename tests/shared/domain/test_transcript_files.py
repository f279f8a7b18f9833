"""Transcripts as files: times, voices, and text that could break the format."""

import pytest

from shared.domain.transcript import Segment, Speaker, Transcript, Turn
from shared.domain.transcript_files import as_srt, as_text, as_vtt

AGENT, CUSTOMER, UNKNOWN = Speaker.AGENT, Speaker.CUSTOMER, Speaker.UNKNOWN


def of(*turns: Turn, segments: tuple[Segment, ...] = ()) -> Transcript:
    return Transcript(turns=turns, segments=segments)


def test_turns_have_the_times_that_are_known() -> None:
    transcript = of(
        Turn(AGENT, "Hello.", 0.0, 1.2),
        Turn(CUSTOMER, "My boiler\n\nis leaking --> <b>badly</b> & loudly.", 3661.5),
        Turn(UNKNOWN, "Yes.", 3662.0, label="A"),
    )
    assert as_text(transcript) == (
        "[00:00] Agent: Hello.\n"
        "[1:01:01] Customer: My boiler is leaking --> <b>badly</b> & loudly.\n"
        "[1:01:02] Speaker A: Yes.\n"
    )
    assert as_srt(transcript) == (
        "1\n00:00:00,000 --> 00:00:01,200\nAgent: Hello.\n\n"
        "2\n01:01:01,500 --> 01:01:02,000\n"
        "Customer: My boiler is leaking -> <b>badly</b> & loudly.\n\n"
        "3\n01:01:02,000 --> 01:01:03,000\nSpeaker A: Yes.\n\n"
    )
    assert as_vtt(transcript) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.200\n<v Agent>Hello.\n\n"
        "01:01:01.500 --> 01:01:02.000\n"
        "<v Customer>My boiler is leaking --&gt; &lt;b&gt;badly&lt;/b&gt; &amp; loudly.\n\n"
        "01:01:02.000 --> 01:01:03.000\n<v Speaker A>Yes.\n\n"
    )


def test_segments_make_finer_cues_in_the_order_of_their_times() -> None:
    transcript = of(
        Turn(CUSTOMER, "One. Two.", 1.0, 4.0),
        segments=(
            Segment("Two.", 2.5, 4.0, CUSTOMER),
            Segment("One.", 1.0, 2.0, CUSTOMER),
            Segment(" ", 5.0, 6.0, CUSTOMER),
        ),
    )
    written = as_srt(transcript)
    assert written
    assert written.count("-->") == 2
    assert written.index("One.") < written.index("Two.")


@pytest.mark.parametrize("write", [as_srt, as_vtt])
def test_without_times_there_are_no_subtitles(write: object) -> None:
    transcript = of(Turn(AGENT, "Hello.", 0.0), Turn(CUSTOMER, "Hi."))
    assert callable(write)
    assert write(transcript) is None
    assert as_text(transcript) == "[00:00] Agent: Hello.\nCustomer: Hi.\n"
