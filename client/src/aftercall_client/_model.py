"""What all models have in common."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """An object of the API. Fields that this version does not know are kept; one that may be null
    may also be absent.
    """

    model_config = ConfigDict(
        extra="allow",
        frozen=True,
        populate_by_name=True,
        protected_namespaces=(),
        # Schemas are built when a model is first used, not on import.
        defer_build=True,
        # Errors would show what people said.
        hide_input_in_errors=True,
    )
