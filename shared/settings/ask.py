"""Questions about calls."""

from pydantic import Field

from shared.settings.group import Group


class AskSettings(Group):
    """What one question may read and cost."""

    closest_calls: int = Field(
        12,
        alias="ASK_CLOSEST_CALLS",
        description="Calls that a model reads to answer a question about what was said.",
        ge=1,
        le=50,
    )
    max_calls: int = Field(
        300,
        alias="ASK_MAX_CALLS",
        description="Calls whose summaries a model reads for one question, the newest first.",
        ge=1,
        le=5000,
    )
    max_input_chars: int = Field(
        60_000,
        alias="ASK_MAX_INPUT_CHARS",
        description="Characters of calls in one request to the model.",
        ge=1000,
    )
    free_cost_usd: float = Field(
        0.05,
        alias="ASK_FREE_COST_USD",
        description=(
            "A question that may cost more US dollars is answered only with `max_cost_microusd`."
        ),
        ge=0,
        allow_inf_nan=False,
    )
    resume_s: float = Field(
        300,
        alias="ASK_RESUME_S",
        description="Seconds for which the stream of an answer can be resumed.",
        ge=0,
        le=86_400,
    )
    reconnect_s: float = Field(
        5,
        alias="ASK_RECONNECT_S",
        description=(
            "Seconds for which an answer goes on after its reader was cut off. Then the request to"
            " the model is cancelled."
        ),
        ge=0,
        le=60,
    )
