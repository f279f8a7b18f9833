"""When vendors shut models down, so that a configured model is named before it stops answering."""

import re
from datetime import date

from openai import AsyncOpenAI
from pydantic import BaseModel

from shared.providers.hosted.openai_client import ask
from shared.providers.open import chosen
from shared.settings import Settings

# OpenAI's deprecations page and the SDK's own notes, read in November 2026.
SHUTDOWNS = {
    **dict.fromkeys(("gpt-4.1-nano", "gpt-4-turbo", "gpt-4", "gpt-3.5-turbo"), date(2026, 10, 23)),
    **dict.fromkeys(("o1", "o3-mini", "o4-mini"), date(2026, 10, 23)),
    **dict.fromkeys(("gpt-5", "gpt-5-mini", "gpt-5-nano", "o3"), date(2026, 12, 11)),
    **dict.fromkeys(("gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini"), date(2027, 1, 14)),
    **dict.fromkeys(("whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe"), date(2027, 2, 26)),
    **dict.fromkeys(("gpt-4o-transcribe-diarize", "gpt-4o-mini-transcribe-2025-12-15"), date(2027, 2, 26)),
    **dict.fromkeys(("gpt-5.1", "gpt-5.4-nano"), date(2027, 4, 1)),
}
LIST_TIMEOUT_S = 15.0


class _Model(BaseModel):
    id: str
    shutdown_date: date | None = None


class _Models(BaseModel):
    data: list[_Model]


async def shutdown_dates(client: AsyncOpenAI) -> dict[str, date]:
    """What the vendor itself says now; empty for servers that say nothing."""
    listed = await ask(client.models.with_raw_response.list, _Models, timeout_s=LIST_TIMEOUT_S)
    return {model.id: model.shutdown_date for model in listed.data if model.shutdown_date}


def warnings(settings: Settings, today: date, announced: dict[str, date] | None = None) -> list[str]:
    """A sentence per configured model that is or will be shut down. Names on Azure are deployments, not models."""
    dates = {**SHUTDOWNS, **(announced or {})}
    use, openai = chosen(settings), settings.openai
    if openai.base_url and not announced:
        return []
    configured = {
        "OPENAI_TRANSCRIBE_MODEL": (use.transcriber, openai.transcribe_model),
        "OPENAI_CHAT_MODEL": (use.analyst, openai.chat_model),
        "OPENAI_EMBEDDING_MODEL": (use.embedder, openai.embedding_model),
    }
    return [
        _sentence(name, model, at, today)
        for name, (kind, model) in configured.items()
        if kind == "openai" and (at := dates.get(model) or dates.get(_family(model)))
    ]


def _family(model: str) -> str:
    """`gpt-4o` of `gpt-4o-2024-08-06`: a snapshot goes with its family at the latest."""
    return re.sub(r"-\d{4}-\d{2}-\d{2}$", "", model)


def _sentence(name: str, model: str, at: date, today: date) -> str:
    days = (at - today).days
    if days <= 0:
        return f"{name} is {model}, which was shut down on {at}: choose another model"
    return f"{name} is {model}, which is shut down on {at}, in {days} days: choose another model"
