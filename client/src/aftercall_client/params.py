"""Objects that requests are made of. Written by `make docs`; do not edit."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict
from uuid import UUID

from aftercall_client.models import (
    CallbackState,
    CallOutcome,
    CallStatus,
    Lane,
    Priority,
    Speaker,
)


class BasicPasswordParam(TypedDict):
    """`Authorization: Basic`."""

    kind: Literal["basic"]
    """`basic`."""

    username: str
    """The user's name."""

    password: str
    """The password."""


class BearerTokenParam(TypedDict):
    """`Authorization: Bearer`."""

    kind: Literal["bearer"]
    """`bearer`."""

    token: str
    """The token."""


class DigestBodyParam(TypedDict):
    """When a mail sums up what is due, overdue and new."""

    every: Literal["day", "week"]
    """`day` or `week`."""

    at: NotRequired[str]
    """The time on the tenant's clock, such as `08:00`."""

    weekday: NotRequired[int]
    """Of a `week`: the day, 1 is Monday."""


class EditedTurnParam(TypedDict):
    """What one speaker says without a break."""

    speaker: Speaker
    """Who speaks."""

    text: str
    """What is said."""

    start_s: NotRequired[float | None]
    """When it begins, in seconds from the start of the call."""

    end_s: NotRequired[float | None]
    """When it ends, in seconds from the start of the call; not before `start_s`."""

    label: NotRequired[str | None]
    """Distinguishes voices while their speaker is unknown; else not stored."""


class JsonValueParam(TypedDict):
    """JsonValueParam"""


class MailBodyParam(TypedDict):
    """To whom mails go, and when."""

    to: list[str]
    """Addresses of the tenant's users. TARGET_ALLOW_ANY_ADDRESS of the installation allows
    others.
    """

    digest: NotRequired[DigestBodyParam | None]
    """One mail for a day or week; null for a mail with each event."""


class NewRecordingBodyParam(TypedDict):
    """The data of a new call."""

    agent_id: NotRequired[UUID | str | None]
    """The `id`, here, of the agent that took the call."""

    title: NotRequired[str | None]
    """The call in a line; without it the analysis writes one."""

    description: NotRequired[str | None]
    """What the call is about, for the document that is written of it."""

    direction: NotRequired[str | None]
    """`inbound` or `outbound`."""

    from_number: NotRequired[str | None]
    """The number that called, best as E.164; spaces, hyphens and brackets are dropped."""

    to_number: NotRequired[str | None]
    """The number that was called, in the same form."""

    started_at: NotRequired[datetime | str | None]
    """When the call began, with its UTC offset."""

    timezone: NotRequired[str | None]
    """The caller's IANA time zone, in which a time they name is read."""

    language: NotRequired[str | None]
    """The language spoken (ISO 639); without it, it is detected."""

    channels: NotRequired[list[Speaker] | None]
    """Who is on each channel of the file, in order. Without it a file of two channels has the
    agent on the first and the customer on the second; the speakers of a single channel are
    not known.
    """


