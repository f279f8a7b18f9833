"""The bodies of the routes about targets of events."""

import re
from datetime import datetime, time
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    JsonValue,
    SecretStr,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from api.http.bodies import JsonBody
from api.http.fields import VISIBLE, Instant, Stripped, Switch
from shared.db.event_targets import MOST_TARGETS, BodyKind, DisabledBecause, TargetKind
from shared.domain.digests import Digest, Every
from shared.domain.events import CHANGES, DEFAULT_TYPES, GROUPS, TypeOrGroup, is_known
from shared.domain.ids import AgentId, DeliveryId, TargetId
from shared.domain.statuses import CallOutcome
from shared.outgoing.kinds import SHORTEST_SECRET
from shared.outgoing.secrets import PREFIX, Credentials
from shared.outgoing.shipped import NAME_OF_VALUE, ShippedTemplate
from shared.outgoing.template import RequestTemplate

DEFAULT_KEEP_H, LONGEST_KEEP_H = 24, 168
LONGEST_URL, LONGEST_SECRET = 2000, 4000


def _known_type(name: str) -> str:
    if not is_known(name):
        raise ValueError(
            f"is no type or group of events; groups are {', '.join(GROUPS)},"
            f" types such as {', '.join(list(CHANGES)[:3])} are in docs/reference/events.md"
        )
    return name


def _sampled_type(name: str) -> str:
    if name not in CHANGES:
        raise ValueError(f"is no type of events that are sent; they are {', '.join(CHANGES)}")
    return name


SampleType = Annotated[
    str,
    AfterValidator(_sampled_type),
    WithJsonSchema({"type": "string", "enum": list(CHANGES)}),
]
_DIGIT = "[A-Za-z0-9+/]"
# The base64 of 24 to 64 bytes, as Standard Webhooks requires of a key.
SECRET_PATTERN = (
    f"^{PREFIX}(?:"
    f"(?:{_DIGIT}{{4}}){{8,21}}(?:{_DIGIT}{{2}}==)?|(?:{_DIGIT}{{4}}){{8,20}}{_DIGIT}{{3}}="
    ")$"
)


def _own_secret(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(SECRET_PATTERN, secret.get_secret_value()):
        raise ValueError(f"must be {PREFIX} and the base64 of 24 to 64 bytes")
    return secret


def _secret_value(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if not SHORTEST_SECRET <= len(text) <= LONGEST_SECRET or not text.isprintable():
        raise ValueError(
            f"must have {SHORTEST_SECRET} to {LONGEST_SECRET:,} characters and no line breaks"
        )
    return secret


OwnSecret = Annotated[
    SecretStr,
    AfterValidator(_own_secret),
    WithJsonSchema(
        {"type": "string", "format": "password", "writeOnly": True, "pattern": SECRET_PATTERN}
    ),
]
TargetName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=100, pattern=VISIBLE),
    Stripped,
]
TargetUrl = Annotated[str, StringConstraints(min_length=8, max_length=LONGEST_URL)]
Types = Annotated[
    list[Annotated[TypeOrGroup, AfterValidator(_known_type)]], Field(min_length=1, max_length=50)
]
ValueName = Annotated[str, StringConstraints(pattern=NAME_OF_VALUE)]
Inputs = Annotated[
    dict[ValueName, Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00-\x1f]*$")]],
    Field(max_length=20),
]
Secrets = Annotated[
    dict[ValueName, Annotated[SecretStr, AfterValidator(_secret_value)]], Field(max_length=20)
]
# Of one address without a name, so that it cannot be read as several.
MailAddress = Annotated[
    str,
    StringConstraints(
        max_length=254,
        pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$",
    ),
]
Agents = Annotated[list[AgentId], Field(min_length=1, max_length=100)]
Outcomes = Annotated[list[CallOutcome], Field(min_length=1, max_length=10)]

KIND = (
    "What it is: `webhook`, a receiver of Standard Webhooks; `slack`, an incoming webhook of Slack;"
    " `teams`, a workflow of Microsoft Teams; `email`, mails to people of the team;"
    " `template`, any API, with a request of your own."
)
REQUEST = "What a `template` sends, with expressions such as {{ lead.phone }} in its texts."
EMAIL = "To whom an `email` sends, and when."
INPUTS = "Values that a `template` names as {{ input.name }}."
SECRETS = "Values that a `template` names as {{ secret.name }}. Not shown again."
NAME = "What people call it."
URL = (
    "Where the events are sent with POST: https, on the public internet. TARGET_ALLOW_HTTP and"
    " TARGET_ALLOW_PRIVATE of the installation allow more."
)
TYPES = "The events that it gets: types such as `call.ready`, and groups such as `callback`."
AGENTS = "Only calls of these agents; null for all. Events that are about no call are sent anyway."
OUTCOMES = (
    "Only calls that ended like this, as their sender says; null for all. Events that are about no"
    " call are sent anyway."
)
BODY = (
    "`thin`: ids, times and states, and a link; `full`: also summary, person, callback, transcript"
    " and document."
)
CREDENTIALS = (
    "Sent in addition to the signature, for receivers that cannot check one. Not shown again."
)


