"""Callbacks as answers show them."""

from dataclasses import fields
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, computed_field

from api.http.corrections import CorrectedBody, bodies_of
from shared.db.callback_lists import WorkedCallback
from shared.domain.agent_calls import HeldBecause, PlanState
from shared.domain.callbacks import (
    CallbackState,
    TimeKind,
    calendar_agrees,
    still_at,
    without_still,
)
from shared.domain.ids import AgentId, CallbackId, CallId, ContactId, LeadId, UserId
from shared.domain.statuses import BookingState, CallbackStatus
from shared.domain.zones import ZoneSource, find_zone


class BookingBody(BaseModel):
    """Whether an external calendar has the callback. The callback itself is valid in any case."""

    state: BookingState = Field(
        description=(
            "`booked`: a calendar has it, as `reference`. `refused`: the calendar refused it, and"
            " `reason` says why. `unknown`: a booking was sent and its answer is lost; it is looked"
            " up before it is sent again. `none`: no calendar is connected, none was asked yet, or"
            " it could not be reached, which `reason` then says."
        )
    )
    reason: str | None = Field(
        description="Why no calendar has it, or has it at another time than `due_at`; else null."
    )
    at: datetime | None = Field(None, description="When the calendar has it; null without one.")
    agrees: bool | None = Field(
        None,
        description=(
            "Whether the calendar has it at this callback's time. False for some seconds after the"
            " callback was moved or cancelled, and if the calendar refused the change: `reason`"
            " says why. Null without a booking."
        ),
    )


class AssigneeBody(BaseModel):
    """A person of the team."""

    model_config = ConfigDict(from_attributes=True)

    id: UserId = Field(description="The user's id.")
    name: str | None = Field(description="Their name.")
    email: str = Field(description="Their e-mail address.")


class CallOfCallbackBody(BaseModel):
    """The call that asks for a callback."""

    model_config = ConfigDict(from_attributes=True)

    id: CallId = Field(description="The call's id.")
    title: str | None = Field(description="The call in a line.")
    agent_id: AgentId | None = Field(description="The agent that took the call.")
    caller_number: str | None = Field(description="The number at the customer's end of the line.")
    started_at: datetime | None = Field(description="When the call began.")
    lead_id: LeadId | None = Field(description="The person whose call it is.")
    contact_id: ContactId | None = Field(
        description="The contact of the call; null for a withheld number, and until it is ready."
    )
    do_not_call: bool = Field(description="Whether the contact is not to be called.")


class ReadingBody(BaseModel):
    """When to call back, as the newest run reads it from the call."""

    status: CallbackStatus = Field(description="The status that the callback would have.")
    due_at: datetime | None = Field(description="When to call.")
    due_until: datetime | None = Field(description="The end of the window or day.")
    time_kind: TimeKind = Field(description="What the caller's words come to.")
    candidates: list[datetime] = Field(description="The ways to read an ambiguous time.")
    rule: str = Field(description="How the time was read, for people.")


class QuoteBody(BaseModel):
    """What the caller said, and where."""

    words: str = Field(description="The words, as they stand in the transcript.")
    turn: int | None = Field(description="The turn that they stand in; the first is 0.")
    start_s: float | None = Field(
        description="When that turn begins, in seconds from the start of the call."
    )


class AgentPlanBody(BaseModel):
    """What the team's voice agent does about a callback."""

    model_config = ConfigDict(from_attributes=True)

    state: PlanState = Field(
        description=(
            "`planned`: it calls `at`. `needs_approval`: it calls `at` once a person approves."
            " `calling`: it is placing the call, or the call is not over. `stopped`: a person"
            " stopped it, or its last call did, as `because` says. `held`: it may not call, as"
            " `because` says. `missed`: its tries reached no one."
        )
    )
    at: datetime | None = Field(
        description="When it calls: the first moment at which it may; null if it does not."
    )
    because: HeldBecause | None = Field(
        description=(
            "Why it waits or is held. `mode`: the team approves each call. `other_number`: the"
            " number is not the one that the call came from. `no_number`, `invalid_number`,"
            " `paid_number`, `country`: the number may not be called. `do_not_call`: it is on the"
            " list of numbers not to call. `no_permitted_time`: there are no common hours before it"
            " is too late. `too_late`: the time is over by more than the team allows. `refused`:"
            " ElevenLabs refused the call; the list of its calls has the reason."
            " `outcome_unknown`: nothing says whether its call reached the person."
        )
    )
    number: str | None = Field(description="The number that it calls, E.164.")


