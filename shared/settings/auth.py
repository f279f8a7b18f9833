"""Accounts, tokens and the encryption of secrets."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from shared.settings.group import Group, split_commas


def _long_enough(keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    if not keys or min(len(key.get_secret_value()) for key in keys) < 32:
        raise ValueError("every key must have 32 characters or more; a comma separates keys")
    return keys


# Parts of the values in examples and guides.
PLACEHOLDERS = (
    "changeme",
    "change-me",
    "change_me",
    "replaceme",
    "replace-me",
    "replace_me",
    "placeholder",
    "example",
    "your-secret",
    "your_secret",
)
FEWEST_CHARACTERS = 10


def weakness_of(secret: str) -> str | None:
    """Returns why a secret can be guessed; None if nothing shows it."""
    if len(set(secret)) < FEWEST_CHARACTERS:
        return f"it has fewer than {FEWEST_CHARACTERS} different characters"
    if any(word in secret.lower() for word in PLACEHOLDERS):
        return "it looks like a placeholder"
    return None


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


class AuthSettings(Group):
    """Accounts and keys. The first of `encryption_keys` encrypts; the others decrypt too, while
    keys are rotated.
    """

    jwt_secrets: Annotated[
        tuple[SecretStr, ...], BeforeValidator(split_commas), AfterValidator(_long_enough)
    ] = Field(
        alias="JWT_SECRET",
        description=(
            "Required, 32 characters or more. It signs access tokens. During a rotation it holds"
            " several secrets, separated by commas: the first signs, all verify; without the old"
            " one every session ends."
        ),
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
        description="Lifetime of a program's access token, in seconds.",
        ge=60,
        le=30 * 24 * 3600,
    )
    session_ttl_s: int = Field(
        7 * 24 * 3600,
        alias="SESSION_TTL_S",
        description="For how many seconds a browser stays signed in.",
        ge=300,
        le=90 * 24 * 3600,
    )
    audit_retention_days: int = Field(
        400,
        alias="AUDIT_RETENTION_DAYS",
        description="For how many days entries of the audit log are kept.",
        ge=30,
        le=3650,
    )
    signup: Annotated[Literal["false", "true", "direct"], BeforeValidator(_lower)] | None = Field(
        None,
        alias="SIGNUP_OPEN",
        description=(
            "Whether new tenants may sign up. With `true` anybody may, by a link that is mailed;"
            " production requires SMTP_HOST then. With `direct` anybody may at once, which tells"
            " strangers whether an address has an account. Unset, anybody may in development; in"
            " production only who has the one-time link of `aftercall users setup`."
        ),
    )
