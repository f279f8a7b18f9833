"""Shipped templates of targets, and what a target would send, without sending it."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from api.event_target_settings import SAMPLE_ID, settings_of
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import TargetInPath
from api.http.permissions import AdminDep
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from api.routes.event_target_bodies import DryRun, DryRunBody, EventChoice, TemplateList
from api.routes.event_targets import opened_secrets
from api.sample_events import first_sample, sample_event
from shared.db.digests import find_digest
from shared.db.event_deliveries import event_to_send
from shared.db.event_facts import find_facts
from shared.db.event_stream import find_last_event, list_events_where
from shared.db.event_targets import BodyKind, TargetKind, get_target
from shared.db.tenants import get_tenant
from shared.domain.digests import DIGEST, Digest
from shared.domain.ids import AgentId, TargetId, TenantId, new_id
from shared.errors import InvalidRequest, NotFound, Permanent
from shared.outgoing.bodies import body_of, written
from shared.outgoing.expressions import NothingToSend
from shared.outgoing.kinds import Outgoing, shown_request
from shared.outgoing.mails import Mail, MailPlace, digest_mail, event_mail
from shared.outgoing.secrets import TargetSecrets
from shared.outgoing.shipped import shipped_templates

router = Router(tags=["events"], route_class=KeyedJsonRoute)


@router.get("/api/event-target-templates")
async def get_target_templates(tenant_id: AdminDep) -> TemplateList:
    """Returns the templates for the APIs of vendors, with the values that each needs."""
    return TemplateList(templates=list(shipped_templates()))


@router.post("/api/event-target-dry-runs", responses=responses(404))
async def try_new_target(body: DryRunBody, tenant_id: AdminDep, resources: ResourcesDep) -> DryRun:
    """Returns what a target would send for an event, without making it or sending anything."""
    made = await settings_of(resources, tenant_id, body.target)
    size = body.target.body or ("thin" if made.kind == "webhook" else "full")
    target_id = TargetId(new_id())
    if made.digest:
        agent_ids, to = body.target.agent_ids, made.secrets.to
        return await _tried_digest(resources, tenant_id, target_id, made.digest, agent_ids, to)
    return await _tried(
        resources, tenant_id, target_id, body, made.kind, made.secrets, size, made.types
    )


@router.post("/api/event-targets/{target_id}/dry-run", responses=responses(404, 503))
async def try_target(
    target_id: TargetInPath, body: EventChoice, tenant_id: AdminDep, resources: ResourcesDep
) -> DryRun:
    """Returns what a target would send for an event, without sending anything."""
    async with resources.database.connection(tenant_id) as conn:
        target = await get_target(conn, tenant_id, target_id)
    secrets = opened_secrets(resources, target)
    if target.digest:
        return await _tried_digest(
            resources, tenant_id, target_id, target.digest, target.where.agent_ids, secrets.to
        )
    return await _tried(
        resources,
        tenant_id,
        target_id,
        body,
        target.kind,
        secrets,
        target.body,
        target.where.types,
    )


async def _tried(
    resources: Resources,
    tenant_id: TenantId,
    target_id: TargetId,
    choice: EventChoice,
    kind: TargetKind,
    secrets: TargetSecrets,
    size: BodyKind,
    types: tuple[str, ...],
) -> DryRun:
    outgoing, sequence, event_type = await _chosen_event(resources, tenant_id, choice, size, types)
    if kind == "email":
        mail = event_mail(
            json.loads(outgoing.body),
            outgoing.event_id,
            to=secrets.to,
            zone=outgoing.zone,
            language=outgoing.language,
            target_id=target_id,
            place=_mail_place(resources),
        )
        return _shown_mail(mail, sequence, event_type)
    try:
        shown = await asyncio.to_thread(shown_request, kind, outgoing, secrets)
    except NothingToSend as nothing:
        return DryRun(
            sequence=sequence,
            type=event_type,
            skipped=str(nothing),
            method=None,
            url=None,
            headers={},
            body=None,
        )
    except Permanent as error:
        raise InvalidRequest(str(error), code=error.reason) from error
    return DryRun(sequence=sequence, type=event_type, skipped=None, **shown)


async def _tried_digest(
    resources: Resources,
    tenant_id: TenantId,
    target_id: TargetId,
    digest: Digest,
    agent_ids: Sequence[AgentId] | None,
    to: Sequence[str],
) -> DryRun:
    """Returns the mail that would come now, with what is new in the last day or week."""
    now = datetime.now(UTC)
    async with resources.database.transaction(tenant_id) as conn:
        tenant = await get_tenant(conn, tenant_id)
        facts = await find_digest(
            conn,
            tenant_id,
            agent_ids,
            since=now - digest.period,
            until=now,
            period=digest.period,
        )
    place = _mail_place(resources)
    mail = digest_mail(
        facts,
        SAMPLE_ID,
        to=to,
        zone=tenant.timezone,
        language=tenant.message_language,
        target_id=target_id,
        place=place,
    )
    return _shown_mail(mail, None, DIGEST)


def _mail_place(resources: Resources) -> MailPlace:
    settings = resources.settings
    return MailPlace(settings.runtime.public_base_url, settings.mail.sender)


def _shown_mail(mail: Mail, sequence: int | None, event_type: str) -> DryRun:
    return DryRun(
        sequence=sequence,
        type=event_type,
        skipped=None,
        method="MAIL",
        url=None,
        headers={
            "To": ", ".join(mail.to),
            "Subject": mail.subject,
            "Message-ID": mail.message_id,
        },
        body=mail.text,
    )


async def _chosen_event(
    resources: Resources,
    tenant_id: TenantId,
    choice: EventChoice,
    size: BodyKind,
    types: tuple[str, ...],
) -> tuple[Outgoing, int | None, str]:
    """Returns the event as it would be sent, its number and type."""
    base_url = resources.settings.runtime.public_base_url
    async with resources.database.transaction(tenant_id) as conn:
        tenant = await get_tenant(conn, tenant_id)
        zone, language = tenant.timezone, tenant.message_language
        found = None
        if choice.sequence is not None:
            listed = await list_events_where(
                conn,
                tenant_id,
                after=choice.sequence - 1,
                types=(),
                call_id=None,
                since=None,
                limit=1,
            )
            if not listed or listed[0].position != choice.sequence:
                raise NotFound("There is no such event.", code="unknown_event")
            found = listed[0]
        elif not choice.sample:
            found = await find_last_event(conn, tenant_id, types)
        if found is None:
            name = first_sample(types)
            at = datetime.now(UTC)
            sample = sample_event(name, at=at, sequence=1, body=size, base_url=base_url)
            return Outgoing(SAMPLE_ID, written(sample), zone, at, language), None, name
        event = event_to_send(found)
        facts = (
            await find_facts(conn, tenant_id, event.call_id, full=size == "full")
            if event.call_id
            else None
        )
    body = body_of(event, facts, base_url=base_url)
    outgoing = Outgoing(event.id, written(body), zone, datetime.now(UTC), language)
    return outgoing, event.sequence, event.type
