"""The resource transcripts. Written by `make docs`; do not edit."""

from __future__ import annotations

import builtins
from contextlib import AbstractAsyncContextManager
from uuid import UUID

from aftercall_client import models, params
from aftercall_client._answers import read
from aftercall_client._async.downloads import AsyncDownload, aopen_download
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import OMIT, Omit, Request, given, query_of, segment


class AsyncTranscripts:
    """Requests about transcripts."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def edit(
        self,
        call_id: UUID | str,
        *,
        turns: builtins.list[params.EditedTurnParam],
        language: str | Omit | None = OMIT,
        base_version: int | Omit | None = OMIT,
    ) -> models.AcceptedBody:
        """Stores a new version and produces all results that depend on it again; the audio is
        not transcribed again.

        Args:
            turns: Every turn, in the order in which they begin.
            language: The language spoken (ISO 639), if it was wrong.
            base_version: The version that was corrected; a conflict (409) if it is not the
                current one any more.
        """
        answer = await self._sender.send(
            Request(
                "PUT",
                f"/api/calls/{segment(call_id)}/transcript",
                json=given(turns=turns, language=language, base_version=base_version),
            )
        )
        return read(answer, models.AcceptedBody)

    async def versions(self, call_id: UUID | str) -> models.VersionList:
        """Returns the versions, newest first; none while the call is not transcribed."""
        answer = await self._sender.send(
            Request("GET", f"/api/calls/{segment(call_id)}/transcripts")
        )
        return read(answer, models.VersionList)

    async def get(self, call_id: UUID | str, version: int) -> models.TranscriptBody:
        """Returns one version with its text."""
        answer = await self._sender.send(
            Request("GET", f"/api/calls/{segment(call_id)}/transcripts/{segment(version)}")
        )
        return read(answer, models.TranscriptBody)

    async def changes(
        self, call_id: UUID | str, version: int, *, since: int | None = None
    ) -> models.TranscriptChanges:
        """Returns what differs between two versions of the transcript: turns, and words in them.

        Args:
            since: The version to compare with; without it the one before.
        """
        answer = await self._sender.send(
            Request(
                "GET",
                f"/api/calls/{segment(call_id)}/transcripts/{segment(version)}/changes",
                query=query_of(since=since),
            )
        )
        return read(answer, models.TranscriptChanges)

    async def text(self, call_id: UUID | str) -> str:
        """Returns the newest version as plain text, one line a turn."""
        answer = await self._sender.send(
            Request("GET", f"/api/calls/{segment(call_id)}/transcript.txt")
        )
        return answer.text

    async def srt(self, call_id: UUID | str) -> str:
        """Returns the newest version as subtitles (SubRip). A transcript without times has none."""
        answer = await self._sender.send(
            Request("GET", f"/api/calls/{segment(call_id)}/transcript.srt")
        )
        return answer.text

    async def vtt(self, call_id: UUID | str) -> str:
        """Returns the newest version as captions (WebVTT). A transcript without times has none."""
        answer = await self._sender.send(
            Request("GET", f"/api/calls/{segment(call_id)}/transcript.vtt")
        )
        return answer.text

    def docx(self, call_id: UUID | str) -> AbstractAsyncContextManager[AsyncDownload]:
        """Returns the newest version as a Word document, one paragraph a turn."""
        return aopen_download(
            self._sender, Request("GET", f"/api/calls/{segment(call_id)}/transcript.docx")
        )
