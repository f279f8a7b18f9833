"""Receives Twilio's events of finished or missing recordings."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any

import structlog
from fastapi import Header, Path, Request, Response
from pydantic import AfterValidator, BaseModel, Field, SecretStr

from api.accounts.ownership import account_claim
from api.http.bodies import JsonBody, read_body
from api.http.fields import AccountSid, lowered_sid
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import EndpointInPath
from api.http.permissions import AdminDep, ReaderDep
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from api.http.schemas import AcceptedBody, IgnoredBody
from api.webhooks.answers import accepted_answer
from api.webhooks.examples import TWILIO_RECORDING, TWILIO_SCHEMA
from api.webhooks.unused_events import ignore, keep, replay_unused
from shared.db.call_legs import find_tenant_of_sid
from shared.db.pool import ALL_TENANTS
from shared.db.tenant_deletion import is_sender_erased
from shared.db.twilio_accounts import (
    delete_account,
    find_tenant_of_account,
    insert_account,
    list_accounts,
)
from shared.db.unused_events import Owner
from shared.domain.incoming import UnknownEvent
from shared.domain.statuses import Sender
from shared.domain.transcript import Speaker
from shared.errors import Forbidden, InvalidRequest, NotFound, Unauthorized
from shared.intake.recordings import record_recording
from shared.vendors.twilio import webhook as twilio
from shared.vendors.twilio.webhook import Algorithm

log = structlog.get_logger()
router = Router(tags=["webhooks"])
accounts = Router(tags=["webhooks"], prefix="/api/twilio-accounts", route_class=KeyedJsonRoute)

_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"model": IgnoredBody, "description": "A status that needs nothing done"},
    **responses(404),
}
_DOCUMENTED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": TWILIO_SCHEMA,
                "examples": TWILIO_RECORDING,
            }
        },
    }
}
SignatureHeader = Annotated[
    str | None, Header(alias="X-Twilio-Signature", description="Twilio's signature.")
]
SettingsHeader = Annotated[
    str | None,
    Header(
        alias="X-Twilio-Webhooks-Signature-Settings",
        description="How Twilio signed, if not with HMAC-SHA1.",
    ),
]


class UnknownAccount(NotFound):
    """The account is not registered; `held` events are used as soon as it is. An account of a
    deleted tenant is `erased`: its events are not stored.
    """

    def __init__(self, *, held: bool = False, erased: bool = False) -> None:
        then = " The event is stored and will be used then." if held else ""
        super().__init__(
            "No tenant has registered this Twilio account. Register it with POST"
            f" /api/twilio-accounts, or use a tenant's own URL.{then}",
            code="unknown_twilio_account",
        )
        self.erased = erased


class AccountBody(JsonBody):
    """A Twilio account."""

    account_sid: AccountSid = Field(
        description="The account's SID; in lower case after its `AC`, however it was given."
    )


class NewAccountBody(AccountBody):
    """A Twilio account, and a proof that it is one's own."""

    auth_token: SecretStr | None = Field(
        None,
        min_length=8,
        max_length=200,
        description=(
            "The account's auth token, with which Twilio is asked once whether the account opens;"
            " it is not stored. The only tenant of an installation needs none."
        ),
    )


class AccountsBody(BaseModel):
    """The Twilio accounts of a tenant."""

    account_sids: list[str] = Field(description="The accounts' SIDs.")


