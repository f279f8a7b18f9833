"""Limits of vendors' requests, and budgets."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from shared.domain.prices import Price
from shared.settings.group import Group, read_json


class LimitSettings(Group):
    """What vendors allow for all workers together; an unset limit is read from their answers. Audio
    is in seconds per minute.

    Concurrent calls are counted for each model under one key, and for each vendor without models.
    """

    chat_rpm: int | None = Field(
        None,
        alias="OPENAI_CHAT_RPM",
        description="Chat requests per minute. Unset, OpenAI's answers state the limit.",
        ge=1,
    )
    chat_tpm: int | None = Field(
        None,
        alias="OPENAI_CHAT_TPM",
        description="Tokens of chat requests and answers per minute.",
        ge=1,
    )
    chat_concurrency: int = Field(
        64, alias="OPENAI_CHAT_CONCURRENCY", description="Concurrent chat requests.", ge=1
    )
    embedding_rpm: int | None = Field(
        None, alias="OPENAI_EMBEDDING_RPM", description="Embedding requests per minute.", ge=1
    )
    embedding_tpm: int | None = Field(
        None,
        alias="OPENAI_EMBEDDING_TPM",
        description="Tokens of embedding requests per minute.",
        ge=1,
    )
    embedding_concurrency: int = Field(
        64, alias="OPENAI_EMBEDDING_CONCURRENCY", description="Concurrent embedding requests.", ge=1
    )
    transcribe_rpm: int | None = Field(
        None, alias="OPENAI_TRANSCRIBE_RPM", description="Transcriptions per minute.", ge=1
    )
    transcribe_tpm: int | None = Field(
        None,
        alias="OPENAI_TRANSCRIBE_TPM",
        description="Tokens of transcriptions per minute.",
        ge=1,
    )
    transcribe_audio_s: int | None = Field(
        None,
        alias="OPENAI_TRANSCRIBE_AUDIO_S_PER_MINUTE",
        description="Seconds of transcribed audio per minute.",
        ge=1,
    )
    transcribe_concurrency: int = Field(
        64, alias="OPENAI_TRANSCRIBE_CONCURRENCY", description="Concurrent transcriptions.", ge=1
    )
    other_concurrency: int = Field(
        32,
        alias="VENDOR_CONCURRENCY",
        description="Concurrent requests to each of Pinecone, Cal.com, ElevenLabs and Twilio.",
        ge=1,
    )
    breaker_failures: int = Field(
        5,
        alias="BREAKER_FAILURES",
        description="Failures of a vendor in a row after which no request is sent to it.",
        ge=1,
    )
    breaker_open_s: float = Field(
        15,
        alias="BREAKER_OPEN_S",
        description="Seconds for which no request is sent; then one request tests the vendor.",
        gt=0,
    )
    prices: Annotated[dict[str, Price], BeforeValidator(read_json)] = Field(
        {},
        alias="PRICES_JSON",
        description=(
            'Prices of models in dollars, which override the built-in ones: `{"my-model": {"input":'
            ' 0.1, "cached_input": 0.05, "output": 0.5}}` per million tokens, `audio_minute` per'
            " minute."
        ),
    )
