"""A call to read, and what is known of it."""

from datetime import UTC, datetime

from shared.domain.transcript import Speaker, Transcript, Turn
from shared.ports import CallContext

HAPPENED_AT = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)

CALL = Transcript(
    (
        Turn(Speaker.AGENT, "Riverside Plumbing, good morning. How can I help?"),
        Turn(
            Speaker.CUSTOMER,
            "Hi, my name is Daniel Brooks. My kitchen sink is leaking and I need a plumber.",
        ),
        Turn(Speaker.AGENT, "Sorry to hear that. What is your phone number?"),
        Turn(Speaker.CUSTOMER, "It's 503 555 0142, and my mail is daniel@example.com."),
        Turn(Speaker.AGENT, "Thank you. Can we call you today?"),
        Turn(Speaker.CUSTOMER, "No, I'm at work. Please call me back tomorrow at three p.m."),
        Turn(Speaker.AGENT, "We will do that. Goodbye."),
    ),
    "en",
)
SETTLED = Transcript(
    (
        Turn(Speaker.AGENT, "Sunny Dental, hello."),
        Turn(Speaker.CUSTOMER, "I only wanted to know your opening hours."),
        Turn(Speaker.AGENT, "We are open from nine to five."),
        Turn(Speaker.CUSTOMER, "Perfect, thank you, goodbye."),
    ),
    "en",
)


def context(
    *,
    language: str | None = "en",
    customer_number: str | None = None,
    answer_language: str | None = None,
) -> CallContext:
    return CallContext(
        HAPPENED_AT, "America/Los_Angeles", language, "Emma", customer_number, 60, answer_language
    )