@router.post(
    "/api/webhooks/twilio/recording",
    status_code=202,
    response_model=AcceptedBody,
    responses=_RESPONSES,
    openapi_extra=_DOCUMENTED,
)
async def recording_status(
    request: Request,
    resources: ResourcesDep,
    signature: SignatureHeader = None,
    scheme: SettingsHeader = None,
) -> Response:
    """Records Twilio's recordingStatusCallback, signed over PUBLIC_BASE_URL. A repeat returns the
    same ids.

    The tenant is the one that has proved the Twilio account to be its own, else the one that has
    the call already. When the database does not respond in time a signed event is spooled: the ids
    are null then, and it is recorded when the database is back.
    """
    acceptance = resources.acceptor.begin()
    body = await read_body(request, max_bytes=twilio.MAX_FORM_BYTES)
    # The configuration decides which signature schemes are allowed, not the request.
    given = (
        (Algorithm.HMAC_SHA1, resources.settings.twilio.auth_token),
        (Algorithm.HMAC_SHA256, resources.settings.twilio.webhook_key),
    )
    secrets = {algorithm: [secret.get_secret_value()] for algorithm, secret in given if secret}
    fields = _verified(resources, request, body, secrets, signature=signature, scheme=scheme)
    resources.admission.require_room_for_webhook()
    owner, signed = Owner(None, None, Sender.TWILIO), bool(secrets)
    work = _accept(resources, owner, fields, body, signed=signed)
    return await acceptance.record(work, owner, body, signed=signed)


async def accept_spooled(resources: Resources, owner: Owner, body: bytes) -> None:
    """Accepts a spooled event, whose signature was checked on arrival. Raises the errors that the
    routes answer as problems.
    """
    fields = twilio.parse_form(body)
    if owner.endpoint_id:
        await _accept(resources, owner, fields, body, signed=True)
        return
    try:
        await _use_fields(resources, owner, fields)
    except UnknownAccount as error:
        if not error.erased:
            raise


async def _accept(
    resources: Resources,
    owner: Owner,
    fields: Sequence[tuple[str, str]],
    body: bytes,
    *,
    signed: bool,
) -> Response:
    """Accepts an event. A signed event is never lost: one that cannot be used is stored, also
    without a known owner.
    """
    try:
        return await _use_fields(resources, owner, fields)
    except InvalidRequest as error:
        if not signed:
            raise
        return await keep(resources, owner, body, error)
    except UnknownAccount as error:
        if error.erased or not signed:
            raise
        await keep(resources, owner, body, InvalidRequest(str(error)))
        raise UnknownAccount(held=True) from error


@router.post(
    "/api/webhooks/twilio/recording/{endpoint_id}",
    status_code=202,
    response_model=AcceptedBody,
    responses=_RESPONSES,
    openapi_extra=_DOCUMENTED,
)
async def recording_status_for_tenant(
    endpoint_id: EndpointInPath,
    request: Request,
    resources: ResourcesDep,
    signature: SignatureHeader = None,
    scheme: SettingsHeader = None,
) -> Response:
    """Records an event at a tenant's own URL, whose id identifies the tenant and the auth token of
    its signature. When the database does not respond in time a signed event is spooled.
    """
    acceptance = resources.acceptor.begin()
    body = await read_body(request, max_bytes=twilio.MAX_FORM_BYTES)
    endpoint = await acceptance.endpoint(endpoint_id, Sender.TWILIO)
    with resources.deliveries.noting(endpoint):
        tokens = resources.sealer.open_all(endpoint.secrets_sealed, context=endpoint.id)
        secrets = {Algorithm.HMAC_SHA1: tokens} if tokens else {}
        fields = _verified(resources, request, body, secrets, signature=signature, scheme=scheme)
        resources.admission.require_room_for_webhook()
        owner, signed = Owner(endpoint.tenant_id, endpoint.id, Sender.TWILIO), bool(secrets)
        work = _accept(resources, owner, fields, body, signed=signed)
        return await acceptance.record(work, owner, body, signed=signed)


