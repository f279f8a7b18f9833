"""The OpenID provider with which people may sign in."""

from pydantic import Field, SecretStr, model_validator

from shared.settings.group import Address, CommaSeparated, Group


class OidcSettings(Group):
    issuer: Address | None = Field(
        None,
        alias="OIDC_ISSUER",
        description=(
            "Address of an OpenID provider, under which it serves"
            " `.well-known/openid-configuration`. Unset, people sign in with passwords only. Its"
            " redirect address here is PUBLIC_BASE_URL + `/api/auth/oidc/callback`."
        ),
    )
    client_id: str | None = Field(
        None, alias="OIDC_CLIENT_ID", description="Our name at the provider."
    )
    client_secret: SecretStr | None = Field(
        None, alias="OIDC_CLIENT_SECRET", description="Our secret at the provider."
    )
    name: str = Field(
        "single sign-on",
        alias="OIDC_NAME",
        description="What the sign-in button says.",
        min_length=1,
    )
    scopes: CommaSeparated = Field(
        ("openid", "email", "profile"),
        alias="OIDC_SCOPES",
        description="Scopes to ask for, separated by commas; `openid` and `email` are needed.",
    )
    allow_http: bool = Field(
        False,
        alias="OIDC_ALLOW_HTTP",
        description="Accepts a provider without TLS; for tests on one machine.",
    )

    @model_validator(mode="after")
    def _complete(self) -> "OidcSettings":
        if self.issuer and not (self.client_id and self.client_secret):
            raise ValueError("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET")
        if self.issuer and not self.allow_http and not self.issuer.startswith("https://"):
            raise ValueError("OIDC_ISSUER must be an https address")
        return self
