"""What the local analyst makes of a call, with no model and no key."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.insights import CallbackDetection, Lead
from shared.domain.transcript import Speaker, Transcript, Turn
from shared.local.analyst import LocalAnalyst
from shared.local.contact_details import find_email, find_phone
from shared.ports import Analyst, CallContext
from tests.support.texts import TEXT_WORK

CONTEXT = CallContext(
    happened_at=datetime(2026, 11, 18, 15, 30, tzinfo=UTC),
    timezone="America/New_York",
    agent_name="Ben",
    customer_number="+12125550187",
    duration_s=132.4,
)
SOLAR = """
agent: Northside Solar, this is Ben speaking.
customer: Hi, my name is Maria Lopez and I'm interested in solar panels for our house in Portland.
agent: Great. What is the best number?
customer: It's five oh three, five five five, oh one four two, and my email is \
maria dot lopez at example dot com.
agent: Our estimator is out today. She will call you tomorrow at three p m.
customer: Perfect, thank you.
"""


def call(text: str) -> Transcript:
    lines = (line.strip().split(": ", 1) for line in text.strip().splitlines())
    return Transcript(tuple(Turn(Speaker(speaker), said) for speaker, said in lines))


async def detect(text: str) -> CallbackDetection:
    return (await LocalAnalyst(TEXT_WORK).detect_callback(call(text), CONTEXT)).value


async def lead_of(text: str, context: CallContext = CONTEXT) -> Lead:
    return (await LocalAnalyst(TEXT_WORK).extract_lead(call(text), context)).value


async def test_answers_name_the_rules_as_their_model() -> None:
    analyst: Analyst = LocalAnalyst(TEXT_WORK)
    transcript = call(SOLAR)
    answers = (
        await analyst.summarize(transcript, CONTEXT),
        await analyst.detect_callback(transcript, CONTEXT),
        await analyst.extract_lead(transcript, CONTEXT),
        await analyst.write_document(transcript, CONTEXT),
    )
    assert {(answer.model, answer.prompt_version) for answer in answers} == {("local-rules", "")}


@pytest.mark.parametrize(
    ("spoken", "wanted", "told"),
    [
        ("en", None, False),
        ("en", "en", False),
        (None, "en", False),
        ("en", "es", True),
        ("es", "en", True),
    ],
)
async def test_a_document_says_when_it_is_not_in_the_language_asked_for(
    spoken: str | None, wanted: str | None, told: bool
) -> None:
    context = replace(CONTEXT, language=spoken, answer_language=wanted)
    document = (await LocalAnalyst(TEXT_WORK).write_document(call(SOLAR), context)).value
    assert (f"cannot write in the language asked for ({wanted})" in document.markdown) is told
    assert "interested in solar panels" in document.markdown


async def test_summary_keeps_what_the_caller_wants_and_how_the_call_ended() -> None:
    summary = (await LocalAnalyst(TEXT_WORK).summarize(call(SOLAR), CONTEXT)).value
    assert summary.title == "Solar panels for Maria Lopez"
    assert "interested in solar panels" in summary.text
    assert "Outcome: Agent: She will call you tomorrow at three p m." in summary.text
    assert any("call you tomorrow" in step for step in summary.next_steps)


@pytest.mark.parametrize(
    ("wanted", "title", "outcome"),
    [
        (None, "Rückruf für Jonas Weber", "Ergebnis: Agent: "),
        ("es", "Devolver la llamada a Jonas Weber", "Resultado: Agente: "),
        # A language without words of the rules' own.
        ("sv", "Callback for Jonas Weber", "Outcome: Agent: "),
    ],
)
async def test_a_summary_has_words_of_its_own_in_the_language_of_the_call_or_the_team(
    wanted: str | None, title: str, outcome: str
) -> None:
    said = (
        "agent: Guten Tag, was kann ich für Sie tun?\n"
        "customer: Mein Name ist Jonas Weber, bitte rufen Sie mich morgen um zehn zurück.\n"
        "agent: Gern, wir rufen Sie morgen um zehn zurück.\n"
    )
    context = replace(CONTEXT, language="de", answer_language=wanted)
    summary = (await LocalAnalyst(TEXT_WORK).summarize(call(said), context)).value
    assert summary.title == title
    assert outcome in summary.text


async def test_summary_of_a_long_call_never_cuts_the_outcome() -> None:
    chatter = (
        "customer: The roof tiles are old and the roof leaks, I need a new roof.\nagent: I see, go"
        " on please.\n" * 300
    )
    ending = "agent: All right, I have booked you for Thursday at nine.\ncustomer: Lovely.\n"
    summary = (await LocalAnalyst(TEXT_WORK).summarize(call(chatter + ending), CONTEXT)).value
    assert "booked you for Thursday at nine" in summary.text
    assert len(summary.text) < 1500


@pytest.mark.parametrize(
    "turns", [(), (Turn(Speaker.CUSTOMER, ""),), (Turn(Speaker.UNKNOWN, " ... "),)]
)
async def test_empty_call_is_answered_plainly(turns: tuple[Turn, ...]) -> None:
    analyst, transcript = LocalAnalyst(TEXT_WORK), Transcript(turns)
    assert (await analyst.summarize(transcript, CONTEXT)).value.title == "Empty call"
    assert not (await analyst.detect_callback(transcript, CONTEXT)).value.needed
    assert (await analyst.extract_lead(transcript, CONTEXT)).value.phone == "+12125550187"
    assert "local-rules" in (await analyst.write_document(transcript, CONTEXT)).value.markdown


async def test_document_has_its_sections_and_says_what_wrote_it() -> None:
    markdown = (await LocalAnalyst(TEXT_WORK).write_document(call(SOLAR), CONTEXT)).value.markdown
    headings = [line for line in markdown.splitlines() if line.startswith("## ")]
    assert headings == [
        "## Summary", "## Key points", "## Next steps", "## Callback", "## Caller details",
        "## Transcript excerpt",
    ]  # fmt: skip
    assert "Wednesday 18 November 2026, 10:30 (America/New_York), 2 min 12 s, with Ben" in markdown
    assert markdown.rstrip().splitlines()[-1].startswith("Written by local-rules")


async def test_document_treats_the_transcript_as_text_not_markup() -> None:
    spoken = (
        "customer: <script>alert(1)</script> [click](http://example.com) # ignore all instructions"
    )
    markdown = (await LocalAnalyst(TEXT_WORK).write_document(call(spoken), CONTEXT)).value.markdown
    assert "<script>" not in markdown
    assert "[click]" not in markdown


async def test_phrase_and_time_are_verbatim() -> None:
    found = await detect(
        "customer: I'm at work. Could you ring me back tomorrow, around half past four?"
    )
    assert found.turn == 0
    assert found.phrase == "Could you ring me back tomorrow, around half past four?"
    assert found.requested_time == "tomorrow, around half past four"


async def test_time_agreed_last_is_preferred() -> None:
    found = await detect(
        "customer: Call me tomorrow at nine.\nagent: I'm out then, would tomorrow at ten"
        " work?\ncustomer: Yes, fine."
    )
    assert found.needed
    assert found.requested_time == "tomorrow at ten"


async def test_counter_proposal_without_a_day_keeps_the_day() -> None:
    found = await detect(
        "customer: Call me Monday at nine.\nagent: Would ten work?\ncustomer: Yes."
    )
    assert [quote.words for quote in found.time_quotes] == ["Monday", "ten"]


async def test_a_time_proposed_instead_of_a_refused_one_is_agreed_once_it_is_accepted() -> None:
    for refusal in ("I'm at work then.", "No, I'm at work then."):
        found = await detect(
            "agent: He will call you back. Tomorrow at eleven?\ncustomer:"
            f" {refusal}\nagent: Quarter past twelve, then?\ncustomer: Yes, fine."
        )
        assert found.needed
        assert [quote.words for quote in found.time_quotes] == ["Tomorrow", "Quarter past twelve"]


async def test_one_of_the_staff_is_no_clock_time() -> None:
    found = await detect(
        "agent: They are out. I can have one call you back.\ncustomer: When?\nagent: Tomorrow"
        " morning?\ncustomer: Tomorrow morning, fine."
    )
    assert found.requested_time == "Tomorrow morning"


async def test_a_call_whose_time_is_not_known_yet_has_none() -> None:
    found = await detect(
        "customer: So he calls me?\nagent: He'll call you, I don't know yet when, his schedule's"
        " a mess this week.\ncustomer: That's okay."
    )
    assert found.needed
    assert found.requested_time is None


async def test_refused_proposal_leaves_the_time_alone() -> None:
    found = await detect(
        "customer: Call me Monday at nine.\nagent: Would Tuesday at ten work?\ncustomer:"
        " No.\nagent: Okay."
    )
    assert found.requested_time == "Monday at nine"


async def test_day_and_time_said_apart_are_taken_together() -> None:
    found = await detect("customer: I'm home on Friday, so give me a call after two.")
    assert found.requested_time == "on Friday, so give me a call after two"


async def test_duration_is_not_taken_for_a_time() -> None:
    found = await detect(
        "customer: I've been waiting for twenty minutes, please just call me back."
    )
    assert found.needed
    assert found.requested_time is None


async def test_later_refusal_cancels_a_request() -> None:
    found = await detect(
        "customer: Call me tomorrow.\nagent: Sure.\ncustomer: Actually, no need to call, just"
        " email."
    )
    assert not found.needed


async def test_agent_promise_counts_but_agent_invitation_does_not() -> None:
    assert (await detect("agent: I'll have someone call you tomorrow.")).needed
    assert not (await detect("agent: Call us back any time.")).needed


async def test_lead_of_a_full_call() -> None:
    lead = await lead_of(SOLAR)
    assert lead == Lead(
        "Maria Lopez",
        "+15035550142",
        "maria.lopez@example.com",
        None,
        "solar panels",
        "Portland",
        lead.confidence,
    )
    assert lead.confidence > 0.8


async def test_lead_falls_back_to_the_number_that_called() -> None:
    lead = await lead_of("customer: What are your hours?")
    assert (lead.name, lead.phone, lead.email) == (None, "+12125550187", None)
    assert lead.confidence <= 0.2


async def test_agent_name_is_never_the_lead() -> None:
    assert (await lead_of("agent: Hello, this is Ben.\ncustomer: It's Ben I wanted.")).name is None


@pytest.mark.parametrize(
    ("said", "region", "expected"),
    [
        ("five oh three, five five five, oh one four two", "US", "+15035550142"),
        ("six one seven, triple five, oh one double three", "US", "+16175550133"),
        ("(503) 555-0142", "US", "+15035550142"),
        ("plus four four two oh seven nine four six oh oh one eight", "US", "+442079460018"),
        ("five oh three five fifty five oh one forty two", "US", "+15035550142"),
        ("030 12345678", "DE", "+493012345678"),
        ("seis uno dos, tres cuatro cinco, seis siete ocho", "ES", "+34612345678"),
        ("my order number is 5035550142", "US", None),
        ("one or two of them", "US", None),
    ],
)
def test_phone_is_read_from_speech(said: str, region: str, expected: str | None) -> None:
    assert find_phone(said, region) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("write to Maria.Lopez@Example.com please", "maria.lopez@example.com"),
        ("it's maria dot lopez at example dot com", "maria.lopez@example.com"),
        ("elena underscore p at example dot org", "elena_p@example.org"),
        ("j dot doe ninety nine at mail dot example", "j.doe99@mail.example"),
        ("lucia arroba ejemplo punto mx", "lucia@ejemplo.mx"),
        ("find us at example dot com", None),
        ("C barnard at halsey arch dot com, all one word", "cbarnard@halseyarch.com"),
    ],
)
def test_email_is_read_from_speech(said: str, expected: str | None) -> None:
    assert find_email(said) == expected


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(Speaker), st.text(max_size=80)), max_size=5))
async def test_any_transcript_is_answered(turns: list[tuple[Speaker, str]]) -> None:
    transcript = Transcript(tuple(Turn(speaker, text) for speaker, text in turns))
    document = (await LocalAnalyst(TEXT_WORK).write_document(transcript, CONTEXT)).value
    found = (await LocalAnalyst(TEXT_WORK).detect_callback(transcript, CONTEXT)).value
    assert document.title
    assert found.turn is None or (found.phrase or "") in transcript.turns[found.turn].text


@pytest.mark.parametrize(
    "said", ["1 ", "five ", "a dot ", "call me ", "rufen sie mich ", "at 1 or ", "my name is John "]
)
async def test_endless_repetition_is_read_in_linear_time(said: str) -> None:
    transcript = Transcript((Turn(Speaker.UNKNOWN, said * 4000),))
    assert (await LocalAnalyst(TEXT_WORK).write_document(transcript, CONTEXT)).value.title


async def test_the_callers_own_words_are_quoted_when_the_agent_only_repeats_them() -> None:
    found = await detect("""
        customer: Can someone call me back tomorrow at three p m?
        agent: Somebody will call you tomorrow at three.
        """)
    assert (found.turn, found.requested_time) == (0, "tomorrow at three p m")


async def test_another_time_from_the_agent_replaces_the_callers() -> None:
    found = await detect("""
        customer: Can someone call me back tomorrow at three?
        agent: Somebody will call you tomorrow at four.
        """)
    assert found.requested_time == "tomorrow at four"


@pytest.mark.parametrize(
    ("said", "city"),
    [
        ("My boiler is leaking and I need a repair in Portland.", "Portland"),
        ("I need a plumber in Portland.", "Portland"),
        ("I need a plumber in my kitchen.", None),
        ("I need a plumber in a hurry.", None),
    ],
)
async def test_what_is_wanted_names_the_place(said: str, city: str | None) -> None:
    assert (await lead_of(f"customer: {said}")).city == city


@pytest.mark.parametrize(
    ("answer", "requested"),
    [
        ("At two I eat, make it three.", "three"),
        ("Yeah that's fine. Oh no, I've got the dentist. Half past.", "Half past"),
    ],
)
async def test_a_caller_answers_an_offered_time_with_another(answer: str, requested: str) -> None:
    found = await detect(f"""
        agent: Paul will call you back tomorrow at two.
        customer: {answer}
        """)
    assert found.needed
    assert [quote.turn for quote in found.time_quotes] == [0, 1]
    assert requested in (found.requested_time or "")
