"""Loads the settings in small frozen groups from the environment, at start.

Names follow what people already have in their `.env`. An empty value counts as unset, because
compose files pass unset variables as empty ones.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.errors import SettingsInvalid
from shared.settings.admission import AdmissionSettings
from shared.settings.ask import AskSettings
from shared.settings.auth import AuthSettings, weakness_of
from shared.settings.calcom import CalComSettings
from shared.settings.connections import ConnectionSettings
from shared.settings.database import DatabaseSettings
from shared.settings.elevenlabs import ElevenLabsSettings
from shared.settings.fetching import FetchSettings
from shared.settings.ingest import IngestSettings
from shared.settings.limits import LimitSettings
from shared.settings.local import LocalSettings
from shared.settings.mail import MailSettings
from shared.settings.missed_calls import MissedCallSettings
from shared.settings.oidc import OidcSettings
from shared.settings.openai import OpenAISettings
from shared.settings.pinecone import PineconeSettings
from shared.settings.providers import ProviderSettings
from shared.settings.readiness import ReadinessSettings
from shared.settings.redis import QueueSettings
from shared.settings.runtime import RuntimeSettings
from shared.settings.storage import StorageSettings
from shared.settings.targets import TargetSettings
from shared.settings.telemetry import TelemetrySettings
from shared.settings.twilio import TwilioSettings
from shared.settings.work import WorkSettings


class Settings(BaseModel):
    """All groups, built once by `load_settings` and passed on; nothing reads the
    environment later.
    """

    model_config = ConfigDict(frozen=True)

    runtime: RuntimeSettings
    database: DatabaseSettings
    queue: QueueSettings
    auth: AuthSettings
    mail: MailSettings
    oidc: OidcSettings
    ingest: IngestSettings
    connections: ConnectionSettings
    admission: AdmissionSettings
    work: WorkSettings
    openai: OpenAISettings
    limits: LimitSettings
    local: LocalSettings
    pinecone: PineconeSettings
    calcom: CalComSettings
    storage: StorageSettings
    fetch: FetchSettings
    targets: TargetSettings
    twilio: TwilioSettings
    elevenlabs: ElevenLabsSettings
    providers: ProviderSettings
    telemetry: TelemetrySettings
    missed_calls: MissedCallSettings
    readiness: ReadinessSettings
    ask: AskSettings

    @property
    def signup(self) -> Literal["closed", "mail", "direct"]:
        """Returns how strangers can create a tenant."""
        match self.auth.signup:
            case "false":
                return "closed"
            case "direct":
                return "direct"
            case "true":
                return "mail" if self.mail.host or not self.runtime.is_development else "direct"
            case None:
                return "direct" if self.runtime.is_development else "closed"


def environment(dotenv: Path | None = Path(".env")) -> dict[str, str]:
    """Returns the process environment over `.env`; unset and empty variables are left out."""
    values = {**(dotenv_values(dotenv) if dotenv else {}), **os.environ}
    return {name: value for name, value in values.items() if value}


def _stripped(environ: Mapping[str, str]) -> dict[str, str]:
    """Returns the values without spaces and line breaks at their ends, which come along when a
    value is pasted or read from a file; passwords are left as they are.
    """
    stripped = {
        name: value if name.endswith("PASSWORD") else value.strip()
        for name, value in environ.items()
    }
    return {name: value for name, value in stripped.items() if value}


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Loads all settings. Raises SettingsInvalid with one line per wrong variable."""
    environ = _stripped(environment() if environ is None else environ)
    try:
        settings = Settings.model_validate({name: dict(environ) for name in Settings.model_fields})
    except ValidationError as error:
        raise SettingsInvalid(
            "\n".join(_explain(detail["loc"], detail["msg"]) for detail in error.errors())
        ) from None
    _refuse_half_configured(settings)
    _refuse_weak_secrets(settings)
    if settings.signup == "mail" and settings.mail.host is None:
        raise SettingsInvalid(
            "SIGNUP_OPEN is true, but SMTP_HOST is not set: without a mailed link, signing up would"
            " tell strangers which addresses have accounts. Set SMTP_HOST, leave SIGNUP_OPEN unset"
            " and invite with `aftercall users setup`, or accept it with SIGNUP_OPEN=direct."
        )
    return settings


