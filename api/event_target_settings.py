"""Turns what a person gives for a target into its settings, and refuses what could not work."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

from api.event_samples import EVENT_ID
from api.http.resources import Resources
from api.routes.event_target_bodies import MailBody, NewTargetBody, TargetPatch
from api.sample_events import sample_event
from shared.db.event_targets import TargetKind
from shared.db.users import list_users
from shared.domain.digests import Digest
from shared.domain.ids import TenantId
from shared.errors import InvalidRequest, Permanent, ProviderRejected
from shared.outgoing.bodies import written
from shared.outgoing.expressions import NothingToSend, TemplateRefused
from shared.outgoing.http import checked_target, refuse_private
from shared.outgoing.kinds import Outgoing, request_of
from shared.outgoing.recipients import allowed_recipients
from shared.outgoing.secrets import TargetSecrets, new_secret
from shared.outgoing.shipped import ShippedTemplate, find_shipped
from shared.outgoing.template import RequestTemplate, checked_url_template, names_in, token_request

SAMPLE_ID = UUID(EVENT_ID)


@dataclass(frozen=True, slots=True)
class NewSettings:
    """The settings of a new target. `secret` is what a webhook's deliveries are signed with."""

    kind: TargetKind
    types: tuple[str, ...]
    secrets: TargetSecrets
    secret: str | None
    digest: Digest | None = None


async def settings_of(
    resources: Resources, tenant_id: TenantId, body: NewTargetBody
) -> NewSettings:
    """Returns the settings of a new target. Raises InvalidRequest."""
    shipped = _shipped_of(body)
    kind = shipped.kind if shipped else body.kind
    for field in _not_of(kind):
        if getattr(body, field):
            raise invalid(field, f"is nothing that a target of the kind {kind} takes")
    if kind == "email":
        if body.email is None:
            raise invalid("email", "is missing")
        await check_recipients(resources, tenant_id, body.email)
        digest = body.email.digest.digest() if body.email.digest else None
        to_people = TargetSecrets(url="", secrets=(), to=tuple(body.email.to))
        return NewSettings(kind, tuple(dict.fromkeys(body.types)), to_people, None, digest)
    types = body.types
    if shipped and "types" not in body.model_fields_set:
        types = shipped.types
    secret = None
    if kind == "webhook":
        secret = body.secret.get_secret_value() if body.secret else new_secret()
    url = body.url or (shipped.url if shipped else None)
    if url is None:
        raise invalid("url", "is missing")
    secrets = TargetSecrets(
        url=url,
        secrets=(secret,) if secret else (),
        credentials=body.credentials,
        request=body.request or (shipped.request if shipped else None),
        inputs=body.inputs,
        secret_values={name: value.get_secret_value() for name, value in body.secrets.items()},
    )
    if shipped:
        _check_inputs(shipped, secrets)
    await check_settings(resources, kind, secrets)
    return NewSettings(kind, tuple(dict.fromkeys(types)), secrets, secret)


async def check_recipients(resources: Resources, tenant_id: TenantId, email: MailBody) -> None:
    """Raises InvalidRequest unless mails can be sent, and to all of the addresses."""
    if resources.settings.mail.host is None:
        raise invalid("email", "cannot be sent: the installation has no mail server (SMTP_HOST)")
    async with resources.database.connection(tenant_id) as conn:
        users = await list_users(conn, tenant_id)
    allowed = allowed_recipients(email.to, users, resources.settings.targets)
    for nth, address in enumerate(email.to):
        if address not in allowed:
            raise invalid(f"email/to/{nth}", "is the address of no person of the team")


async def changed_settings(
    resources: Resources,
    tenant_id: TenantId,
    kind: TargetKind,
    before: TargetSecrets,
    patch: TargetPatch,
) -> TargetSecrets:
    """Returns the settings with what a patch gives. Raises InvalidRequest."""
    given = patch.model_fields_set
    for field in _not_of(kind):
        if getattr(patch, field, None):
            raise invalid(field, f"is nothing that a target of the kind {kind} has")
    if kind == "email":
        if patch.email is None:
            return before
        await check_recipients(resources, tenant_id, patch.email)
        return before.model_copy(update={"to": tuple(patch.email.to)})
    secret_values = {
        **before.secret_values,
        **{name: value.get_secret_value() for name, value in (patch.secrets or {}).items()},
    }
    after = before.model_copy(
        update={
            "url": patch.url or before.url,
            "credentials": patch.credentials if "credentials" in given else before.credentials,
            "request": patch.request or before.request,
            "inputs": before.inputs if patch.inputs is None else patch.inputs,
            "secret_values": secret_values,
        }
    )
    await check_settings(resources, kind, after)
    return after