class CallbackBody(BaseModel):
    """Whom to call back, and when."""

    id: CallbackId = Field(description="The callback's id.")
    call_id: CallId = Field(description="The call that asks for it.")
    status: CallbackStatus = Field(
        description=(
            "`scheduled`: `due_at` says when. `ambiguous`: a person has to say when; `rule`"
            " says why."
        )
    )
    time_kind: TimeKind = Field(
        description=(
            "What the caller's words come to. `instant`: one moment. `window`: from `due_at` to"
            " `due_until`. `day`: any time on it, within the team's hours. `ambiguous`: a person"
            " chooses among the `candidates`. `past`: the time that was named is over. `none`: no"
            " time was named, so the team's usual delay counts."
        )
    )
    due_at: datetime | None = Field(
        description=(
            "When to call, of a window or a day from when on; null while that is ambiguous or past."
        )
    )
    due_until: datetime | None = Field(
        description="The end of the window or of the day's hours; else null."
    )
    timezone: str | None = Field(
        description=(
            "The IANA time zone in which the caller's words were read; null if it is unknown."
        )
    )
    timezone_source: ZoneSource | None = Field(description="Where `timezone` is from.")
    candidates: list[datetime] = Field(
        description="If the time is ambiguous, the ways to read it; else empty."
    )
    rule: str = Field(description="How the time was read, for people.")
    reason: str = Field(description="Why a callback is needed, for people.")
    phrase: str | None = Field(description="What the caller said, as it stands in the transcript.")
    phone: str | None = Field(description="The number to call, E.164.")
    name: str | None = Field(description="The caller's name.")
    provider: str | None = Field(
        description="The calendar that has it, such as `calcom`; `local` if only this row does."
    )
    reference: str | None = Field(description="The calendar's id of the booking.")
    booking_error: str | None = Field(
        description=(
            "Why the calendar did not take it, or that the calendar has it at another time; for"
            " people."
        )
    )
    booked_for: datetime | None = Field(description="When the calendar has it.")
    created_at: datetime = Field(description="When it was made.")
    state: CallbackState = Field(
        description=(
            "What there is to do now. `due`: its time has come; an instant is due for"
            " `overdue_after_s` of the team's settings, a window until its end. `overdue`: that is"
            " over. `coming`: its time has not come, or it is snoozed. `ambiguous`, `done`,"
            " `cancelled`."
        )
    )
    version: int = Field(
        description="Counts the changes, from 1; actions take it as `base_version`."
    )
    quote: QuoteBody | None = Field(description="`phrase`, with its place in the transcript.")
    call: CallOfCallbackBody = Field(description="The call.")
    assignee: AssigneeBody | None = Field(description="Whose it is; null if it is no one's.")
    note: str | None = Field(description="A note of the team.")
    tries: int = Field(description="How often the caller was called and not reached.")
    tried_at: datetime | None = Field(description="When that was last.")
    snoozed_until: datetime | None = Field(
        description=(
            "Until when a person snoozed it: its `state` is `coming` until then, and `due_at` stays"
            " what the caller was promised. Null if it is not snoozed."
        )
    )
    decided_at: datetime | None = Field(
        description="When a person said when to call; no run changes the time since then."
    )
    settled_at: datetime | None = Field(description="When a person finished or cancelled it.")
    machine: ReadingBody | None = Field(
        description="The machine's reading, while a person's decision stands in its place."
    )
    corrected: dict[Literal["reason"], CorrectedBody] = Field(
        description="The fields that a person corrected, with the machine's value."
    )
    agent_call: AgentPlanBody | None = Field(
        description=(
            "What the team's voice agent does about it; null where people make the callbacks, or"
            " there is nothing left to do."
        )
    )
    booking_state: BookingState = Field(exclude=True)
    booking_agrees: bool | None = Field(exclude=True)
    # What the calendar said, without its time.
    calendar_refusal: str | None = Field(None, exclude=True)

    @computed_field(description="What a calendar answered.")  # type: ignore[prop-decorator]
    @property
    def booking(self) -> BookingBody:
        return BookingBody(
            state=self.booking_state,
            reason=self.booking_error,
            at=self.booked_for,
            agrees=self.booking_agrees,
        )

    @computed_field(  # type: ignore[prop-decorator]
        description="`due_at` on the clock of `timezone`."
    )
    @property
    def due_local(self) -> datetime | None:
        zone = find_zone(self.timezone)
        return self.due_at.astimezone(zone) if self.due_at and zone else None

    @classmethod
    def of(cls, worked: WorkedCallback) -> Self:
        one = worked.callback
        given: dict[str, Any] = {each.name: getattr(one, each.name) for each in fields(one)}
        agrees = None
        if one.booking:
            agrees = calendar_agrees(
                one.booking, status=one.status, due_at=one.due_at, due_until=one.due_until
            )
            refusal = without_still(one.booking_error)
            given["calendar_refusal"] = refusal
            still = None if agrees else still_at(one.booking.at, one.timezone)
            given["booking_error"] = " ".join(filter(None, (still, refusal))) or None
        return cls.model_validate(
            {
                **given,
                "booking_agrees": agrees,
                "state": worked.state,
                "version": worked.version,
                "quote": {
                    "words": one.phrase,
                    "turn": one.phrase_turn,
                    "start_s": one.phrase_start_s,
                }
                if one.phrase
                else None,
                "call": CallOfCallbackBody.model_validate(worked.call),
                "assignee": AssigneeBody.model_validate(worked.assignee)
                if worked.assignee
                else None,
                "note": worked.note,
                "agent_call": AgentPlanBody.model_validate(worked.agent_plan)
                if worked.agent_plan
                else None,
                "tries": worked.tries,
                "tried_at": worked.tried_at,
                "snoozed_until": worked.snoozed_until,
                "decided_at": worked.decided_at,
                "settled_at": worked.settled_at,
                "machine": worked.machine,
                "corrected": bodies_of(worked.corrected),
            }
        )
