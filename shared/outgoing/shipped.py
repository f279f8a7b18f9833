"""The templates that come with Aftercall, one file for each in `templates/`."""

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.outgoing.template import RequestTemplate

FOLDER = Path(__file__).parent / "templates"
NAME_OF_VALUE = r"^[a-z][a-z0-9_]{0,39}$"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TemplateInput(_Model):
    """A value that a template needs of a person."""

    name: Annotated[str, Field(pattern=NAME_OF_VALUE)] = Field(
        description="The name under which the template uses it."
    )
    label: str = Field(description="What it is, for people.")
    secret: bool = Field(
        description="Whether it belongs in `secrets`, which are not shown again, or in `inputs`."
    )
    pattern: str | None = Field(None, description="What the whole value has to look like.")

    def takes(self, value: str) -> bool:
        return self.pattern is None or re.fullmatch(self.pattern, value) is not None


class ShippedTemplate(_Model):
    """A template for the API of a vendor."""

    id: str = Field(description="The template's id.")
    name: str = Field(description="What people call it.")
    about: str = Field(description="What it does.")
    setup: str = Field(description="What has to be done at the vendor.")
    doc_url: str = Field(description="Where the vendor describes the request.")
    kind: Literal["webhook", "template"] = Field(description="The kind of target that it makes.")
    types: list[str] = Field(description="The events that it is for.")
    inputs: list[TemplateInput] = Field(description="The values that it needs.")
    url: str | None = Field(description="Where it sends; null when a person has to give the URL.")
    request: RequestTemplate | None = Field(description="What it sends; null for the event itself.")


@cache
def shipped_templates() -> tuple[ShippedTemplate, ...]:
    found = (
        ShippedTemplate.model_validate_json(path.read_bytes()) for path in FOLDER.glob("*.json")
    )
    return tuple(sorted(found, key=lambda each: each.name.lower()))


def find_shipped(template_id: str) -> ShippedTemplate | None:
    return next((each for each in shipped_templates() if each.id == template_id), None)
