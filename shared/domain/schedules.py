"""When a tenant's schedules are due: cron expressions on the clock of a zone, and what happens with
occurrences that were missed.

Expressions are read by `cronsim`, and the rules for changed clocks are those of Debian's cron. An
expression whose minute or hour begins with `*` follows real time. Any other one names times of day:
each comes once a day; one that the clock skips comes when the clock is changed, and of one that
comes twice the first counts.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from cronsim import CronSim, CronSimError
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    TypeAdapter,
    WithJsonSchema,
)

from shared.domain.ids import AgentId, UserId
from shared.domain.local_time import change_between
from shared.domain.storable import without_unstorable

LONGEST_CRON, LARGEST_DATA, MOST_RETRIED = 200, 4096, 100
# An expression that does not occur in these years never does. The 29th of February may be eight
# years away.
YEARS: Final = 9
# No clock is set back by more; of a missed occurrence, at most so many are looked at.
LARGEST_CHANGE: Final = timedelta(hours=3)
MOST_MISSED: Final = 100
# Later than this an occurrence counts as missed.
GRACE: Final = timedelta(minutes=5)
# Each try of a run may cost money, so a schedule leaves alone what failed less than this ago.
RETRY_PAUSE: Final = timedelta(hours=1)
_SHORTHANDS: Final = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_FIELDS: Final = {
    "minute": "0 to 59",
    "hour": "0 to 23",
    "day-of-month": "1 to 31, L (last day) or LW (last weekday)",
    "month": "1 to 12 or JAN to DEC",
    "day-of-week": "0 to 7 or SUN to SAT, 5L (last Friday) or 1#2 (second Monday)",
}


def _small(data: dict[str, JsonValue]) -> dict[str, JsonValue]:
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    if len(text.encode(errors="replace")) > LARGEST_DATA:
        raise ValueError(f"must have at most {LARGEST_DATA:,} bytes as JSON")
    escaped = json.dumps(data)
    if without_unstorable(escaped) != escaped:
        raise ValueError("has a character that cannot be stored: NUL, or half of a pair")
    return data


class Missed(StrEnum):
    """What happens with occurrences that were missed."""

    SKIP = "skip"
    LATEST = "latest"
    ALL = "all"


DisabledBecause = Literal["person", "unreadable", "failing", "over"]


def _checked_number(value: Any) -> Any:
    if isinstance(value, (str, bool)):
        raise ValueError("must be a number")  # noqa: TRY004 - pydantic's word for it
    return value


# A JSON number without a fraction, also when it is written with one, as 7.0.
_Whole = Annotated[int, BeforeValidator(_checked_number)]


class _Action(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Remind(_Action):
    """Sends the event `callback.reminder`, unless no callback has to be made."""

    kind: Literal["remind"] = Field(description="`remind`.")
    within_hours: _Whole = Field(
        24,
        ge=0,
        le=168,
        description="Callbacks that are due within so many hours are in it, with overdue ones.",
    )
    assignee_id: UserId | None = Field(
        None, description="Only callbacks of this person; null for all."
    )
    agent_id: AgentId | None = Field(
        None, description="Only callbacks of calls of this agent; null for all."
    )


class SendEvent(_Action):
    """Sends the event `schedule.due`, for tools such as n8n."""

    kind: Literal["event"] = Field(description="`event`.")
    data: Annotated[dict[str, JsonValue], AfterValidator(_small)] = Field(
        default_factory=dict,
        description=(
            "A JSON object of your own, sent as it is; at most 4 KiB. `message` in it is shown to"
            " people."
        ),
    )


class RetryFailed(_Action):
    """Tries the unfinished steps of failed runs again, behind new calls."""

    kind: Literal["retry_failed"] = Field(description="`retry_failed`.")
    days: _Whole = Field(
        7,
        ge=1,
        le=30,
        description=(
            "Runs of the last days, also those whose call is ready in part; a run that keeps"
            f" failing is tried so long, at most hourly. At most {MOST_RETRIED} at once."
        ),
    )


ScheduleAction = Annotated[Remind | SendEvent | RetryFailed, Field(discriminator="kind")]
ActionKind = Literal["remind", "event", "retry_failed"]
ACTIONS: Final[TypeAdapter[Remind | SendEvent | RetryFailed]] = TypeAdapter(ScheduleAction)


class CronRefused(ValueError):
    """An expression cannot be read."""


class _Walls(CronSim):
    """The times of a wall clock at which an expression occurs, without a zone, for some years."""

    def __init__(self, cron: str, start: datetime, *, until: datetime | None = None) -> None:
        try:
            super().__init__(_expanded(cron), start, reverse=until is not None)
        except CronSimError as error:
            raise CronRefused(str(error)) from error
        self._until = until
        self._last_year = start.year + YEARS

    def advance_month(self) -> None:
        super().advance_month()
        if self.dt.year > self._last_year:
            raise StopIteration

    def reverse_month(self) -> None:
        super().reverse_month()
        if self._until and self.dt < self._until:
            raise StopIteration

    @property
    def is_of_day(self) -> bool:
        """Whether it names times of day, rather than following real time."""
        return not (self.parts[1].startswith("*") or self.parts[2].startswith("*"))


def _expanded(cron: str) -> str:
    return _SHORTHANDS.get(cron.lower(), cron)


def checked_cron(text: str) -> str:
    """Returns an expression with single spaces. Raises ValueError that says what is wrong."""
    cron = " ".join(text.split())
    if cron.startswith("@") and cron.lower() not in _SHORTHANDS:
        raise ValueError(f"has an unknown shorthand; known are {', '.join(_SHORTHANDS)}")
    fields = _expanded(cron).split(" ")
    if len(fields) != len(_FIELDS):
        raise ValueError(
            "must have five fields (minute, hour, day of month, month, day of week), such as"
            f" `0 9 * * 1-5`; it has {len(fields)}"
        )
    try:
        first = next_occurrences(cron, UTC, datetime.now(UTC), count=1)
    except CronRefused as error:
        field = str(error).removeprefix("Bad ")
        raise ValueError(
            f"has a wrong {field}: {_FIELDS.get(field, 'see the documentation')};"
            " lists (1,5), ranges (1-5) and steps (*/10) are possible"
        ) from None
    if not first:
        raise ValueError(f"does not occur within {YEARS} years")
    return cron


CronText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_CRON, pattern=r"^[ -~]+$"),
    AfterValidator(checked_cron),
    WithJsonSchema({"type": "string", "format": "cron", "maxLength": LONGEST_CRON}),
]


def next_occurrences(cron: str, zone: tzinfo, after: datetime, *, count: int) -> list[datetime]:
    """Returns the first occurrences after a moment, in UTC and ascending; fewer where there are no
    more within some years.
    """
    local = after.astimezone(zone)
    # What the clock shows again soon, because it is set back, may be due again.
    again = _offset(zone, after) - _offset(zone, after + LARGEST_CHANGE)
    walls = _Walls(cron, local.replace(tzinfo=None) - max(again, timedelta()))
    found: set[datetime] = set()
    for wall in walls:
        moments = _moments(wall, zone, only_first=walls.is_of_day)
        found.update(moment for moment in moments if moment > after)
        # Later times of the clock come after the first of these.
        if moments and sum(moment <= moments[0] for moment in found) >= count:
            break
    return sorted(found)[:count]


def newest_occurrences(
    cron: str, zone: tzinfo, *, since: datetime, until: datetime, count: int
) -> list[datetime]:
    """Returns the last occurrences of a period (both ends inclusive), in UTC and ascending."""
    local = until.astimezone(zone)
    # What the clock showed before it was set back lies behind what it shows now.
    ahead = _offset(zone, until - LARGEST_CHANGE) - _offset(zone, until)
    start = local.replace(tzinfo=None) + max(ahead, timedelta())
    first = since.astimezone(zone).replace(tzinfo=None) - timedelta(days=2)
    # Going back begins before its start.
    walls = _Walls(cron, start + timedelta(seconds=1), until=first)
    found: set[datetime] = set()
    for wall in walls:
        moments = _moments(wall, zone, only_first=walls.is_of_day)
        found.update(moment for moment in moments if since <= moment <= until)
        # Earlier times of the clock come before the last of these.
        if moments and (
            moments[-1] < since or sum(moment >= moments[-1] for moment in found) >= count
        ):
            break
    return sorted(found)[-count:]


@dataclass(frozen=True, slots=True)
class Planned:
    """What to do about the occurrences that are due: `skipped` are recorded, `run` is carried out,
    and the schedule goes on with `next_at`, None when there is no further occurrence. `since` is
    the first missed one where there were more than can be recorded.
    """

    skipped: tuple[datetime, ...]
    run: datetime | None
    next_at: datetime | None
    since: datetime | None = None


def plan_due(
    cron: str, zone: tzinfo, *, next_at: datetime, at: datetime, missed: Missed
) -> Planned:
    """Returns what to do at a moment, of which `next_at` lies not after: at most one occurrence is
    carried out, so that each can be committed alone; others may be due then.
    """
    due = newest_occurrences(cron, zone, since=next_at, until=at, count=MOST_MISSED)
    if len(due) < MOST_MISSED and next_at not in due:
        # The rules of the zone were changed after it was planned.
        due = [next_at, *due]
    since = next_at if due[0] > next_at else None
    run: datetime | None
    match missed:
        case Missed.ALL:
            run = due[0]
        case Missed.LATEST:
            run = due[-1]
        case Missed.SKIP:
            run = next((each for each in due if at - each <= GRACE), None)
    last = run or due[-1]
    following = next_occurrences(cron, zone, last, count=1)
    return Planned(
        skipped=tuple(each for each in due if each <= last and each != run),
        run=run,
        next_at=following[0] if following else None,
        since=since,
    )


def _offset(zone: tzinfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _moments(wall: datetime, zone: tzinfo, *, only_first: bool) -> tuple[datetime, ...]:
    """Returns when the clock of a zone shows a time, ascending. For one that it skips: when it is
    changed, with `only_first`, else never.
    """
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first == second:
        return (first,)
    if first < second:
        return (first,) if only_first else (first, second)
    if not only_first:
        return ()
    return (change_between(second, first, zone),)
