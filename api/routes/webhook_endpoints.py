"""A tenant's own webhook URLs, each with its own secret."""

import secrets
from datetime import datetime
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field, StringConstraints

from api.http.bodies import JsonBody
from api.http.fields import HeaderSecret
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import EndpointInPath
from api.http.permissions import AdminDep
from api.http.problem_codes import meaning_of
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from api.webhooks.senders import ENDPOINT_PATHS
from shared.db.incoming_deliveries import DeliveryOutcome, list_deliveries
from shared.db.webhook_endpoints import (
    WebhookEndpoint,
    delete_endpoint,
    drop_previous_secret,
    initiation_context,
    insert_endpoint,
    list_endpoints,
    rotate_initiation_secret,
    rotate_secret,
)
from shared.domain.statuses import Sender

router = Router(tags=["webhooks"], prefix="/api/webhook-endpoints", route_class=KeyedJsonRoute)

MOST_DELIVERIES = 100
Secret = Annotated[HeaderSecret, Field(min_length=16, max_length=500)]


INITIATION_PATH = "/api/webhooks/elevenlabs/initiation"


class NewEndpointBody(JsonBody):
    """A webhook URL of the tenant's own."""

    source: Sender = Field(
        Sender.ELEVENLABS,
        description=(
            "Who sends to it. `transcription` is for services that transcribe recordings outside."
        ),
    )
    secret: Secret | None = Field(
        None,
        description=(
            "What the sender signs with. ElevenLabs makes it when it is given the URL, so it can be"
            " set later; Twilio's is the account's auth token, Retell's the API key with the"
            " webhook badge; with Vapi and a transcription service you agree on one."
        ),
    )


class SecretBody(JsonBody):
    """A new secret."""

    secret: Secret = Field(description="What the sender signs with from now on.")


class InitiationSecretBody(JsonBody):
    """A new secret for the question at the start of a call."""

    secret: Secret = Field(
        description=(
            "What ElevenLabs sends in the header X-Aftercall-Secret, or as a Bearer token; another"
            " one than that of its signatures."
        )
    )


class EndpointBody(BaseModel):
    """A webhook URL of the tenant's own."""

    id: Annotated[str, StringConstraints(min_length=20)] = Field(
        description="Its id, which is a part of the URL."
    )
    source: Sender = Field(description="Who sends to it.")
    url: str = Field(description="The URL to give to the sender.")
    secrets: int = Field(
        description="How many secrets are accepted now: two after one was replaced."
    )
    initiation_url: str | None = Field(
        description=(
            "The URL that ElevenLabs asks at the start of a call (conversation initiation webhook);"
            " null for other senders."
        )
    )
    initiation_secrets: int = Field(description="How many secrets are accepted at that URL now.")
    created_at: datetime = Field(description="When it was made.")

    @classmethod
    def of(cls, endpoint: WebhookEndpoint, resources: Resources) -> "EndpointBody":
        base = resources.settings.runtime.public_base_url.rstrip("/")
        return cls(
            id=endpoint.id,
            source=endpoint.source,
            url=f"{base}{ENDPOINT_PATHS[endpoint.source]}/{endpoint.id}",
            secrets=len(endpoint.secrets_sealed),
            initiation_url=f"{base}{INITIATION_PATH}/{endpoint.id}"
            if endpoint.source is Sender.ELEVENLABS
            else None,
            initiation_secrets=len(endpoint.initiation_sealed),
            created_at=endpoint.created_at,
        )


class DeliveryBody(BaseModel):
    """Deliveries of one minute that ended alike. What they held is not stored here."""

    last_at: datetime = Field(description="When the last of them came.")
    outcome: DeliveryOutcome = Field(
        description=(
            "`accepted`; `duplicate`: it was accepted before; `held`: it is processed later;"
            " `stored`: this version cannot use it, see GET /api/missed-calls; `ignored`: it"
            " concerns no call; `refused`."
        )
    )
    reason: str | None = Field(description="The problem's code of a refused one, else null.")
    detail: str | None = Field(description="What the code means, for people.")
    times: int = Field(description="How many there were in this minute.")


class DeliveriesBody(BaseModel):
    """What came lately at a webhook URL."""

    deliveries: list[DeliveryBody] = Field(
        description="The newest 100, newest first, of the last 14 days."
    )


