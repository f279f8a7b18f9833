"""The resource event target templates. Written by `make docs`; do not edit."""

from __future__ import annotations

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import Request


class AsyncEventTargetTemplates:
    """Requests about event target templates."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def get_target_templates(self) -> models.TemplateList:
        """Returns the templates for the APIs of vendors, with the values that each needs."""
        answer = await self._sender.send(Request("GET", "/api/event-target-templates"))
        return read(answer, models.TemplateList)
