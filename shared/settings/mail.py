"""The mail server that invitations and new passwords are sent with."""

from typing import Literal

from pydantic import Field, SecretStr

from shared.settings.group import Group


class MailSettings(Group):
    host: str | None = Field(
        None,
        alias="SMTP_HOST",
        description=(
            "Mail server. Unset, no mail is sent: an invitation's link is shown to who invites, and"
            " `aftercall users reset` prints the link to a new password."
        ),
    )
    port: int = Field(
        587, alias="SMTP_PORT", description="Port of the mail server.", ge=1, le=65535
    )
    username: str | None = Field(
        None, alias="SMTP_USERNAME", description="User name at the mail server, if it wants one."
    )
    password: SecretStr | None = Field(
        None, alias="SMTP_PASSWORD", description="Password at the mail server."
    )
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        alias="SMTP_SECURITY",
        description=(
            "`starttls` encrypts after the greeting (port 587), `tls` from the start (port 465),"
            " `none` not at all, for a server on the same machine."
        ),
    )
    sender: str = Field(
        "Aftercall <aftercall@localhost>",
        alias="MAIL_FROM",
        description="Sender of the mails.",
    )
    timeout_s: float = Field(
        20, alias="SMTP_TIMEOUT_S", description="Seconds for sending one mail.", gt=0, le=120
    )
