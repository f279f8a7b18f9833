"""What the API answers. Written by `make docs`; do not edit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from aftercall_client._model import Model

BookingState: TypeAlias = Literal["none", "booked", "refused", "unknown"]
CallOutcome: TypeAlias = Literal[
    "voicemail", "transferred", "ended_by_agent", "busy", "no_answer", "failed"
]
CallStatus: TypeAlias = Literal["received", "processing", "ready", "partial", "failed"]
CallbackState: TypeAlias = Literal["overdue", "due", "coming", "ambiguous", "done", "cancelled"]
CallbackStatus: TypeAlias = Literal["scheduled", "ambiguous", "done", "cancelled"]
CallingMode: TypeAlias = Literal["off", "ask", "auto"]
Change: TypeAlias = Literal["same", "removed", "inserted"]
ChunkSource: TypeAlias = Literal["transcript", "summary", "document"]
Claim: TypeAlias = Literal["own_id", "sole_tenant", "vendor_key", "operator"]
ContactField: TypeAlias = Literal[
    "name", "company", "phone", "email", "service", "city", "language"
]
DeliveryOutcome: TypeAlias = Literal[
    "accepted", "duplicate", "held", "stored", "ignored", "refused"
]
Grouping: TypeAlias = Literal[
    "caller", "agent", "outcome", "language", "city", "service", "day", "week", "month"
]
HeldBecause: TypeAlias = Literal[
    "mode",
    "other_number",
    "no_number",
    "invalid_number",
    "paid_number",
    "country",
    "do_not_call",
    "no_permitted_time",
    "too_late",
    "refused",
    "outcome_unknown",
]
JobKind: TypeAlias = Literal["process_call", "attach_recording", "reindex_call"]
JobStatus: TypeAlias = Literal["queued", "running", "succeeded", "failed", "cancelled"]
Kind: TypeAlias = Literal["needle", "count", "list", "top", "summary", "timeline", "length"]
Lane: TypeAlias = Literal["live", "backfill"]
LeftOutReason: TypeAlias = Literal[
    "no_transcript", "not_processed", "no_summary", "not_closest", "too_many"
]
Measure: TypeAlias = Literal["average", "total"]
MergeRule: TypeAlias = Literal["fill", "overwrite", "keep_both"]
Missed: TypeAlias = Literal["skip", "latest", "all"]
Note: TypeAlias = Literal[
    "no_shared_word",
    "nothing_found",
    "nothing_proved",
    "not_answered",
    "no_model",
    "stored_summaries",
    "unknown_caller",
    "not_counted",
]
Order: TypeAlias = Literal["newest", "oldest", "longest", "shortest"]
PassageSource: TypeAlias = Literal["transcript", "summary", "document", "title", "lead"]
Permission: TypeAlias = Literal[
    "read", "ingest", "write", "admin", "keys", "owner", "self", "operator"
]
PlanState: TypeAlias = Literal["planned", "needs_approval", "calling", "stopped", "held", "missed"]
Priority: TypeAlias = Literal["high", "normal", "low"]
RecordingStatus: TypeAlias = Literal[
    "pending",
    "uploading",
    "uploaded",
    "transcribing",
    "transcribed",
    "doc_generating",
    "completed",
    "error",
]
ReindexStatus: TypeAlias = Literal["running", "done", "cancelled"]
Role: TypeAlias = Literal["owner", "admin", "member", "viewer"]
Scope: TypeAlias = Literal["read", "ingest", "write", "admin", "keys"]
Sender: TypeAlias = Literal["elevenlabs", "twilio", "transcription", "vapi", "retell"]
Source: TypeAlias = Literal["elevenlabs", "twilio", "upload", "vapi", "retell"]
Speaker: TypeAlias = Literal["agent", "customer", "unknown"]
Step: TypeAlias = Literal[
    "fetch_transcript",
    "fetch_recording",
    "transcribe",
    "summarize",
    "detect_callback",
    "extract_lead",
    "write_document",
    "index_transcript",
    "index_summary",
    "index_document",
    "schedule_callback",
]
StepStatus: TypeAlias = Literal["pending", "running", "done", "skipped", "failed"]
Subject: TypeAlias = Literal["calls", "callers", "callbacks", "leads"]
TimeKind: TypeAlias = Literal["instant", "window", "day", "ambiguous", "none", "past"]
ZoneSource: TypeAlias = Literal["sender", "tenant", "number"]


class AcceptedBody(Model):
    """What was accepted. Ids are null for what the event did not concern, as for a call that was
    deleted or never took place.
    """

    job_id: UUID | None = None
    """The job that processes the call."""

    call_id: UUID | None = None
    """The call."""

    recording_id: UUID | None = None
    """The recording, where the request concerns one."""

    status: Literal["accepted", "spooled", "stored"] | str | None = None
    """`spooled`: the database is away, and the event is on disk until it is back. `stored`: this
    version cannot use the event; GET /api/missed-calls says why, and it can be tried again
    after an upgrade.
    """

    status_url: str | None = None
    """The address of the job's status; also the answer's `Location`."""


class AccountBody(Model):
    """A Twilio account."""

    account_sid: str
    """The account's SID; in lower case after its `AC`, however it was given."""


class AccountsBody(Model):
    """The Twilio accounts of a tenant."""

    account_sids: list[str]
    """The accounts' SIDs."""


class AgentBody(Model):
    """An agent, human or machine, that takes calls."""

    id: UUID
    """The agent's id here."""

    external_id: str
    """The sender's id of the agent, which its webhooks carry."""

    name: str
    """The agent's name."""

    created_at: datetime
    """When it was registered."""

    transcribe: bool | None = None
    """Whether recordings of its calls are transcribed or only stored; null does as the tenant's
    setting says.
    """

    claimed_by: Claim | str | None = None
    """Why the installation's own URLs take its calls for this tenant: `own_id` (its id was made
    here), `sole_tenant`, `vendor_key` (the tenant's key reads it) or `operator`. Null if they
    do not; a tenant's own URLs do in any case.
    """


class AgentCallBody(Model):
    """A call that the agent placed, or tried to place."""

    id: UUID
    """The call's id; it is the `user_id` of the conversation at ElevenLabs."""

    state: (
        Literal["placing", "unknown", "placed", "reached", "not_reached", "refused", "not_placed"]
        | str
    )
    """`placing`: the request is on its way. `unknown`: its answer was lost, and ElevenLabs is
    asked. `placed`: the conversation has begun. `reached`, `not_reached`: it is over.
    `refused`: ElevenLabs refused it. `not_placed`: no call was made.
    """

    number: str
    """The number that was called, E.164."""

    conversation_id: str | None = None
    """The conversation's id at ElevenLabs."""

    call_id: UUID | None = None
    """The call that it became here."""

    reason: str | None = None
    """Why it reached no one: a code such as `no_answer`."""

    created_at: datetime
    """When it was begun."""

    ended_at: datetime | None = None
    """When it was over."""


class AgentCallList(Model):
    """The agent's calls for a callback."""

    agent_calls: list[AgentCallBody]
    """The newest first, at most 100."""


class AgentFiguresBody(Model):
    """The figures of an agent."""

    calls: int
    """Calls whose processing has begun."""

    failed: int
    """Calls without results."""

    callbacks: int
    """Calls with a callback, whatever became of it."""

    callbacks_done: int
    """Callbacks that are done."""

    callbacks_in_time: int
    """Callbacks that were done before they were overdue: within `overdue_after_s` of an instant,
    as the team's settings were then, or until the end of a window.
    """

    agent_share: float | None = None
    """The agents' part of the talking, of calls where it is known; null for none."""

    caller_share: float | None = None
    """The callers' part of the talking, of calls where it is known; null for none."""

    response: SpreadBody | None = None
    """From the end of a call to the end of its callback; null without one."""

    ready: SpreadBody | None = None
    """From the end of a call to its first results; null without any."""

    cost_microusd: int
    """Cost of the agent's calls in micro-dollars, whenever it was billed."""

    agent_id: UUID | None = None
    """The agent's `id`; null for calls without one."""

    name: str | None = None
    """The agent's name; null without one."""


class AgentPlanBody(Model):
    """What the team's voice agent does about a callback."""

    state: PlanState | str
    """`planned`: it calls `at`. `needs_approval`: it calls `at` once a person approves.
    `calling`: it is placing the call, or the call is not over. `stopped`: a person stopped
    it, or its last call did, as `because` says. `held`: it may not call, as `because` says.
    `missed`: its tries reached no one.
    """

    at: datetime | None = None
    """When it calls: the first moment at which it may; null if it does not."""

    because: HeldBecause | str | None = None
    """Why it waits or is held. `mode`: the team approves each call. `other_number`: the number
    is not the one that the call came from. `no_number`, `invalid_number`, `paid_number`,
    `country`: the number may not be called. `do_not_call`: it is on the list of numbers not
    to call. `no_permitted_time`: there are no common hours before it is too late. `too_late`:
    the time is over by more than the team allows. `refused`: ElevenLabs refused the call; the
    list of its calls has the reason. `outcome_unknown`: nothing says whether its call reached
    the person.
    """

    number: str | None = None
    """The number that it calls, E.164."""


class AnswerBody(Model):
    """An answer."""

    id: UUID
    """The answer's id."""

    thread_id: UUID | None = None
    """Its thread; null if it was not to be kept."""

    question: str
    """The question."""

    understood: UnderstoodBody
    """How the question was read."""

    status: Literal["running", "done", "failed", "cancelled"] | str
    """`cancelled`: its reader was gone, or its process stopped."""

    written: bool
    """Whether a model wrote sentences of it."""

    text: str
    """The answer as plain text: its parts, then the note."""

    parts: list[PartBody]
    """Its parts. Those that held words of a call that was deleted since are gone."""

    note: Note | str | None = None
    """What has to be said besides, as a word for programs."""

    note_text: str | None = None
    """The same, in the question's language."""

    coverage: CoverageBody | None = None
    """Over how many calls it speaks; null until it is done."""

    dropped: DroppedBody
    """Sentences of the model that were not proved."""

    cost: CostBody
    """What it cost."""

    error: AnswerError | None = None
    """Why it failed, if it did."""

    created_at: datetime
    """When it was asked."""


class AnswerError(Model):
    """Why an answer was not finished."""

    code: str
    """A stable word for programs, as problem documents have it."""

    detail: str
    """What happened, for people."""


class ApiKeyBody(Model):
    """An API key, without the key itself."""

    id: UUID
    """The key's id."""

    name: str
    """What the key is for."""

    prefix: str
    """How the key begins."""

    scopes: list[Scope | str]
    """What the key may do: `read` everything, `ingest` new calls and recordings, `write` changes
    to calls and runs, `admin` for settings, agents and deletions, `keys` to make and revoke
    keys.
    """

    networks: list[str]
    """Addresses or networks (CIDR) from which the key is accepted; empty accepts it from
    everywhere.
    """

    created_at: datetime
    """When it was made."""

    expires_at: datetime | None = None
    """When it stops to work; null for never."""

    last_used_at: datetime | None = None
    """When it was last used, to about a minute; null if never."""

    revoked_at: datetime | None = None
    """When it was revoked; null if it is valid."""


class AppBody(Model):
    """An authenticator app to set up."""

    secret: str
    """The secret to type into the app."""

    uri: str
    """The same as an address, for a QR code."""


class AssignedBody(Model):
    """An agent that was assigned."""

    released_events: int
    """How many held events are processed now."""


class AssigneeBody(Model):
    """A person of the team."""

    id: UUID
    """The user's id."""

    name: str | None = None
    """Their name."""

    email: str
    """Their e-mail address."""


class AttemptBody(Model):
    """An attempt at a step that did not end it, so that another one followed."""

    run: int
    """The number of the run."""

    step: Step | str
    """The step."""

    attempt: int
    """Which attempt at the step it was, from 1."""

    started_at: datetime
    """When it began."""

    finished_at: datetime | None = None
    """When it ended; null if its worker was lost."""

    error: str | None = None
    """Why it failed, for people."""

    error_code: str | None = None
    """Why it failed, as a stable word for programs."""


class AttemptList(Model):
    """Attempts at the steps of a job."""

    attempts: list[AttemptBody]
    """The newest 500, newest first; of each step of a run the newest 20."""


class AudioUseBody(Model):
    """The audio that was sent to be transcribed, in minutes, silence left out."""

    day_minutes: float
    """In the current UTC day."""

    day_cap: int | None = None
    """The operator's cap on a UTC day; null for none."""

    month_minutes: float
    """In the current UTC month."""

    month_cap: int | None = None
    """The operator's cap on a UTC month; null for none."""


class AuditEntryBody(Model):
    """One action on record."""

    id: int
    """The entry's number; later entries have larger ones."""

    at: datetime
    """When it happened."""

    actor: Literal["user", "key", "anonymous", "worker", "operator"] | str
    """`user`, `key`, `operator`, `worker`, or `anonymous` without a valid credential."""

    actor_id: UUID | None = None
    """The id of the user or key; null for others."""

    address: str | None = None
    """The address that the request came from."""

    action: str
    """What was done: the method and the route."""

    object: str | None = None
    """The id that the route named; of a failed sign-in, the account's."""

    outcome: Literal["done", "refused", "failed"] | str
    """`done`, `refused` for want of a right, or `failed`."""

    status: int | None = None
    """The HTTP status of the answer."""

    times: int
    """For how many equal requests of one moment the entry stands."""

    request_id: str | None = None
    """The answer's `X-Request-Id`."""


class AuditPage(Model):
    """A page of the audit log."""

    entries: list[AuditEntryBody]
    """The entries, newest first."""

    next_before: int | None = None
    """The `before` of the next page; null on the last."""


class BarredNumberBody(Model):
    """A number that is not called."""

    number: str
    """The number, E.164."""

    note: str | None = None
    """Why, for people."""

    call_id: UUID | None = None
    """The call on which it was asked for."""

    created_at: datetime
    """When it was put on the list."""


class BarredNumberPage(Model):
    """A page of numbers that are not called."""

    numbers: list[BarredNumberBody]
    """The numbers, in their order."""

    next_after: str | None = None
    """The next page's `after`; null if this is the last page."""


class BatchAnswer(Model):
    """What was accepted."""

    accepted: list[AcceptedBody]
    """For each recording, in the order in which they were given."""


class BookingBody(Model):
    """Whether an external calendar has the callback. The callback itself is valid in any case."""

    state: BookingState | str
    """`booked`: a calendar has it, as `reference`. `refused`: the calendar refused it, and
    `reason` says why. `unknown`: a booking was sent and its answer is lost; it is looked up
    before it is sent again. `none`: no calendar is connected, none was asked yet, or it could
    not be reached, which `reason` then says.
    """

    reason: str | None = None
    """Why no calendar has it, or has it at another time than `due_at`; else null."""

    at: datetime | None = None
    """When the calendar has it; null without one."""

    agrees: bool | None = None
    """Whether the calendar has it at this callback's time. False for some seconds after the
    callback was moved or cancelled, and if the calendar refused the change: `reason` says
    why. Null without a booking.
    """


class BreakerBody(Model):
    """A vendor whose last requests failed."""

    provider: str
    """The vendor."""

    key: str
    """The beginning of the hash of the key."""

    failures: int
    """Failures in a row."""

    failing_since: datetime | None = None
    """When the first of them was."""

    open: bool
    """Whether requests are held back."""

    next_try_at: datetime | None = None
    """When the next request is sent; null if none is held back."""


