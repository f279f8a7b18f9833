"""What runs and people's acts store in English and readers see in their language: closed lists,
whose values are what is stored. Pages and messages choose the words when they show it.
"""

from enum import StrEnum
from typing import Final


def _(text: str) -> str:
    """Marks a text for the catalogues, which `shared.outgoing.wording` reads."""
    return text


class TimeRule(StrEnum):
    """Why a callback has its time, or why a person has to choose one."""

    # The reading of the caller's words.
    DEFAULT_DELAY = _("default delay")
    AS_SOON_AS_POSSIBLE = _("as soon as possible")
    BUSINESS_HOURS = _("business hours")
    STATED_DAY_AND_TIME = _("the stated day and time")
    STATED_TIME = _("the stated time")
    COMING_STATED_TIME = _("the coming stated time")
    STATED_TIME_IN_LIMIT = _("the stated time inside the limit")
    NEXT_TIME_ON_CLOCK = _("next time the clock says so")
    COMING_NIGHT = _("the coming night")
    EXACT_AS_WRITTEN = _("exact time as written")
    LOCAL_AS_WRITTEN = _("local time as written")
    DELAY_FROM_CALL = _("delay from the call")
    DAYS_FROM_CALL = _("days from the call")
    WITHIN_NAMED_TIME = _("within the time that was named")
    BEFORE_LIMIT = _("before the limit")
    AFTER_LIMIT = _("after the limit")
    LATER = _("later")
    LATER_IN_STATED_TIME = _("later in the stated time")
    NEXT_OPENING = _("next opening time")
    OPENING = _("opening time")
    CLOSING = _("end of the business day")
    TWO_ZONES = _("one moment in two time zones")
    # Why the words have no certain reading.
    PAST = _("that time is already past")
    NO_SUCH_DAY = _("there is no such day")
    CLOSED_THEN = _("nothing inside business hours then")
    TOO_FAR = _("that date is too far away")
    TOO_LONG = _("the request is too long to be read as one time")
    NOT_READ = _("part of what was said about the time could not be read")
    SEVERAL_LANGUAGES = _("the words mean different times in different languages")
    NO_ZONE = _(
        "nothing says in which time zone the caller is: neither the sender, the team's settings"
        " nor the number (PATCH /api/tenant sets the team's)"
    )
    SEVERAL_ZONES = _(
        "the caller's number can be in several time zones, and neither the sender nor the team's"
        " settings say which"
    )
    UNKNOWN_ZONE = _("the time zone that was named is not known")
    SEVERAL_NAMED_ZONES = _("more than one time zone was named")
    SEVERAL_TIMES = _("more than one time was named")
    SEVERAL_DAYS = _("more than one day fits")
    TWO_LIMITS = _("two limits on the time were named")
    UNCLEAR_LIMIT = _("a limit on the time has no clear meaning")
    TIME_AND_LIMIT = _("a time and a limit were named that do not settle one another")
    DELAY_AND_TIME = _("both a delay and a time were named")
    RANGE_AND_TIME = _("both a range and a time were named")
    NOW_OR_THEN = _("now or another time was named")
    ONLY_EXCLUDED = _("the request says when not to call")
    SAME_TIME_AS_WHAT = _("the same time as what was not said")
    SHIFT_OF_WHAT = _("how long before or after what was not said")
    INEXACT_DELAY = _("how long was not said exactly")
    WHICH_DAY = _("which day was not said")
    WHICH_TIME = _("which time was meant is not clear")
    WHICH_HALF = _("morning or afternoon was not said")
    WHICH_NIGHT = _("the night can be the one before or after that day")
    WHICH_MIDNIGHT = _("midnight can be the start or the end of that day")
    PART_DISAGREES = _("the time and the part of the day do not agree")
    TOMORROW_IS_OFF = _("today's is past and tomorrow is a day off")
    CLOCK_SKIPS = _("the clock skips that time on that day")
    CLOCK_REPEATS = _("the clock shows that time twice on that day")
    UNPROVED_PHRASE = _(
        "the words that request the callback are the model's and were not found in the transcript;"
        " listen to the call"
    )
    UNPROVED_TIME = _(
        "the time is in the model's words, or was said apart from the request; a person has to"
        " confirm"
    )
    # The reason of the detection follows behind it.
    MAY_NOT_BE_NEEDED = _("whether to call back is not certain")
    # An edited transcript.
    WITHDRAWN = _("the transcript asks for no callback any more")
    # People, and the calendar.
    SET_BY_PERSON = _("a person set the time")
    CHOSEN_BY_PERSON = _("a person chose among the ways to read it")
    OPENED_BY_PERSON = _("a person opened it again")
    NEXT_TRY_BY_PERSON = _("a person set the next try")
    MOVED_IN_CALENDAR = _("the booking was moved in the calendar")
    CANCELLED_IN_CALENDAR = _("the booking was cancelled in the calendar")


