"""OpenAI, and Azure's deployments of it."""

from typing import Literal

from pydantic import Field

from shared.settings.group import LONGEST_REQUEST_S, Address, Group, Key


class OpenAISettings(Group):
    api_key: Key | None = Field(
        None, alias="OPENAI_API_KEY", description="API key. It selects OpenAI."
    )
    base_url: Address | None = Field(
        None,
        alias="OPENAI_BASE_URL",
        description="Address of another server with OpenAI's protocol.",
    )
    azure_endpoint: Address | None = Field(
        None,
        alias="AZURE_OPENAI_ENDPOINT",
        description=(
            "Address of an Azure OpenAI resource. With its key it selects Azure if OPENAI_API_KEY"
            " is unset."
        ),
    )
    azure_api_key: Key | None = Field(
        None, alias="AZURE_OPENAI_API_KEY", description="API key of that resource."
    )
    azure_api_version: str | None = Field(
        None,
        alias="AZURE_OPENAI_API_VERSION",
        description="Version of the API for dated deployments. Unset, the v1 API is used.",
    )
    chat_model: str = Field(
        "gpt-6-luna",
        alias="OPENAI_CHAT_MODEL",
        description="Chat model, or the name of the Azure deployment.",
    )
    transcribe_model: str = Field(
        "gpt-transcribe",
        alias="OPENAI_TRANSCRIBE_MODEL",
        description="Transcription model, or the name of the Azure deployment.",
    )
    transcribe_format: Literal["auto", "json", "verbose_json", "diarized_json"] = Field(
        "auto",
        alias="OPENAI_TRANSCRIBE_FORMAT",
        description="Format of the transcription; `auto` selects it by the model.",
    )
    reasoning_effort: Literal[
        "auto", "none", "minimal", "low", "medium", "high", "xhigh", "max"
    ] = Field(
        "auto",
        alias="OPENAI_REASONING_EFFORT",
        description="Reasoning effort of the chat model; `auto` selects it by the model.",
    )
    temperature: float | None = Field(
        None,
        alias="OPENAI_TEMPERATURE",
        description=(
            "Temperature that is sent with each chat request. Unset, the model's own, which"
            " reasoning models require."
        ),
        ge=0,
        le=2,
    )
    embedding_model: str = Field(
        "text-embedding-3-small",
        alias="OPENAI_EMBEDDING_MODEL",
        description=(
            "Embedding model, or the name of the Azure deployment. After a change, earlier calls"
            " are found by the earlier model until `aftercall reindex`."
        ),
    )
    embedding_dimension: int = Field(
        1536,
        alias="OPENAI_EMBEDDING_DIMENSION",
        description="Dimensions of a vector. A Pinecone index must have the same.",
        ge=1,
        le=4000,
    )
    embedding_max_tokens: int = Field(
        8191,
        alias="OPENAI_EMBEDDING_MAX_TOKENS",
        description=(
            "Tokens that the embedding model reads of a text. Set it for a compatible server whose"
            " model reads fewer, such as 512: longer texts are embedded in parts then, where the"
            " server may leave out their ends without notice."
        ),
        ge=256,
    )
    max_output_tokens: int = Field(
        4096,
        alias="OPENAI_MAX_OUTPUT_TOKENS",
        description="Largest number of tokens in an answer, reasoning included.",
        ge=64,
    )
    max_input_chars: int = Field(
        400_000,
        alias="OPENAI_MAX_INPUT_CHARS",
        description="Characters of a transcript in one request. A longer one is read in parts.",
        ge=1000,
    )
    timeout_s: float = Field(
        60,
        alias="OPENAI_TIMEOUT_S",
        description="Seconds for one chat or embedding request.",
        gt=0,
        le=LONGEST_REQUEST_S,
    )
    transcribe_timeout_s: float = Field(
        300,
        alias="OPENAI_TRANSCRIBE_TIMEOUT_S",
        description="Seconds for one transcription.",
        gt=0,
        le=LONGEST_REQUEST_S,
    )
    max_connections: int = Field(
        50,
        alias="OPENAI_MAX_CONNECTIONS",
        description="Largest number of connections of each process.",
        ge=1,
    )