class BudgetBody(Model):
    """The tenant's budget in micro-dollars; 1,000,000 are one US dollar."""

    day_microusd: int | None = None
    """Budget of a UTC day; null is without limit."""

    day_spent_microusd: int
    """Spent in the current UTC day."""

    month_microusd: int | None = None
    """Budget of a UTC month; null is without limit."""

    month_spent_microusd: int
    """Spent in the current UTC month."""

    reserved_microusd: int
    """Set aside for requests under way."""


class BudgetReached(Model):
    """A request would have exceeded the budget."""

    period: Literal["day", "month"] | str
    """The period whose budget is spent."""

    limit_microusd: int
    """The budget in millionths of a US dollar."""


class CalendarBody(Model):
    """An address of a calendar, without its secret."""

    id: UUID
    """The address's id."""

    whose: Literal["team", "mine"] | str
    """`team`: all callbacks of the team. `mine`: those that are given to you."""

    created_at: datetime
    """When it was made."""

    read_at: datetime | None = None
    """When a calendar last read it, to the hour; null if none did."""


class CalendarList(Model):
    """The addresses of the signed-in person."""

    calendars: list[CalendarBody]
    """The oldest first, at most 20."""


class CallAudioBody(Model):
    """The audio of a call."""

    tracks: list[TrackBody]
    """The recordings that have audio here, in the order in which they begin. Empty without
    audio; more than one for a call that was sent in parts or by leg.
    """


class CallBody(Model):
    """A phone call. What its sender did not say is null."""

    id: UUID
    """The call's id."""

    agent_id: UUID | None = None
    """The id, here, of the agent that took the call."""

    source: Source | str
    """Who reported the call first."""

    external_id: str
    """The sender's own id of the call, such as ElevenLabs' `conversation_id`."""

    status: CallStatus | str
    """`ready`: everything is done. `partial`: there are results, but a step failed. `failed`:
    there are none.
    """

    direction: str | None = None
    """`inbound` or `outbound`."""

    from_number: str | None = None
    """The number that called; E.164 where the sender gives it so."""

    to_number: str | None = None
    """The number that was called; E.164 where the sender gives it so."""

    call_sid: str | None = None
    """Twilio's id of the call."""

    started_at: datetime | None = None
    """When the call began."""

    duration_s: float | None = None
    """Length of the call in seconds."""

    language: str | None = None
    """The language spoken (ISO 639, such as `en`)."""

    timezone: str | None = None
    """The caller's IANA time zone, as the sender gave it."""

    title: str | None = None
    """A line about the call: the uploader's, else written by the analysis."""

    description: str | None = None
    """What the uploader said of the call."""

    error: str | None = None
    """Why the call has no or only some results, for people."""

    created_at: datetime
    """When the call was first reported here."""

    ready_at: datetime | None = None
    """When its results were first there."""

    outcome: CallOutcome | str | None = None
    """How the call ended, as far as the sender says."""

    notes: list[str]
    """What of the sender's events could not be read or was not used, and what is wrong with its
    recordings.
    """

    corrected: dict[str, CorrectedBody]
    """The fields that a person corrected, with the machine's or sender's value; the fields
    themselves have the person's.
    """


class CallDeleted(Model):
    """A call was deleted."""

    call_id: UUID
    """The call's id."""

    agent_id: UUID | None = None
    """The agent that took or made it."""

    outcome: CallOutcome | str | None = None
    """How it ended."""


class CallDetail(Model):
    """A call with everything known of it. Parts that do not exist, or not yet, are null."""

    id: UUID
    """The call's id."""

    agent_id: UUID | None = None
    """The id, here, of the agent that took the call."""

    source: Source | str
    """Who reported the call first."""

    external_id: str
    """The sender's own id of the call, such as ElevenLabs' `conversation_id`."""

    status: CallStatus | str
    """`ready`: everything is done. `partial`: there are results, but a step failed. `failed`:
    there are none.
    """

    direction: str | None = None
    """`inbound` or `outbound`."""

    from_number: str | None = None
    """The number that called; E.164 where the sender gives it so."""

    to_number: str | None = None
    """The number that was called; E.164 where the sender gives it so."""

    call_sid: str | None = None
    """Twilio's id of the call."""

    started_at: datetime | None = None
    """When the call began."""

    duration_s: float | None = None
    """Length of the call in seconds."""

    language: str | None = None
    """The language spoken (ISO 639, such as `en`)."""

    timezone: str | None = None
    """The caller's IANA time zone, as the sender gave it."""

    title: str | None = None
    """A line about the call: the uploader's, else written by the analysis."""

    description: str | None = None
    """What the uploader said of the call."""

    error: str | None = None
    """Why the call has no or only some results, for people."""

    created_at: datetime
    """When the call was first reported here."""

    ready_at: datetime | None = None
    """When its results were first there."""

    outcome: CallOutcome | str | None = None
    """How the call ended, as far as the sender says."""

    notes: list[str]
    """What of the sender's events could not be read or was not used, and what is wrong with its
    recordings.
    """

    corrected: dict[str, CorrectedBody]
    """The fields that a person corrected, with the machine's or sender's value; the fields
    themselves have the person's.
    """

    transcript: TranscriptBody | None = None
    """The current version of the transcript."""

    audio: TranscribedAudioBody | None = None
    """How the recording was transcribed; null without one."""

    summary: InsightBodySummaryValue | None = None
    """What the call was about."""

    callback_detection: InsightBodyCallbackDetectionValue | None = None
    """Whether the caller has to be called back, as the analysis sees it."""

    lead: InsightBodyLeadValue | None = None
    """What this call says of the caller."""

    lead_id: UUID | None = None
    """The person in GET /api/leads whose call this is."""

    document: DocumentBody | None = None
    """The document that was written of the call."""

    callback: CallbackBody | None = None
    """The callback of the call."""

    recordings: list[RecordingBody]
    """The call's newest 20 recordings, newest first."""

    job: JobBody | None = None
    """The job that processes the call."""

    usage: CallUsageBody
    """What vendors were asked for and bill, over all runs."""

    sender_data: dict[str, Any]
    """What else the sender says of the call, such as variables and its own analysis; the keys
    are the sender's.
    """


class CallOfCallbackBody(Model):
    """The call that asks for a callback."""

    id: UUID
    """The call's id."""

    title: str | None = None
    """The call in a line."""

    agent_id: UUID | None = None
    """The agent that took the call."""

    caller_number: str | None = None
    """The number at the customer's end of the line."""

    started_at: datetime | None = None
    """When the call began."""

    lead_id: UUID | None = None
    """The person whose call it is."""

    contact_id: UUID | None = None
    """The contact of the call; null for a withheld number, and until it is ready."""

    do_not_call: bool
    """Whether the contact is not to be called."""


class CallOfEvent(Model):
    """The call as it was when the event was first sent."""

    id: UUID
    """The call's id."""

    url: str
    """Its page, for people who are signed in."""

    agent_id: UUID | None = None
    """The agent that took or made it."""

    source: Source | str
    """Who sent it."""

    direction: Literal["inbound", "outbound"] | str | None = None
    """Who called whom."""

    status: CallStatus | str
    """How far it is."""

    outcome: CallOutcome | str | None = None
    """How it ended, as its sender says; else null."""

    language: str | None = None
    """The language that is spoken, ISO 639."""

    started_at: datetime | None = None
    """When it began."""

    duration_s: float | None = None
    """Its length in seconds."""


class CallPage(Model):
    """A page of calls."""

    calls: list[CallRowBody]
    """The calls, newest first."""

    next_cursor: str | None = None
    """The `cursor` of the next page; null on the last."""


class CallReceived(Model):
    """A call was recorded."""

    source: str
    """Who sent it."""


class CallRowBody(Model):
    """A call in a list, with what people look for in it."""

    id: UUID
    """The call's id."""

    agent_id: UUID | None = None
    """The id, here, of the agent that took the call."""

    source: Source | str
    """Who reported the call first."""

    external_id: str
    """The sender's own id of the call, such as ElevenLabs' `conversation_id`."""

    status: CallStatus | str
    """`ready`: everything is done. `partial`: there are results, but a step failed. `failed`:
    there are none.
    """

    direction: str | None = None
    """`inbound` or `outbound`."""

    from_number: str | None = None
    """The number that called; E.164 where the sender gives it so."""

    to_number: str | None = None
    """The number that was called; E.164 where the sender gives it so."""

    call_sid: str | None = None
    """Twilio's id of the call."""

    started_at: datetime | None = None
    """When the call began."""

    duration_s: float | None = None
    """Length of the call in seconds."""

    language: str | None = None
    """The language spoken (ISO 639, such as `en`)."""

    timezone: str | None = None
    """The caller's IANA time zone, as the sender gave it."""

    title: str | None = None
    """A line about the call: the uploader's, else written by the analysis."""

    description: str | None = None
    """What the uploader said of the call."""

    error: str | None = None
    """Why the call has no or only some results, for people."""

    created_at: datetime
    """When the call was first reported here."""

    ready_at: datetime | None = None
    """When its results were first there."""

    outcome: CallOutcome | str | None = None
    """How the call ended, as far as the sender says."""

    notes: list[str]
    """What of the sender's events could not be read or was not used, and what is wrong with its
    recordings.
    """

    corrected: dict[str, CorrectedBody]
    """The fields that a person corrected, with the machine's or sender's value; the fields
    themselves have the person's.
    """

    summary: str | None = None
    """The first sentence of its summary."""

    lead: LeadOfCallBody | None = None
    """The person whose call it is."""

    callback: CallbackOfCallBody | None = None
    """Its callback; null if it has none."""


class CallUpdated(Model):
    """Fields of a call changed."""

    fields: list[str]
    """The names of the changed fields."""

    status: CallStatus | str | None = None
    """How far the call is."""


class CallUsageBody(Model):
    """The usage of vendors by all runs of the call, in total and by step."""

    requests: int
    """Requests that were sent to vendors."""

    input_tokens: int
    """Tokens that were sent, cached ones included."""

    cached_tokens: int
    """The part of `input_tokens` that the vendor had in its cache."""

    output_tokens: int
    """Tokens that the vendor wrote."""

    audio_s: float
    """Seconds of audio that were transcribed."""

    cost_microusd: int
    """Cost in micro-dollars; 1,000,000 are one US dollar."""

    failure_cost_microusd: int
    """The part of `cost_microusd` that bought no usable answer."""

    priced: bool
    """False if the price of a model is not known; then its cost counts as 0."""

    steps: dict[str, UsageBody]
    """The same of each step that asked a vendor."""


class CallbackBody(Model):
    """Whom to call back, and when."""

    id: UUID
    """The callback's id."""

    call_id: UUID
    """The call that asks for it."""

    status: CallbackStatus | str
    """`scheduled`: `due_at` says when. `ambiguous`: a person has to say when; `rule` says why."""

    time_kind: TimeKind | str
    """What the caller's words come to. `instant`: one moment. `window`: from `due_at` to
    `due_until`. `day`: any time on it, within the team's hours. `ambiguous`: a person chooses
    among the `candidates`. `past`: the time that was named is over. `none`: no time was
    named, so the team's usual delay counts.
    """

    due_at: datetime | None = None
    """When to call, of a window or a day from when on; null while that is ambiguous or past."""

    due_until: datetime | None = None
    """The end of the window or of the day's hours; else null."""

    timezone: str | None = None
    """The IANA time zone in which the caller's words were read; null if it is unknown."""

    timezone_source: ZoneSource | str | None = None
    """Where `timezone` is from."""

    candidates: list[datetime]
    """If the time is ambiguous, the ways to read it; else empty."""

    rule: str
    """How the time was read, for people."""

    reason: str
    """Why a callback is needed, for people."""

    phrase: str | None = None
    """What the caller said, as it stands in the transcript."""

    phone: str | None = None
    """The number to call, E.164."""

    name: str | None = None
    """The caller's name."""

    provider: str | None = None
    """The calendar that has it, such as `calcom`; `local` if only this row does."""

    reference: str | None = None
    """The calendar's id of the booking."""

    booking_error: str | None = None
    """Why the calendar did not take it, or that the calendar has it at another time; for people."""

    booked_for: datetime | None = None
    """When the calendar has it."""

    created_at: datetime
    """When it was made."""

    state: CallbackState | str
    """What there is to do now. `due`: its time has come; an instant is due for `overdue_after_s`
    of the team's settings, a window until its end. `overdue`: that is over. `coming`: its
    time has not come, or it is snoozed. `ambiguous`, `done`, `cancelled`.
    """

    version: int
    """Counts the changes, from 1; actions take it as `base_version`."""

    quote: QuoteBody | None = None
    """`phrase`, with its place in the transcript."""

    call: CallOfCallbackBody
    """The call."""

    assignee: AssigneeBody | None = None
    """Whose it is; null if it is no one's."""

    note: str | None = None
    """A note of the team."""

    tries: int
    """How often the caller was called and not reached."""

    tried_at: datetime | None = None
    """When that was last."""

    snoozed_until: datetime | None = None
    """Until when a person snoozed it: its `state` is `coming` until then, and `due_at` stays
    what the caller was promised. Null if it is not snoozed.
    """

    decided_at: datetime | None = None
    """When a person said when to call; no run changes the time since then."""

    settled_at: datetime | None = None
    """When a person finished or cancelled it."""

    machine: ReadingBody | None = None
    """The machine's reading, while a person's decision stands in its place."""

    corrected: dict[str, CorrectedBody]
    """The fields that a person corrected, with the machine's value."""

    agent_call: AgentPlanBody | None = None
    """What the team's voice agent does about it; null where people make the callbacks, or there
    is nothing left to do.
    """

    booking: BookingBody
    """What a calendar answered."""

    due_local: datetime | None = None
    """`due_at` on the clock of `timezone`."""


class CallbackChanged(Model):
    """A callback was made or changed."""

    callback_id: UUID
    """The callback's id."""

    version: int
    """The callback's version."""

    action: str
    """`created`, `updated`, or what a person did."""

    status: CallbackStatus | str
    """How far it is."""


class CallbackDetectionValue(Model):
    """Whether the caller must be called back."""

    needed: bool | None = None
    """Whether a callback is needed; null if the transcript does not tell."""

    reason: str
    """Why, for people."""

    phrase: str | None = None
    """The words that ask for it, as they stand in the transcript."""

    turn: int | None = None
    """The turn that they stand in; the first is 0."""

    requested_time: str | None = None
    """The words that say when."""

    time_quotes: list[TimeQuoteBody] | None = None
    """Each group of words that says when, in the order in which they were said."""

    unproved: list[Literal["phrase", "requested_time"] | str] | None = None
    """Fields that hold a model's own words, which were not found in the transcript. Such a
    callback is `ambiguous`, for a person to decide.
    """

    opt_out: OptOutOfCall | None = None
    """The caller wants no more calls at all; null if they did not say so."""

    confidence: float
    """How sure the analysis is, from 0 to 1."""


class CallbackDone(Model):
    """A person called back."""

    callback_id: UUID
    """The callback's id."""

    version: int
    """The callback's version."""


class CallbackDue(Model):
    """The time of a callback has come."""

    callback_id: UUID
    """The callback's id."""

    due_at: datetime
    """When to call."""


class CallbackOfCallBody(Model):
    """The callback that the call asks for."""

    id: UUID
    """The callback's id."""

    status: CallbackStatus | str
    """Its status."""

    state: CallbackState | str
    """What there is to do now."""

    due_at: datetime | None = None
    """When to call."""

    due_until: datetime | None = None
    """The end of the window or day."""

    version: int
    """Actions take it as `base_version`."""