async def check_settings(resources: Resources, kind: TargetKind, secrets: TargetSecrets) -> None:
    """Raises InvalidRequest for settings with which nothing could be sent."""
    urls = {"url": secrets.url}
    if kind == "template":
        urls = await asyncio.to_thread(_checked_template, secrets)
    settings = resources.settings.targets
    for field, url in urls.items():
        try:
            await refuse_private(checked_target(url, settings), settings)
        except ProviderRejected as error:
            raise invalid(field, str(error)) from error


def _consistent_request(secrets: TargetSecrets) -> RequestTemplate:
    request = secrets.request
    if request is None:
        raise invalid("request", "is missing")
    if request.token and any(name.lower() == "authorization" for name in request.headers):
        raise invalid(
            "request",
            "has a header `Authorization` and `token`, which sends one, too: leave one of them out",
        )
    return request


def _checked_template(secrets: TargetSecrets) -> dict[str, str]:
    """Checks that a template fits events, and returns the URLs that it makes of a sample."""
    request = _consistent_request(secrets)
    try:
        checked_url_template(secrets.url)
        named = names_in(request, secrets.url)
    except TemplateRefused as error:
        raise invalid("url", str(error)) from error
    for root, field, given in (
        ("input", "inputs", secrets.inputs),
        ("secret", "secrets", secrets.secret_values),
    ):
        if missing := {name for of, name in named if of == root} - set(given):
            raise invalid(field, f"lacks {', '.join(sorted(missing))}")
    # All of it is checked, also where the sample would not be sent.
    always = secrets.model_copy(update={"request": request.model_copy(update={"when": None})})
    at = datetime.now(UTC)
    event = sample_event("call.ready", at=at, sequence=1, body="full", base_url="https://a.example")
    sample = Outgoing(SAMPLE_ID, written(event), None, at)
    try:
        url = request_of("template", sample, always).url
        with suppress(NothingToSend):
            request_of("template", sample, secrets)
        urls = {"url": url}
        if request.token:
            token = token_request(request.token, secrets.inputs, secrets.secret_values)
            urls["request/token/url"] = token.url
    except NothingToSend as error:
        raise invalid("url", "has a value that is always empty") from error
    except Permanent as error:
        raise invalid("request", str(error)) from error
    for field, made in urls.items():
        if "%" in urlsplit(made).netloc:
            raise invalid(field, "has an input in its host that is no part of a host")
    return urls


def _shipped_of(body: NewTargetBody) -> ShippedTemplate | None:
    if body.template_id is None:
        return None
    shipped = find_shipped(body.template_id)
    if shipped is None:
        raise invalid("template_id", "is none of GET /api/event-target-templates")
    if "kind" in body.model_fields_set and body.kind not in (shipped.kind, "template"):
        raise invalid("kind", f"is not that of the template, {shipped.kind}")
    return shipped


def _check_inputs(shipped: ShippedTemplate, secrets: TargetSecrets) -> None:
    """Raises InvalidRequest unless exactly the values are given that a template needs."""
    for field, given, wanted in (
        ("inputs", secrets.inputs, {each.name for each in shipped.inputs if not each.secret}),
        ("secrets", secrets.secret_values, {each.name for each in shipped.inputs if each.secret}),
    ):
        if missing := set(wanted) - set(given):
            raise invalid(field, f"lacks {', '.join(sorted(missing))}")
        if unknown := set(given) - set(wanted):
            raise invalid(
                field, f"has {', '.join(sorted(unknown))}, which the template does not use"
            )
    for each in shipped.inputs:
        if not each.secret and not each.takes(secrets.inputs[each.name]):
            raise invalid(f"inputs/{each.name}", f"does not look like: {each.label}")


def _not_of(kind: TargetKind) -> tuple[str, ...]:
    """Returns the fields that targets of a kind do not have."""
    of_template = ("request", "inputs", "secrets")
    match kind:
        case "webhook":
            return ("email", *of_template)
        case "template":
            return ("email", "secret")
        case "email":
            return ("url", "secret", "credentials", *of_template)
        case _:
            return ("email", "secret", "credentials", *of_template)


def invalid(field: str, why: str) -> InvalidRequest:
    return InvalidRequest(f"{field}: {why}", fields=((f"/body/{field}", why),))