class DigestBody(JsonBody):
    """When a mail sums up what is due, overdue and new."""

    every: Every = Field(description="`day` or `week`.")
    at: Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] = Field(
        "08:00", description="The time on the tenant's clock, such as `08:00`."
    )
    weekday: int = Field(1, ge=1, le=7, description="Of a `week`: the day, 1 is Monday.")

    def digest(self) -> Digest:
        return Digest(self.every, time.fromisoformat(self.at), self.weekday)


class MailBody(JsonBody):
    """To whom mails go, and when."""

    to: list[MailAddress] = Field(
        min_length=1,
        max_length=20,
        description=(
            "Addresses of the tenant's users. TARGET_ALLOW_ANY_ADDRESS of the installation allows"
            " others."
        ),
    )
    digest: DigestBody | None = Field(
        None, description="One mail for a day or week; null for a mail with each event."
    )


class NewTargetBody(JsonBody):
    """A target of events."""

    kind: TargetKind = Field("webhook", description=KIND)
    name: TargetName = Field(description=NAME)
    url: TargetUrl | None = Field(
        None, description=f"{URL} Left out, it is that of the shipped template."
    )
    template_id: Annotated[str, StringConstraints(max_length=100)] | None = Field(
        None,
        description=(
            "A shipped template (`GET /api/event-target-templates`), of which kind, types, URL and"
            " request are taken unless they are given."
        ),
    )
    request: RequestTemplate | None = Field(None, description=REQUEST)
    email: MailBody | None = Field(None, description=EMAIL)
    inputs: Inputs = Field(default_factory=dict, description=INPUTS)
    secrets: Secrets = Field(default_factory=dict, description=SECRETS)
    types: Types = Field(list(DEFAULT_TYPES), description=TYPES)
    agent_ids: Agents | None = Field(None, description=AGENTS)
    outcomes: Outcomes | None = Field(None, description=OUTCOMES)
    body: BodyKind | None = Field(
        None,
        description=f"{BODY} Left out, it is `thin` for a `webhook` and `full` for other kinds.",
    )
    secret: OwnSecret | None = Field(
        None,
        description=(
            f"What deliveries are signed with: `{PREFIX}` and the base64 of 24 to 64 bytes. Left"
            " out, one is made. Only of a `webhook`."
        ),
    )
    credentials: Credentials | None = Field(None, description=CREDENTIALS)


class TargetPatch(JsonBody):
    """What to change of a target; what is left out stays as it is."""

    name: TargetName | None = Field(None, description=NAME)
    url: TargetUrl | None = Field(None, description=URL)
    types: Types | None = Field(None, description=TYPES)
    agent_ids: Agents | None = Field(None, description=AGENTS)
    outcomes: Outcomes | None = Field(None, description=OUTCOMES)
    body: BodyKind | None = Field(None, description=BODY)
    credentials: Credentials | None = Field(None, description=CREDENTIALS)
    request: RequestTemplate | None = Field(None, description=REQUEST)
    email: MailBody | None = Field(None, description=EMAIL)
    inputs: Inputs | None = Field(None, description=INPUTS)
    secrets: Secrets | None = Field(
        None, description=f"{SECRETS} Those that are not named stay as they are."
    )
    enabled: Switch | None = Field(
        None,
        description=(
            "False stops deliveries, which wait; true resumes them, with the events since then."
        ),
    )
    skip_missed: Switch = Field(
        False,
        description="With `enabled` true: begin with the next event, and drop what waited.",
    )

    @model_validator(mode="after")
    def _clears_only_what_may_be_null(self) -> Self:
        for field in (
            "name",
            "url",
            "types",
            "body",
            "enabled",
            "request",
            "email",
            "inputs",
            "secrets",
        ):
            if field in self.model_fields_set and getattr(self, field) is None:
                raise ValueError(f"{field} cannot be null")
        return self