class CallbackOfEvent(Model):
    """The callback of the call."""

    id: UUID
    """The callback's id."""

    status: CallbackStatus | str
    """How far it is."""

    due_at: datetime | None = None
    """When to call, or where a window begins."""

    due_until: datetime | None = None
    """The end of a window or day, else null."""


class CallbackPage(Model):
    """A page of callbacks."""

    callbacks: list[CallbackBody]
    """The callbacks, by their time."""

    next_cursor: str | None = None
    """The `cursor` of the next page; null on the last."""


class CallbackReminder(Model):
    """A schedule reminds people of callbacks."""

    schedule_id: UUID
    """The schedule's id."""

    name: str
    """The schedule's name."""

    due_at: datetime
    """When the schedule was due."""

    url: str | None = None
    """The page on which people work callbacks off."""

    within_hours: int
    """Callbacks that are due within so many hours are in it."""

    overdue: int
    """How many callbacks are overdue; counted up to 1,000."""

    due: int
    """How many are due, or soon; counted up to 1,000 with the others."""

    callbacks: list[CallbackToMake]
    """The first 30 of them, the earliest first."""


class CallbackToMake(Model):
    """A callback of a reminder."""

    callback_id: UUID
    """The callback's id."""

    call_id: UUID
    """The call that asks for it."""

    url: str | None = None
    """The call's page, for people who are signed in."""

    state: Literal["overdue", "due", "coming"] | str
    """Whether its time has come."""

    due_at: datetime
    """When to call, or where a window begins."""

    due_until: datetime | None = None
    """The end of a window or day, else null."""


class CallbackWords(Model):
    """What the callback is about."""

    reason: str
    """Why the person is to be called."""

    phrase: str | None = None
    """The words that ask for it, verbatim."""

    name: str | None = None
    """Whom to ask for."""

    phone: str | None = None
    """The number to call."""


class CallingStateBody(Model):
    """The team's rules, and whether the key with which its agent calls works."""

    mode: CallingMode | str | None = None
    """`off`: people make all callbacks. `ask`: the agent calls after a person approved each
    call. `auto`: it calls by itself, except a number that only the caller named.
    """

    agent_id: str | None = None
    """The agent's id at ElevenLabs."""

    phone_number_id: str | None = None
    """The id at ElevenLabs of the number that it calls from."""

    line: Literal["twilio", "sip_trunk"] | str | None = None
    """How that number is connected."""

    countries: list[str | str] | None = None
    """The countries (ISO 3166) whose numbers it may call."""

    earliest: str | None = None
    """From when on it may call, on the clock of the person who is called; 08:00 at the earliest.
    The team's business hours count, too.
    """

    latest: str | None = None
    """Until when; 21:00 at the latest."""

    max_tries: int | None = None
    """How often it tries to reach a person."""

    pause_min: int | None = None
    """Minutes between two tries."""

    late_h: int | None = None
    """Hours after a callback's time from which on people decide."""

    daily_limit: int | None = None
    """Calls that it may place within 24 hours."""

    key_refused_since: datetime | None = None
    """Since when ElevenLabs refuses the key; null while it works. Callbacks wait."""

    key_refused_because: str | None = None
    """Why: a code such as `unauthorized` or `forbidden`."""

    key_tried_again_at: datetime | None = None
    """When the key is tried again. Another key is tried at once."""


class CapsBody(Model):
    """What a tenant may use at most, whatever its own budget says. All caps are set at once."""

    day_microusd: int | None = None
    """Micro-dollars for vendors in a day (UTC); null for no cap."""

    month_microusd: int | None = None
    """Micro-dollars for vendors in a month (UTC); null for no cap."""

    day_minutes: int | None = None
    """Minutes of audio to transcribe in a day (UTC); null for no cap."""

    month_minutes: int | None = None
    """Minutes of audio to transcribe in a month (UTC); null for no cap."""

    open_runs: int | None = None
    """Open runs; null for MAX_OPEN_RUNS_PER_TENANT."""

    requests_per_minute: int | None = None
    """Requests a minute; null for REQUESTS_PER_MINUTE."""


class ChangeBody(Model):
    """A change of a callback."""

    version: int
    """The callback's `version` after it."""

    at: datetime
    """When."""

    actor: Literal["user", "key", "worker"] | str
    """Who: a person, an API key, or a run."""

    actor_id: str | None = None
    """The id of the user or key."""

    actor_name: str | None = None
    """Their name; null if they are gone."""

    action: str
    """What was done, such as `move`; `created` and `updated` by runs."""

    before: dict[str, Any]
    """The changed fields before it."""

    after: dict[str, Any]
    """The changed fields after it."""

    comment: str | None = None
    """Why."""


class ChangeList(Model):
    """The history of a callback."""

    changes: list[ChangeBody]
    """The changes, newest first, at most 200."""


class ChannelBody(Model):
    """One channel of a recording; speech and silence together are the call's length."""

    speech_s: float
    """Seconds of speech on this channel."""

    silence_s: float
    """Seconds without speech on this channel."""

    dropped_s: float | None = None
    """Seconds of speech on this channel that have no words in the transcript; null for
    transcripts from before they were counted.
    """

    dropped_words: int | None = None
    """Words left out on this channel because the model invented them; null likewise."""


class CitationBody(Model):
    """Words of a call that prove or show a part of the answer."""

    call_id: UUID
    """The call."""

    title: str | None = None
    """The call's title."""

    happened_at: datetime
    """When the call began."""

    source: Literal["transcript", "summary"] | str
    """What the words stand in. Only those of a transcript have a turn and seconds."""

    quote: str
    """The words, as they stand there. Plain text."""

    turn: int | None = None
    """The number of the turn, from 0."""

    speaker: Speaker | str | None = None
    """Who says it."""

    start_s: float | None = None
    """When it begins, in seconds of the call."""

    end_s: float | None = None
    """When it ends."""

    transcript_version: int | None = None
    """The version of the transcript in which the words stand."""

    stale: bool
    """True if the transcript was edited or replaced since, or is gone."""

    url: str
    """The address of the call's page, which plays these seconds: `#t=61.2,64.0`."""


class ClaimBody(Model):
    """An agent whose calls the installation's own URLs receive, or would."""

    external_id: str
    """The sender's id of the agent."""

    tenant_id: UUID | None = None
    """The tenant that receives its calls; null while they are held."""

    claimed_by: Claim | str | None = None
    """Why; null while they are held."""

    held_events: int
    """How many events wait for an assignment."""


class CleanAnswer(Model):
    """The result of the dismissal."""

    cleaned: int
    """How many runs were taken off the list."""


class ColleagueBody(Model):
    """A person of the tenant, as everyone who works there sees them."""

    id: UUID
    """The user's id."""

    name: str
    """Their name; where they gave none, their e-mail address up to its `@`."""


class ContactBody(Model):
    """A person across their calls: those of one number, or of one e-mail address where a call
    has no number.
    """

    id: UUID
    """The contact's id."""

    name: str | None = None
    """Their name."""

    numbers: list[str]
    """Their numbers, E.164: calls of these are theirs."""

    emails: list[str]
    """Their addresses: calls that state one of these and have no number are theirs."""

    fields: dict[str, FieldBody]
    """What is known of them, with where it is from; fields without a value are left out."""

    corrected: dict[str, CorrectedBody]
    """The fields that a person corrected, with what the calls say."""

    notes: str | None = None
    """What people noted."""

    do_not_call: bool
    """Whether they are not to be called."""

    opt_out: OptOutBody | None = None
    """Why not; null when they may be called."""

    last_summary: LastSummaryBody | None = None
    """What they called about last."""

    open_callback: OpenCallbackBody | None = None
    """Null when none is open."""

    call_count: int
    """How many calls they have."""

    first_call_at: datetime | None = None
    """When their first call began."""

    last_call_at: datetime | None = None
    """When their newest call began; null for one whose calls are deleted and who is not to be
    called.
    """

    created_at: datetime
    """When they were first known here."""

    updated_at: datetime
    """When this was last changed."""


class ContactCallBody(Model):
    """A call of a contact."""

    call_id: UUID
    """The call."""

    at: datetime
    """When it began."""

    title: str | None = None
    """The call in a line."""

    status: CallStatus | str
    """How far it is."""

    direction: str | None = None
    """Who called whom: `inbound` or `outbound`."""

    number: str | None = None
    """The contact's number in this call."""

    email: str | None = None
    """The address that was stated in this call."""

    on_line: bool
    """Whether the number is that of the line; else it, or the address, was stated."""

    moved: bool
    """Whether a person moved the call to this contact."""

    words: str | None = None
    """The words that ask for no more calls, if there are any."""

    callback: CallbackOfCallBody | None = None
    """Its callback; null without one."""


class ContactDetail(Model):
    """A contact with their newest calls and what happened."""

    id: UUID
    """The contact's id."""

    name: str | None = None
    """Their name."""

    numbers: list[str]
    """Their numbers, E.164: calls of these are theirs."""

    emails: list[str]
    """Their addresses: calls that state one of these and have no number are theirs."""

    fields: dict[str, FieldBody]
    """What is known of them, with where it is from; fields without a value are left out."""

    corrected: dict[str, CorrectedBody]
    """The fields that a person corrected, with what the calls say."""

    notes: str | None = None
    """What people noted."""

    do_not_call: bool
    """Whether they are not to be called."""

    opt_out: OptOutBody | None = None
    """Why not; null when they may be called."""

    last_summary: LastSummaryBody | None = None
    """What they called about last."""

    open_callback: OpenCallbackBody | None = None
    """Null when none is open."""

    call_count: int
    """How many calls they have."""

    first_call_at: datetime | None = None
    """When their first call began."""

    last_call_at: datetime | None = None
    """When their newest call began; null for one whose calls are deleted and who is not to be
    called.
    """

    created_at: datetime
    """When they were first known here."""

    updated_at: datetime
    """When this was last changed."""

    calls: list[ContactCallBody]
    """Their newest calls, at most 100."""

    timeline: list[TimelineBody]
    """What happened with these calls, what became of their callbacks, which calls the agent
    placed or will place for them, and what people decided; newest first.
    """


class ContactPage(Model):
    """A page of contacts."""

    contacts: list[ContactBody]
    """Who called last comes first."""

    next_cursor: str | None = None
    """The `cursor` of the next page; null on the last."""


class Content(Model):
    """What was said and understood, for targets whose body is `full`."""

    title: str | None = None
    """The call in a line."""

    from_number: str | None = None
    """The number that called."""

    to_number: str | None = None
    """The number that was called."""

    summary: str | None = None
    """What the call was about."""

    lead: LeadOfEvent | None = None
    """The person who called."""

    callback: CallbackWords | None = None
    """What the callback is about."""

    transcript: str | None = None
    """The text, one line a turn. Null before it is there, and above 200,000 letters."""

    document: str | None = None
    """Markdown. Null before it is there."""


class CorrectedBody(Model):
    """A field that a person corrected. The field itself has the person's value."""

    machine: Any
    """What the machine or the sender said; null for nothing."""

    at: datetime
    """When it was corrected."""

    by: Literal["user", "key"] | str
    """Whether a person or an API key did it."""

    by_id: str
    """The id of the user or key."""


class CostBody(Model):
    """What the model was paid for this answer."""

    model: str | None = None
    """The model; null if none was asked."""

    requests: int
    """Requests that were sent to it."""

    input_tokens: int
    """Tokens that were sent."""

    output_tokens: int
    """Tokens that it wrote."""

    cost_microusd: int | None = None
    """Cost in micro-dollars; null if the model's price is not known."""


class CostQuoteBody(Model):
    """What a question may read and cost."""

    understood: UnderstoodBody
    """How the question was read."""

    calls: int
    """Calls that are read for it, at most; with a model, those that it reads."""

    requests: int
    """Requests to the model; 0 if none is asked."""

    input_tokens: int
    """Tokens that may be sent to it."""

    output_tokens: int
    """Tokens that it may write."""

    cost_microusd: int | None = None
    """What these cost, in micro-dollars; null if the model's price is not known."""

    needs_max_cost: bool
    """Whether the question is answered only with `max_cost_microusd`."""


class CoverageBody(Model):
    """Over how many calls an answer speaks."""

    in_scope: int
    """Calls that the scope and the question select."""

    read: int
    """Of these, the calls whose words, or stored facts, were looked at. With a model, those that
    it read.
    """

    without_transcript: int
    """Of these, the calls without a transcript."""

    left_out: dict[str, int]
    """Calls in scope that were not read, by reason. `not_closest`: the model reads the calls
    that come closest to the question.
    """


class DayBody(Model):
    """The usage of one model on one day."""

    day: date
    """The day, UTC."""

    provider: str
    """The vendor."""

    model: str
    """The vendor's model."""

    usage: UsageBody
    """What it was asked for and bills."""


class DayFiguresBody(Model):
    """The figures of a day."""

    calls: int
    """Calls whose processing has begun."""

    failed: int
    """Calls without results."""

    callbacks: int
    """Calls with a callback, whatever became of it."""

    callbacks_done: int
    """Callbacks that are done."""

    callbacks_in_time: int
    """Callbacks that were done before they were overdue: within `overdue_after_s` of an instant,
    as the team's settings were then, or until the end of a window.
    """

    agent_share: float | None = None
    """The agents' part of the talking, of calls where it is known; null for none."""

    caller_share: float | None = None
    """The callers' part of the talking, of calls where it is known; null for none."""

    response: SpreadBody | None = None
    """From the end of a call to the end of its callback; null without one."""

    ready: SpreadBody | None = None
    """From the end of a call to its first results; null without any."""

    cost_microusd: int
    """What vendors were asked for on the day, on the team's clock, in micro-dollars. Budgets and
    GET /api/usage count UTC days, as vendors bill.
    """

    day: date
    """The day on which the calls arrived, on the team's clock."""


class DeliveriesBody(Model):
    """What came lately at a webhook URL."""

    deliveries: list[DeliveryBody]
    """The newest 100, newest first, of the last 14 days."""


class DeliveryBody(Model):
    """Deliveries of one minute that ended alike. What they held is not stored here."""

    last_at: datetime
    """When the last of them came."""

    outcome: DeliveryOutcome | str
    """`accepted`; `duplicate`: it was accepted before; `held`: it is processed later; `stored`:
    this version cannot use it, see GET /api/missed-calls; `ignored`: it concerns no call;
    `refused`.
    """

    reason: str | None = None
    """The problem's code of a refused one, else null."""

    detail: str | None = None
    """What the code means, for people."""

    times: int
    """How many there were in this minute."""


class DeliveryPage(Model):
    """A page of deliveries."""

    deliveries: list[SentEvent]
    """The last queued comes first."""

    next_cursor: str | None = None
    """The `cursor` of the next page; null on the last."""


class DigestBody(Model):
    """When a mail sums up what is due, overdue and new."""

    every: Literal["day", "week"] | str
    """`day` or `week`."""

    at: str | None = None
    """The time on the tenant's clock, such as `08:00`."""

    weekday: int | None = None
    """Of a `week`: the day, 1 is Monday."""


class DocumentBody(Model):
    """The document about the call."""

    title: str
    """Its title."""

    markdown: str
    """Its text, in Markdown."""

    model: str
    """The model that wrote it, or the name of the local rules."""

    version: int
    """Counts up whenever it is written again, from 1."""


