"""Accounts, tokens and the encryption of secrets."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from shared.settings.group import Group, split_commas


def _long_enough(keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    if not keys or min(len(key.get_secret_value()) for key in keys) < 32:
        raise ValueError("every key must have 32 characters or more; a comma separates keys")
    return keys


class AuthSettings(Group):
    """Accounts and keys. The first of `encryption_keys` encrypts; the others decrypt too, while
    keys are rotated.
    """

    jwt_secret: SecretStr = Field(
        alias="JWT_SECRET",
        description=(
            "Required, 32 characters or more. It signs access tokens; a new value ends every"
            " session."
        ),
        min_length=32,
    )
    encryption_keys: Annotated[
        tuple[SecretStr, ...], BeforeValidator(split_commas), AfterValidator(_long_enough)
    ] = Field(
        alias="ENCRYPTION_KEY",
        description=(
            "Required, 32 characters or more. It encrypts tenants' secrets; without it they are"
            " lost. During a rotation it holds several keys, separated by commas: the first"
            " encrypts, all decrypt."
        ),
    )
    access_token_ttl_s: int = Field(
        12 * 3600,
        alias="ACCESS_TOKEN_TTL_S",
        description="Lifetime of an access token, in seconds.",
        ge=60,
    )
    signup_open: bool | None = Field(
        None,
        alias="SIGNUP_OPEN",
        description=(
            "Whether new tenants may sign up. Unset, anybody may in development, and only the first"
            " tenant in production."
        ),
    )
