"""Where a tenant's events are sent: targets, their filters and secrets."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Self

from fastapi import Response
from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    SecretStr,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from api.http.bodies import JsonBody
from api.http.dependencies import AdminDep, Resources, ResourcesDep
from api.http.fields import UNSEEN, Instant, Stripped, Switch
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import TargetInPath
from api.http.problems import responses
from api.http.router import Router
from shared.db.event_queue import insert_test, queue_again
from shared.db.event_targets import (
    MOST_TARGETS,
    BodyKind,
    DisabledBecause,
    Target,
    TargetFilter,
    delete_some_deliveries,
    delete_target,
    disable_target,
    enable_target,
    get_target,
    insert_target,
    list_targets,
    update_target,
)
from shared.db.pool import Connection
from shared.domain.events import CHANGES, DEFAULT_TYPES, GROUPS, TypeOrGroup, is_known
from shared.domain.ids import AgentId, DeliveryId, TargetId, TenantId, new_id
from shared.domain.statuses import CallOutcome
from shared.errors import InvalidRequest, ProviderRejected
from shared.outgoing.http import checked_target, refuse_private
from shared.outgoing.secrets import PREFIX, Credentials, TargetSecrets, context_of, new_secret

router = Router(tags=["events"], prefix="/api/event-targets", route_class=KeyedJsonRoute)

DEFAULT_KEEP_H, LONGEST_KEEP_H = 24, 168
LONGEST_URL = 2000


def _known_type(name: str) -> str:
    if not is_known(name):
        raise ValueError(
            f"is no type or group of events; groups are {', '.join(GROUPS)},"
            f" types such as {', '.join(list(CHANGES)[:3])} are in docs/reference/events.md"
        )
    return name


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


OwnSecret = Annotated[
    SecretStr,
    AfterValidator(_own_secret),
    WithJsonSchema(
        {"type": "string", "format": "password", "writeOnly": True, "pattern": SECRET_PATTERN}
    ),
]
TargetName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=100, pattern=rf"^[^\x00]*[^{UNSEEN}][^\x00]*$"),
    Stripped,
]
TargetUrl = Annotated[str, StringConstraints(min_length=8, max_length=LONGEST_URL)]
Types = Annotated[
    list[Annotated[TypeOrGroup, AfterValidator(_known_type)]], Field(min_length=1, max_length=50)
]
Agents = Annotated[list[AgentId], Field(min_length=1, max_length=100)]
Outcomes = Annotated[list[CallOutcome], Field(min_length=1, max_length=10)]

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


class NewTargetBody(JsonBody):
    """A target of events."""

    name: TargetName = Field(description=NAME)
    url: TargetUrl = Field(description=URL)
    types: Types = Field(list(DEFAULT_TYPES), description=TYPES)
    agent_ids: Agents | None = Field(None, description=AGENTS)
    outcomes: Outcomes | None = Field(None, description=OUTCOMES)
    body: BodyKind = Field("thin", description=BODY)
    secret: OwnSecret | None = Field(
        None,
        description=(
            f"What deliveries are signed with: `{PREFIX}` and the base64 of 24 to 64 bytes. Left"
            " out, one is made."
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
        for field in ("name", "url", "types", "body", "enabled"):
            if field in self.model_fields_set and getattr(self, field) is None:
                raise ValueError(f"{field} cannot be null")
        return self


class TargetBody(BaseModel):
    """A target of events, without its secrets."""

    id: TargetId = Field(description="The target's id.")
    name: str = Field(description=NAME)
    url: str = Field(description=URL)
    types: list[str] = Field(description=TYPES)
    agent_ids: list[AgentId] | None = Field(description=AGENTS)
    outcomes: list[CallOutcome] | None = Field(description=OUTCOMES)
    body: BodyKind = Field(description=BODY)
    has_credentials: bool = Field(description="Whether credentials are sent.")
    previous_secret_until: datetime | None = Field(
        description="Until when the secret before the last rotation signs, too; else null."
    )
    pending: int = Field(description="Deliveries that wait, or are sent now.")
    failing_since: datetime | None = Field(
        description="When the failures since the last success began; null when it works."
    )
    enabled: bool = Field(description="Whether events are sent to it.")
    disabled_because: DisabledBecause | None = Field(
        description=(
            "`person`; `gone`: it answered 410; `failing`: nothing could be delivered for three"
            " days; null while it is enabled."
        )
    )
    disabled_at: datetime | None = Field(description="Since when it is disabled.")
    created_at: datetime = Field(description="When it was made.")


class TargetWithSecret(TargetBody):
    """A target with its secret, which is shown once."""

    secret: str = Field(description="What deliveries are signed with from now on.")


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


@router.post("", status_code=201, responses=responses(409))
async def create_target(
    body: NewTargetBody, tenant_id: AdminDep, resources: ResourcesDep
) -> TargetWithSecret:
    """Creates a target. It gets the events from now on, signed by Standard Webhooks. Events from
    before can be sent with `POST /api/event-targets/{target_id}/replay`.
    """
    await _require_address(resources, body.url)
    target_id = TargetId(new_id())
    secret = body.secret.get_secret_value() if body.secret else new_secret()
    secrets = TargetSecrets(url=body.url, secrets=(secret,), credentials=body.credentials)
    async with resources.database.transaction(tenant_id) as conn:
        target = await insert_target(
            conn,
            tenant_id,
            target_id,
            name=body.name,
            sealed=_sealed(resources, target_id, secrets),
            where=TargetFilter(
                types=tuple(dict.fromkeys(body.types)),
                agent_ids=tuple(body.agent_ids) if body.agent_ids else None,
                outcomes=tuple(body.outcomes) if body.outcomes else None,
            ),
            body=body.body,
        )
    return TargetWithSecret(**_body(target, secrets).model_dump(), secret=secret)


@router.get("")
async def get_targets(tenant_id: AdminDep, resources: ResourcesDep) -> TargetList:
    """Returns the targets, without their secrets."""
    async with resources.database.connection(tenant_id) as conn:
        targets = await list_targets(conn, tenant_id)
    return TargetList(targets=[_body(each, _opened(resources, each)) for each in targets])


@router.get("/{target_id}", responses=responses(404))
async def read_target(
    target_id: TargetInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> TargetBody:
    """Returns a target, without its secrets."""
    async with resources.database.connection(tenant_id) as conn:
        target = await get_target(conn, tenant_id, target_id)
    return _body(target, _opened(resources, target))


@router.patch("/{target_id}", responses=responses(404))
async def change_target(
    target_id: TargetInPath, patch: TargetPatch, tenant_id: AdminDep, resources: ResourcesDep
) -> TargetBody:
    """Changes a target. Deliveries that wait go to the new URL."""
    if patch.url is not None:
        await _require_address(resources, patch.url)
    given = patch.model_fields_set
    async with resources.database.transaction(tenant_id) as conn:
        target = await get_target(conn, tenant_id, target_id, locking=True)
        secrets = _opened(resources, target)
        secrets = secrets.model_copy(
            update={
                "url": patch.url or secrets.url,
                "credentials": (
                    patch.credentials if "credentials" in given else secrets.credentials
                ),
            }
        )
        where = TargetFilter(
            types=tuple(dict.fromkeys(patch.types)) if patch.types else target.where.types,
            agent_ids=(
                (tuple(patch.agent_ids) if patch.agent_ids else None)
                if "agent_ids" in given
                else target.where.agent_ids
            ),
            outcomes=(
                (tuple(patch.outcomes) if patch.outcomes else None)
                if "outcomes" in given
                else target.where.outcomes
            ),
        )
        await update_target(
            conn,
            replace(
                target,
                name=patch.name or target.name,
                sealed=_sealed(resources, target_id, secrets),
                where=where,
                body=patch.body or target.body,
            ),
        )
        if patch.enabled is True:
            await enable_target(conn, tenant_id, target_id, skip_missed=patch.skip_missed)
        elif patch.enabled is False:
            await disable_target(conn, tenant_id, target_id, "person")
        changed = await get_target(conn, tenant_id, target_id)
    return _body(changed, secrets)


@router.delete("/{target_id}", status_code=204, responses=responses(404))
async def remove_target(
    target_id: TargetInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> Response:
    """Removes a target with its deliveries. What waits is not sent."""
    async with resources.database.connection(tenant_id) as conn:
        # A disabled target is queued nothing more, so the deletion comes to an end.
        await disable_target(conn, tenant_id, target_id, "person")
        while await delete_some_deliveries(conn, tenant_id, target_id):
            pass
        await delete_target(conn, tenant_id, target_id)
    return Response(status_code=204)


@router.post("/{target_id}/secret", responses=responses(404))
async def rotate_target_secret(
    target_id: TargetInPath, body: RotationBody, tenant_id: AdminDep, resources: ResourcesDep
) -> TargetWithSecret:
    """Makes a new secret, which is shown once. The previous one signs as well for some hours, so
    that no delivery is refused while the receiver is changed.
    """
    secret = new_secret()
    async with resources.database.transaction(tenant_id) as conn:
        target, secrets = await _stored_secrets(
            conn, resources, tenant_id, target_id, new=secret, keep_h=body.keep_previous_h
        )
    return TargetWithSecret(**_body(target, secrets).model_dump(), secret=secret)


@router.delete("/{target_id}/previous-secret", status_code=204, responses=responses(404))
async def remove_previous_target_secret(
    target_id: TargetInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> Response:
    """Stops signing with the previous secret at once. Idempotent."""
    async with resources.database.transaction(tenant_id) as conn:
        await _stored_secrets(conn, resources, tenant_id, target_id, new=None, keep_h=0)
    return Response(status_code=204)


@router.post("/{target_id}/test", status_code=202, responses=responses(404))
async def test_target(
    target_id: TargetInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> QueuedTest:
    """Sends the event `webhook.test` to this target alone, whatever events it wants."""
    async with resources.database.transaction(tenant_id) as conn:
        target = await get_target(conn, tenant_id, target_id)
        delivery_id = await insert_test(conn, target, new_id(), f"A test of {target.name}.")
    return QueuedTest(delivery_id=DeliveryId(delivery_id))


@router.post("/{target_id}/replay", status_code=202, responses=responses(404))
async def replay_events(
    target_id: TargetInPath, body: EventReplayBody, tenant_id: AdminDep, resources: ResourcesDep
) -> QueuedEvents:
    """Sends the events of a period again, or for the first time those from before the target was
    made. Each has the id that it had, so a receiver can tell a repeat. Events that retention has
    deleted are not sent, unless they were queued before.
    """
    if body.until is not None and body.until <= body.since:
        raise InvalidRequest(
            "`until` must be after `since`.", fields=(("/body/until", "is not after `since`"),)
        )
    async with resources.database.transaction(tenant_id) as conn:
        target = await get_target(conn, tenant_id, target_id, locking=True)
        queued = await queue_again(
            conn,
            target,
            since=body.since,
            until=body.until,
            types=body.types or (),
            only_failed=body.only_failed,
        )
    return QueuedEvents(queued=queued)


async def _stored_secrets(
    conn: Connection,
    resources: Resources,
    tenant_id: TenantId,
    target_id: TargetId,
    *,
    new: str | None,
    keep_h: int,
) -> tuple[Target, TargetSecrets]:
    """Stores a new secret before the others, or removes all but the newest."""
    target = await get_target(conn, tenant_id, target_id, locking=True)
    secrets = _opened(resources, target)
    newest = secrets.secrets[:1]
    secrets = secrets.model_copy(
        update={"secrets": (new, *(newest if keep_h else ())) if new else newest}
    )
    until = datetime.now(UTC) + timedelta(hours=keep_h) if new and keep_h else None
    changed = replace(
        target, sealed=_sealed(resources, target_id, secrets), previous_secret_until=until
    )
    await update_target(conn, changed)
    return changed, secrets


async def _require_address(resources: Resources, url: str) -> None:
    """Raises InvalidRequest for a URL that would be refused when something is sent to it."""
    settings = resources.settings.targets
    try:
        await refuse_private(checked_target(url, settings), settings)
    except ProviderRejected as error:
        raise InvalidRequest(str(error), fields=(("/body/url", str(error)),)) from error


def _sealed(resources: Resources, target_id: TargetId, secrets: TargetSecrets) -> bytes:
    return resources.sealer.seal(secrets.model_dump_json(), context=context_of(target_id))


def _opened(resources: Resources, target: Target) -> TargetSecrets:
    return TargetSecrets.model_validate_json(
        resources.sealer.open(target.sealed, context=context_of(target.id))
    )


def _body(target: Target, secrets: TargetSecrets) -> TargetBody:
    return TargetBody(
        id=target.id,
        name=target.name,
        url=secrets.url,
        types=list(target.where.types),
        agent_ids=None if target.where.agent_ids is None else list(target.where.agent_ids),
        outcomes=None if target.where.outcomes is None else list(target.where.outcomes),
        body=target.body,
        has_credentials=secrets.credentials is not None,
        previous_secret_until=target.previous_secret_until,
        pending=target.pending,
        failing_since=target.failing_since,
        enabled=target.disabled_at is None,
        disabled_because=target.disabled_because,
        disabled_at=target.disabled_at,
        created_at=target.created_at,
    )
