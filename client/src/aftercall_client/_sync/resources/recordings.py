"""The resource recordings. Written by `make docs`; do not edit."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Literal
from uuid import UUID

from aftercall_client import models, params
from aftercall_client._answers import read
from aftercall_client._contents import Content, Source
from aftercall_client._requests import OMIT, Omit, Request, byte_range, given, query_of, segment
from aftercall_client._sync.downloads import Download, open_download
from aftercall_client._sync.sender import Sender


class Recordings:
    """Requests about recordings."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def create(
        self,
        *,
        agent_id: UUID | str | Omit | None = OMIT,
        title: str | Omit | None = OMIT,
        description: str | Omit | None = OMIT,
        direction: str | Omit | None = OMIT,
        from_number: str | Omit | None = OMIT,
        to_number: str | Omit | None = OMIT,
        started_at: datetime | str | Omit | None = OMIT,
        timezone: str | Omit | None = OMIT,
        language: str | Omit | None = OMIT,
        channels: builtins.list[models.Speaker] | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.NewRecordingAnswer:
        """Creates a call and its recording, whose audio is uploaded next.

        Args:
            agent_id: The `id`, here, of the agent that took the call.
            title: The call in a line; without it the analysis writes one.
            description: What the call is about, for the document that is written of it.
            direction: `inbound` or `outbound`.
            from_number: The number that called, best as E.164; spaces, hyphens and brackets
                are dropped.
            to_number: The number that was called, in the same form.
            started_at: When the call began, with its UTC offset.
            timezone: The caller's IANA time zone, in which a time they name is read.
            language: The language spoken (ISO 639); without it, it is detected.
            channels: Who is on each channel of the file, in order. Without it a file of two
                channels has the agent on the first and the customer on the second; the speakers
                of a single channel are not known.
        """
        answer = self._sender.send(
            Request(
                "POST",
                "/api/recordings",
                json=given(
                    agent_id=agent_id,
                    title=title,
                    description=description,
                    direction=direction,
                    from_number=from_number,
                    to_number=to_number,
                    started_at=started_at,
                    timezone=timezone,
                    language=language,
                    channels=channels,
                ),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.NewRecordingAnswer)

    def put_media(
        self, recording_id: UUID | str, source: Source, *, media_type: str | None = None
    ) -> models.RecordingBody:
        """Streams the audio into the storage. A repeat before `finalize` replaces the file."""
        answer = self._sender.send(
            Request(
                "PUT",
                f"/api/recordings/{segment(recording_id)}/media",
                content=Content(source, media_type),
                timeout_s=300.0,
            )
        )
        return read(answer, models.RecordingBody)

    def media(
        self, recording_id: UUID | str, *, start: int | None = None, end: int | None = None
    ) -> AbstractContextManager[Download]:
        """Returns the audio as it was received, for players too: with `Range`, `ETag` and its
        original type; 404 before the upload and after the deletion.
        """
        return open_download(
            self._sender,
            Request(
                "GET",
                f"/api/recordings/{segment(recording_id)}/media",
                headers=byte_range(start, end),
            ),
        )

    def finalize(
        self, recording_id: UUID | str, *, idempotency_key: str | None = None
    ) -> models.AcceptedBody:
        """Starts the processing of the uploaded audio. A repeat returns the same ids."""
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/recordings/{segment(recording_id)}/finalize",
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.AcceptedBody)

    def status(self, recording_id: UUID | str) -> models.RecordingStatusBody:
        """Returns the recording, with `status.status`, `status.progress` and `status.error` in
        one place.
        """
        answer = self._sender.send(Request("GET", f"/api/recording/{segment(recording_id)}/status"))
        return read(answer, models.RecordingStatusBody)

    def get(self, recording_id: UUID | str) -> models.RecordingBody:
        """Returns the recording's progress and the data of its file."""
        answer = self._sender.send(Request("GET", f"/api/recordings/{segment(recording_id)}"))
        return read(answer, models.RecordingBody)

    def peaks(self, recording_id: UUID | str) -> models.PeaksBody | models.PendingBody:
        """Returns how loud the recording is over time, for the picture of a player."""
        answer = self._sender.send(Request("GET", f"/api/recordings/{segment(recording_id)}/peaks"))
        return (
            read(answer, models.PeaksBody)
            if answer.status_code == 200
            else read(answer, models.PendingBody)
        )

    def process(
        self,
        *,
        agent_id: UUID | str | Omit | None = OMIT,
        title: str | Omit | None = OMIT,
        description: str | Omit | None = OMIT,
        direction: str | Omit | None = OMIT,
        from_number: str | Omit | None = OMIT,
        to_number: str | Omit | None = OMIT,
        started_at: datetime | str | Omit | None = OMIT,
        timezone: str | Omit | None = OMIT,
        language: str | Omit | None = OMIT,
        channels: builtins.list[models.Speaker] | Omit | None = OMIT,
        lane: models.Lane | Omit = OMIT,
        priority: models.Priority | Omit | None = OMIT,
        recording_id: UUID | str | Omit | None = OMIT,
        recording_url: str | Omit | None = OMIT,
        transcriber: Literal["outside"] | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.ProcessAnswer:
        """Starts a recording's run. The same id or address again returns the same ids.

        Args:
            agent_id: The `id`, here, of the agent that took the call.
            title: The call in a line; without it the analysis writes one.
            description: What the call is about, for the document that is written of it.
            direction: `inbound` or `outbound`.
            from_number: The number that called, best as E.164; spaces, hyphens and brackets
                are dropped.
            to_number: The number that was called, in the same form.
            started_at: When the call began, with its UTC offset.
            timezone: The caller's IANA time zone, in which a time they name is read.
            language: The language spoken (ISO 639); without it, it is detected.
            channels: Who is on each channel of the file, in order. Without it a file of two
                channels has the agent on the first and the customer on the second; the speakers
                of a single channel are not known.
            lane: `backfill` waits behind every live call, an hour at most.
            priority: In place of `lane`: `high` is `live`, `low` is `backfill`, `normal` what
                it is without either.
            recording_id: A recording that was uploaded; or `recording_url`.
            recording_url: The http or https address to fetch the recording from; or
                `recording_id`.
            transcriber: `outside`: wait for `transcription.completed` at `/api/webhooks`, up
                to RECORDING_WAIT_S; then the recording is transcribed here after all.
        """
        answer = self._sender.send(
            Request(
                "POST",
                "/api/process-recording",
                json=given(
                    agent_id=agent_id,
                    title=title,
                    description=description,
                    direction=direction,
                    from_number=from_number,
                    to_number=to_number,
                    started_at=started_at,
                    timezone=timezone,
                    language=language,
                    channels=channels,
                    lane=lane,
                    priority=priority,
                    recording_id=recording_id,
                    recording_url=recording_url,
                    transcriber=transcriber,
                ),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.ProcessAnswer)

    def process_batch(
        self,
        *,
        recordings: builtins.list[params.ProcessBodyParam],
        lane: models.Lane | Omit = OMIT,
        priority: models.Priority | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.BatchAnswer:
        """Starts up to a hundred runs, behind live calls. Stops at the first one that is not
        accepted; a repeat is harmless.

        Args:
            recordings: The recordings.
            lane: The lane of those that name neither lane nor priority themselves.
            priority: In place of `lane`: `high` is `live`, `low` is `backfill`, `normal` what
                it is without either.
        """
        answer = self._sender.send(
            Request(
                "POST",
                "/api/batch-process",
                json=given(lane=lane, priority=priority, recordings=recordings),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.BatchAnswer)

    def process_direct(
        self,
        source: Source,
        *,
        agent_id: UUID | str | None = None,
        title: str | None = None,
        description: str | None = None,
        direction: str | None = None,
        from_number: str | None = None,
        to_number: str | None = None,
        started_at: datetime | str | None = None,
        timezone: str | None = None,
        language: str | None = None,
        channels: Sequence[models.Speaker] | None = None,
        media_type: str | None = None,
        idempotency_key: str | None = None,
    ) -> models.CallDetail | models.AcceptedBody:
        """Processes a small recording while the client waits: two minutes at most, and not while
        many other clients do.

        Args:
            agent_id: The `id`, here, of the agent that took the call.
            title: The call in a line; without it the analysis writes one.
            description: What the call is about, for the document that is written of it.
            direction: `inbound` or `outbound`.
            from_number: The number that called, best as E.164; spaces, hyphens and brackets
                are dropped.
            to_number: The number that was called, in the same form.
            started_at: When the call began, with its UTC offset.
            timezone: The caller's IANA time zone, in which a time they name is read.
            language: The language spoken (ISO 639); without it, it is detected.
            channels: Who is on each channel of the file, in order. Without it a file of two
                channels has the agent on the first and the customer on the second; the speakers
                of a single channel are not known.
        """
        answer = self._sender.send(
            Request(
                "POST",
                "/api/process-direct",
                query=query_of(
                    agent_id=agent_id,
                    title=title,
                    description=description,
                    direction=direction,
                    from_number=from_number,
                    to_number=to_number,
                    started_at=started_at,
                    timezone=timezone,
                    language=language,
                    channels=channels,
                ),
                content=Content(source, media_type),
                keyed=True,
                key=idempotency_key,
                timeout_s=300.0,
            )
        )
        return (
            read(answer, models.CallDetail)
            if answer.status_code == 200
            else read(answer, models.AcceptedBody)
        )