class DroppedBody(Model):
    """Sentences of the model that were not shown."""

    total: int
    """How many."""

    reasons: dict[str, int]
    """By reason: `no_quote`, `unknown_turn`, `not_said`, `changed_fact` (a number, date, name,
    amount or negation that its quotes do not have), `unsupported`, `markup`.
    """


class DryRun(Model):
    """What would be sent."""

    sequence: int | None = None
    """The number of the event; null for the sample."""

    type: str
    """The event's type."""

    skipped: str | None = None
    """Why nothing would be sent for this event; null when something is."""

    method: str | None = None
    """The request's method; `MAIL` for a mail."""

    url: str | None = None
    """Where it goes; secrets in it are masked."""

    headers: dict[str, str]
    """Its own headers; secrets and credentials in them are masked."""

    body: JsonValue
    """Its body; secrets in it are masked."""


class EmbeddingsGenerated(Model):
    """A text can be found by meaning."""

    source: Literal["transcript", "summary", "document"] | str
    """The text that can be found by meaning now."""


class EndedBody(Model):
    """Runs of one kind that are over."""

    succeeded: int
    """Runs that succeeded in the last 24 hours."""

    failed: int
    """Runs that failed in the last 24 hours."""

    dead: int
    """Failed runs that were neither retried nor cleaned yet, of any age."""

    quarantined: int
    """The part of `dead` that took their worker down."""

    kind: JobKind | str
    """Which kind."""


class EndpointBody(Model):
    """A webhook URL of the tenant's own."""

    id: str
    """Its id, which is a part of the URL."""

    source: Sender | str
    """Who sends to it."""

    url: str
    """The URL to give to the sender."""

    secrets: int
    """How many secrets are accepted now: two after one was replaced."""

    initiation_url: str | None = None
    """The URL that ElevenLabs asks at the start of a call (conversation initiation webhook);
    null for other senders.
    """

    initiation_secrets: int
    """How many secrets are accepted at that URL now."""

    created_at: datetime
    """When it was made."""


class EndpointDisabled(Model):
    """A target was disabled."""

    target_id: UUID
    """The target's id."""

    name: str
    """The target's name."""

    reason: Literal["gone", "failing"] | str
    """`gone`: it answered that it is gone for good; `failing`: nothing was delivered for three
    days.
    """


class EventBody(Model):
    """An event as it is sent."""

    type: str
    """What happened."""

    timestamp: datetime
    """When it happened, which retries do not change."""

    data: EventData
    """What it is about."""


class EventData(Model):
    """What an event is about."""

    sequence: int
    """Grows from event to event of the tenant: the order in which they happened."""

    version: int
    """Grows with each event of this type about the same call: a later one replaces an earlier
    one.
    """

    call: CallOfEvent | None = None
    """Null for a deleted call, and for no call."""

    callback: CallbackOfEvent | None = None
    """The callback of the call, if it has one."""

    lead_id: UUID | None = None
    """The person who called."""

    job_id: UUID | None = None
    """The job that did it."""

    change: dict[str, Any]
    """What changed; its fields depend on the type."""

    content: Content | None = None
    """Null where the target's body is `thin`."""

    test: bool | None = None
    """Whether it is a sample that was asked for: no call stands behind it."""


class EventPage(Model):
    """Events, oldest first."""

    events: list[RecordedEvent]
    """The events, oldest first."""

    next_cursor: str
    """The `cursor` of what comes after these; ask with it again later."""


class EventStored(Model):
    """An event that this version cannot use was stored."""

    source: str
    """Who sent the event that this version cannot use."""

    reason: str
    """Why it cannot be used."""


class FieldBody(Model):
    """A field of a contact."""

    value: str | None = None
    """The value that counts: a person's, else of the calls."""

    sources: list[SourceBody]
    """What the calls say, by the team's rule for the field; several with `keep_both`. The first
    one counts where no person corrected the field.
    """


class FiguresBody(Model):
    """Figures of calls. Deleted calls do not count, but what they cost does."""

    calls: int
    """Calls whose processing has begun."""

    failed: int
    """Calls without results."""

    callbacks: int
    """Calls with a callback, whatever became of it."""

    callbacks_done: int
    """Callbacks that are done."""

    callbacks_in_time: int
    """Callbacks that were done before they were overdue: within `overdue_after_s` of an instant,
    as the team's settings were then, or until the end of a window.
    """

    agent_share: float | None = None
    """The agents' part of the talking, of calls where it is known; null for none."""

    caller_share: float | None = None
    """The callers' part of the talking, of calls where it is known; null for none."""

    response: SpreadBody | None = None
    """From the end of a call to the end of its callback; null without one."""

    ready: SpreadBody | None = None
    """From the end of a call to its first results; null without any."""

    cost_microusd: int
    """Cost in micro-dollars; 1,000,000 are one US dollar."""


class Found(Model):
    """A page of passages."""

    passages: list[PassageBody]
    """The passages, the best first; empty with `group=call`."""

    calls: list[PassagesOfCall] | None = None
    """The calls, the one with the best passage first; null without `group=call`."""

    passages_with_words: int | None = None
    """How many passages have the words, exactly; null where words do not count."""

    calls_with_words: int | None = None
    """How many calls these belong to."""

    read_as: list[ReadAs]
    """Words that were taken for misspelt, because no passage has them."""

    without_meaning: str | None = None
    """Why a search compared only words, or some passages only by their words, such as a vendor
    that is away; null if it compared all by both.
    """

    next_cursor: str | None = None
    """The `cursor` of the next page; null on the last."""


class Health(Model):
    """The process answers."""

    status: Literal["ok"] | str | None = None
    """Always `ok`."""

    version: str
    """Aftercall's version."""

    uptime_s: int
    """Seconds since the process started."""

    environment: str
    """`production` or `development` (AFTERCALL_ENV)."""


class HolidaysBody(Model):
    """The team's own holidays."""

    holidays: list[StoredHolidayBody]
    """The days, ascending."""


class ImportedBody(Model):
    """What became of an import."""

    added: int
    """How many rows put a number on the list."""

    listed: int
    """How many rows named a number that was on it."""

    refused: int
    """How many rows were refused; the others count all the same."""

    rows: list[ImportedRowBody]
    """Each row, in its order."""


class ImportedRowBody(Model):
    """What became of a row of an import."""

    row: int
    """The row, from 1; of a file with its heading and empty rows."""

    given: str
    """The number as it was given, at most 100 characters of it."""

    number: str | None = None
    """The number, E.164; null if it is none."""

    result: Literal["added", "listed", "refused"] | str
    """`added`: it is on the list now. `listed`: it was, or an earlier row added it; its note
    stays. `refused`: `problem` says why.
    """

    problem: Literal["no_number", "note_too_long", "not_text"] | str | None = None
    """`no_number`: it is no telephone number, lacks its area code, has no country code while the
    team has no `country`, or could be two numbers: in Germany 491701234567 is +491701234567
    or 0491701234567. `note_too_long`: the note has more than 2000 characters. `not_text`: it
    holds the character NUL.
    """


class IndexBody(Model):
    """The state of a team's index."""

    passages: int
    """Passages of transcripts, summaries and documents."""

    passages_without_vector: int
    """How many of them, in finished calls, are not found by their meaning; 0 unless a run
    failed.
    """

    model: str
    """The model that embeds new passages."""

    models: list[IndexedModelBody]
    """The models that passages have vectors of; more than one after a change."""

    reindex: ReindexBody | None = None
    """The latest run that embedded passages again; null if there was none."""


class IndexedModelBody(Model):
    """A model of vectors."""

    model: str
    """The model's name."""

    dimension: int
    """How many numbers its vectors have."""

    passages: int
    """How many passages have a vector of it."""


class InsightBodyCallbackDetectionValue(Model):
    """What was understood of the call, and by what."""

    model: str
    """The model that made it, or the name of the local rules; `person` for a summary that only a
    person wrote.
    """

    prompt_version: str
    """The version of the model's prompt, or of the rules."""

    version: int
    """Counts up whenever it is made again, from 1."""

    value: CallbackDetectionValue
    """What was understood."""


class InsightBodyLeadValue(Model):
    """What was understood of the call, and by what."""

    model: str
    """The model that made it, or the name of the local rules; `person` for a summary that only a
    person wrote.
    """

    prompt_version: str
    """The version of the model's prompt, or of the rules."""

    version: int
    """Counts up whenever it is made again, from 1."""

    value: LeadValue
    """What was understood."""


class InsightBodySummaryValue(Model):
    """What was understood of the call, and by what."""

    model: str
    """The model that made it, or the name of the local rules; `person` for a summary that only a
    person wrote.
    """

    prompt_version: str
    """The version of the model's prompt, or of the rules."""

    version: int
    """Counts up whenever it is made again, from 1."""

    value: SummaryValue
    """What was understood."""


class InstallationBody(Model):
    """How the installation does now."""

    processes: list[LiveProcessBody] | None = None
    """The live processes; null while Redis is away."""

    limiters: list[LimiterBody]
    """The limiters that a live process uses; none while Redis is away."""

    breakers: list[BreakerBody]
    """The vendors whose last requests failed."""

    lanes: list[OpenBody]
    """The open runs of all tenants, by kind and lane."""


class JobBody(Model):
    """A job with its steps."""

    job_id: UUID
    """The job's id."""

    call_id: UUID
    """The call that it processes."""

    kind: JobKind | str
    """`process_call` does everything for a call; `attach_recording` only fetches its audio;
    `reindex_call` embeds its texts again, with another model.
    """

    lane: Lane | str
    """`backfill` jobs wait behind `live` ones."""

    status: JobStatus | str
    """How far the job's present run is."""

    attempts: int
    """How often a worker began the present run; waiting for others does not count."""

    crashes: int
    """How often a worker died during the present run."""

    snoozes: int
    """How often the present run was put off, as for a vendor's rate limit."""

    not_before: datetime
    """No worker begins the run before this time."""

    error: str | None = None
    """Why the last attempt failed, for people."""

    error_code: str | None = None
    """Why the last attempt failed, as a stable word for programs."""

    created_at: datetime
    """When the job was made."""

    started_at: datetime | None = None
    """When a worker first began the present run."""

    finished_at: datetime | None = None
    """When the present run ended."""

    run: int
    """The number of the present run, from 1. A retry, a reprocess or another test job is the
    next run; earlier ones are at GET /api/job/{job_id}/runs.
    """

    requested_as: str | None = None
    """The name given to this run when it was requested (`--job-id`)."""

    dismissed_at: datetime | None = None
    """When it was taken off the list of what ended badly (POST /api/queue/clean), if it was."""

    progress: int
    """Percent of the work that is done. Transcribing a recording counts for half of it, by the
    seconds of speech. It is 100 if the run succeeded, and only then.
    """

    steps: list[StepBody]
    """Every step of this kind of job, in the order of the pipeline."""


class JobPage(Model):
    """A page of jobs."""

    jobs: list[JobSummary]
    """The jobs, newest first."""

    next_cursor: str | None = None
    """The `cursor` of the next page; null on the last."""


class JobSummary(Model):
    """A job is the work on one call."""

    job_id: UUID
    """The job's id."""

    call_id: UUID
    """The call that it processes."""

    kind: JobKind | str
    """`process_call` does everything for a call; `attach_recording` only fetches its audio;
    `reindex_call` embeds its texts again, with another model.
    """

    lane: Lane | str
    """`backfill` jobs wait behind `live` ones."""

    status: JobStatus | str
    """How far the job's present run is."""

    attempts: int
    """How often a worker began the present run; waiting for others does not count."""

    crashes: int
    """How often a worker died during the present run."""

    snoozes: int
    """How often the present run was put off, as for a vendor's rate limit."""

    not_before: datetime
    """No worker begins the run before this time."""

    error: str | None = None
    """Why the last attempt failed, for people."""

    error_code: str | None = None
    """Why the last attempt failed, as a stable word for programs."""

    created_at: datetime
    """When the job was made."""

    started_at: datetime | None = None
    """When a worker first began the present run."""

    finished_at: datetime | None = None
    """When the present run ended."""

    run: int
    """The number of the present run, from 1. A retry, a reprocess or another test job is the
    next run; earlier ones are at GET /api/job/{job_id}/runs.
    """

    requested_as: str | None = None
    """The name given to this run when it was requested (`--job-id`)."""

    dismissed_at: datetime | None = None
    """When it was taken off the list of what ended badly (POST /api/queue/clean), if it was."""


class JsonValue(Model):
    """JsonValue"""


class KeyStateBody(Model):
    """Whether a key is stored, and works."""

    configured: bool
    """Whether a key is stored."""

    checked_at: datetime | None = None
    """When the list of conversations was last read with it whole."""

    failure: str | None = None
    """Why it could not be read since then, for people; null if it could."""


class LastSummaryBody(Model):
    """The summary of the newest call that has one."""

    call_id: UUID
    """The call."""

    at: datetime
    """When it began."""

    text: str
    """The summary, at most 1000 characters of it."""


class LeadBody(Model):
    """A person, identified by their number or e-mail address. Each field is the newest value
    from their calls. Deleting a call removes the values that came from it alone.
    """

    id: UUID
    """The person's id."""

    name: str | None = None
    """Their name."""

    phone: str | None = None
    """The number to reach them at; E.164 where it could be parsed."""

    email: str | None = None
    """Their e-mail address."""

    company: str | None = None
    """The company that they call for."""

    service: str | None = None
    """What they want."""

    city: str | None = None
    """The place where they want it."""

    confidence: float
    """How sure the analysis is, from 0 to 1."""

    corrected: dict[str, CorrectedBody]
    """The fields that a person corrected, with what the calls say; the fields themselves have
    the person's value.
    """

    unverified: list[str]
    """The fields whose value could not be checked against the call that it comes from; ask
    before relying on them.
    """

    created_at: datetime
    """When the person was first known here."""

    updated_at: datetime
    """When this was last changed."""

    last_call_at: datetime
    """When their newest call began."""

    call_count: int
    """How many calls they have; GET /api/calls?lead_id= lists all of them."""

    calls: list[LeadCallBody]
    """Their newest calls, at most 20; in a list of persons 5."""


class LeadCallBody(Model):
    """A call of a person."""

    call_id: UUID
    """The call's id."""

    at: datetime
    """When the call began; when it was reported here, if that is not known."""

    title: str | None = None
    """The call in a line."""

    status: CallStatus | str
    """How far the call is."""

    callback: CallbackOfCallBody | None = None
    """Its callback; null if it has none."""


class LeadExtracted(Model):
    """The call says who called."""

    lead_id: UUID
    """The person's id."""


class LeadOfCallBody(Model):
    """The person whose call it is."""

    id: UUID
    """The person's id."""

    name: str | None = None
    """Their name."""

    phone: str | None = None
    """The number to reach them at."""


class LeadOfEvent(Model):
    """The person who called."""

    id: UUID
    """The person's id."""

    name: str | None = None
    """Their name."""

    phone: str | None = None
    """Their number; E.164 where it could be parsed."""

    email: str | None = None
    """Their e-mail address."""

    company: str | None = None
    """The company that they call for."""

    service: str | None = None
    """What they want."""

    city: str | None = None
    """The place where they want it."""


class LeadPage(Model):
    """A page of persons."""

    leads: list[LeadBody]
    """The persons; who called last comes first."""

    next_cursor: str | None = None
    """The `cursor` of the next page; null on the last."""


class LeadUpdated(Model):
    """A person corrected a lead."""

    lead_id: UUID
    """The person's id."""

    fields: list[str]
    """The fields that a person corrected."""