class TimeNote(StrEnum):
    """What follows behind a rule."""

    MOVED = _(", on the next business day because the team does not work on that day")
    OUTSIDE = _(", outside business hours")
    # A recording may be of last week: the reader of the time must know the day of the call.
    START_UNKNOWN = _(
        "; counted from when the recording arrived, because the time of the call is not known"
        " (`started_at`)"
    )


class CallbackReason(StrEnum):
    """Why the local rules find that a call needs a callback, or needs none."""

    REQUEST = _("the caller asked to be called back")
    PROMISE = _("the agent promised a call")
    OFFER = _("the agent offered a call and the caller accepted")
    COMPLAINT = _("the caller waits for a call that did not come")
    REFUSAL = _("the caller does not want a call")
    OTHER_WAY = _("the caller wants to be reached in another way")
    WITHDRAWAL = _("the caller took the wish for a call back")
    OWN_CALL = _("the caller will call themselves")
    BOOKED = _("an appointment was made instead")
    SETTLED = _("the matter was settled without a call")
    NUMBER_LEFT = _("a message left with a number to call")
    NOT_ASKED = _("no one asked for or promised a call")
    LANGUAGE_NOT_READ = _(
        "the local rules do not read the language of this call; somebody has to listen to it"
    )
    NO_SPEECH = _("no speech")


class BookingReason(StrEnum):
    """Why no calendar has a callback, where no calendar said so."""

    NO_NUMBER = _(
        "No phone number is known for this callback: the call came without one and none was said."
    )
    MAY_HAVE_IT = _(
        "The calendar's answer was lost, so it is not known whether it has the booking: look there."
    )


class SkipReason(StrEnum):
    """Why a step of a run was left out."""

    SENDERS_TRANSCRIPT = _("the sender's transcript is used")
    NO_TRANSCRIPTION = _("transcription is switched off")
    SWITCHED_OFF = _("switched off by the tenant")
    NO_SPEECH = _("no speech")
    MAILBOX = _("a mailbox answered, not a person")
    NO_CALLBACK = _("no callback is needed")


_BETWEEN: Final = ": "
_TEXTS: Final[frozenset[str]] = frozenset(
    text
    for texts in (TimeRule, TimeNote, CallbackReason, BookingReason, SkipReason)
    for text in texts
)


def uncertain(reason: str) -> str:
    """Returns the rule of a callback that may not be needed."""
    return f"{TimeRule.MAY_NOT_BE_NEEDED}{_BETWEEN}{reason}"


def pieces_of(text: str) -> list[str]:
    """Splits a stored text into pieces of which each is a text of a list or, as a model's, of none:
    the rule with its reason, and the notes behind it. Joined they are the text.
    """
    notes: list[str] = []
    while note := next((each for each in TimeNote if text.endswith(each)), None):
        notes.insert(0, note)
        text = text.removesuffix(note)
    doubt = TimeRule.MAY_NOT_BE_NEEDED + _BETWEEN
    if text.startswith(doubt):
        return [TimeRule.MAY_NOT_BE_NEEDED, _BETWEEN, text.removeprefix(doubt), *notes]
    return [text, *notes]


def is_known(piece: str) -> bool:
    """Returns whether a piece is a text of a list, for which the catalogues have words."""
    return piece in _TEXTS
