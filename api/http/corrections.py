"""Corrected fields as answers show them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from shared.domain.corrections import Correction


class CorrectedBody(BaseModel):
    """A field that a person corrected. The field itself has the person's value."""

    machine: Any = Field(description="What the machine or the sender said; null for nothing.")
    at: datetime = Field(description="When it was corrected.")
    by: Literal["user", "key"] = Field(description="Whether a person or an API key did it.")
    by_id: str = Field(description="The id of the user or key.")

    @classmethod
    def of(cls, correction: Correction) -> Self:
        return cls.model_validate(correction, from_attributes=True)


def bodies_of(corrections: Mapping[str, Correction]) -> dict[str, CorrectedBody]:
    return {field: CorrectedBody.of(correction) for field, correction in corrections.items()}
