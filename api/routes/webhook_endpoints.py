"""A tenant's own webhook URLs, each with its own secret."""

import secrets
from datetime import datetime
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field, SecretStr, StringConstraints

from api.bodies import JsonBody
from api.dependencies import Resources, ResourcesDep, TenantDep
from api.idempotency import KeyedJsonRoute
from api.problems import responses
from api.router import Router
from shared.db.webhook_endpoints import (
    WebhookEndpoint,
    delete_endpoint,
    insert_endpoint,
    list_endpoints,
    rotate_secret,
)
from shared.domain.statuses import Sender

router = Router(tags=["webhooks"], prefix="/api/webhook-endpoints", route_class=KeyedJsonRoute)

Secret = Annotated[SecretStr, Field(min_length=16, max_length=500)]


_PATHS = {
    Sender.ELEVENLABS: "/api/webhooks/elevenlabs/call-ended",
    Sender.TWILIO: "/api/webhooks/twilio/recording",
    Sender.TRANSCRIPTION: "/api/webhooks",
}


class NewEndpointBody(JsonBody):
    """ElevenLabs makes the secret when it is given the URL, so it can be set later; Twilio's is the auth token.

    `transcription` is for services that transcribe recordings outside; the secret is one you agree with them.
    """

    source: Sender = Sender.ELEVENLABS
    secret: Secret | None = None


class SecretBody(JsonBody):
    secret: Secret


class EndpointBody(BaseModel):
    """`secrets` counts those that are accepted now: two while one is being rotated."""

    id: Annotated[str, StringConstraints(min_length=20)]
    source: Sender
    url: str
    secrets: int
    created_at: datetime

    @classmethod
    def of(cls, endpoint: WebhookEndpoint, resources: Resources) -> "EndpointBody":
        base = resources.settings.runtime.public_base_url.rstrip("/")
        return cls(
            id=endpoint.id,
            source=endpoint.source,
            url=f"{base}{_PATHS[endpoint.source]}/{endpoint.id}",
            secrets=len(endpoint.secrets_sealed),
            created_at=endpoint.created_at,
        )


@router.post("", status_code=201, responses=responses(401, 422))
async def create_endpoint(body: NewEndpointBody, tenant_id: TenantDep, resources: ResourcesDep) -> EndpointBody:
    endpoint_id = secrets.token_urlsafe(24)
    sealed = resources.sealer.seal(body.secret.get_secret_value(), context=endpoint_id) if body.secret else None
    async with resources.database.connection() as conn:
        endpoint = await insert_endpoint(
            conn, tenant_id, endpoint_id=endpoint_id, source=body.source, secret_sealed=sealed
        )
    return EndpointBody.of(endpoint, resources)


@router.get("", responses=responses(401))
async def get_endpoints(tenant_id: TenantDep, resources: ResourcesDep) -> list[EndpointBody]:
    async with resources.database.connection() as conn:
        return [EndpointBody.of(endpoint, resources) for endpoint in await list_endpoints(conn, tenant_id)]


@router.put("/{endpoint_id}/secret", status_code=204, responses=responses(401, 404, 422))
async def put_secret(endpoint_id: str, body: SecretBody, tenant_id: TenantDep, resources: ResourcesDep) -> Response:
    """Sets the secret. The one before stays valid until the next change, so no event is refused meanwhile."""
    sealed = resources.sealer.seal(body.secret.get_secret_value(), context=endpoint_id)
    async with resources.database.connection() as conn:
        await rotate_secret(conn, tenant_id, endpoint_id, sealed)
    return Response(status_code=204)


@router.delete("/{endpoint_id}", status_code=204, responses=responses(401, 404))
async def remove_endpoint(endpoint_id: str, tenant_id: TenantDep, resources: ResourcesDep) -> Response:
    async with resources.database.connection() as conn:
        await delete_endpoint(conn, tenant_id, endpoint_id)
    return Response(status_code=204)
