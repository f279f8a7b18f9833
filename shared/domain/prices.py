"""The prices of models in US dollars; a model that is not in the table has no price, never an
invented one.
"""

import math
import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from shared.domain.usage import Amounts

MILLION = 1_000_000


class Price(BaseModel):
    """Dollars per million tokens, and per minute of audio. Cached input without its own price costs
    as much as input.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: float = Field(0, ge=0, allow_inf_nan=False)
    cached_input: float | None = Field(None, ge=0, allow_inf_nan=False)
    output: float = Field(0, ge=0, allow_inf_nan=False)
    audio_minute: float = Field(0, ge=0, allow_inf_nan=False)

    def microusd(self, amounts: Amounts) -> int:
        """Returns the cost, rounded up: a dollar per million tokens is a micro-dollar per token."""
        cached_price = self.input if self.cached_input is None else self.cached_input
        fresh = max(0, amounts.input_tokens - amounts.cached_tokens)
        tokens = (
            fresh * self.input
            + amounts.cached_tokens * cached_price
            + amounts.output_tokens * self.output
        )
        # Binary fractions must not turn 6.000000000001 into 7.
        return math.ceil(round(tokens + amounts.audio_s / 60 * self.audio_minute * MILLION, 6))


# From third parties' copies of OpenAI's price page, read in November 2026. Transcription is priced
# by the minute, as in OpenAI's own estimates, because not every server reports audio tokens
# separately. A model without a known price for cached input pays the full price. Higher prices
# beyond 272,000 tokens in one request are not counted: OPENAI_MAX_INPUT_CHARS keeps requests below.
PRICES: Mapping[str, Price] = {
    "gpt-6-luna": Price(input=0.10, output=0.50),
    "gpt-6-sol": Price(input=2, cached_input=0.20, output=10),
    "gpt-6-astra": Price(input=10, cached_input=1, output=50),
    "gpt-6.1-sol": Price(input=2, cached_input=0.10, output=10),
    "gpt-6.1-terra": Price(input=1, cached_input=0.05, output=5),
    "gpt-5.6-luna": Price(input=0.20, cached_input=0.02, output=1.20),
    "gpt-5.6-terra": Price(input=2, cached_input=0.20, output=12),
    "gpt-5.6-sol": Price(input=4, cached_input=0.40, output=20),
    "gpt-5.5": Price(input=5, cached_input=0.50, output=30),
    "gpt-5.4": Price(input=2.50, cached_input=0.25, output=15),
    "gpt-5.4-mini": Price(input=0.75, cached_input=0.075, output=4.50),
    "gpt-5.4-nano": Price(input=0.20, cached_input=0.02, output=1.25),
    "gpt-5.2": Price(input=1.75, cached_input=0.175, output=14),
    "gpt-5.1": Price(input=1.25, cached_input=0.125, output=10),
    "o3": Price(input=2, cached_input=0.50, output=8),
    "gpt-4o": Price(input=2.50, cached_input=1.25, output=10),
    "gpt-4o-2024-05-13": Price(input=5, output=15),
    "gpt-4o-mini": Price(input=0.15, cached_input=0.075, output=0.60),
    "gpt-4.1": Price(input=2, cached_input=0.50, output=8),
    "gpt-4.1-mini": Price(input=0.40, cached_input=0.10, output=1.60),
    "gpt-5": Price(input=1.25, cached_input=0.125, output=10),
    "gpt-5-mini": Price(input=0.25, cached_input=0.025, output=2),
    "gpt-5-nano": Price(input=0.05, cached_input=0.005, output=0.40),
    "text-embedding-3-small": Price(input=0.02),
    "text-embedding-3-large": Price(input=0.13),
    "text-embedding-ada-002": Price(input=0.10),
    "gpt-transcribe": Price(audio_minute=0.0045),
    "whisper-1": Price(audio_minute=0.006),
    "gpt-4o-transcribe": Price(audio_minute=0.006),
    "gpt-4o-transcribe-diarize": Price(audio_minute=0.006),
    "gpt-4o-mini-transcribe": Price(audio_minute=0.003),
}


def price_of(model: str, own: Mapping[str, Price]) -> Price | None:
    """Returns the price of a model. `own` has priority. A dated snapshot that is not listed costs
    as much as its family; an Azure deployment has its own name.
    """
    family = re.sub(r"-\d{4}-\d{2}-\d{2}$", "", model)
    return own.get(model) or own.get(family) or PRICES.get(model) or PRICES.get(family)
