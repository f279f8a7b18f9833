"""The shutdown dates of vendors' models, for a warning before a configured model stops."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from pydantic import BaseModel

from shared.providers.open import chosen
from shared.settings.load import Settings

if TYPE_CHECKING:
    from openai import AsyncOpenAI

log = structlog.get_logger()

# OpenAI's deprecations page and the SDK's own notes, read in November 2026.
SHUTDOWNS = {
    **dict.fromkeys(("gpt-4.1-nano", "gpt-4-turbo", "gpt-4", "gpt-3.5-turbo"), date(2026, 10, 23)),
    **dict.fromkeys(("o1", "o3-mini", "o4-mini"), date(2026, 10, 23)),
    **dict.fromkeys(("gpt-5", "gpt-5-mini", "gpt-5-nano", "o3"), date(2026, 12, 11)),
    **dict.fromkeys(("gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini"), date(2027, 1, 14)),
    **dict.fromkeys(
        ("whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe"), date(2027, 2, 26)
    ),
    **dict.fromkeys(
        ("gpt-4o-transcribe-diarize", "gpt-4o-mini-transcribe-2025-12-15"), date(2027, 2, 26)
    ),
    **dict.fromkeys(("gpt-5.1", "gpt-5.4-nano"), date(2027, 4, 1)),
}
LIST_TIMEOUT_S = 15.0
OPENAI_HOSTS = ("openai.com",)
AZURE_HOSTS = ("openai.azure.com", "cognitiveservices.azure.com", "services.ai.azure.com")


class _Model(BaseModel):
    id: str
    shutdown_date: date | None = None


class _Models(BaseModel):
    data: list[_Model]


async def listed_models(
    client: "AsyncOpenAI", *, timeout_s: float = LIST_TIMEOUT_S
) -> dict[str, date | None]:
    """Returns the models that the server offers for this key, with the stated shutdown dates."""
    # Only an operator's command asks for it, and each process at its start imports this module.
    from shared.vendors.openai.client import ask  # noqa: PLC0415 - slow to import

    listed = await ask(client.models.with_raw_response.list, _Models, timeout_s=timeout_s)
    return {model.id: model.shutdown_date for model in listed.data}


def warnings(
    settings: Settings, today: date, announced: Mapping[str, date | None] = MappingProxyType({})
) -> list[str]:
    """Returns a sentence per configured model that is or will be shut down.

    The table covers OpenAI's and Azure's models; other servers only share their names, so for those
    only the dates count that they have `announced` themselves.
    """
    use, openai = chosen(settings), settings.openai
    configured = {
        "OPENAI_TRANSCRIBE_MODEL": (use.transcriber, openai.transcribe_model),
        "OPENAI_CHAT_MODEL": (use.analyst, openai.chat_model),
        "OPENAI_EMBEDDING_MODEL": (use.embedder, openai.embedding_model),
    }
    sentences = []
    for name, (kind, model) in configured.items():
        address = openai.azure_endpoint if kind == "azure" else openai.base_url
        by_azure = kind == "azure" or _is_at(address, AZURE_HOSTS)
        tabled = SHUTDOWNS if by_azure or is_openais_own(address) else {}
        at = None
        if kind != "local":
            # A snapshot (gpt-4o-2024-08-06) is shut down with its family (gpt-4o) at the latest.
            at = (
                announced.get(model)
                or tabled.get(model)
                or tabled.get(re.sub(r"-\d{4}-\d{2}-\d{2}$", "", model))
            )
        if at:
            sentences.append(
                _shutdown_sentence(
                    name, model, at, today, by_azure=by_azure and not announced.get(model)
                )
            )
    return sentences


def log_warnings(settings: Settings) -> None:
    """Logs, at start, a line for each configured model that is or will be shut down."""
    for text in warnings(settings, datetime.now(UTC).date()):
        log.warning("model shutdown", reason=text)


def is_openais_own(address: str | None) -> bool:
    """Returns whether requests go to OpenAI itself: no base URL is set, or it names its host."""
    return address is None or _is_at(address, OPENAI_HOSTS)


def _is_at(address: str | None, domains: tuple[str, ...]) -> bool:
    host = (urlsplit(address or "").hostname or "").rstrip(".")
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _shutdown_sentence(name: str, model: str, at: date, today: date, *, by_azure: bool) -> str:
    days = (at - today).days
    if by_azure:
        return (
            f"{name} is {model}: if the deployment serves the model of that name, OpenAI's date for"
            f" its shutdown is {at}; look up Azure's own date, and choose another model in time"
        )
    if days <= 0:
        return f"{name} is {model}, which was shut down on {at}: choose another model"
    return f"{name} is {model}, which is shut down on {at}, in {days} days: choose another model"
