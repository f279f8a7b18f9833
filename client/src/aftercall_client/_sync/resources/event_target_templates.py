"""The resource event target templates. Written by `make docs`; do not edit."""

from __future__ import annotations

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._requests import Request
from aftercall_client._sync.sender import Sender


class EventTargetTemplates:
    """Requests about event target templates."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get_target_templates(self) -> models.TemplateList:
        """Returns the templates for the APIs of vendors, with the values that each needs."""
        answer = self._sender.send(Request("GET", "/api/event-target-templates"))
        return read(answer, models.TemplateList)