@accounts.post("", status_code=201, responses=responses(403, 409))
async def add_account(
    body: NewAccountBody, tenant_id: AdminDep, resources: ResourcesDep
) -> AccountBody:
    """Registers the account: its recordings at the shared URL belong to this tenant from now on,
    and so do those that were stored while the account was unknown.
    """
    account_sid = body.account_sid
    token = body.auth_token.get_secret_value() if body.auth_token else None
    claim = await account_claim(resources, tenant_id, account_sid, token)
    if claim is None:
        raise Forbidden(
            "Nothing proves that this Twilio account is yours: send its `auth_token`, or ask the"
            " installation's operator to assign it. A tenant's own URL needs no account.",
            code="ownership_unproved",
        )
    # Another tenant may have the account.
    async with resources.database.connection(ALL_TENANTS) as conn:
        await insert_account(conn, tenant_id, account_sid, claim)
    await replay_unused(resources, {Sender.TWILIO: partial(use_stored, resources)})
    return AccountBody(account_sid=account_sid)


@accounts.get("")
async def get_accounts(tenant_id: ReaderDep, resources: ResourcesDep) -> AccountsBody:
    """Returns the Twilio accounts of this tenant."""
    async with resources.database.connection(tenant_id) as conn:
        return AccountsBody(account_sids=await list_accounts(conn, tenant_id))


@accounts.delete("/{account_sid}", status_code=204, responses=responses(404))
async def remove_account(
    account_sid: Annotated[
        str, AfterValidator(lowered_sid), Path(description="The account's SID.")
    ],
    tenant_id: AdminDep,
    resources: ResourcesDep,
) -> Response:
    """Removes the account from the tenant. The recorded calls remain."""
    async with resources.database.connection(tenant_id) as conn:
        await delete_account(conn, tenant_id, account_sid)
    return Response(status_code=204)


def _verified(
    resources: Resources,
    request: Request,
    body: bytes,
    secrets: Mapping[Algorithm, Sequence[str]],
    *,
    signature: str | None,
    scheme: str | None,
) -> list[tuple[str, str]]:
    """Returns the form's fields after the check of the signature. Without a token they are accepted
    only in development.
    """
    fields = twilio.parse_form(body)
    if secrets:
        runtime = resources.settings.runtime
        url = twilio.public_url(runtime.public_base_url, request.url.path, request.url.query)
        twilio.verify_signature(signature, scheme, url=url, payload=fields, secrets=secrets)
    elif not resources.settings.runtime.is_development:
        raise Unauthorized(
            "No Twilio auth token is configured; set TWILIO_AUTH_TOKEN or the endpoint's secret.",
            code="no_secret_configured",
        )
    else:
        log.warning("unsigned webhook accepted", wakeup="set TWILIO_AUTH_TOKEN")
    return fields


async def use_stored(resources: Resources, owner: Owner, body: bytes) -> None:
    """Processes an event again whose signature was checked on arrival. Raises InvalidRequest or
    NotFound when it cannot be used.
    """
    await _use_fields(resources, owner, twilio.parse_form(body))


async def _use_fields(
    resources: Resources, owner: Owner, fields: Sequence[tuple[str, str]]
) -> Response:
    event = twilio.parse_recording_event(fields)
    if isinstance(event, UnknownEvent):
        return await ignore(resources, owner, event)
    tenant_id = owner.tenant_id
    if not owner.endpoint_id:
        async with resources.database.connection(ALL_TENANTS) as conn:
            tenant_id = await find_tenant_of_account(conn, event.account_sid)
            if tenant_id is None and event.call_sid:
                tenant_id = await find_tenant_of_sid(conn, event.call_sid)
    if tenant_id is None:
        async with resources.database.connection(ALL_TENANTS) as conn:
            erased = await is_sender_erased(conn, Sender.TWILIO, event.account_sid)
        raise UnknownAccount(erased=erased)
    async with resources.database.transaction(tenant_id) as conn:
        accepted = await record_recording(
            conn,
            tenant_id,
            event,
            first_channel=Speaker(resources.settings.twilio.first_channel),
            # A recording from a tenant's own URL is never fetched with the installation's
            # credentials: any tenant could name another tenant's recording there, and sign it with
            # a secret of its own choosing.
            installation_owned=owner.endpoint_id is None,
            endpoint_id=owner.endpoint_id,
        )
    return accepted_answer(resources, Sender.TWILIO, accepted)
