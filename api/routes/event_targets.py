"""Where a tenant's events are sent: targets, their filters and secrets."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fastapi import Response
from pydantic import ValidationError

from api.event_target_settings import changed_settings, settings_of
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import TargetInPath
from api.http.permissions import AdminDep
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from api.routes.event_target_bodies import (
    DigestBody,
    EventReplayBody,
    MailBody,
    NewTargetBody,
    QueuedEvents,
    QueuedTest,
    RotationBody,
    TargetBody,
    TargetList,
    TargetPatch,
    TargetWithSecret,
    TestBody,
)
from api.sample_events import first_sample, sample_event
from shared.db.agents import list_agents
from shared.db.event_queue import insert_test, queue_again
from shared.db.event_stream import get_last_position_of
from shared.db.event_targets import (
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
from shared.db.tenants import get_tenant
from shared.domain.digests import Digest, next_occurrence
from shared.domain.events import TEST
from shared.domain.ids import AgentId, DeliveryId, TargetId, TenantId, new_id
from shared.domain.zones import find_zone
from shared.errors import Conflict, InvalidRequest, SecretUnreadable
from shared.outgoing.bodies import written
from shared.outgoing.kinds import shown_url
from shared.outgoing.secrets import TargetSecrets, context_of, new_secret

router = Router(tags=["events"], prefix="/api/event-targets", route_class=KeyedJsonRoute)

UNREADABLE = (
    "Its address and secrets cannot be decrypted with this ENCRYPTION_KEY: set the key with which"
    " they were encrypted, or remove this target and make it again."
)


@router.post("", status_code=201, responses=responses(400, 409))
async def create_target(
    body: NewTargetBody, tenant_id: AdminDep, resources: ResourcesDep
) -> TargetWithSecret:
    """Creates a target. It gets the events from now on; a `webhook` gets them signed by Standard
    Webhooks. Events from before can be sent with `POST /api/event-targets/{target_id}/replay`.
    """
    target_id = TargetId(new_id())
    made = await settings_of(resources, tenant_id, body)
    async with resources.database.transaction(tenant_id) as conn:
        await _require_known(conn, tenant_id, body.agent_ids)
        target = await insert_target(
            conn,
            tenant_id,
            target_id,
            kind=made.kind,
            name=body.name,
            sealed=sealed_secrets(resources, target_id, made.secrets),
            where=TargetFilter(
                types=made.types,
                agent_ids=tuple(body.agent_ids) if body.agent_ids else None,
                outcomes=tuple(body.outcomes) if body.outcomes else None,
            ),
            body=body.body or ("thin" if made.kind == "webhook" else "full"),
            digest=made.digest,
            digest_next_at=await _next_digest(conn, tenant_id, made.digest),
        )
    return TargetWithSecret(**_target_body(target, made.secrets).model_dump(), secret=made.secret)


@router.get("")
async def get_targets(tenant_id: AdminDep, resources: ResourcesDep) -> TargetList:
    """Returns the targets, without their secrets."""
    async with resources.database.connection(tenant_id) as conn:
        targets = await list_targets(conn, tenant_id)
    return TargetList(targets=[_target_body(each, _readable(resources, each)) for each in targets])


@router.get("/{target_id}", responses=responses(404))
async def read_target(
    target_id: TargetInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> TargetBody:
    """Returns a target, without its secrets."""
    async with resources.database.connection(tenant_id) as conn:
        target = await get_target(conn, tenant_id, target_id)
    return _target_body(target, _readable(resources, target))


@router.patch("/{target_id}", responses=responses(400, 404, 409))
async def change_target(
    target_id: TargetInPath, patch: TargetPatch, tenant_id: AdminDep, resources: ResourcesDep
) -> TargetBody:
    """Changes a target. Deliveries that wait go to the new URL, with the new request."""
    given = patch.model_fields_set
    async with resources.database.connection(tenant_id) as conn:
        before = await get_target(conn, tenant_id, target_id)
    sealed = before.sealed
    if given & {"url", "credentials", "request", "email", "inputs", "secrets"}:
        secrets = await changed_settings(
            resources, tenant_id, before.kind, opened_secrets(resources, before), patch
        )
        sealed = sealed_secrets(resources, target_id, secrets)
    async with resources.database.transaction(tenant_id) as conn:
        target = await get_target(conn, tenant_id, target_id, locking=True)
        if before.sealed not in (sealed, target.sealed):
            raise Conflict(
                "The target's address or secrets were changed meanwhile; try again.",
                code="target_changed",
            )
        await _require_known(conn, tenant_id, patch.agent_ids)
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
        if patch.email is not None:
            digest = patch.email.digest.digest() if patch.email.digest else None
            next_at = await _next_digest(conn, tenant_id, digest)
            target = replace(target, digest=digest, digest_next_at=next_at)
        await update_target(
            conn,
            replace(
                target,
                name=patch.name or target.name,
                sealed=sealed if sealed != before.sealed else target.sealed,
                where=where,
                body=patch.body or target.body,
            ),
        )
        if patch.enabled is True:
            await enable_target(conn, tenant_id, target_id, skip_missed=patch.skip_missed)
        elif patch.enabled is False:
            await disable_target(conn, tenant_id, target_id, "person")
        changed = await get_target(conn, tenant_id, target_id)
    return _target_body(changed, _readable(resources, changed))


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


@router.post("/{target_id}/secret", responses=responses(404, 409))
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
    return TargetWithSecret(**_target_body(target, secrets).model_dump(), secret=secret)


@router.delete("/{target_id}/previous-secret", status_code=204, responses=responses(404, 409))
async def remove_previous_target_secret(
    target_id: TargetInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> Response:
    """Stops signing with the previous secret at once. Idempotent."""
    async with resources.database.transaction(tenant_id) as conn:
        await _stored_secrets(conn, resources, tenant_id, target_id, new=None, keep_h=0)
    return Response(status_code=204)


@router.post("/{target_id}/test", status_code=202, responses=responses(404))
async def test_target(
    target_id: TargetInPath,
    tenant_id: AdminDep,
    resources: ResourcesDep,
    body: TestBody | None = None,
) -> QueuedTest:
    """Sends the event `webhook.test`, or a sample of another type, to this target alone, whatever
    events it wants.
    """
    async with resources.database.transaction(tenant_id) as conn:
        target = await get_target(conn, tenant_id, target_id)
        usual = first_sample(target.where.types) if target.kind == "template" else TEST
        kind = (body.type if body else None) or usual
        sample = sample_event(
            kind,
            at=datetime.now(UTC),
            sequence=await get_last_position_of(conn, tenant_id),
            body=target.body,
            base_url=resources.settings.runtime.public_base_url,
        )
        delivery_id = await insert_test(
            conn,
            target,
            new_id(),
            type=kind,
            # Also says so of a body that is written again when this one is gone.
            data={**sample.data.change, "test": True},
            body=written(sample),
        )
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


async def _require_known(
    conn: Connection, tenant_id: TenantId, agent_ids: Sequence[AgentId] | None
) -> None:
    """Raises InvalidRequest for an agent that the team does not have: the target would never get
    an event of it.
    """
    known = {agent.id for agent in await list_agents(conn, tenant_id)} if agent_ids else set()
    unknown = [place for place, each in enumerate(agent_ids or ()) if each not in known]
    if unknown:
        raise InvalidRequest(
            "A target was given an agent that is not one of the team.",
            fields=tuple(
                (f"/body/agent_ids/{place}", "must be one of the team") for place in unknown
            ),
            code="unknown_agent",
        )


async def _next_digest(
    conn: Connection, tenant_id: TenantId, digest: Digest | None
) -> datetime | None:
    if digest is None:
        return None
    zone = find_zone((await get_tenant(conn, tenant_id)).timezone)
    return next_occurrence(digest, zone, datetime.now(UTC))


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
    if target.kind != "webhook":
        raise wrong_kind("secret")
    secrets = opened_secrets(resources, target)
    newest = secrets.secrets[:1]
    secrets = secrets.model_copy(
        update={"secrets": (new, *(newest if keep_h else ())) if new else newest}
    )
    until = datetime.now(UTC) + timedelta(hours=keep_h) if new and keep_h else None
    changed = replace(
        target, sealed=sealed_secrets(resources, target_id, secrets), previous_secret_until=until
    )
    await update_target(conn, changed)
    return changed, secrets


def sealed_secrets(resources: Resources, target_id: TargetId, secrets: TargetSecrets) -> bytes:
    return resources.sealer.seal(secrets.model_dump_json(), context=context_of(target_id))


def opened_secrets(resources: Resources, target: Target) -> TargetSecrets:
    return TargetSecrets.model_validate_json(
        resources.sealer.open(target.sealed, context=context_of(target.id))
    )


def _readable(resources: Resources, target: Target) -> TargetSecrets | None:
    """Returns None for secrets that cannot be decrypted: people have to see such a target."""
    try:
        return opened_secrets(resources, target)
    # Also settings that this version cannot read: one target must not hide all others.
    except (SecretUnreadable, ValidationError):
        return None


def wrong_kind(field: str) -> Conflict:
    return Conflict(f"A target of this kind has no {field}.", code="wrong_kind_of_target")


def _mail_body(target: Target, secrets: TargetSecrets) -> MailBody:
    digest = target.digest
    return MailBody(
        to=list(secrets.to),
        digest=DigestBody(every=digest.every, at=f"{digest.at:%H:%M}", weekday=digest.weekday)
        if digest
        else None,
    )


def _target_body(target: Target, secrets: TargetSecrets | None) -> TargetBody:
    return TargetBody(
        id=target.id,
        kind=target.kind,
        name=target.name,
        problem=None if secrets else UNREADABLE,
        url=shown_url(target.kind, secrets.url) if secrets and secrets.url else None,
        email=_mail_body(target, secrets) if secrets and target.kind == "email" else None,
        next_digest_at=target.digest_next_at,
        request=secrets.request if secrets else None,
        inputs=secrets.inputs if secrets else {},
        secret_names=sorted(secrets.secret_values) if secrets else [],
        types=list(target.where.types),
        agent_ids=None if target.where.agent_ids is None else list(target.where.agent_ids),
        outcomes=None if target.where.outcomes is None else list(target.where.outcomes),
        body=target.body,
        has_credentials=bool(secrets and secrets.credentials),
        previous_secret_until=target.previous_secret_until,
        pending=target.pending,
        first_delivered_at=target.first_delivered_at,
        failing_since=target.failing_since,
        next_try_at=target.probe_at,
        enabled=target.disabled_at is None,
        disabled_because=target.disabled_because,
        disabled_at=target.disabled_at,
        created_at=target.created_at,
    )