class NewTargetBodyParam(TypedDict):
    """A target of events."""

    kind: NotRequired[Literal["webhook", "slack", "teams", "email", "template"]]
    """What it is: `webhook`, a receiver of Standard Webhooks; `slack`, an incoming webhook of
    Slack; `teams`, a workflow of Microsoft Teams; `email`, mails to people of the team;
    `template`, any API, with a request of your own.
    """

    name: str
    """What people call it."""

    url: NotRequired[str | None]
    """Where the events are sent with POST: https, on the public internet. TARGET_ALLOW_HTTP and
    TARGET_ALLOW_PRIVATE of the installation allow more. Left out, it is that of the shipped
    template.
    """

    template_id: NotRequired[str | None]
    """A shipped template (`GET /api/event-target-templates`), of which kind, types, URL and
    request are taken unless they are given.
    """

    request: NotRequired[RequestTemplateParam | None]
    """What a `template` sends, with expressions such as {{ lead.phone }} in its texts."""

    email: NotRequired[MailBodyParam | None]
    """To whom an `email` sends, and when."""

    inputs: NotRequired[dict[str, Any]]
    """Values that a `template` names as {{ input.name }}."""

    secrets: NotRequired[dict[str, Any]]
    """Values that a `template` names as {{ secret.name }}. Not shown again."""

    types: NotRequired[list[str]]
    """The events that it gets: types such as `call.ready`, and groups such as `callback`."""

    agent_ids: NotRequired[list[UUID | str] | None]
    """Only calls of these agents; null for all. Events that are about no call are sent anyway."""

    outcomes: NotRequired[list[CallOutcome] | None]
    """Only calls that ended like this, as their sender says; null for all. Events that are about
    no call are sent anyway.
    """

    body: NotRequired[Literal["thin", "full"] | None]
    """`thin`: ids, times and states, and a link; `full`: also summary, person, callback,
    transcript and document. Left out, it is `thin` for a `webhook` and `full` for other
    kinds.
    """

    secret: NotRequired[str | None]
    """What deliveries are signed with: `whsec_` and the base64 of 24 to 64 bytes. Left out, one
    is made. Only of a `webhook`.
    """

    credentials: NotRequired[BearerTokenParam | BasicPasswordParam | SecretHeaderParam | None]
    """Sent in addition to the signature, for receivers that cannot check one. Not shown again."""


class NumberToBarBodyParam(TypedDict):
    """A number of an import."""

    number: str
    """The number; without its country code it is one of the team's `country`."""

    note: NotRequired[str | None]
    """Why it is not called, for people."""


class ProcessBodyParam(TypedDict):
    """An uploaded recording, or one at a web address."""

    agent_id: NotRequired[UUID | str | None]
    """The `id`, here, of the agent that took the call."""

    title: NotRequired[str | None]
    """The call in a line; without it the analysis writes one."""

    description: NotRequired[str | None]
    """What the call is about, for the document that is written of it."""

    direction: NotRequired[str | None]
    """`inbound` or `outbound`."""

    from_number: NotRequired[str | None]
    """The number that called, best as E.164; spaces, hyphens and brackets are dropped."""

    to_number: NotRequired[str | None]
    """The number that was called, in the same form."""

    started_at: NotRequired[datetime | str | None]
    """When the call began, with its UTC offset."""

    timezone: NotRequired[str | None]
    """The caller's IANA time zone, in which a time they name is read."""

    language: NotRequired[str | None]
    """The language spoken (ISO 639); without it, it is detected."""

    channels: NotRequired[list[Speaker] | None]
    """Who is on each channel of the file, in order. Without it a file of two channels has the
    agent on the first and the customer on the second; the speakers of a single channel are
    not known.
    """

    lane: NotRequired[Lane]
    """`backfill` waits behind every live call, an hour at most."""

    priority: NotRequired[Priority | None]
    """In place of `lane`: `high` is `live`, `low` is `backfill`, `normal` what it is without
    either.
    """

    recording_id: NotRequired[UUID | str | None]
    """A recording that was uploaded; or `recording_url`."""

    recording_url: NotRequired[str | None]
    """The http or https address to fetch the recording from; or `recording_id`."""

    transcriber: NotRequired[Literal["outside"] | None]
    """`outside`: wait for `transcription.completed` at `/api/webhooks`, up to RECORDING_WAIT_S;
    then the recording is transcribed here after all.
    """


class RemindParam(TypedDict):
    """Sends the event `callback.reminder`, unless no callback has to be made."""

    kind: Literal["remind"]
    """`remind`."""

    within_hours: NotRequired[int]
    """Callbacks that are due within so many hours are in it, with overdue ones."""

    assignee_id: NotRequired[UUID | str | None]
    """Only callbacks of this person; null for all."""

    agent_id: NotRequired[UUID | str | None]
    """Only callbacks of calls of this agent; null for all."""