class LeadValue(Model):
    """The caller as a prospective customer. A field that was not said is null."""

    name: str | None = None
    """The caller's name."""

    phone: str | None = None
    """The number to reach them at; E.164 where it could be parsed."""

    email: str | None = None
    """The caller's e-mail address."""

    company: str | None = None
    """The company that they call for."""

    service: str | None = None
    """What they want."""

    city: str | None = None
    """The place where they want it."""

    confidence: float
    """How sure the analysis is, from 0 to 1."""

    unverified: list[str] | None = None
    """The fields that could not be checked against the transcript, such as a number spoken in a
    language that is not read; ask before relying on them.
    """

    from_sender: list[str] | None = None
    """The fields that come from the sender and were not said in the call."""


class LeftOut(Model):
    """What was left out of a transcript that is too long (`shared.domain.transcript_bounds`).
    `turns` are missing in front of the turn with number `before_turn`; words and segments, in
    the middle of them.
    """

    turns: int
    """How many turns are missing."""

    before_turn: int
    """The turn in front of which they are missing; the first is 0."""

    words: int | None = None
    """How many words with times are missing."""

    segments: int | None = None
    """How many segments are missing."""


class LengthBody(Model):
    """How long a call must be."""

    comparison: Literal["<", "<=", ">=", ">"] | str
    """How it is compared."""

    seconds: float
    """With what."""


class LimitBody(Model):
    """How much of a limit a minute is used."""

    unit: Literal["requests", "tokens", "audio_s"] | str
    """What is counted."""

    used: float
    """Sent in the last minute."""

    limit: float | None = None
    """The limit; null where none is known."""


class LimiterBody(Model):
    """The limits of a model under one key, over all processes."""

    provider: str
    """The vendor."""

    model: str | None = None
    """The model; null for a vendor without models."""

    key: str
    """The beginning of the hash of the key."""

    waiting: int
    """Requests that wait to be sent."""

    in_progress: int
    """Requests that wait for their answer."""

    most_in_progress: int | None = None
    """How many may be in progress; null without a limit."""

    limits: list[LimitBody]
    """What was used of each limit a minute."""

    paused_for_s: float | None = None
    """How much longer the vendor asked to wait; null if it did not."""


class LiveProcessBody(Model):
    """A live process."""

    kind: Literal["api", "worker"] | str
    """What it does."""

    name: str
    """Its name: WORKER_NAME, or machine and process id."""

    version: str
    """Its version of Aftercall."""

    started_at: datetime
    """When it was started."""

    slots: int | None = None
    """How many runs it takes at a time; null for an API process."""

    busy: int | None = None
    """How many runs it works on; it may be more than `slots`, because a tenant without a run on
    this worker gets one beyond them. Null for an API process.
    """

    loop_lag_s: float
    """The longest delay of its event loop in the last minute, in seconds."""


class LoggedEvent(Model):
    """An event on its way to a target, with what was sent and answered."""

    id: UUID
    """The delivery's id."""

    target_id: UUID
    """Where it is sent."""

    event_id: UUID
    """`webhook-id` of all tries and replays: a receiver knows a repeat by it."""

    type: str
    """The event's type; `digest` for a mail that sums up a period."""

    call_id: UUID | None = None
    """The call that it is about."""

    occurred_at: datetime
    """When it happened."""

    status: Literal["pending", "delivered", "failed"] | str
    """`pending`: it waits or is being sent; `failed`: all tries are used."""

    failures: int
    """Failed tries since it was queued."""

    next_at: datetime | None = None
    """When the next try is due; null when none is."""

    queued_at: datetime
    """When it was queued, the last time."""

    ended_at: datetime | None = None
    """When it was delivered or given up."""

    last_try: TryBody | None = None
    """The last request; null before the first."""

    tries: list[TryBody]
    """The last 20 tries, the oldest first."""

    body: str | None = None
    """The event as it is sent to a `webhook`, and of which other kinds of targets make their
    request; null before the first try, 30 days after it, and when the call was deleted.
    """

    body_sha256: str | None = None
    """Its hash, in hexadecimal, which is kept."""

    request: str | None = None
    """The last request that was made of it, without secrets, as a JSON object; null for a
    `webhook`. Kept as long as the body.
    """

    answer: str | None = None
    """The first 2,000 bytes of the last answer's body, kept as long as the body."""


class MailBody(Model):
    """To whom mails go, and when."""

    to: list[str]
    """Addresses of the tenant's users. TARGET_ALLOW_ANY_ADDRESS of the installation allows
    others.
    """

    digest: DigestBody | None = None
    """One mail for a day or week; null for a mail with each event."""


class MarkBody(Model):
    """Characters of the text that match, from `start` to before `end`."""

    start: int
    """The first character, from 0."""

    end: int
    """The character after the last."""


class MeBody(Model):
    """Who is signed in, and what they may do."""

    user_id: UUID
    """The user's id."""

    email: str
    """The user's e-mail address."""

    name: str | None = None
    """The user's name; null if none was given."""

    role: Role | str
    """The user's role in the tenant."""

    operator: bool
    """Whether the user is an operator of the installation."""

    has_password: bool
    """False for a user who signs in with the sign-in provider only."""

    permissions: list[Permission | str]
    """What the user may do."""

    tenant_id: UUID
    """The tenant's id."""

    tenant_name: str
    """The tenant's name."""

    session_id: UUID
    """The session of this request."""

    second_factor: bool
    """Whether signing in takes an authenticator's code."""

    recovery_codes: int
    """How many recovery codes are left."""

    csrf_token: str
    """A browser sends it as `X-CSRF-Token` with requests that change something."""


class MissedCallsBody(Model):
    """Whether all calls arrived."""

    window_hours: float
    """How far back the senders' lists are compared, in hours."""

    sources: list[SourceCheckBody]
    """The comparison with each sender."""

    own_key: OwnKeyCheckBody | None = None
    """The comparison with the tenant's own key; null without one."""

    unused: list[UnusedBody]
    """The newest signed events that could not be used."""

    unclaimed: UnclaimedBody
    """Events that belong to no tenant."""


class MissedCallsFound(Model):
    """A sender's list has calls that never arrived."""

    source: str
    """Whose list has calls that are not here."""

    missing: int
    """How many calls of its list are missing."""


class ModelFiguresBody(Model):
    """The usage of a model."""

    provider: str
    """The vendor."""

    model: str
    """The vendor's model."""

    usage: UsageBody
    """What it was asked for and bills."""


class NewAgentAnswer(Model):
    """A new agent, and how many stored events were recorded for it."""

    id: UUID
    """The agent's id here."""

    external_id: str
    """The sender's id of the agent, which its webhooks carry."""

    name: str
    """The agent's name."""

    created_at: datetime
    """When it was registered."""

    transcribe: bool | None = None
    """Whether recordings of its calls are transcribed or only stored; null does as the tenant's
    setting says.
    """

    claimed_by: Claim | str | None = None
    """Why the installation's own URLs take its calls for this tenant: `own_id` (its id was made
    here), `sole_tenant`, `vendor_key` (the tenant's key reads it) or `operator`. Null if they
    do not; a tenant's own URLs do in any case.
    """

    released_events: int
    """How many held events of this agent are processed now."""


class NewApiKeyAnswer(Model):
    """A new API key."""

    id: UUID
    """The key's id."""

    name: str
    """What the key is for."""

    prefix: str
    """How the key begins."""

    scopes: list[Scope | str]
    """What the key may do: `read` everything, `ingest` new calls and recordings, `write` changes
    to calls and runs, `admin` for settings, agents and deletions, `keys` to make and revoke
    keys.
    """

    networks: list[str]
    """Addresses or networks (CIDR) from which the key is accepted; empty accepts it from
    everywhere.
    """

    created_at: datetime
    """When it was made."""

    expires_at: datetime | None = None
    """When it stops to work; null for never."""

    last_used_at: datetime | None = None
    """When it was last used, to about a minute; null if never."""

    revoked_at: datetime | None = None
    """When it was revoked; null if it is valid."""

    api_key: str
    """The key itself. It is shown this once and is not stored."""


class NewCalendar(Model):
    """A new address, with the URL that is shown once."""

    id: UUID
    """The address's id."""

    whose: Literal["team", "mine"] | str
    """`team`: all callbacks of the team. `mine`: those that are given to you."""

    created_at: datetime
    """When it was made."""

    read_at: datetime | None = None
    """When a calendar last read it, to the hour; null if none did."""

    url: str
    """What a calendar subscribes to (iCalendar). Who has it can read names, numbers and reasons:
    keep it secret.
    """


class NewInvitation(Model):
    """A new invitation."""

    id: UUID
    """The invitation's id."""

    email: str
    """Whom it is for."""

    role: Role | str
    """`viewer` reads; `member` also works on calls; `admin` also changes settings, agents, keys
    and people; `owner` also other owners and the tenant itself.
    """

    created_at: datetime
    """When it was made."""

    expires_at: datetime
    """When its link stops to work."""

    mailed: bool
    """Whether the link was mailed to the person."""

    link: str | None = None
    """The one-time link to pass on, shown this once; null when it was mailed. Its holder becomes
    this person.
    """


class NewRecordingAnswer(Model):
    """A new recording, and the address for its audio."""

    recording_id: UUID
    """The recording's id."""

    call_id: UUID
    """The id of its call."""

    status: RecordingStatus | str
    """Always `pending`."""

    upload_url: str
    """PUT the audio here."""

    finalize_url: str
    """Then POST here, without a body, to have it processed."""


class NewShare(Model):
    """A new link."""

    id: UUID
    """The link's id."""

    call_id: UUID
    """The call that it shows."""

    made_by: SharerBody
    """Who made it. It ends when they are removed, shut out or revoked."""

    plays_recording: bool
    """Whether the recording can be played."""

    created_at: datetime
    """When it was made."""

    expires_at: datetime
    """When it ends by itself."""

    opened_at: datetime | None = None
    """When it was last opened; null if never."""

    times_opened: int
    """How often it was opened."""

    url: str
    """The link, shown this once: everyone who has it sees the call. It leads to a page with
    title, summary and transcript, without callback, lead, cost and the line's numbers.
    """


class Nothing(Model):
    """No further fields."""


class NumbersBody(Model):
    """The figures of a period."""

    first: date
    """The first day."""

    last: date
    """The last day."""

    timezone: str
    """The zone of the days: the team's. What was counted before it was changed keeps its day."""

    total: FiguresBody
    """All of it."""

    days: list[DayFiguresBody]
    """The figures by day, ascending, without days on which there was nothing."""

    agents: list[AgentFiguresBody]
    """The figures by agent, the one with the most calls first."""

    models: list[ModelFiguresBody]
    """The usage by model, the most expensive first."""


class OccurrenceBody(Model):
    """One occurrence of a schedule."""

    due_at: datetime
    """When it was due."""

    status: Literal["ran", "skipped"] | str
    """`ran`, or `skipped`: it was missed, and not made up for."""

    by_hand: bool
    """Whether a person asked for it."""

    ran_at: datetime
    """When it was recorded."""

    result: dict[str, Any]
    """What came of it: `events` that were sent, with `overdue` and `due` callbacks, or runs that
    were `retried`. `missed_since`: earlier ones were missed too, and not recorded.
    """


class OccurrencePage(Model):
    """A page of occurrences."""

    occurrences: list[OccurrenceBody]
    """The last comes first."""

    next_cursor: str | None = None
    """The `cursor` of the next page; null on the last."""


class OffersBody(Model):
    """How people can sign in here."""

    single_sign_on: str | None = None
    """The name of the sign-in provider; null without one."""

    mail: bool
    """Whether the installation mails links to new passwords."""

    signup: Literal["closed", "mail", "direct"] | str
    """Whether strangers can create a tenant: not at all, by a mailed link, or at once."""


class OneSessionBody(Model):
    """A place where the user is or was signed in."""

    id: UUID
    """The session's id."""

    kind: Literal["browser", "program"] | str
    """`browser` or `program`."""

    address: str | None = None
    """The address that it was opened from."""

    client: str | None = None
    """The browser or program, by its own words."""

    created_at: datetime
    """When it was opened."""

    last_used_at: datetime
    """When it was last used, to about a minute."""

    expires_at: datetime
    """When it expires."""

    ended_at: datetime | None = None
    """When it was ended; null if it was not."""

    current: bool | None = None
    """Whether this request belongs to it."""


class OpenBody(Model):
    """Runs of one kind and lane that are not over."""

    waiting: int
    """Runs that wait for a worker."""

    running: int
    """Runs that a worker has in hand."""

    scheduled: int
    """Runs that wait for a time, as for a vendor's rate limit."""

    oldest_s: float | None = None
    """For how many seconds the run that has waited longest for a worker does; null if none
    waits.
    """

    kind: JobKind | str
    """Which kind."""

    lane: Lane | str
    """Which lane."""


class OpenCallbackBody(Model):
    """The open callback that comes first."""

    call_id: UUID
    """The call that asks for it."""

    reason: str
    """Why the person is to be called."""

    callback: CallbackOfCallBody
    """The callback."""


class OpenInvitation(Model):
    """An invitation that is still open."""

    id: UUID
    """The invitation's id."""

    email: str
    """Whom it is for."""

    role: Role | str
    """`viewer` reads; `member` also works on calls; `admin` also changes settings, agents, keys
    and people; `owner` also other owners and the tenant itself.
    """

    created_at: datetime
    """When it was made."""

    expires_at: datetime
    """When its link stops to work."""


class OptOutBody(Model):
    """Why a contact is not to be called."""

    at: datetime
    """When the call began, or when a person decided it."""

    by: Literal["call", "user", "key"] | str
    """Whether the caller said so, or a person or an API key decided it."""

    by_id: str | None = None
    """The id of the user or key."""

    call_id: UUID | None = None
    """The call in which they said so."""

    words: str | None = None
    """Their words, verbatim."""

    turn: int | None = None
    """The turn of the words, from 0."""


class OptOutOfCall(Model):
    """The caller's wish for no more calls."""

    words: str
    """The words, as they stand in the transcript."""

    turn: int
    """The turn that they stand in; the first is 0."""


class OwnKeyCheckBody(Model):
    """What the tenant's own key at ElevenLabs lists, compared with the stored calls. Figures are
    null before the first check.
    """

    listed: int | None = None
    """Calls of the tenant's agents that the key lists as ended in the last `window_hours`."""

    arrived: int | None = None
    """How many of them were here before the check."""

    fetched: int | None = None
    """How many of them the check fetched."""

    missing: int | None = None
    """How many of them are still missing."""

    checked_at: datetime | None = None
    """When the figures were made."""

    failure: str | None = None
    """Why the last check was broken off, for people, such as a refused key; null if it was not."""


class PartBody(Model):
    """A part of an answer, in the order in which it is read."""

    kind: Literal["sentence", "passage", "item", "group", "fact"] | str
    """`sentence`: written by a model, and proved by its citations. `passage`: words of a call.
    `item`: an entry of a list. `group`: one of the most frequent. `fact`: counted or said by
    code.
    """

    text: str
    """The part as plain text."""

    citations: list[CitationBody]
    """The words that prove or show it."""

    data: dict[str, Any]
    """What programs read instead of the text, such as `count`, or `call_id`, `name`, `phone` and
    `due_at` of an item.
    """