@router.post("", status_code=201)
async def create_endpoint(
    body: NewEndpointBody, tenant_id: AdminDep, resources: ResourcesDep
) -> EndpointBody:
    """Creates a webhook URL for one sender. Its events belong to this tenant, whatever agent or
    account they name.
    """
    endpoint_id = secrets.token_urlsafe(24)
    sealed = (
        resources.sealer.seal(body.secret.get_secret_value(), context=endpoint_id)
        if body.secret
        else None
    )
    async with resources.database.connection(tenant_id) as conn:
        endpoint = await insert_endpoint(
            conn, tenant_id, endpoint_id=endpoint_id, source=body.source, secret_sealed=sealed
        )
    await resources.acceptor.find(endpoint_id)
    return EndpointBody.of(endpoint, resources)


@router.get("")
async def get_endpoints(tenant_id: AdminDep, resources: ResourcesDep) -> list[EndpointBody]:
    """The tenant's webhook URLs. Secrets are not shown."""
    async with resources.database.connection(tenant_id) as conn:
        return [
            EndpointBody.of(endpoint, resources)
            for endpoint in await list_endpoints(conn, tenant_id)
        ]


@router.get("/{endpoint_id}/deliveries", responses=responses(404))
async def get_deliveries(
    endpoint_id: EndpointInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> DeliveriesBody:
    """Returns how the last deliveries at this URL ended, and why they were refused. A delivery is
    shown some seconds after it came.
    """
    async with resources.database.connection(tenant_id) as conn:
        found = await list_deliveries(conn, tenant_id, endpoint_id, limit=MOST_DELIVERIES)
    return DeliveriesBody(
        deliveries=[
            DeliveryBody(
                last_at=one.last_at,
                outcome=one.key.outcome,
                reason=one.key.reason or None,
                detail=meaning_of(one.key.reason),
                times=one.times,
            )
            for one in found
        ]
    )


@router.put("/{endpoint_id}/secret", status_code=204, responses=responses(404))
async def put_secret(
    endpoint_id: EndpointInPath, body: SecretBody, tenant_id: AdminDep, resources: ResourcesDep
) -> Response:
    """Sets the secret. The previous one stays valid until the next change, so no event is refused
    meanwhile.
    """
    sealed = resources.sealer.seal(body.secret.get_secret_value(), context=endpoint_id)
    async with resources.database.connection(tenant_id) as conn:
        await rotate_secret(conn, tenant_id, endpoint_id, sealed)
    await resources.acceptor.find(endpoint_id)
    return Response(status_code=204)


@router.put("/{endpoint_id}/initiation-secret", status_code=204, responses=responses(404))
async def put_initiation_secret(
    endpoint_id: EndpointInPath,
    body: InitiationSecretBody,
    tenant_id: AdminDep,
    resources: ResourcesDep,
) -> Response:
    """Sets the secret of the URL that ElevenLabs asks at the start of a call. The previous one
    stays valid until the next change.
    """
    sealed = resources.sealer.seal(
        body.secret.get_secret_value(), context=initiation_context(endpoint_id)
    )
    async with resources.database.connection(tenant_id) as conn:
        await rotate_initiation_secret(conn, tenant_id, endpoint_id, sealed)
    return Response(status_code=204)


@router.delete("/{endpoint_id}/previous-secret", status_code=204, responses=responses(404))
async def remove_previous_secret(
    endpoint_id: EndpointInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> Response:
    """Ends the validity of the previous secrets at once, because one leaked. Idempotent."""
    async with resources.database.connection(tenant_id) as conn:
        await drop_previous_secret(conn, tenant_id, endpoint_id)
    await resources.acceptor.find(endpoint_id)
    return Response(status_code=204)


@router.delete("/{endpoint_id}", status_code=204, responses=responses(404))
async def remove_endpoint(
    endpoint_id: EndpointInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> Response:
    """Removes the endpoint. Later events at this URL are refused. The recorded calls remain."""
    async with resources.database.connection(tenant_id) as conn:
        await delete_endpoint(conn, tenant_id, endpoint_id)
    await resources.acceptor.find(endpoint_id)
    return Response(status_code=204)
