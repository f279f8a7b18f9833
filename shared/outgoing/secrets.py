"""The address, secrets and credentials of a target, and the signatures made with them.

The signature is that of Standard Webhooks 1.0, scheme `v1`: HMAC-SHA256 over id, time and body. Its
key is the part of the secret after `whsec_`, in base64.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.outgoing.headers import HeaderValue, header_name
from shared.outgoing.template import RequestTemplate

PREFIX = "whsec_"
KEY_BYTES = 32


class _Credentials(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class BearerToken(_Credentials):
    """`Authorization: Bearer`."""

    kind: Literal["bearer"] = Field(description="`bearer`.")
    token: HeaderValue = Field(description="The token.")


class BasicPassword(_Credentials):
    """`Authorization: Basic`."""

    kind: Literal["basic"] = Field(description="`basic`.")
    username: Annotated[str, Field(max_length=500, pattern=r"^[^:\x00-\x1f]*$")] = Field(
        description="The user's name."
    )
    password: Annotated[str, Field(max_length=500)] = Field(description="The password.")


class SecretHeader(_Credentials):
    """A header of its own, such as `X-Api-Key`."""

    kind: Literal["header"] = Field(description="`header`.")
    name: Annotated[str, Field(max_length=100), AfterValidator(header_name)] = Field(
        description="The header's name."
    )
    value: HeaderValue = Field(description="Its value.")


Credentials = Annotated[BearerToken | BasicPassword | SecretHeader, Field(discriminator="kind")]


class TargetSecrets(BaseModel):
    """What is stored encrypted of a target. `secrets` are the newest first; the second is the one
    before a rotation. A template names `inputs` and `secret_values`; mails go `to` these addresses.
    """

    model_config = ConfigDict(frozen=True)

    url: str
    secrets: tuple[str, ...] = Field(repr=False)
    credentials: Credentials | None = Field(None, repr=False)
    request: RequestTemplate | None = None
    to: tuple[str, ...] = ()
    inputs: dict[str, str] = Field(default_factory=dict)
    secret_values: dict[str, str] = Field(default_factory=dict, repr=False)

    def headers(self, event_id: str, timestamp: int, body: bytes, *, both: bool) -> dict[str, str]:
        """Returns the headers of a delivery; `both` signs with the previous secret, too."""
        valid = self.secrets[: 2 if both else 1]
        return {
            "webhook-id": event_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signatures(valid, event_id, timestamp, body),
            **self.authorization(),
        }

    def authorization(self) -> dict[str, str]:
        """Returns the header of the credentials."""
        match self.credentials:
            case BearerToken(token=token):
                return {"Authorization": f"Bearer {token}"}
            case BasicPassword(username=username, password=password):
                pair = base64.b64encode(f"{username}:{password}".encode()).decode()
                return {"Authorization": f"Basic {pair}"}
            case SecretHeader(name=name, value=value):
                return {name: value}
            case None:
                return {}

    def confidential(self) -> set[str]:
        """Returns what is never shown, in the forms in which a receiver may repeat it."""
        plain = set(self.secret_values.values())
        match self.credentials:
            case BearerToken(token=token):
                plain.add(token)
            case BasicPassword(password=password):
                plain.add(password)
                plain.add(self.authorization()["Authorization"].removeprefix("Basic "))
            case SecretHeader(value=value):
                plain.add(value)
        return repeated_forms(plain)


def repeated_forms(plain: Iterable[str]) -> set[str]:
    """Returns secrets in the forms in which a receiver may repeat them."""
    return {
        form
        for text in plain
        for form in (text, quote(text, safe=""), quote(text), json.dumps(text)[1:-1])
    }


def context_of(target_id: object) -> str:
    """Returns the encryption context of a target's secrets."""
    return f"event target {target_id}"


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def signatures(keys: Sequence[str], event_id: str, timestamp: int, body: bytes) -> str:
    """Returns the value of `webhook-signature`: one signature a secret, separated by spaces."""
    signed = f"{event_id}.{timestamp}.".encode() + body
    return " ".join(
        "v1,"
        + base64.b64encode(
            hmac.new(base64.b64decode(key.removeprefix(PREFIX)), signed, hashlib.sha256).digest()
        ).decode()
        for key in keys
    )
