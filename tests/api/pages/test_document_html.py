"""Documents as HTML, and transcripts for the eye."""

import re

import pytest

from api.pages.document_html import document_html
from api.pages.spoken import spoken_turns, turn_of_value
from api.routes.calls import TranscriptBody
from shared.domain.transcript import Speaker, Turn, Word


@pytest.mark.parametrize(
    "markdown",
    [
        "[pay here](https://evil.example)",
        "![x](https://evil.example/pixel.png)",
        "<https://evil.example>",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a]: https://evil.example\n\n[a]",
        "[x](javascript:alert(1))",
        "| a |\n|---|\n| <b onclick=alert(1)>x</b> |",
    ],
)
def test_nothing_in_a_document_leads_anywhere_or_runs(markdown: str) -> None:
    html = str(document_html(markdown))
    for markup in ("<a", "<img", "<script", "<b "):
        assert markup not in html
    assert not re.search(r"<[^>]*=", html)


def test_what_documents_are_made_of_is_shown() -> None:
    html = str(document_html("# Title\n\n- **one**\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |"))
    assert "<h3>Title</h3>" in html
    assert "<li><strong>one</strong></li>" in html
    assert "<td>1</td>" in html


def test_headings_leave_out_no_level() -> None:
    html = str(document_html("## A\n\n#### B\n\n# C\n\n### D\n\n### E"))
    for heading in ("<h3>A</h3>", "<h4>B</h4>", "<h3>C</h3>", "<h4>D</h4>", "<h4>E</h4>"):
        assert heading in html


def transcript(turns: list[Turn], words: list[Word]) -> TranscriptBody:
    return TranscriptBody(
        version=1,
        origin="x",
        language="en",
        text="",
        turns=turns,
        segments=[],
        words=words,
        left_out=None,
    )


def test_each_word_of_a_turn_has_its_own_time() -> None:
    agent, caller = Speaker.AGENT, Speaker.CUSTOMER
    shown = spoken_turns(
        transcript(
            [
                Turn(agent, "Good morning, how can I help?", 0.0, 2.0),
                Turn(caller, "Yes. Yes.", 2.0, 4.0),
            ],
            [
                Word("Good", 0.0, 0.3, agent),
                Word("morning,", 0.3, 0.8, agent),
                Word(" how", 0.9, 1.0, agent),
                Word("Yes.", 2.1, 2.3, caller),
                Word("Yes.", 3.1, 3.3, caller),
            ],
        )
    )
    assert ["".join(piece.text for piece in one.pieces) for one in shown] == [
        "Good morning, how can I help?",
        "Yes. Yes.",
    ]
    timed = [[(p.text, p.start_s) for p in one.pieces if p.start_s is not None] for one in shown]
    assert timed == [
        [("Good", 0.0), ("morning,", 0.3), ("how", 0.9)],
        [("Yes.", 2.1), ("Yes.", 3.1)],
    ]


def test_an_edited_turn_is_one_piece_from_where_it_differs() -> None:
    (shown,) = spoken_turns(
        transcript(
            [Turn(Speaker.AGENT, "Good evening to you", 0.0, 2.0)],
            [Word("Good", 0.0, 0.3, Speaker.AGENT), Word("morning", 0.3, 0.8, Speaker.AGENT)],
        )
    )
    assert [piece.text for piece in shown.pieces] == ["Good", " evening to you"]


def test_the_turn_that_says_a_value_is_found_by_letters_or_digits() -> None:
    body = transcript(
        [
            Turn(Speaker.CUSTOMER, "I am maria lopez."),
            Turn(Speaker.CUSTOMER, "It's 503 555 0142."),
        ],
        [],
    )
    assert turn_of_value(body, "Maria Lopez") == 0
    assert turn_of_value(body, "+15035550142") == 1
    assert turn_of_value(body, "Portland") is None
