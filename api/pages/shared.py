"""The page of a shared call: what a link shows to people without an account, and nothing else."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from api.http.credentials import LINK_TOKEN, hash_token
from api.http.problems import status_of
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.pages.rendering import reader_of_request, render_shared, render_shared_error
from api.pages.spoken import SpokenTurn, spoken_turns
from api.routes.audio import read_call_audio, read_call_media, read_peaks
from api.routes.calls import CallDetail, read_call
from api.routes.tenant import read_tenant
from shared.db.call_shares import SharedCall, find_shared, mark_opened
from shared.db.pool import ALL_TENANTS
from shared.domain.transcript import LeftOut
from shared.errors import AftercallError, NotFound, TooManyAttempts

# An address with a secret must not be found by search engines.
UNLISTED = {"X-Robots-Tag": "noindex, nofollow, noarchive"}


class SharedRoute(APIRoute):
    """A route whose failures are plain pages; a link that never was, has expired or was ended gets
    the same one.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                answer = await handler(request)
            except RequestValidationError:
                answer = _failure(request, _no_such_link())
            except AftercallError as error:
                answer = _failure(request, error)
            answer.headers.update(UNLISTED)
            return answer

        return handle


def _failure(request: Request, error: AftercallError) -> Response:
    reader = reader_of_request(request)
    answer = render_shared_error(reader, status_of(error), is_missing=isinstance(error, NotFound))
    if isinstance(error, TooManyAttempts):
        answer.headers["Retry-After"] = str(error.retry_after_s)
    return answer


def _no_such_link() -> NotFound:
    return NotFound("There is no such link.")


router = Router(prefix="/shared/{token}", include_in_schema=False, route_class=SharedRoute)


async def _shared_call(token: str, request: Request, resources: ResourcesDep) -> SharedCall:
    """Returns what the link opens. Raises NotFound and TooManyAttempts."""
    await resources.throttles.shared(request)
    if not LINK_TOKEN.fullmatch(token):
        raise _no_such_link()
    # The link itself says whose call it is.
    async with resources.database.connection(ALL_TENANTS) as conn:
        found = await find_shared(conn, hash_token(token))
    if found is None:
        raise _no_such_link()
    request.state.shared = found
    return found


SharedDep = Annotated[SharedCall, Depends(_shared_call)]


@dataclass(frozen=True, slots=True)
class Track:
    """A part of the recording, by addresses below the link's own."""

    media_url: str
    peaks_url: str
    offset_s: float | None


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the page knows of the call."""

    title: str | None
    at: datetime
    duration_s: float | None
    summary: str | None
    key_points: tuple[str, ...]
    turns: tuple[SpokenTurn, ...]
    left_out: LeftOut | None
    tracks: tuple[Track, ...]

    @classmethod
    def of(cls, call: CallDetail, tracks: list[Track]) -> "Shown":
        transcript = call.transcript
        return cls(
            title=call.title,
            at=call.started_at or call.created_at,
            duration_s=call.duration_s,
            summary=call.summary.value.text if call.summary else None,
            key_points=tuple(call.summary.value.key_points) if call.summary else (),
            turns=tuple(spoken_turns(transcript)) if transcript else (),
            left_out=transcript.left_out if transcript else None,
            tracks=tuple(tracks),
        )


@router.get("")
async def shared_page(
    token: str, shared: SharedDep, request: Request, resources: ResourcesDep
) -> Response:
    call = await read_call(shared.call_id, shared.tenant_id, resources)
    tracks: list[Track] = []
    if shared.plays_recording:
        audio = await read_call_audio(shared.call_id, shared.tenant_id, resources)
        here = f"/shared/{token}"
        tracks = [
            Track(f"{here}/media/{each.part}", f"{here}/peaks/{each.part}", each.offset_s)
            for each in audio.tracks
        ]
    async with resources.database.connection(shared.tenant_id) as conn:
        await mark_opened(conn, shared.tenant_id, shared.id)
    zone = (await read_tenant(shared.tenant_id, resources)).timezone
    return render_shared(reader_of_request(request, zone), {"call": Shown.of(call, tracks)})


@router.get("/media/{part}")
async def shared_media(
    part: int, shared: SharedDep, request: Request, resources: ResourcesDep
) -> Response:
    """Returns the audio of a part of the call, as `GET /api/calls/{call_id}/media` does."""
    _require_recording(shared, part)
    return await read_call_media(
        shared.call_id, request, shared.tenant_id, resources, part=part, download=False
    )


@router.get("/peaks/{part}")
async def shared_peaks(part: int, shared: SharedDep, resources: ResourcesDep) -> Response:
    """Returns how loud a part of the call is over time."""
    _require_recording(shared, part)
    tracks = (await read_call_audio(shared.call_id, shared.tenant_id, resources)).tracks
    if part >= len(tracks):
        raise _no_such_link()
    return await read_peaks(tracks[part].recording_id, shared.tenant_id, resources)


def _require_recording(shared: SharedCall, part: int) -> None:
    if not shared.plays_recording or part < 0:
        raise _no_such_link()