class PassageBody(Model):
    """A passage that was found."""

    call: CallBody
    """The call it belongs to."""

    source: PassageSource | str
    """What it is a part of; a `lead` is the person whose call it is."""

    text: str
    """The passage, or the part of it with the first words that match. Plain text."""

    marks: list[MarkBody]
    """The words of `text` that match; none where only the meaning does."""

    turn: int | None = None
    """The number of the turn it begins in, from 0; null outside of transcripts."""

    speaker: Speaker | str | None = None
    """Who says that turn."""

    start_s: float | None = None
    """When it begins, in seconds of the call."""

    end_s: float | None = None
    """When it ends."""

    matched_by: list[Literal["keyword", "semantic"] | str]
    """Whether its words match, or its meaning."""


class PassagesOfCall(Model):
    """The best passages of one call."""

    call: CallBody
    """The call."""

    passages: list[PassageBody]
    """Its best passages, at most 3, the best first."""

    more: int
    """How many more it has among the best 200 of the search."""


class PeaksBody(Model):
    """How loud a recording is over time."""

    recording_id: UUID
    """The recording."""

    per_s: float
    """Values in a second: 20, of recordings longer than an hour fewer."""

    duration_s: float
    """Length of the recording in seconds."""

    speakers: list[Speaker | str] | None = None
    """Who is on each channel, in order; null if not given."""

    channels: list[list[int]]
    """For each channel the highest amplitude of each moment, from 0 to 255. One or two; more
    channels are mixed into one.
    """


class PendingBody(Model):
    """A worker is reading the recording."""

    status: str
    """Always `pending`: ask again after `Retry-After`."""


class PeriodBody(Model):
    """Days that a question names."""

    first: date
    """The first day."""

    last: date
    """The last day."""

    since: datetime
    """The instant at which the first day begins."""

    until: datetime
    """The instant before which the last day ends."""

    timezone: str
    """The zone of the days: the team's."""


class PersonErased(Model):
    """What was deleted of a person."""

    calls: list[UUID]
    """The calls that this request deleted."""

    remaining: int
    """How many of the person's calls are left, counted up to 10000: repeat the request until it
    is 0.
    """

    stays_on_do_not_call: bool
    """Whether a number of the person stays on the list of numbers that are never called, without
    note and call: otherwise the wish could not be respected. DELETE /api/do-not-call/{number}
    deletes it too.
    """


class ProcessAnswer(Model):
    """What was accepted, and where to follow it."""

    job_id: UUID | None = None
    """The job that processes the call."""

    call_id: UUID | None = None
    """The call."""

    recording_id: UUID | None = None
    """The recording, where the request concerns one."""

    status: Literal["accepted", "spooled", "stored"] | str | None = None
    """`spooled`: the database is away, and the event is on disk until it is back. `stored`: this
    version cannot use the event; GET /api/missed-calls says why, and it can be tried again
    after an upgrade.
    """

    status_url: str | None = None
    """The address of the job's status; also the answer's `Location`."""

    jobId: UUID | None = None
    """`job_id` again, for programs that read it under this name."""


class QueueStats(Model):
    """The queue of the requesting tenant."""

    succeeded: int
    """Runs that succeeded in the last 24 hours."""

    failed: int
    """Runs that failed in the last 24 hours."""

    dead: int
    """Failed runs that were neither retried nor cleaned yet, of any age."""

    quarantined: int
    """The part of `dead` that took their worker down."""

    waiting: int
    """Runs that wait for a worker."""

    running: int
    """Runs that a worker has in hand."""

    scheduled: int
    """Runs that wait for a time, as for a vendor's rate limit."""

    oldest_s: float | None = None
    """For how many seconds the run that has waited longest for a worker does; null if none
    waits.
    """

    drained_per_minute: float
    """Runs that ended in a minute, on average over the last five."""

    workers: int | None = None
    """Workers that reported themselves lately; null while Redis is away."""

    open: list[OpenBody]
    """The runs that are not over, by kind and lane."""

    ended: list[EndedBody]
    """The runs that are over, by kind."""


class QueuedEvents(Model):
    """How much is sent again."""

    queued: int
    """How many events were queued."""


class QueuedTest(Model):
    """A test on its way."""

    delivery_id: UUID
    """GET /api/event-deliveries/{delivery_id} says what came of it."""


class QuoteBody(Model):
    """What the caller said, and where."""

    words: str
    """The words, as they stand in the transcript."""

    turn: int | None = None
    """The turn that they stand in; the first is 0."""

    start_s: float | None = None
    """When that turn begins, in seconds from the start of the call."""


class ReadAs(Model):
    """A word that no passage has, and the words that were looked for in its place."""

    word: str
    """The word as it was typed."""

    instead: list[str]
    """What it was taken for."""


class Readiness(Model):
    """Whether the installation can accept calls and work on them."""

    status: Literal["ready", "not ready"] | str
    """`ready` if every check is ok."""

    checks: dict[str, str]
    """By name of a check, `ok` or what is wrong in a few words."""

    spooled_events: int
    """Events that wait on disk until the database is back."""

    set_aside_events: int
    """Events on disk that could not be recorded; an operator has to look at them."""

    chunks_without_vector: int | None = None
    """Passages of finished calls that are not found by their meaning, counted at most once a
    minute; null while they cannot be counted.
    """


class ReadingBody(Model):
    """When to call back, as the newest run reads it from the call."""

    status: CallbackStatus | str
    """The status that the callback would have."""

    due_at: datetime | None = None
    """When to call."""

    due_until: datetime | None = None
    """The end of the window or day."""

    time_kind: TimeKind | str
    """What the caller's words come to."""

    candidates: list[datetime]
    """The ways to read an ambiguous time."""

    rule: str
    """How the time was read, for people."""


class RecordedEvent(Model):
    """Something that happened."""

    id: UUID
    """The event's id, which follows from what happened; `webhook-id` of its deliveries."""

    sequence: int
    """Its place in the order of the tenant's events."""

    version: int | None = None
    """Grows with each event of this type about the same call; null for steps of a job."""

    type: str
    """What happened, such as `call.ready`."""

    at: datetime
    """When it happened."""

    call_id: UUID | None = None
    """The call that it is about; for a deleted call, see `data`."""

    job_id: UUID | None = None
    """The job that did it."""

    data: dict[str, Any]
    """What changed; its fields depend on the type."""


class RecordingBody(Model):
    """The audio of a call, or a part of it."""

    id: UUID
    """The recording's id."""

    call_id: UUID | None = None
    """The call that it is of."""

    status: RecordingStatus | str
    """`pending` until the upload begins; `completed` when all results are there; `error` says
    why it failed.
    """

    size_bytes: int | None = None
    """Size of the file in bytes."""

    media_type: str | None = None
    """The file's media type."""

    duration_s: float | None = None
    """Length of the file in seconds; null until it was read."""

    channels: int | None = None
    """Audio channels in the file; null until it was read."""

    speakers: list[Speaker | str] | None = None
    """Who is on each channel, in order; null if not given."""

    speech_s: float | None = None
    """Seconds of speech in the file; null until it was read."""

    transcribed_s: float | None = None
    """How many of the `speech_s` are transcribed."""

    started_at: datetime | None = None
    """When the recording began."""

    offset_s: float | None = None
    """Seconds from the start of the call's first recording, by which the transcript's times
    count.
    """

    cut_off: bool
    """True if the file ends too early; what is there was transcribed."""

    error: str | None = None
    """Why the recording was refused or could not be transcribed, for people."""

    audio_deleted_at: datetime | None = None
    """When the audio was deleted."""

    created_at: datetime
    """When the recording was first known here."""

    progress: int
    """Percent of its speech that is transcribed; 100 only when all of it is."""


class RecordingChanged(Model):
    """The status of a recording changed."""

    recording_id: UUID | None = None
    """The recording's id."""


class RecordingState(Model):
    """How far a recording is."""

    status: RecordingStatus | str
    """How far the recording is, by its stage."""

    progress: int
    """How much of it is done, in percent."""

    error: str | None = None
    """Why it failed, for people; else null."""


class RecordingStatusBody(Model):
    """A recording whose `status` is an object, for programs that read `status.progress`."""

    id: UUID
    """The recording's id."""

    call_id: UUID | None = None
    """The call that it is of."""

    status: RecordingState
    """How far the recording is."""

    size_bytes: int | None = None
    """Size of the file in bytes."""

    media_type: str | None = None
    """The file's media type."""

    duration_s: float | None = None
    """Length of the file in seconds; null until it was read."""

    channels: int | None = None
    """Audio channels in the file; null until it was read."""

    speakers: list[Speaker | str] | None = None
    """Who is on each channel, in order; null if not given."""

    speech_s: float | None = None
    """Seconds of speech in the file; null until it was read."""

    transcribed_s: float | None = None
    """How many of the `speech_s` are transcribed."""

    started_at: datetime | None = None
    """When the recording began."""

    offset_s: float | None = None
    """Seconds from the start of the call's first recording, by which the transcript's times
    count.
    """

    cut_off: bool
    """True if the file ends too early; what is there was transcribed."""

    error: str | None = None
    """Why the recording was refused or could not be transcribed, for people."""

    audio_deleted_at: datetime | None = None
    """When the audio was deleted."""

    created_at: datetime
    """When the recording was first known here."""

    progress: int
    """`status.progress` again."""


class RecoveryCodesBody(Model):
    """Codes for the day the app is lost."""

    recovery_codes: list[str]
    """Each signs in once instead of the app's code. They are shown this once."""


class ReindexBody(Model):
    """A run that embeds passages again."""

    id: UUID
    """The run's id."""

    status: ReindexStatus | str
    """`done` also if calls failed: start another run for these."""

    model: str
    """The model to which passages move."""

    dimension: int
    """How many numbers its vectors have."""

    created_at: datetime
    """When it was started."""

    finished_at: datetime | None = None
    """When it was over."""

    calls_done: int
    """How many calls have moved."""

    calls_failed: int
    """How many could not be moved; their jobs say why."""

    calls_open: int
    """How many wait in the queue or are in work. Others are given to it later."""


class ReindexQuote(Model):
    """What embedding passages again would take."""

    model: str
    """The model of the settings, to which passages would move."""

    dimension: int
    """How many numbers its vectors have."""

    calls: int
    """How many calls have passages with vectors of other models."""

    passages: int
    """How many passages these are."""

    input_tokens: int
    """About how many tokens the model would read."""

    cost_microusd: int | None = None
    """About what it would cost, in micro-dollars; null if the model's price is not known."""


class Remind(Model):
    """Sends the event `callback.reminder`, unless no callback has to be made."""

    kind: Literal["remind"] | str
    """`remind`."""

    within_hours: int | None = None
    """Callbacks that are due within so many hours are in it, with overdue ones."""

    assignee_id: UUID | None = None
    """Only callbacks of this person; null for all."""

    agent_id: UUID | None = None
    """Only callbacks of calls of this agent; null for all."""


class ReplayBody(Model):
    """The result of a replay."""

    used: int
    """Stored events that could be used now."""

    left: int
    """Stored events that still cannot be used."""


class RequestTemplate(Model):
    """A request with expressions in its texts."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] | str | None = None
    """The request's method."""

    headers: dict[str, str] | None = None
    """Further headers."""

    body: JsonValue | None = None
    """The JSON body, of which each text is a template. A text that is one expression gives its
    value with its type; in an object, a field whose value is null is left out.
    """

    when: str | None = None
    """An expression; when its value is empty or false, nothing is sent."""

    success_location: str | None = None
    """For receivers that answer a success with a redirect: how its address begins. Any other
    answer is a failure then.
    """

    token: TokenTemplate | None = None
    """Where to get an access token, which is sent as `Authorization: Bearer`. It is kept until
    it ends, and got again when the receiver answers 401.
    """


class ResetLinkBody(Model):
    """A link to a new password."""

    link: str
    """The one-time link to pass on, shown this once."""

    expires_at: datetime
    """When it stops to work."""


class RetryAllAnswer(Model):
    """The result of the retry."""

    retried: int
    """How many runs are tried again."""

    more: bool
    """Whether others still match: send the same request again."""


class RetryFailed(Model):
    """Tries the unfinished steps of failed runs again, behind new calls."""

    kind: Literal["retry_failed"] | str
    """`retry_failed`."""

    days: int | None = None
    """Runs of the last days, also those whose call is ready in part; a run that keeps failing is
    tried so long, at most hourly. At most 100 at once.
    """


class RunPage(Model):
    """A page of a job's runs."""

    runs: list[JobBody]
    """The runs, newest first."""

    next_before_run: int | None = None
    """The `before_run` of the next page; null on the last."""


class SampleSent(Model):
    """A test of a target."""

    message: str
    """A text for people."""


class ScheduleBody(Model):
    """A schedule, with its next occurrences."""

    id: UUID
    """The schedule's id."""

    name: str
    """What people call it."""

    cron: str
    """When it is due: minute, hour, day of month, month and day of week, as in Debian's cron,
    such as `0 9 * * 1-5`; or @hourly, @daily, @weekly, @monthly or @yearly.
    """

    timezone: str | None = None
    """The IANA time zone of its clock; null is the team's, also when that is changed."""

    zone: str
    """The zone of its clock, which is UTC where the team has none."""

    action: Remind | SendEvent | RetryFailed | None = None
    """What it does. Null when this version cannot read it."""

    targets: int | None = None
    """How many targets get its events now; with 0 they are only stored. Null when the action
    sends no event.
    """

    missed: str
    """What happens with occurrences that were missed, because no worker ran: `skip`, those that
    are more than five minutes late are only recorded; `latest`, the last one is carried out
    for all; `all`, each is, at most the newest 100.
    """

    next_times: list[datetime]
    """The next 5 occurrences; empty while it is disabled."""

    last_at: datetime | None = None
    """The last occurrence that ran; null before it."""

    enabled: bool
    """Whether it runs."""

    disabled_because: Literal["person", "unreadable", "failing", "over"] | str | None = None
    """`person`; `failing`: it failed several times in a row, look at the workers' log;
    `unreadable`: this version cannot read it, change it; `over`: it never occurs again; null
    while it is enabled.
    """

    disabled_at: datetime | None = None
    """Since when it is disabled."""

    created_at: datetime
    """When it was made."""


class ScheduleDisabled(Model):
    """A schedule stopped by itself."""

    schedule_id: UUID
    """The schedule's id."""

    name: str
    """The schedule's name."""

    reason: Literal["unreadable", "failing", "over"] | str
    """`failing`: it failed several times in a row; `unreadable`: this version cannot read it;
    `over`: it never occurs again.
    """


class ScheduleDue(Model):
    """A schedule of the team's own was due."""

    schedule_id: UUID
    """The schedule's id."""

    name: str
    """The schedule's name."""

    due_at: datetime
    """When the schedule was due."""

    data: dict[str, Any]
    """The JSON object of the schedule."""


class ScheduleList(Model):
    """The schedules of a team."""

    schedules: list[ScheduleBody]
    """At most 50, oldest first."""


class Segment(Model):
    """A piece of about a sentence."""

    text: str
    """What is said."""

    start_s: float
    """When it begins, in seconds from the start of the call."""

    end_s: float
    """When it ends, in seconds from the start of the call."""

    speaker: Speaker | str | None = None
    """Who speaks."""

    label: str | None = None
    """Distinguishes voices, such as `1A` and `1B`, while their speaker is unknown."""


class SendEvent(Model):
    """Sends the event `schedule.due`, for tools such as n8n."""

    kind: Literal["event"] | str
    """`event`."""

    data: dict[str, JsonValue] | None = None
    """A JSON object of your own, sent as it is; at most 4 KiB. `message` in it is shown to
    people.
    """


