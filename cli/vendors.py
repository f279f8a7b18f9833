"""`aftercall doctor --online`: sends each configured vendor one request that costs nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

from cli.findings import Finding
from shared.errors import (
    AccountRefused,
    AftercallError,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
    VendorPaused,
)
from shared.limits.vendor_gate import Gate, open_gate
from shared.local import embedder as local_embedder
from shared.providers.open import chosen
from shared.providers.sunset import is_openais_own, listed_models, warnings
from shared.settings.load import Settings
from shared.vendors.calcom.scheduler import CalComScheduler
from shared.vendors.elevenlabs.api import ElevenLabsConversations
from shared.vendors.openai.client import open_client
from shared.vendors.pinecone.index import PineconeIndex
from shared.vendors.twilio.api import TwilioRecordings

ASK_TIMEOUT_S = 15.0


@dataclass(frozen=True, slots=True)
class Question:
    """A request to a vendor. `address` is the setting with the vendor's address; `ask` returns what
    else the answer shows.
    """

    vendor: str
    address: str
    ask: Callable[[], Awaitable[list[Finding]]]


async def ask_vendors(settings: Settings) -> list[Finding]:
    """Returns a finding for each configured vendor, and the models and dimensions in its answer."""
    async with AsyncExitStack() as stack:
        gate = await stack.enter_async_context(open_gate(settings.queue, settings.limits))
        use = chosen(settings)
        kinds = {use.transcriber, use.analyst, use.embedder}
        questions = []
        if "openai" in kinds:
            questions.append(
                Question(
                    "OpenAI", "OPENAI_BASE_URL", lambda: _ask_for_models(settings, azure=False)
                )
            )
        if "azure" in kinds:
            questions.append(
                Question(
                    "Azure OpenAI",
                    "AZURE_OPENAI_ENDPOINT",
                    lambda: _ask_for_models(settings, azure=True),
                )
            )
        questions += _questions_to_others(settings, gate, stack)
        answers = await asyncio.gather(*(_vendor_findings(question) for question in questions))
    return [finding for findings in answers for finding in findings]


async def _vendor_findings(question: Question) -> list[Finding]:
    elsewhere = f": check {question.address} and the network"
    try:
        async with asyncio.timeout(ASK_TIMEOUT_S):
            findings = await question.ask()
    except TimeoutError:
        return [
            Finding(question.vendor, "problem", f"no answer within {ASK_TIMEOUT_S:g} s{elsewhere}")
        ]
    except (ProviderUnavailable, ProviderTimeout) as error:
        return [Finding(question.vendor, "problem", f"{error}{elsewhere}")]
    except (RateLimited, VendorPaused) as error:
        return [Finding(question.vendor, "warning", f"cannot be asked now: {error}")]
    except AftercallError as error:
        return [Finding(question.vendor, "problem", str(error))]
    return [Finding(question.vendor, "ok", "answers, and takes the key"), *findings]


async def _ask_for_models(settings: Settings, *, azure: bool) -> list[Finding]:
    async with open_client(settings.openai, azure=azure) as client:
        offered = await listed_models(client, timeout_s=ASK_TIMEOUT_S)
    announced = {name: at for name, at in offered.items() if at}
    today = datetime.now(UTC).date()
    known = warnings(settings, today)
    findings = [
        Finding("Models", "warning", text)
        for text in warnings(settings, today, announced)
        if text not in known
    ]
    if azure:
        # Azure lists models, and deployments have their own names.
        return findings
    use, openai = chosen(settings), settings.openai
    configured = {
        "OPENAI_TRANSCRIBE_MODEL": (use.transcriber, openai.transcribe_model),
        "OPENAI_CHAT_MODEL": (use.analyst, openai.chat_model),
        "OPENAI_EMBEDDING_MODEL": (use.embedder, openai.embedding_model),
    }
    # Other servers often accept more names than they list.
    own = is_openais_own(openai.base_url)
    findings += [
        Finding(
            "Models",
            "problem" if own else "warning",
            f"{name} is {model}, which is not listed for this key",
        )
        for name, (kind, model) in configured.items()
        if kind == "openai" and model not in offered
    ]
    return findings


def _questions_to_others(settings: Settings, gate: Gate, stack: AsyncExitStack) -> list[Question]:
    """Returns the checks of the other vendors, each with the product's own first request, so that
    the same rights are tested.
    """
    use = chosen(settings)
    questions = []
    if use.vector_index == "pinecone":
        key = settings.pinecone.api_key
        dimension = (
            local_embedder.DIMENSION
            if use.embedder == "local"
            else settings.openai.embedding_dimension
        )
        limiter = gate.vendor("pinecone", key.get_secret_value() if key else "")
        index = PineconeIndex(settings.pinecone, limiter, dimension=dimension)
        stack.push_async_callback(index.close)
        questions.append(
            Question(
                "Pinecone",
                "PINECONE_HOST or PINECONE_INDEX_NAME",
                lambda: _nothing_else(index.check),
            )
        )
    if use.scheduler == "calcom":
        key = settings.calcom.api_key
        scheduler = CalComScheduler(
            settings.calcom, gate.vendor("calcom", key.get_secret_value() if key else "")
        )
        stack.push_async_callback(scheduler.close)
        questions.append(
            Question("Cal.com", "CALCOM_BASE_URL", lambda: _ask_for_event_type(scheduler))
        )
    conversations = ElevenLabsConversations(settings.elevenlabs, gate)
    stack.push_async_callback(conversations.close)
    if conversations.is_configured:
        questions.append(
            Question(
                "ElevenLabs", "ELEVENLABS_BASE_URL", lambda: _nothing_else(conversations.check)
            )
        )
    recordings = TwilioRecordings(settings.twilio, gate)
    stack.push_async_callback(recordings.close)
    if recordings.is_configured:
        questions.append(
            Question("Twilio", "TWILIO_BASE_URL", lambda: _nothing_else(recordings.check))
        )
    return questions


async def _ask_for_event_type(scheduler: CalComScheduler) -> list[Finding]:
    try:
        await scheduler.check()
    except AccountRefused as error:
        if error.reason != "unknown_event_type":
            raise
        text = f"{error}. Where the event type is a team's, Cal.com may book it all the same."
        return [Finding("Cal.com", "warning", text)]
    return []


async def _nothing_else(check: Callable[[], Awaitable[None]]) -> list[Finding]:
    await check()
    return []