class RequestTemplateParam(TypedDict):
    """A request with expressions in its texts."""

    method: NotRequired[Literal["GET", "POST", "PUT", "PATCH", "DELETE"]]
    """The request's method."""

    headers: NotRequired[dict[str, str]]
    """Further headers."""

    body: NotRequired[JsonValueParam]
    """The JSON body, of which each text is a template. A text that is one expression gives its
    value with its type; in an object, a field whose value is null is left out.
    """

    when: NotRequired[str | None]
    """An expression; when its value is empty or false, nothing is sent."""

    success_location: NotRequired[str | None]
    """For receivers that answer a success with a redirect: how its address begins. Any other
    answer is a failure then.
    """

    token: NotRequired[TokenTemplateParam | None]
    """Where to get an access token, which is sent as `Authorization: Bearer`. It is kept until
    it ends, and got again when the receiver answers 401.
    """


class RetryFailedParam(TypedDict):
    """Tries the unfinished steps of failed runs again, behind new calls."""

    kind: Literal["retry_failed"]
    """`retry_failed`."""

    days: NotRequired[int]
    """Runs of the last days, also those whose call is ready in part; a run that keeps failing is
    tried so long, at most hourly. At most 100 at once.
    """


class RetrySettingsParam(TypedDict):
    """The options of this run that differ from the tenant's settings; omitted ones stay as they
    are.
    """

    language: NotRequired[str | None]
    """The language spoken (ISO 639)."""

    answer_language: NotRequired[str | None]
    """The language that summary and document are written in (ISO 639)."""

    vocabulary: NotRequired[list[str] | None]
    """Names and terms to listen for, instead of the tenant's."""

    skip_steps: NotRequired[
        list[
            Literal[
                "summarize",
                "detect_callback",
                "extract_lead",
                "write_document",
                "index_transcript",
                "index_summary",
                "index_document",
                "schedule_callback",
            ]
        ]
        | None
    ]
    """Steps to leave out; only those that work on the transcript can be."""


class ScopeBodyParam(TypedDict):
    """The calls that a question is about: with none of these fields, all calls. The fields are
    the filters of the list of calls.
    """

    call_id: NotRequired[UUID | str | None]
    """This call alone."""

    ids: NotRequired[list[UUID | str] | None]
    """Only these calls."""

    status: NotRequired[CallStatus | None]
    """Only calls with this status."""

    agent_id: NotRequired[UUID | str | None]
    """Only calls of this agent."""

    since: NotRequired[datetime | str | None]
    """Only calls first reported at this time or later, with its UTC offset."""

    until: NotRequired[datetime | str | None]
    """Only calls first reported before this time, with its UTC offset."""

    phone: NotRequired[str | None]
    """Only calls from or to this number, in any form."""

    lead_id: NotRequired[UUID | str | None]
    """Only calls of this person."""

    direction: NotRequired[Literal["inbound", "outbound"] | None]
    """Only calls in this direction."""

    outcome: NotRequired[CallOutcome | None]
    """Only calls that ended like this."""

    language: NotRequired[str | None]
    """Only calls in this language (ISO 639)."""

    callback: NotRequired[
        list[CallbackState | Literal["open", "any", "none", "done_in_time"]] | None
    ]
    """Only calls with a callback in one of these states."""


class SecretHeaderParam(TypedDict):
    """A header of its own, such as `X-Api-Key`."""

    kind: Literal["header"]
    """`header`."""

    name: str
    """The header's name."""

    value: str
    """Its value."""


class SendEventParam(TypedDict):
    """Sends the event `schedule.due`, for tools such as n8n."""

    kind: Literal["event"]
    """`event`."""

    data: NotRequired[dict[str, JsonValueParam]]
    """A JSON object of your own, sent as it is; at most 4 KiB. `message` in it is shown to
    people.
    """


class TokenTemplateParam(TypedDict):
    """How an access token is got: by the client credentials of OAuth 2 (RFC 6749, section 4.4)."""

    url: str
    """The token endpoint. It may name inputs."""

    client_id: str
    """The client's id; it may name inputs and secrets."""

    client_secret: str
    """The client's secret, such as {{ secret.client_secret }}."""

    scope: NotRequired[str | None]
    """The scopes to ask for; null for those of the client."""

    sent_in: NotRequired[Literal["body", "header"]]
    """Where the client's id and secret are sent: in the form, or as HTTP Basic authentication
    (RFC 6749, section 2.3.1). Most token endpoints take both.
    """