def _explain(location: tuple[int | str, ...], message: str) -> str:
    if len(location) == 1:
        return message.removeprefix("Value error, ")
    return f"{location[1]}: " + (
        "is required" if message == "Field required" else message.removeprefix("Value error, ")
    )


def _refuse_weak_secrets(settings: Settings) -> None:
    """Raises in production for a secret that can be guessed, and for one secret in two places."""
    if settings.runtime.is_development:
        return
    auth = settings.auth
    given = [("JWT_SECRET", each.get_secret_value()) for each in auth.jwt_secrets]
    given += [("ENCRYPTION_KEY", each.get_secret_value()) for each in auth.encryption_keys]
    problems = [
        f"{name}: {why}; make one with `openssl rand -base64 32`"
        for name, value in given
        if (why := weakness_of(value))
    ]
    if {each.get_secret_value() for each in auth.jwt_secrets} & {
        each.get_secret_value() for each in auth.encryption_keys
    }:
        problems.append("JWT_SECRET and ENCRYPTION_KEY must not be the same")
    if problems:
        raise SettingsInvalid("\n".join(problems))


def _refuse_half_configured(settings: Settings) -> None:
    """Raises for a chosen provider without its credentials: the error occurs at start, not at the
    first call.
    """
    chosen, openai = settings.providers, settings.openai
    problems = [
        f"{port.upper()}_PROVIDER is {choice}, but {needed} is not set"
        for port in ("transcriber", "analyst", "embedder")
        for choice, needed, require in (
            ("openai", "OPENAI_API_KEY", openai.api_key),
            (
                "azure",
                "AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY",
                openai.azure_endpoint and openai.azure_api_key,
            ),
        )
        if getattr(chosen, port) == choice and not require
    ]
    wants_pinecone = chosen.vector_index == "pinecone" or (
        chosen.vector_index == "auto" and settings.pinecone.api_key
    )
    if wants_pinecone and not (
        settings.pinecone.api_key and (settings.pinecone.host or settings.pinecone.index_name)
    ):
        problems.append(
            "Pinecone needs PINECONE_API_KEY and PINECONE_HOST (or PINECONE_INDEX_NAME)"
        )
    wants_calcom = chosen.scheduler == "calcom" or (
        chosen.scheduler == "auto" and settings.calcom.api_key
    )
    if wants_calcom and not (settings.calcom.api_key and settings.calcom.event_type_id):
        problems.append("Cal.com needs CALCOM_API_KEY and CALCOM_EVENT_TYPE_ID")
    if (
        settings.local.transcribe_model
        and not (settings.local.transcribe_model / "model.bin").is_file()
    ):
        problems.append(
            "LOCAL_TRANSCRIBE_MODEL must be a folder with a faster-whisper model (model.bin) in it"
        )
    if bool(settings.twilio.api_key_sid) != bool(settings.twilio.api_key_secret):
        problems.append("Twilio's API key needs TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET")
    problems += _half_configured_storage(settings.storage)
    if problems:
        raise SettingsInvalid("\n".join(problems))


def _half_configured_storage(storage: StorageSettings) -> list[str]:
    """Returns an error for a missing bucket whose keys are set: recordings would silently be stored
    on a local disk that other machines do not see.
    """
    of_s3 = {
        "S3_ENDPOINT_URL": storage.endpoint_url,
        "S3_ACCESS_KEY_ID": storage.access_key_id,
        "S3_SECRET_ACCESS_KEY": storage.secret_access_key,
    }
    given = [name for name, value in of_s3.items() if value]
    if not storage.uses_s3:
        forgotten = given if storage.kind == "auto" else []
        return [f"{forgotten[0]} is set, but S3_BUCKET is not set"] if forgotten else []
    problems = []
    if urlsplit(storage.endpoint_url or "").path not in ("", "/"):
        problems.append(
            "S3_ENDPOINT_URL has a path: give the server's address, the bucket goes into S3_BUCKET"
        )
    if storage.bucket is None:
        problems.append("RECORDING_STORAGE is s3, but S3_BUCKET is not set")
    if bool(storage.access_key_id) != bool(storage.secret_access_key):
        problems.append("S3 needs both S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or neither")
    if (storage.endpoint_url or "").startswith("http:") and not storage.allow_http:
        problems.append(
            "S3_ENDPOINT_URL is http: use https, or set S3_ALLOW_HTTP=true where the network is"
            " your own"
        )
    return problems
