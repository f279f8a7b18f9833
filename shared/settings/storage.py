"""The storage of recordings, and the retention of recordings and calls."""

from typing import Literal

from pydantic import Field, SecretStr

from shared.settings.group import Address, Group


class StorageSettings(Group):
    """Where recordings are stored, and how long they and their calls remain; `auto` chooses S3 when
    its bucket is set.

    Unset days mean no limit. A tenant may set a shorter time than these, not a longer one.

    Without keys S3 uses the machine's role or the AWS_* variables.
    """

    kind: Literal["auto", "local", "s3"] = Field(
        "auto",
        alias="RECORDING_STORAGE",
        description="Storage of recordings; `auto` selects S3 if S3_BUCKET is set.",
    )
    retention_days: int | None = Field(
        None,
        alias="AUDIO_RETENTION_DAYS",
        description=(
            "Days after which the audio of a call is deleted; its transcript stays. Unset, audio"
            " stays as long as the call. A tenant may set fewer days."
        ),
        ge=1,
        le=36_500,
    )
    call_retention_days: int | None = Field(
        None,
        alias="CALL_RETENTION_DAYS",
        description=(
            "Days after which a call is deleted with everything derived from it. Unset, calls are"
            " not deleted by age. A tenant may set fewer days."
        ),
        ge=1,
        le=36_500,
    )
    erasure_ledger_days: int = Field(
        1095,
        alias="ERASURE_LEDGER_DAYS",
        description=(
            "Days after which the ledger forgets a deleted tenant with the ids of its calls, agents"
            " and accounts. Longer than your oldest backup: a restored backup from before a"
            " forgotten deletion brings the tenant back."
        ),
        ge=90,
        le=36_500,
    )
    upload_expiry_h: float = Field(
        24,
        alias="UPLOAD_EXPIRY_HOURS",
        description=(
            "Hours after which an upload that was created and not started becomes an `error`, and"
            " its call `failed`. It may still be uploaded or started later."
        ),
        ge=1,
        le=8760,
    )
    bucket: str | None = Field(
        None,
        alias="S3_BUCKET",
        description="Bucket of the recordings. It selects S3.",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$",
    )
    endpoint_url: Address | None = Field(
        None,
        alias="S3_ENDPOINT_URL",
        description=(
            "Address of a service other than Amazon's, such as `https://minio.example.com`."
        ),
    )
    region: str = Field(
        "us-east-1",
        alias="S3_REGION",
        description="Region of the bucket.",
        pattern=r"^[A-Za-z0-9-]+$",
    )
    access_key_id: str | None = Field(
        None,
        alias="S3_ACCESS_KEY_ID",
        description=(
            "Key of the bucket. Unset, the machine's role or the `AWS_*` variables are used."
        ),
    )
    secret_access_key: SecretStr | None = Field(
        None, alias="S3_SECRET_ACCESS_KEY", description="Secret of that key."
    )
    prefix: str | None = Field(
        None,
        alias="S3_PREFIX",
        description="Folder inside the bucket.",
        pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$",
    )
    timeout_s: float = Field(
        60,
        alias="S3_TIMEOUT_S",
        description="Seconds for one request, which carries 5 MiB at most.",
        gt=0,
    )
    allow_http: bool = Field(
        False, alias="S3_ALLOW_HTTP", description="Whether the endpoint may use http."
    )

    @property
    def uses_s3(self) -> bool:
        return self.kind == "s3" or (self.kind == "auto" and self.bucket is not None)