class SentEvent(Model):
    """An event on its way to a target."""

    id: UUID
    """The delivery's id."""

    target_id: UUID
    """Where it is sent."""

    event_id: UUID
    """`webhook-id` of all tries and replays: a receiver knows a repeat by it."""

    type: str
    """The event's type; `digest` for a mail that sums up a period."""

    call_id: UUID | None = None
    """The call that it is about."""

    occurred_at: datetime
    """When it happened."""

    status: Literal["pending", "delivered", "failed"] | str
    """`pending`: it waits or is being sent; `failed`: all tries are used."""

    failures: int
    """Failed tries since it was queued."""

    next_at: datetime | None = None
    """When the next try is due; null when none is."""

    queued_at: datetime
    """When it was queued, the last time."""

    ended_at: datetime | None = None
    """When it was delivered or given up."""

    last_try: TryBody | None = None
    """The last request; null before the first."""


class SessionBody(Model):
    """A new session."""

    access_token: str | None = None
    """Send it as `Authorization: Bearer <access_token>`. Null for a browser, whose cookie holds
    it.
    """

    token_type: str | None = None
    """Always `bearer`."""

    expires_in: int
    """For how many seconds the session is valid."""

    csrf_token: str | None = None
    """Send it as `X-CSRF-Token` with requests that change something. Null for programs."""


class SessionsEnded(Model):
    """How many sessions ended."""

    ended: int
    """How many sessions ended."""


class ShareBody(Model):
    """A link that works."""

    id: UUID
    """The link's id."""

    call_id: UUID
    """The call that it shows."""

    made_by: SharerBody
    """Who made it. It ends when they are removed, shut out or revoked."""

    plays_recording: bool
    """Whether the recording can be played."""

    created_at: datetime
    """When it was made."""

    expires_at: datetime
    """When it ends by itself."""

    opened_at: datetime | None = None
    """When it was last opened; null if never."""

    times_opened: int
    """How often it was opened."""


class ShareList(Model):
    """The links of a call."""

    shares: list[ShareBody]
    """The links that work, newest first."""


class SharerBody(Model):
    """Who made a link."""

    kind: Literal["user", "key"] | str
    """A person, or an API key."""

    id: str
    """The id of the user or key."""

    name: str | None = None
    """Their name; a person without one has their address here."""


class ShippedTemplate(Model):
    """A template for the API of a vendor."""

    id: str
    """The template's id."""

    name: str
    """What people call it."""

    about: str
    """What it does."""

    setup: str
    """What has to be done at the vendor."""

    doc_url: str
    """Where the vendor describes the request."""

    kind: Literal["webhook", "template"] | str
    """The kind of target that it makes."""

    types: list[str]
    """The events that it is for."""

    inputs: list[TemplateInput]
    """The values that it needs."""

    url: str | None = None
    """Where it sends; null when a person has to give the URL."""

    request: RequestTemplate | None = None
    """What it sends; null for the event itself."""


class SignupAnswer(Model):
    """A new team, signed in."""

    access_token: str | None = None
    """Send it as `Authorization: Bearer <access_token>`. Null for a browser, whose cookie holds
    it.
    """

    token_type: str | None = None
    """Always `bearer`."""

    expires_in: int
    """For how many seconds the session is valid."""

    csrf_token: str | None = None
    """Send it as `X-CSRF-Token` with requests that change something. Null for programs."""

    tenant_id: UUID
    """The team's id."""

    user_id: UUID
    """The user's id."""

    agent_id: UUID
    """A first agent, made so that calls can be sent at once."""

    timezone: str | None = None
    """The team's IANA time zone; null if none was given."""


class SimilarCall(Model):
    """A call with a similar meaning."""

    call: CallBody
    """The call."""

    score: float
    """Cosine similarity; 1 is the same meaning."""

    source: ChunkSource | str
    """Which of its texts matched."""

    excerpt: str
    """The text that matched, at most 400 characters of it."""


class SimilarCalls(Model):
    """Calls with a meaning similar to one call."""

    compared_by: ChunkSource | str
    """Which text of the call was compared."""

    similar: list[SimilarCall]
    """The nearest first; empty if there are no others."""


class SourceBody(Model):
    """A value and where it is from: a call, or a person who corrected the lead of one."""

    value: str
    """The value."""

    at: datetime
    """When the call began, or when the person corrected it."""

    by: Literal["call", "user", "key"] | str
    """Whether a call says so, or a person or an API key."""

    call_id: UUID | None = None
    """The call that says so."""

    by_id: str | None = None
    """The id of the user or key."""


class SourceCheckBody(Model):
    """A sender's list of the tenant's calls, compared with the stored ones. Figures are null
    before the first check.
    """

    source: Source | str
    """The sender."""

    listed: int | None = None
    """Calls that the sender lists as ended in the last `window_hours`."""

    arrived: int | None = None
    """How many of them were here before the check."""

    fetched: int | None = None
    """How many of them the check fetched."""

    missing: int | None = None
    """How many of them are still missing."""

    checked_at: datetime | None = None
    """When the figures were made."""

    failing: bool
    """True if the last check was broken off, so that the figures are older."""


class SpreadBody(Model):
    """How long something took, in seconds, to within 5 %."""

    median_s: float
    """Half of them took no longer."""

    p95_s: float
    """19 of 20 took no longer."""


class StepBody(Model):
    """One step of a job."""

    step: Step | str
    """The step's name."""

    status: StepStatus | str
    """How far the step is."""

    attempt: int | None = None
    """How often the step was started in this run."""

    started_at: datetime | None = None
    """When its last attempt began."""

    finished_at: datetime | None = None
    """When it was done, skipped or failed for good."""

    meta: dict[str, Any] | None = None
    """Facts about what the step did, such as the model it used, or the `reason` why it was
    skipped. The keys differ from step to step.
    """

    error: str | None = None
    """Why the last attempt failed, for people."""

    error_code: str | None = None
    """Why the last attempt failed, as a stable word for programs."""

    usage: UsageBody | None = None
    """What the step used of vendors; null if it asked none."""


class StoredHolidayBody(Model):
    """A day on which the team calls no one back."""

    day: date
    """The day, on the team's clock."""

    name: str
    """What the day is called, for people."""

    callbacks: int
    """Callbacks that are to be made on it all the same: those set before, and those that a
    person moved there.
    """


class SummaryValue(Model):
    """What the call was about."""

    title: str
    """The call in a line."""

    text: str
    """The call in a few sentences."""

    key_points: list[str] | None = None
    """What matters of it."""

    next_steps: list[str] | None = None
    """What was promised or has to be done."""


class TargetBody(Model):
    """A target of events, without its secrets."""

    id: UUID
    """The target's id."""

    kind: Literal["webhook", "slack", "teams", "email", "template"] | str
    """What it is: `webhook`, a receiver of Standard Webhooks; `slack`, an incoming webhook of
    Slack; `teams`, a workflow of Microsoft Teams; `email`, mails to people of the team;
    `template`, any API, with a request of your own.
    """

    name: str
    """What people call it."""

    problem: str | None = None
    """What keeps it from working, and what to do: its secrets cannot be decrypted; else null."""

    url: str | None = None
    """Where the events are sent with POST: https, on the public internet. TARGET_ALLOW_HTTP and
    TARGET_ALLOW_PRIVATE of the installation allow more. Of `slack` and `teams`, only its
    beginning, because the URL is a secret; null when it cannot be decrypted.
    """

    types: list[str]
    """The events that it gets: types such as `call.ready`, and groups such as `callback`."""

    agent_ids: list[UUID] | None = None
    """Only calls of these agents; null for all. Events that are about no call are sent anyway."""

    outcomes: list[CallOutcome | str] | None = None
    """Only calls that ended like this, as their sender says; null for all. Events that are about
    no call are sent anyway.
    """

    body: Literal["thin", "full"] | str
    """`thin`: ids, times and states, and a link; `full`: also summary, person, callback,
    transcript and document.
    """

    request: RequestTemplate | None = None
    """What a `template` sends, with expressions such as {{ lead.phone }} in its texts."""

    email: MailBody | None = None
    """To whom an `email` sends, and when."""

    next_digest_at: datetime | None = None
    """When the next digest comes; null without one."""

    inputs: dict[str, str]
    """Values that a `template` names as {{ input.name }}."""

    secret_names: list[str]
    """The names of the secrets of a `template`."""

    has_credentials: bool
    """Whether credentials are sent."""

    previous_secret_until: datetime | None = None
    """Until when the secret before the last rotation signs, too; else null."""

    pending: int
    """Deliveries that wait, or are sent now."""

    first_delivered_at: datetime | None = None
    """When a delivery first succeeded; null when none ever did."""

    failing_since: datetime | None = None
    """When the failures since the last success began; null when it works."""

    next_try_at: datetime | None = None
    """After several failures in a row nothing is sent before then, and one delivery then; else
    null.
    """

    enabled: bool
    """Whether events are sent to it."""

    disabled_because: Literal["person", "gone", "failing"] | str | None = None
    """`person`; `gone`: it answered that it is gone for good; `failing`: nothing could be
    delivered for three days; null while it is enabled.
    """

    disabled_at: datetime | None = None
    """Since when it is disabled."""

    created_at: datetime
    """When it was made."""


class TargetList(Model):
    """The targets of a tenant."""

    targets: list[TargetBody]
    """At most 50, the oldest first."""


class TargetWithSecret(Model):
    """A target with its secret, which is shown once."""

    id: UUID
    """The target's id."""

    kind: Literal["webhook", "slack", "teams", "email", "template"] | str
    """What it is: `webhook`, a receiver of Standard Webhooks; `slack`, an incoming webhook of
    Slack; `teams`, a workflow of Microsoft Teams; `email`, mails to people of the team;
    `template`, any API, with a request of your own.
    """

    name: str
    """What people call it."""

    problem: str | None = None
    """What keeps it from working, and what to do: its secrets cannot be decrypted; else null."""

    url: str | None = None
    """Where the events are sent with POST: https, on the public internet. TARGET_ALLOW_HTTP and
    TARGET_ALLOW_PRIVATE of the installation allow more. Of `slack` and `teams`, only its
    beginning, because the URL is a secret; null when it cannot be decrypted.
    """

    types: list[str]
    """The events that it gets: types such as `call.ready`, and groups such as `callback`."""

    agent_ids: list[UUID] | None = None
    """Only calls of these agents; null for all. Events that are about no call are sent anyway."""

    outcomes: list[CallOutcome | str] | None = None
    """Only calls that ended like this, as their sender says; null for all. Events that are about
    no call are sent anyway.
    """

    body: Literal["thin", "full"] | str
    """`thin`: ids, times and states, and a link; `full`: also summary, person, callback,
    transcript and document.
    """

    request: RequestTemplate | None = None
    """What a `template` sends, with expressions such as {{ lead.phone }} in its texts."""

    email: MailBody | None = None
    """To whom an `email` sends, and when."""

    next_digest_at: datetime | None = None
    """When the next digest comes; null without one."""

    inputs: dict[str, str]
    """Values that a `template` names as {{ input.name }}."""

    secret_names: list[str]
    """The names of the secrets of a `template`."""

    has_credentials: bool
    """Whether credentials are sent."""

    previous_secret_until: datetime | None = None
    """Until when the secret before the last rotation signs, too; else null."""

    pending: int
    """Deliveries that wait, or are sent now."""

    first_delivered_at: datetime | None = None
    """When a delivery first succeeded; null when none ever did."""

    failing_since: datetime | None = None
    """When the failures since the last success began; null when it works."""

    next_try_at: datetime | None = None
    """After several failures in a row nothing is sent before then, and one delivery then; else
    null.
    """

    enabled: bool
    """Whether events are sent to it."""

    disabled_because: Literal["person", "gone", "failing"] | str | None = None
    """`person`; `gone`: it answered that it is gone for good; `failing`: nothing could be
    delivered for three days; null while it is enabled.
    """

    disabled_at: datetime | None = None
    """Since when it is disabled."""

    created_at: datetime
    """When it was made."""

    secret: str | None = None
    """What deliveries are signed with from now on; null unless it is a `webhook`."""


class TemplateInput(Model):
    """A value that a template needs of a person."""

    name: str
    """The name under which the template uses it."""

    label: str
    """What it is, for people."""

    secret: bool
    """Whether it belongs in `secrets`, which are not shown again, or in `inputs`."""

    pattern: str | None = None
    """What the whole value has to look like."""


class TemplateList(Model):
    """The templates that come with Aftercall."""

    templates: list[ShippedTemplate]
    """In the order of their names."""


class TenantBody(Model):
    """The team's settings."""

    id: UUID
    """The team's id."""

    name: str
    """The team's name."""

    timezone: str | None = None
    """The team's IANA time zone, in which business hours are and callers' times are read. Null
    until a user sets it: then a caller's time is read in the zone of the number, and is
    ambiguous where that leaves it open.
    """

    opens: str
    """When the team begins to call people back, on the clock of `timezone`."""

    closes: str
    """When the team stops calling people back, on the clock of `timezone`; after `opens`."""

    business_days: list[int]
    """The days on which the team calls people back; Monday is 0."""

    callback_delay_s: int
    """Seconds from a call to its callback if the caller names no time."""

    overdue_after_s: int
    """Seconds after its time until which a callback at an instant is due and can be done in
    time; then it is overdue. Callbacks that are done keep what they were.
    """

    skipped_steps: list[Step | str]
    """Steps that are left out of every run; `transcribe` cannot be one, see the field of that
    name.
    """

    vocabulary: list[str]
    """Names and terms to listen for."""

    language: str | None = None
    """The language (ISO 639) assumed of calls that do not say theirs; null detects it."""

    answer_language: str | None = None
    """The language (ISO 639) that summaries and documents are written in; null is the call's
    own. Messages to targets are in it too, or in `language` without it: in German, Spanish or
    English.
    """

    audio_retention_days: int | None = None
    """Days from a call's arrival after which its audio is deleted; null leaves it to the
    installation (AUDIO_RETENTION_DAYS), which by default keeps audio as long as its call.
    """

    call_retention_days: int | None = None
    """Days from a call's arrival after which it is deleted with its results; null leaves it to
    the installation (CALL_RETENTION_DAYS), which by default keeps calls until a user deletes
    them.
    """

    transcript_retention_days: int | None = None
    """Days from a call's arrival after which its transcripts, with the parts of them in the
    search index, are deleted, before the call itself is; null keeps them as long as the call.
    """

    document_retention_days: int | None = None
    """Days from a call's arrival after which its documents are deleted, before the call itself
    is; null keeps them as long as the call.
    """

    insight_retention_days: int | None = None
    """Days from a call's arrival after which its summary and the detected callback and lead, not
    the scheduled callback and lead, are deleted, before the call itself is; null keeps them
    as long as the call.
    """

    run_retention_days: int | None = None
    """Days from a call's arrival after which its ended runs are deleted, before the call itself
    is; null keeps them as long as the call.
    """

    event_retention_days: int | None = None
    """Days after which an event is deleted; null keeps it as long as its call."""

    audio_days_in_force: int | None = None
    """Days for which audio is kept: the smaller of team's and installation's; null is without
    end.
    """

    call_days_in_force: int | None = None
    """Days for which calls are kept: the smaller of team's and installation's; null is without
    end.
    """

    budget_day_microusd: int | None = None
    """Micro-dollars (1,000,000 are one US dollar) for vendors in a UTC day; null is without
    limit. A request that may exceed it is not sent, and its step fails.
    """

    budget_month_microusd: int | None = None
    """Micro-dollars (1,000,000 are one US dollar) for vendors in a UTC month; null is without
    limit. A request that may exceed it is not sent, and its step fails.
    """

    transcribe: bool
    """False keeps recordings without transcribing them, unless their agent says otherwise. One
    of them is transcribed all the same with POST /api/job/{job_id}/retry and `"from_step":
    "transcribe"`.
    """

    country: str | None = None
    """The country (ISO 3166, two letters) whose public holidays the team does not work on; null
    keeps none.
    """

    sharing_allowed: bool
    """Whether links may show calls to people without an account; false ends all such links for
    good.
    """

    contact_rules: dict[str, MergeRule | str]
    """How fields of contacts follow from their calls: `fill`, the first value stays;
    `overwrite`, the newest one replaces it; `keep_both`, all are kept. A contact follows a
    changed rule at its next call.
    """

    caller_memory: bool
    """Whether ElevenLabs' agents get the caller's name, last summary and open callback at the
    start of a call.
    """

    caller_language: bool
    """Whether the agent begins in the caller's language, where it is stored; its settings in
    ElevenLabs must allow to override the language.
    """

    agent_variables: dict[str, Any]
    """Further dynamic variables of the team's agents, with the values that they get at the start
    of a call: the answer must hold all that an agent defines.
    """


