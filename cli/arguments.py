"""Checks what people type after a command as the API checks it in a body."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from shared.errors import InvalidRequest


class OptionInvalid(InvalidRequest):
    """An argument or option has a wrong value; the command exits with 2."""


def validated(kind: Any, value: object, option: str, wanted: str) -> Any:
    """Returns the value as the field type `kind` has it. Raises OptionInvalid."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    try:
        return adapter.validate_python(value)
    except ValidationError:
        raise OptionInvalid(f"{option} must be {wanted}.") from None
