"""Signs people in with an OpenID provider: authorization code flow with PKCE (OpenID Connect
Core 1.0, RFC 7636), carried out by Authlib.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from shared.errors import ProviderMalformed, ProviderUnavailable, Unauthorized
from shared.settings.oidc import OidcSettings

TIMEOUT_S = 10.0
MOST_BYTES = 2**20
METADATA_LASTS_S = 3600.0
LEEWAY_S = 60
# Signatures by the provider's public key; `none` and shared secrets are not among them.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")


@dataclass(frozen=True, slots=True)
class Started:
    """A sign-in that was started. The browser goes to `url`; the rest is needed when it returns."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who the provider says it is. `email` is None unless the provider has verified it."""

    issuer: str
    subject: str
    email: str | None
    name: str | None


class OpenIdProvider:
    """The provider of the settings, whose metadata and keys are read again every hour."""

    def __init__(self, settings: OidcSettings, redirect_uri: str) -> None:
        self._settings = settings
        self._redirect_uri = redirect_uri
        self._metadata: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._read_at = 0.0

    @property
    def is_configured(self) -> bool:
        return self._settings.issuer is not None

    @property
    def name(self) -> str:
        return self._settings.name

    async def start(self, *, again: bool = False) -> Started:
        """Starts a sign-in; with `again` the provider is requested to authenticate the person once
        more (`prompt=login`). Raises ProviderUnavailable, ProviderMalformed.
        """
        state, nonce, verifier = (generate_token(48) for _ in range(3))
        await self._read_metadata()
        async with self._oauth_client() as client:
            url, _ = client.create_authorization_url(
                self._endpoint_url("authorization_endpoint"),
                state=state,
                nonce=nonce,
                code_verifier=verifier,
                **({"prompt": "login"} if again else {}),
            )
        return Started(url, state, nonce, verifier)

    async def finish(self, started: Started, code: str) -> Confirmed:
        """Exchanges the code and checks the provider's statement. Raises Unauthorized,
        ProviderUnavailable, ProviderMalformed.
        """
        await self._read_metadata()
        async with self._oauth_client() as client:
            try:
                token = await client.fetch_token(
                    self._endpoint_url("token_endpoint"), code=code, code_verifier=started.verifier
                )
                claims = await self._checked_claims(token, started.nonce)
            except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
                raise Unauthorized(
                    f"The sign-in provider did not confirm who this is ({type(error).__name__});"
                    " try again.",
                    code="single_sign_on_failed",
                ) from error
            except httpx2.HTTPError as error:
                raise _away(error) from error
        email = claims.get("email")
        verified = claims.get("email_verified") is True and isinstance(email, str)
        name = claims.get("name")
        return Confirmed(
            str(claims["iss"]),
            str(claims["sub"]),
            email if verified else None,
            name if isinstance(name, str) else None,
        )

    async def _checked_claims(self, token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """Returns the claims of the identity token, whose signature, issuer, audience, time and
        nonce are checked.
        """
        known = self._metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        registry = JWSRegistry(
            algorithms=[each for each in known if each in ALGORITHMS], strict_check_header=False
        )
        try:
            decoded = jwt.decode(token["id_token"], self._keys_read(), registry=registry)
        except JoseError:
            # The provider may have changed its keys.
            await self._read_metadata(again=True)
            decoded = jwt.decode(token["id_token"], self._keys_read(), registry=registry)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": self._metadata["issuer"]},
                "aud": {"essential": True, "value": self._settings.client_id},
            },
            {
                "nonce": nonce,
                "client_id": self._settings.client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(leeway=LEEWAY_S)
        return dict(claims)

    def _keys_read(self) -> KeySet:
        if self._keys is None:
            raise ProviderMalformed("The sign-in provider has no keys.")
        return self._keys

    def _endpoint_url(self, name: str) -> str:
        found = self._metadata.get(name)
        if not isinstance(found, str):
            raise ProviderMalformed(f"The sign-in provider's metadata lack `{name}`.")
        return found

    async def _read_metadata(self, *, again: bool = False) -> None:
        """Reads metadata and keys unless they are fresh. Raises ProviderUnavailable,
        ProviderMalformed.
        """
        if self._keys and not again and time.monotonic() - self._read_at < METADATA_LASTS_S:
            return
        issuer = (self._settings.issuer or "").rstrip("/")
        metadata = await _read_json(f"{issuer}/.well-known/openid-configuration")
        if str(metadata.get("issuer", "")).rstrip("/") != issuer:
            raise ProviderMalformed("The sign-in provider names another issuer than OIDC_ISSUER.")
        self._metadata = metadata
        keys = await _read_json(self._endpoint_url("jwks_uri"))
        try:
            self._keys = KeySet.import_key_set(keys)  # type: ignore[arg-type]
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise ProviderMalformed("The sign-in provider's keys cannot be read.") from error
        self._read_at = time.monotonic()

    def _oauth_client(self) -> AsyncOAuth2Client:
        secret = self._settings.client_secret
        return AsyncOAuth2Client(
            self._settings.client_id,
            secret.get_secret_value() if secret else None,
            scope=" ".join(self._settings.scopes),
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_S,
            follow_redirects=False,
            trust_env=False,
        )


async def _read_json(url: str) -> dict[str, Any]:
    """Returns a JSON object of at most MOST_BYTES. Raises ProviderUnavailable and
    ProviderMalformed.
    """
    content = bytearray()
    try:
        async with (
            httpx2.AsyncClient(timeout=TIMEOUT_S, trust_env=False) as client,
            client.stream("GET", url) as answer,
        ):
            answer.raise_for_status()
            async for block in answer.aiter_bytes():
                content += block
                if len(content) > MOST_BYTES:
                    raise ProviderMalformed("An answer of the sign-in provider is too large.")
    except httpx2.HTTPError as error:
        raise _away(error) from error
    try:
        read = json.loads(content)
    except ValueError as error:
        raise ProviderMalformed("An answer of the sign-in provider is not JSON.") from error
    if not isinstance(read, dict):
        raise ProviderMalformed("An answer of the sign-in provider is not a JSON object.")
    return read


def _away(error: Exception) -> ProviderUnavailable:
    return ProviderUnavailable(
        f"The sign-in provider does not answer ({type(error).__name__}); check OIDC_ISSUER."
    )