class TenantDeleted(Model):
    """A tenant that is being deleted."""

    tenant_id: UUID
    """The tenant's id, by which `aftercall erase verify` knows it."""

    deleted_at: datetime
    """When it was shut."""


class TenantOfInstallation(Model):
    """A tenant of the installation."""

    tenant_id: UUID
    """The tenant's id."""

    name: str
    """The tenant's name."""


class ThreadBody(Model):
    """A thread."""

    id: UUID
    """The thread's id."""

    title: str
    """Its title: the first question, unless it was renamed."""

    scope: dict[str, Any]
    """The calls that its questions are about; empty for all calls."""

    questions: int
    """How many questions it has."""

    created_at: datetime
    """When it began."""

    updated_at: datetime
    """When its last question was asked."""


class ThreadDetail(Model):
    """A thread with its questions and answers."""

    id: UUID
    """The thread's id."""

    title: str
    """Its title: the first question, unless it was renamed."""

    scope: dict[str, Any]
    """The calls that its questions are about; empty for all calls."""

    questions: int
    """How many questions it has."""

    created_at: datetime
    """When it began."""

    updated_at: datetime
    """When its last question was asked."""

    answers: list[AnswerBody]
    """The answers, in order; of many the newest 200."""


class ThreadPage(Model):
    """A page of threads."""

    threads: list[ThreadBody]
    """The threads, those used last first."""

    next_cursor: str | None = None
    """The `cursor` of the next page; null on the last."""


class TimeQuoteBody(Model):
    """Words that say when to call back."""

    words: str
    """The words, as they stand in the transcript."""

    turn: int
    """The turn that they stand in; the first is 0."""


class TimelineBody(Model):
    """Something that happened with a contact, or will."""

    at: datetime
    """When it happened; for a `callback` when it is due, for a planned call of the agent when
    that is placed.
    """

    kind: (
        Literal[
            "call", "callback", "callback_change", "agent_call", "opt_out", "correction", "note"
        ]
        | str
    )
    """What happened. `callback`: it is due. `callback_change`: it was asked for, moved, done or
    otherwise changed. `agent_call`: the team's voice agent calls for a callback.
    """

    text: str | None = None
    """The call's title, the callback's reason, why it was changed, why the agent reached no one,
    the words or the corrected value.
    """

    call_id: UUID | None = None
    """The call that it is about; of a call of the agent the one that it became."""

    field: str | None = None
    """The corrected field."""

    action: str | None = None
    """Of `callback_change` what was done, as in the callback's history. Of `agent_call` its
    state, `planned` or `needs_approval` for one that is to come.
    """

    callback_id: UUID | None = None
    """The callback that it is about."""

    due_at: datetime | None = None
    """Of `callback_change` the time that was set; null if it stayed."""

    by: Literal["call", "user", "key", "worker", "agent"] | str
    """A call, a person, an API key, Aftercall itself, or the team's voice agent."""

    by_id: str | None = None
    """The id of the user or key."""


class TokenTemplate(Model):
    """How an access token is got: by the client credentials of OAuth 2 (RFC 6749, section 4.4)."""

    url: str
    """The token endpoint. It may name inputs."""

    client_id: str
    """The client's id; it may name inputs and secrets."""

    client_secret: str
    """The client's secret, such as {{ secret.client_secret }}."""

    scope: str | None = None
    """The scopes to ask for; null for those of the client."""

    sent_in: Literal["body", "header"] | str | None = None
    """Where the client's id and secret are sent: in the form, or as HTTP Basic authentication
    (RFC 6749, section 2.3.1). Most token endpoints take both.
    """


class TrackBody(Model):
    """A recording as a part of its call's audio."""

    recording_id: UUID
    """The recording."""

    part: int
    """Its number, for `GET /api/calls/{call_id}/media`, from 0."""

    media_url: str
    """The address of its audio."""

    peaks_url: str
    """The address of its peaks."""

    media_type: str
    """The file's media type."""

    offset_s: float | None = None
    """Where it begins in the call, by which the transcript's times count; null until it is part
    of the transcript. Legs of one call overlap.
    """

    duration_s: float | None = None
    """Its length in seconds; null until it was read."""

    channels: int | None = None
    """Audio channels in the file; null until it was read."""

    speakers: list[Speaker | str] | None = None
    """Who is on each channel, in order; null if not given."""


class TranscribedAudioBody(Model):
    """How the transcript was made from a recording, and the measures of the conversation."""

    recording_id: UUID
    """The recording that was transcribed."""

    duration_s: float
    """Length of the call in seconds."""

    speech_s: float
    """Seconds of speech."""

    silence_s: float
    """Seconds without speech."""

    channels: list[ChannelBody]
    """The same for each channel."""

    dropped_words: int
    """Words left out because the model invented them over silence."""

    talk_ratio: dict[str, float]
    """Each speaker's share of all talking, from 0 to 1."""

    overlap_s: float | None = None
    """Seconds in which both speak; null if the speakers cannot be distinguished."""

    longest_silence_s: float | None = None
    """Seconds of the longest silence; null if the transcript has no times."""

    interruptions: int | None = None
    """How often one speaker broke in on the other; null if the speakers cannot be distinguished."""

    response_s: float | None = None
    """The agent's median time to answer, in seconds; null if there is no answer to measure."""


class TranscriptBody(Model):
    """One version of a call's transcript. Times are seconds from the start of the call."""

    version: int
    """The version's number, from 1."""

    origin: str
    """The sender or the model that made this version, or `edited`."""

    language: str | None = None
    """The language spoken (ISO 639, such as `en`)."""

    text: str
    """The whole as text: a line for each turn, `speaker: words`."""

    turns: list[Turn]
    """Who said what, in the order in which they began."""

    segments: list[Segment]
    """Pieces of about a sentence with times, where the source gives them."""

    words: list[Word]
    """Words with times, where the source gives them."""

    left_out: LeftOut | None = None
    """What is missing of a transcript that was too long; null if nothing."""


class TranscriptChanges(Model):
    """What differs between two versions of a transcript."""

    version: int
    """The later version."""

    since: int
    """The version that it was compared with."""

    changes: list[TurnChangeBody]
    """The turns that differ, in their order, at most 1000."""

    left_out: int
    """How many more turns differ."""

    same_turns: int
    """How many turns have the same speaker and words; their times may differ."""


class TranscriptEdited(Model):
    """A person edited the transcript."""

    version: int
    """The transcript's version."""


class TryBody(Model):
    """One request to a target."""

    at: datetime
    """When it was sent."""

    elapsed_ms: int
    """Milliseconds until its end."""

    status: int | None = None
    """The status of the answer; null when none came."""

    error: str | None = None
    """Why it counts as a failure, or why there was nothing to send; null for a success."""


class Turn(Model):
    """One uninterrupted stretch of one speaker; times are None where the sender gave none."""

    speaker: Speaker | str
    """Who speaks."""

    text: str
    """What is said."""

    start_s: float | None = None
    """When it begins, in seconds from the start of the call; null if unknown."""

    end_s: float | None = None
    """When it ends, in seconds from the start of the call; null if unknown."""

    label: str | None = None
    """Distinguishes voices, such as `1A` and `1B`, while their speaker is unknown."""


class TurnChangeBody(Model):
    """A turn that differs between two versions."""

    before: int | None = None
    """Its number in the earlier version, from 0; null if it is not in that one."""

    after: int | None = None
    """Its number in the later version, from 0; null if it is not in that one."""

    speaker_before: Speaker | str | None = None
    """Who spoke in the earlier version."""

    speaker: Speaker | str | None = None
    """Who speaks in the later version."""

    start_s: float | None = None
    """When it begins, in seconds from the start of the call; null if unknown."""

    words: list[WordsBody]
    """All of its words: those in both versions, in the earlier, and in the later."""


class UnclaimedBody(Model):
    """Signed events at the installation's own URLs whose tenant is unknown."""

    stored: int
    """Events that are stored."""

    ignored: int
    """Events that were ignored."""


class UnderstoodBody(Model):
    """How the question was read. Rules decide this, not a model."""

    kind: Kind | str
    """`needle`: something that was said somewhere. `count`, `list`, `top`: all of it, from the
    database. `length`: how long calls are. `summary`: over stored summaries. `timeline`: of
    one caller.
    """

    subject: Subject | str
    """What is counted or listed: calls, callers, callbacks or leads."""

    language: str
    """The question's language, in which it is answered."""

    words: list[str]
    """The words that passages must have, or that were looked for. `refund…` stands for all that
    begin so, `boiler… or heating…` for one of both; `-refund…` is in no passage.
    """

    period: PeriodBody | None = None
    """The days that it names."""

    callback_states: list[CallbackState | str]
    """States of callbacks that it names."""

    without_callback: bool
    """Whether it asks for calls without a callback."""

    with_callback: bool
    """Whether it asks for calls with a callback."""

    direction: str | None = None
    """The direction of calls that it names."""

    outcome: str | None = None
    """The outcome of calls that it names."""

    status: str | None = None
    """The status of calls that it names."""

    caller: str | None = None
    """The number or name of a caller that it names."""

    grouping: Grouping | str | None = None
    """What the most frequent are grouped by."""

    order: Order | str
    """Which calls of a list come first: the newest, unless it names others."""

    measure: Measure | str | None = None
    """Whether it asks for the average length of calls, or all of them together."""

    lengths: list[LengthBody]
    """How long calls must be."""

    least_calls: int | None = None
    """How many calls a caller must have at least."""

    compared: PeriodBody | None = None
    """Other days that it names, whose count is compared."""

    unread: list[str]
    """Parts of the question that were not understood. Then nothing is counted."""


class UnusedBody(Model):
    """A signed event that could not be used."""

    id: UUID
    """The event's id here."""

    source: Sender | str
    """Who sent it."""

    kind: Literal["stored", "ignored"] | str
    """`stored` events are tried again by a replay. Of `ignored` ones only the type is known."""

    event_type: str | None = None
    """The event's type; null if it could not be read."""

    conversation_id: str | None = None
    """The sender's id of the call; null if it could not be read."""

    reason: str
    """Why it could not be used, for people."""

    size_bytes: int
    """Its size in bytes."""

    times: int
    """How often it came."""

    can_be_tried: bool
    """False if it was too large to be stored whole."""

    received_at: datetime
    """When it came first."""

    last_at: datetime
    """When it came last."""


class UsageBody(Model):
    """What vendors were asked for and bill. Local models are not in it, because they cost
    nothing.
    """

    requests: int
    """Requests that were sent to vendors."""

    input_tokens: int
    """Tokens that were sent, cached ones included."""

    cached_tokens: int
    """The part of `input_tokens` that the vendor had in its cache."""

    output_tokens: int
    """Tokens that the vendor wrote."""

    audio_s: float
    """Seconds of audio that were transcribed."""

    cost_microusd: int
    """Cost in micro-dollars; 1,000,000 are one US dollar."""

    failure_cost_microusd: int
    """The part of `cost_microusd` that bought no usable answer."""

    priced: bool
    """False if the price of a model is not known; then its cost counts as 0."""


class UsagePage(Model):
    """The tenant's usage of vendors."""

    total: UsageBody
    """All of it."""

    days: list[DayBody]
    """The same by day and model."""

    budget: BudgetBody
    """The budget, and what is spent of it now."""

    audio: AudioUseBody
    """The audio that was transcribed, also locally."""


class UserBody(Model):
    """A person of the tenant."""

    id: UUID
    """The user's id."""

    email: str
    """The user's e-mail address."""

    name: str | None = None
    """The user's name; null if none was given."""

    role: Role | str
    """`viewer` reads; `member` also works on calls; `admin` also changes settings, agents, keys
    and people; `owner` also other owners and the tenant itself.
    """

    disabled: bool
    """Whether the user is shut out for now."""

    second_factor: bool
    """Whether signing in takes an authenticator's code."""

    single_sign_on: bool
    """Whether the user has signed in with the installation's OpenID provider."""

    created_at: datetime | None = None
    """When the account was made."""


class VersionBody(Model):
    """A version of a transcript, without its text."""

    version: int
    """The version's number, from 1."""

    origin: str
    """The sender or the model that made this version, or `edited`."""

    created_at: datetime
    """When it was made."""

    language: str | None = None
    """The language spoken (ISO 639, such as `en`)."""

    turn_count: int
    """How many turns it has."""

    actor: Literal["user", "key"] | str | None = None
    """Who edited it: a person or an API key; null for a version that was not edited, or was
    before this was stored.
    """

    actor_id: str | None = None
    """The id of the user or key."""

    actor_name: str | None = None
    """Their name; null if they are gone."""


class VersionList(Model):
    """Every version of a transcript."""

    versions: list[VersionBody]
    """The versions, newest first."""


class ViewBody(Model):
    """A saved view."""

    id: UUID
    """The view's id."""

    list: Literal["calls", "callbacks", "search"] | str
    """Which list it filters; `search` is a search in what was said (`GET /api/search`)."""

    name: str
    """The view's name; a person has one of it for each list, and so has the team."""

    filters: dict[str, str]
    """The parameters of the list's page, or of the search, as an address has them, such as
    `status` and `q`; at most 20. A search has `q`.
    """

    team: bool
    """Whether the whole team sees it; only who may work on calls makes and changes such views."""

    created_at: datetime
    """When it was saved."""

    updated_at: datetime
    """When it was last changed."""


class ViewList(Model):
    """The views of a person and of their team."""

    views: list[ViewBody]
    """The views by name, at most 50 of each."""


class Word(Model):
    """A spoken word."""

    text: str
    """The word."""

    start_s: float
    """When it begins, in seconds from the start of the call."""

    end_s: float
    """When it ends, in seconds from the start of the call."""

    speaker: Speaker | str | None = None
    """Who speaks."""

    label: str | None = None
    """Distinguishes voices, such as `1A` and `1B`, while their speaker is unknown."""


class WordsBody(Model):
    """Words of a turn that differs."""

    change: Change | str
    """Whether they are in both versions, or in one of them."""

    text: str
    """The words, with the spaces after them."""
