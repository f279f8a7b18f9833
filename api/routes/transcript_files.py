"""Transcripts as files, for editors, players and case files."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from fastapi.responses import Response

from api.http.media import BINARY
from api.http.parameters import CallInPath
from api.http.permissions import ReaderDep
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from shared.db.calls import get_call
from shared.db.transcripts import find_transcript
from shared.domain.ids import CallId, TenantId
from shared.domain.transcript import Transcript
from shared.domain.transcript_docx import MEDIA_TYPE as DOCX
from shared.domain.transcript_docx import as_docx
from shared.domain.transcript_files import as_srt, as_text, as_vtt
from shared.errors import NotFound

router = Router(tags=["results"], prefix="/api/calls/{call_id}")

TEXT, SRT, VTT = "text/plain", "application/x-subrip", "text/vtt"
_EXAMPLES: Final = {
    TEXT: "[00:12] Customer: My boiler is leaking.\n",
    SRT: "1\n00:00:12,180 --> 00:00:15,400\nCustomer: My boiler is leaking.\n\n",
    VTT: "WEBVTT\n\n00:00:12.180 --> 00:00:15.400\n<v Customer>My boiler is leaking.\n\n",
}


def _file_responses(media_type: str) -> dict[int | str, dict[str, Any]]:
    content: dict[str, Any] = BINARY
    if media_type in _EXAMPLES:
        content = {"schema": {"type": "string"}, "example": _EXAMPLES[media_type]}
    types: dict[str, Any] = {media_type: content}
    if media_type in (SRT, DOCX):
        # Generators of clients know this type for a body that they do not parse.
        types["application/octet-stream"] = BINARY
    return {200: {"description": "The file", "content": types}, **responses(404)}


@router.get("/transcript.txt", responses=_file_responses(TEXT), response_class=Response)
async def read_transcript_as_text(
    call_id: CallInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> Response:
    """Returns the newest version as plain text, one line a turn."""
    return await _file(resources, tenant_id, call_id, _untitled(as_text), TEXT, "txt")


@router.get("/transcript.srt", responses=_file_responses(SRT), response_class=Response)
async def read_transcript_as_subtitles(
    call_id: CallInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> Response:
    """Returns the newest version as subtitles (SubRip). A transcript without times has none."""
    return await _file(resources, tenant_id, call_id, _untitled(as_srt), SRT, "srt")


@router.get("/transcript.vtt", responses=_file_responses(VTT), response_class=Response)
async def read_transcript_as_captions(
    call_id: CallInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> Response:
    """Returns the newest version as captions (WebVTT). A transcript without times has none."""
    return await _file(resources, tenant_id, call_id, _untitled(as_vtt), VTT, "vtt")


@router.get("/transcript.docx", responses=_file_responses(DOCX), response_class=Response)
async def read_transcript_as_document(
    call_id: CallInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> Response:
    """Returns the newest version as a Word document, one paragraph a turn."""
    return await _file(resources, tenant_id, call_id, as_docx, DOCX, "docx")


def _untitled(
    write: Callable[[Transcript], str | None],
) -> Callable[[Transcript, str | None], str | None]:
    return lambda transcript, _: write(transcript)


async def _file(
    resources: Resources,
    tenant_id: TenantId,
    call_id: CallId,
    write: Callable[[Transcript, str | None], str | bytes | None],
    media_type: str,
    ending: str,
) -> Response:
    async with resources.database.connection(tenant_id) as conn:
        call = await get_call(conn, tenant_id, call_id)
        transcript = await find_transcript(conn, tenant_id, call_id)
    if transcript is None:
        raise NotFound("The call has no transcript yet.", code="not_transcribed")
    # A call of hours has a long one.
    written = await asyncio.to_thread(write, transcript, call.shown_title)
    if written is None:
        raise NotFound("The transcript has no times; read it as transcript.txt.", code="no_times")
    headers = {
        "Content-Disposition": f'attachment; filename="{call_id}.{ending}"',
        "X-Content-Type-Options": "nosniff",
    }
    charset = "; charset=utf-8" if isinstance(written, str) else ""
    return Response(written, media_type=f"{media_type}{charset}", headers=headers)