class TargetBody(BaseModel):
    """A target of events, without its secrets."""

    id: TargetId = Field(description="The target's id.")
    kind: TargetKind = Field(description=KIND)
    name: str = Field(description=NAME)
    problem: str | None = Field(
        description=(
            "What keeps it from working, and what to do: its secrets cannot be decrypted; else"
            " null."
        )
    )
    url: str | None = Field(
        description=(
            f"{URL} Of `slack` and `teams`, only its beginning, because the URL is a secret; null"
            " when it cannot be decrypted."
        )
    )
    types: list[str] = Field(description=TYPES)
    agent_ids: list[AgentId] | None = Field(description=AGENTS)
    outcomes: list[CallOutcome] | None = Field(description=OUTCOMES)
    body: BodyKind = Field(description=BODY)
    request: RequestTemplate | None = Field(description=REQUEST)
    email: MailBody | None = Field(description=EMAIL)
    next_digest_at: datetime | None = Field(
        description="When the next digest comes; null without one."
    )
    inputs: dict[str, str] = Field(description=INPUTS)
    secret_names: list[str] = Field(description="The names of the secrets of a `template`.")
    has_credentials: bool = Field(description="Whether credentials are sent.")
    previous_secret_until: datetime | None = Field(
        description="Until when the secret before the last rotation signs, too; else null."
    )
    pending: int = Field(description="Deliveries that wait, or are sent now.")
    first_delivered_at: datetime | None = Field(
        description="When a delivery first succeeded; null when none ever did."
    )
    failing_since: datetime | None = Field(
        description="When the failures since the last success began; null when it works."
    )
    next_try_at: datetime | None = Field(
        description=(
            "After several failures in a row nothing is sent before then, and one delivery then;"
            " else null."
        )
    )
    enabled: bool = Field(description="Whether events are sent to it.")
    disabled_because: DisabledBecause | None = Field(
        description=(
            "`person`; `gone`: it answered that it is gone for good; `failing`: nothing could be"
            " delivered for three days; null while it is enabled."
        )
    )
    disabled_at: datetime | None = Field(description="Since when it is disabled.")
    created_at: datetime = Field(description="When it was made.")


class TargetWithSecret(TargetBody):
    """A target with its secret, which is shown once."""

    secret: str | None = Field(
        description="What deliveries are signed with from now on; null unless it is a `webhook`."
    )


class TargetList(BaseModel):
    """The targets of a tenant."""

    targets: list[TargetBody] = Field(description=f"At most {MOST_TARGETS}, the oldest first.")


class RotationBody(JsonBody):
    """How a secret is replaced."""

    keep_previous_h: int = Field(
        DEFAULT_KEEP_H,
        ge=0,
        le=LONGEST_KEEP_H,
        description="Hours for which the previous secret signs, too.",
    )


class TestBody(JsonBody):
    """Which event a target is tested with."""

    type: SampleType | None = Field(
        None,
        description=(
            "The type of the event. All but `webhook.test` are samples, with `data.test` and a call"
            " that does not exist. Left out, it is `webhook.test`, and for a `template` a sample of"
            " the first type that it wants, because `webhook.test` has nothing to fill in."
        ),
    )


class QueuedTest(BaseModel):
    """A test on its way."""

    delivery_id: DeliveryId = Field(
        description="GET /api/event-deliveries/{delivery_id} says what came of it."
    )


class EventReplayBody(JsonBody):
    """Which events are sent again, with the ids that they had."""

    since: Instant = Field(description="Events from then on.")
    until: Instant | None = Field(None, description="Events before then; null for all until now.")
    types: Types | None = Field(None, description="Only these types and groups.")
    only_failed: Switch = Field(
        False,
        description="Only those that could not be delivered; otherwise all that the target wants.",
    )


class QueuedEvents(BaseModel):
    """How much is sent again."""

    queued: int = Field(description="How many events were queued.")


class TemplateList(BaseModel):
    """The templates that come with Aftercall."""

    templates: list[ShippedTemplate] = Field(description="In the order of their names.")


class EventChoice(JsonBody):
    """With which event something is tried."""

    sequence: int | None = Field(None, ge=1, le=2**53, description="With the event of this number.")
    sample: Switch = Field(
        False,
        description=(
            "With the sample. Otherwise, and without `sequence`, it is the newest event that the"
            " target wants, and the sample when there is none."
        ),
    )


class DryRunBody(EventChoice):
    """A target that is not made, and an event."""

    target: NewTargetBody = Field(description="The target, as it would be made.")


class DryRun(BaseModel):
    """What would be sent."""

    sequence: int | None = Field(description="The number of the event; null for the sample.")
    type: str = Field(description="The event's type.")
    skipped: str | None = Field(
        description="Why nothing would be sent for this event; null when something is."
    )
    method: str | None = Field(description="The request's method; `MAIL` for a mail.")
    url: str | None = Field(description="Where it goes; secrets in it are masked.")
    headers: dict[str, str] = Field(
        description="Its own headers; secrets and credentials in them are masked."
    )
    body: JsonValue = Field(description="Its body; secrets in it are masked.")
