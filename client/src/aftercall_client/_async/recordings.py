"""Recordings, with uploads in one call."""

from __future__ import annotations

from typing import Unpack

from aftercall_client import params
from aftercall_client._async.resources import recordings as generated
from aftercall_client._contents import AsyncSource
from aftercall_client.models import AcceptedBody


class AsyncRecordings(generated.AsyncRecordings):
    """Audio that is uploaded, processed and had back."""

    async def upload(
        self,
        source: AsyncSource,
        *,
        media_type: str | None = None,
        **about: Unpack[params.NewRecordingBodyParam],
    ) -> AcceptedBody:
        """Creates a recording with the fields of `create`, uploads its audio a part at a time, and
        starts its run. The answer has the ids of job, call and recording.
        """
        created = await self.create(**about)
        await self.put_media(created.recording_id, source, media_type=media_type)
        return await self.finalize(created.recording_id)
