"""Writes callbacks as a calendar (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vText

from shared.db.calendar_feeds import CalendarEvent
from shared.domain.statuses import CallbackStatus
from shared.outgoing.wording import Wording

# A callback at an instant has no length of its own.
USUAL_LENGTH = timedelta(minutes=15)
REMINDER = timedelta(minutes=-5)
# How often calendars are asked to read it again.
REFRESH = timedelta(minutes=15)
LONGEST_TEXT = 2000


def calendar_of(
    name: str, events: Iterable[CalendarEvent], wording: Wording, *, base_url: str
) -> bytes:
    """Returns the calendar. The UID of a callback stays the same and its SEQUENCE grows, so that
    calendars move and remove what they have. Texts are what callers said, escaped and cut.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Aftercall//Callbacks//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    # The library escapes only what it knows to be text.
    calendar.add("name", vText(_cut(name)))
    calendar.add("x-wr-calname", vText(_cut(name)))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    for one in events:
        event = Event()
        event.add("uid", f"{one.id}@aftercall")
        event.add("dtstamp", _utc_second(one.changed_at))
        event.add("last-modified", _utc_second(one.changed_at))
        event.add("sequence", one.version)
        event.add("dtstart", _utc_second(one.due_at))
        event.add("dtend", _utc_second(one.due_until or one.due_at + USUAL_LENGTH))
        who = _cut(one.name or one.phone or "")
        done = one.status is CallbackStatus.DONE
        event.add("summary", " ".join(filter(None, ("✓" if done else "", "☎", who))))
        url = f"{base_url.rstrip('/')}/calls/{one.call_id}"
        lines = [wording.stored(one.reason), one.phone or "", one.assignee or "", url]
        event.add("description", "\n".join(filter(None, map(_cut, lines))))
        event.add("url", url)
        event.add("status", "CANCELLED" if one.status is CallbackStatus.CANCELLED else "CONFIRMED")
        # People are reachable by others while a callback is open.
        event.add("transp", "TRANSPARENT")
        if one.status is CallbackStatus.SCHEDULED:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", who or "☎")
            alarm.add("trigger", REMINDER)
            event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _cut(text: str) -> str:
    """Returns one bounded line without control characters, which RFC 5545 does not allow."""
    return "".join(filter(str.isprintable, " ".join(text.split()))).strip()[:LONGEST_TEXT]


def _utc_second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
