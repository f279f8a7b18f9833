"""Transcripts of parts become one transcript in the call's own time."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.audio import Part, Plan, Span, Stretch
from shared.domain.part_times import loops, merge, spread
from shared.domain.transcript import Segment, Speaker, Transcript, Turn, Word


def part(
    *spans: tuple[float, float], channel: int = 0, position: int = 0, speech: bool = True
) -> Part:
    """Spans as (start in the call, length); spoken in from end to end."""
    found, at = [], 0.0
    for call_start_s, duration_s in spans:
        found.append(Span(at, call_start_s, duration_s))
        at += duration_s
    return Part(
        channel,
        position,
        "part.flac",
        1,
        "d" * 64,
        tuple(found),
        (Stretch(0, at),) if speech else (),
    )


def plan(*parts: Part, treated_as: int = 1) -> Plan:
    return Plan(100.0, treated_as, treated_as, False, (1.5,) * treated_as, parts)


def said(text: str, start_s: float = 0.0, *, each_s: float = 0.3) -> Transcript:
    words = [
        Word(word, start_s + at * each_s, start_s + (at + 1) * each_s)
        for at, word in enumerate(text.split())
    ]
    return Transcript((), "en", tuple(words))


@st.composite
def cut_parts(draw: st.DrawFn) -> Part:
    lengths = draw(
        st.lists(st.tuples(st.floats(0, 900), st.floats(0.02, 600)), min_size=1, max_size=8)
    )
    spans, at = [], 0.0
    for silence_s, duration_s in lengths:
        spans.append((at + silence_s, duration_s))
        at += silence_s + duration_s
    return part(*spans)


@given(cut_parts(), st.floats(0, 1))
def test_times_map_back_exactly(cut: Part, share: float) -> None:
    for span in cut.spans:
        inside_s = span.duration_s * share * 0.99
        assert cut.call_time(span.part_start_s + inside_s) == pytest.approx(
            span.call_start_s + inside_s, abs=1e-6
        )


@given(cut_parts(), st.lists(st.floats(-10, 6000), min_size=2))
def test_order_survives_and_nothing_leaves_the_part(cut: Part, times: list[float]) -> None:
    mapped = [cut.call_time(part_s) for part_s in sorted(times)]
    assert mapped == sorted(mapped)
    assert cut.call_start_s <= mapped[0] and mapped[-1] <= cut.call_end_s + 1e-6


def test_two_channels_become_a_conversation() -> None:
    agent, customer = part((0, 2), (60, 2)), part((30, 2), channel=1)
    heard = [
        (customer, said("I need a plumber")),
        (agent, Transcript((), "en", said("how can I help").words + said("goodbye", 2.1).words)),
    ]
    merged = merge(plan(agent, customer, treated_as=2), heard)
    assert (
        merged.transcript.text
        == "agent: how can I help\ncustomer: I need a plumber\nagent: goodbye"
    )
    assert [turn.start_s for turn in merged.transcript.turns] == [0.0, 30.0, pytest.approx(60.1)]
    assert (merged.dropped_words, merged.silence_s, merged.transcript.language) == (0, 94.0, "en")


def test_parts_of_one_channel_follow_each_other() -> None:
    first, second = part((0, 5)), part((10, 5), position=1)
    merged = merge(
        plan(first, second), [(second, said("and goodbye")), (first, said("good morning"))]
    )
    assert [turn.text for turn in merged.transcript.turns] == ["good morning", "and goodbye"]


def test_a_word_across_a_silence_lies_on_one_side_of_it() -> None:
    cut = part((0, 2), (50, 2))
    merged = merge(
        plan(cut), [(cut, Transcript((), words=(Word("hello", 1.9, 2.4), Word("there", 2.4, 2.6))))]
    )
    times = [time for word in merged.transcript.words for time in (word.start_s, word.end_s)]
    assert times == pytest.approx([50.0, 50.4, 50.4, 50.6])


def test_words_after_the_end_of_the_part_are_invented() -> None:
    cut = part((0, 3))
    heard = Transcript(
        (), words=said("call me back").words + said("thanks for watching", 3.1).words
    )
    merged = merge(plan(cut), [(cut, heard)])
    assert (merged.transcript.text, merged.dropped_words) == ("unknown: call me back", 3)


def test_words_where_nobody_speaks_are_invented() -> None:
    cut = Part(0, 0, "part.flac", 1, "d" * 64, (Span(0, 0, 10),), (Stretch(0, 1), Stretch(9, 10)))
    heard = Transcript(
        (), words=(Word("yes", 0.2, 0.6), Word("Thank you.", 4.0, 5.0), Word("no", 9.2, 9.5))
    )
    merged = merge(plan(cut), [(cut, heard)])
    assert (merged.transcript.text, merged.dropped_words) == ("unknown: yes\nunknown: no", 1)


def test_a_segment_loses_the_words_that_were_dropped() -> None:
    cut = Part(0, 0, "part.flac", 1, "d" * 64, (Span(0, 0, 10),), (Stretch(0, 1),))
    heard = Transcript(
        (),
        words=(Word("yes", 0.2, 0.6), Word("Thank", 4.0, 4.2), Word("you.", 4.3, 4.6)),
        segments=(Segment("yes Thank", 0, 4.2), Segment("you.", 4.3, 4.6)),
    )
    assert [segment.text for segment in merge(plan(cut), [(cut, heard)]).transcript.segments] == [
        "yes"
    ]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("so " + "thank you very much " * 7 + "goodbye", "so thank you very much goodbye"),
        ("you " * 40, "you"),
        ("Okay. " * 12, "Okay."),
        ("no no no no please", "no no no no please"),
        ("my number is 0 0 0 0 5 5 5 5 5 5 5 5", "my number is 0 0 0 0 5 5 5 5 5 5 5 5"),
        ("call me call me call me back", "call me call me call me back"),
        ("", ""),
    ],
)
def test_loops_are_told_from_what_people_repeat(text: str, left: str) -> None:
    tokens = text.split()
    dropped = loops(tokens)
    assert " ".join(token for at, token in enumerate(tokens) if at not in dropped) == left


@given(st.lists(st.sampled_from("abc"), max_size=60))
def test_what_is_left_never_starts_with_nothing(tokens: list[str]) -> None:
    dropped = loops(tokens)
    assert 0 not in dropped
    assert len(dropped) < max(1, len(tokens))


def test_a_loop_counts_what_it_drops() -> None:
    cut = part((0, 60))
    merged = merge(plan(cut), [(cut, said("see you soon " * 10))])
    assert (merged.transcript.text, merged.dropped_words) == ("unknown: see you soon", 27)


def test_segments_serve_where_words_have_no_times() -> None:
    agent, customer = part((0, 3)), part((20, 4), channel=1)
    heard = [
        (agent, Transcript((), segments=(Segment("Good morning.", 0.2, 1.4),))),
        (
            customer,
            Transcript(
                (), segments=(Segment("Hello.", 1.0, 2.0), Segment("Nobody said this.", 5.0, 6.0))
            ),
        ),
    ]
    merged = merge(plan(agent, customer, treated_as=2), heard)
    assert merged.transcript.turns == (
        Turn(Speaker.AGENT, "Good morning.", 0.2, 1.4),
        Turn(Speaker.CUSTOMER, "Hello.", 21.0, 22.0),
    )
    assert merged.dropped_words == 3


def test_text_without_times_is_placed_where_its_part_lies() -> None:
    first, second = part((0, 3)), part((40, 2), channel=1)
    heard = [
        (second, Transcript((Turn(Speaker.UNKNOWN, "Hello."),))),
        (first, Transcript((Turn(Speaker.UNKNOWN, "Hi."),))),
    ]
    assert merge(plan(first, second, treated_as=2), heard).transcript.turns == (
        Turn(Speaker.AGENT, "Hi.", 0.0, 3.0),
        Turn(Speaker.CUSTOMER, "Hello.", 40.0, 42.0),
    )


def test_speakers_a_model_told_apart_stay_on_a_lone_channel() -> None:
    cut = part((0, 3))
    heard = Transcript(
        (),
        segments=(Segment("Hi.", 0, 1, Speaker.AGENT), Segment("Hello.", 1, 2, Speaker.CUSTOMER)),
    )
    assert merge(plan(cut), [(cut, heard)]).transcript.text == "agent: Hi.\ncustomer: Hello."


def test_channels_can_be_named() -> None:
    cut = part((0, 3))
    merged = merge(
        plan(cut, treated_as=2),
        [(cut, said("hello"))],
        speakers={0: Speaker.CUSTOMER, 1: Speaker.AGENT},
    )
    assert merged.transcript.text == "customer: hello"


def test_no_parts_make_an_empty_transcript() -> None:
    assert merge(plan(), []).transcript == Transcript(())


LONG, SHORT = Stretch(0, 6), Stretch(8, 10)


def spread_over(text: str, *speech: Stretch) -> list[tuple[str, float, float]]:
    return [
        (s.text, round(s.start_s, 2), round(s.end_s, 2))
        for s in spread(Turn(Speaker.UNKNOWN, text), speech)
    ]


def test_text_without_times_is_spread_sentence_by_sentence() -> None:
    found = spread_over("My sink is leaking. Can you come? Yes.", LONG, SHORT)
    assert [text for text, _, _ in found] == ["My sink is leaking.", "Can you come?", "Yes."]
    assert [start_s < 6 for _, start_s, _ in found] == [True, True, False]
    assert all(0 <= start_s <= end_s <= 10 for _, start_s, end_s in found)


def test_a_sentence_is_not_torn_apart_by_a_pause() -> None:
    assert spread_over("Please call me back tomorrow at three p.m.", LONG, SHORT) == [
        ("Please call me back tomorrow at three p.m.", 0, 6)
    ]


def test_breaths_are_no_pause() -> None:
    assert spread_over("One two three. Four five six.", Stretch(0, 2), Stretch(2.5, 4)) == [
        ("One two three.", 0, 2),
        ("Four five six.", 2, 4),
    ]


@given(st.text(max_size=200), st.lists(st.floats(0.1, 20), max_size=12))
def test_nothing_is_lost_when_text_is_spread(text: str, lengths: list[float]) -> None:
    speech, at = [], 0.0
    for length_s in lengths:
        speech.append(Stretch(at, at + length_s))
        at += length_s + 0.5
    found = list(spread(Turn(Speaker.UNKNOWN, text), speech))
    assert "".join("".join(segment.text.split()) for segment in found) == (
        "".join(text.split()) if lengths else ""
    )
    assert all(0 <= segment.start_s <= segment.end_s <= at for segment in found)


@pytest.mark.parametrize(
    ("named", "who"),
    [
        ({0: Speaker.CUSTOMER, 1: Speaker.AGENT}, ["customer", "agent"]),
        ({0: Speaker.UNKNOWN, 1: Speaker.UNKNOWN}, ["unknown 1", "unknown 2"]),
    ],
)
def test_channels_are_named_as_told(named: dict[int, Speaker], who: list[str]) -> None:
    one, other = part((0, 3)), part((4, 3), channel=1)
    heard = [(one, said("hello there")), (other, said("good morning"))]
    assert [
        turn.who
        for turn in merge(plan(one, other, treated_as=2), heard, speakers=named).transcript.turns
    ] == who


def test_a_label_says_nothing_about_the_next_part() -> None:
    one, other = part((0, 3)), part((10, 3), position=1)
    voice = Transcript((), "en", (), (Segment("hello", 0, 1, label="A"),))
    merged = merge(plan(one, other), [(one, voice), (other, voice)])
    assert [turn.who for turn in merged.transcript.turns] == ["unknown 1A", "unknown 2A"]


def test_the_language_is_that_of_most_of_the_sound() -> None:
    one, other = part((0, 3)), part((10, 30), position=1)
    heard = [
        (one, Transcript((), "en", said("hello").words)),
        (other, Transcript((), "es", said("hola").words)),
    ]
    assert merge(plan(one, other), heard).transcript.language == "es"


def test_words_end_where_the_sound_does() -> None:
    cut = Part(0, 0, "part.flac", 1, "d" * 64, (Span(0, 100, 10),), (Stretch(1, 3), Stretch(7, 9)))
    words = (
        Word("hello", 0.7, 1.5),
        Word("there?", 2.5, 3.6),
        Word("yes", 6.7, 9.5),
        Word("odd", 2.9, 7.2),
    )
    merged = merge(plan(cut), [(cut, Transcript((), "en", words))]).transcript
    assert [(word.text, round(word.start_s, 2), round(word.end_s, 2)) for word in merged.words] == [
        ("hello", 100.95, 101.5),
        ("there?", 102.5, 103.05),
        ("odd", 102.9, 107.2),
        ("yes", 106.95, 109.05),
    ]


def test_a_word_put_into_a_pause_belongs_to_its_sentence() -> None:
    """What is heard last before a minute on hold was not said after it."""
    speech = (Stretch(0, 3), Stretch(4, 7))
    cut = Part(0, 0, "part.flac", 1, "d" * 64, (Span(0, 0, 3.5), Span(3.5, 63.5, 4)), speech)
    words = [
        Word("a", 2.5, 3),
        Word("moment.", 3.8, 3.8),
        Word("Thank", 3.1, 3.3),
        Word("you.", 4.2, 5),
    ]
    found = []
    for first, second in ((words[0], words[1]), (replace(words[1], start_s=2, end_s=3), words[2])):
        merged = merge(
            plan(cut), [(cut, Transcript((), "en", (first, second, words[3])))]
        ).transcript
        found.append([round(word.start_s, 2) for word in merged.words])
    assert found == [[2.5, 3, 64.2], [2, 64, 64.2]]


def test_speech_and_silence_add_up_to_the_call_and_to_each_channel() -> None:
    """Two people who talk at once are not two seconds of the call."""
    agent, customer = part((10, 20)), part((20, 30), channel=1)
    both = plan(agent, customer, treated_as=2)
    assert (both.speech_s, both.channel_speech_s) == (40, (20, 30))
    merged = merge(both, [])
    assert (merged.speech_s, merged.silence_s) == (40, 60)


def test_speech_of_channels_is_that_of_the_call_where_one_part_leaves_a_silence_out() -> None:
    cut = part((0, 5), (60, 5))
    assert (plan(cut).speech_s, plan(cut).channel_speech_s) == (10, (10,))
