"""Audio as clients really send it, over a real connection: on every route that takes an upload."""

import asyncio
import base64
import gzip
import zlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import JobId
from shared.settings.load import Settings
from tests.conftest import ApiFactory
from tests.support.files import files
from tests.support.people import Team, sign_up
from tests.support.processes import until
from tests.support.sounds import SPEECH
from worker.resources import Resources
from worker.runner import run_job

BOUNDARY = "------------------------d74496d66958873e"


def part(content: bytes, disposition: str, media_type: str | None = None) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n"
    head += f"Content-Type: {media_type}\r\n" if media_type else ""
    return head.encode() + b"\r\n" + content + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


FILE = part(SPEECH, 'name="file"; filename="call.wav"', "audio/wav")
FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
RAW = {"Content-Type": "audio/wav"}

# What was sent, and how it arrives: its media type.
USABLE = {
    "raw": (SPEECH, RAW, "audio/wav"),
    "a name in pieces that contradict each other": (
        SPEECH,
        {**RAW, "Content-Disposition": "attachment; filename*=a; filename*0=b"},
        "audio/wav",
    ),
    "a name with a piece of a number without end": (
        SPEECH,
        {**RAW, "Content-Disposition": f"attachment; filename*{'9' * 900}=a"},
        "audio/wav",
    ),
    # curl -F file=@call.wav, as OpenAI's route takes it (vllm#17909, gpustack#3261, litellm#34254).
    "a form": (form(FILE), FORM, "audio/wav"),
    "a form with fields around the file": (
        form(part(b"whisper-1", 'name="model"'), FILE, part(b"en", 'name="language"')),
        FORM,
        "audio/wav",
    ),
    "a form whose file says nothing": (
        form(part(SPEECH, 'name="audio"; filename="call"', "application/octet-stream")),
        FORM,
        "application/octet-stream",
    ),
    "a form whose file is called by its ending": (
        form(part(SPEECH, 'name="audio"; filename="call.gsm"', "application/octet-stream")),
        FORM,
        "audio/gsm",
    ),
    "a form with a preamble, a quoted boundary and a name that is not ASCII": (
        b"This is a multi-part message.\r\n"
        + form(part(SPEECH, "name=file; filename*=UTF-8''Gr%C3%BC%C3%9Fe.wav")),
        {"Content-Type": f'multipart/form-data; charset=utf-8; boundary="{BOUNDARY}"'},
        "application/octet-stream",
    ),
    "a form of an e-mail program": (
        f"--{BOUNDARY}\r\nContent-Type: audio/wav\r\n\r\n".encode()
        + SPEECH
        + f"\r\n--{BOUNDARY}--".encode(),
        {"Content-Type": f"multipart/mixed; boundary={BOUNDARY}"},
        "audio/wav",
    ),
    "gzip": (gzip.compress(SPEECH), {**RAW, "Content-Encoding": "gzip"}, "audio/wav"),
    "deflate": (zlib.compress(SPEECH), {**RAW, "Content-Encoding": "deflate"}, "audio/wav"),
    "a gzip file, compressed": (
        gzip.compress(gzip.compress(SPEECH)),
        {**RAW, "Content-Encoding": "gzip"},
        "audio/wav",
    ),
    "a gzip file": (
        gzip.compress(SPEECH),
        {"Content-Type": "application/gzip"},
        "application/octet-stream",
    ),
    "two gzip files, one after the other": (
        gzip.compress(SPEECH[:1000]) + gzip.compress(SPEECH[1000:]),
        {**RAW, "Content-Encoding": "gzip"},
        "audio/wav",
    ),
    "a form, compressed": (
        gzip.compress(form(FILE)),
        {**FORM, "Content-Encoding": "gzip"},
        "audio/wav",
    ),
    "a gzip file in a form": (
        form(
            part(gzip.compress(SPEECH), 'name="file"; filename="call.wav.gz"', "application/gzip")
        ),
        FORM,
        "application/octet-stream",
    ),
    # curl --data-binary without a header.
    "what curl calls a form": (
        SPEECH,
        {"Content-Type": "application/x-www-form-urlencoded"},
        "application/octet-stream",
    ),
    "called by its name": (
        SPEECH,
        {
            "Content-Type": "application/octet-stream",
            "Content-Disposition": 'attachment; filename="call.ulaw"',
        },
        "audio/PCMU",
    ),
    "called text": (SPEECH, {"Content-Type": "text/plain"}, "text/plain"),
}

# What is sent, the status, and what the answer says.
REFUSED = {
    "nothing": (b"", RAW, 400, "The body is empty"),
    "a form without a file": (form(part(b"en", 'name="language"')), FORM, 400, "contains no file"),
    "an empty form": (b"", FORM, 400, "cut off"),
    "a form with an empty file": (
        form(part(b"", 'name="file"; filename="a.wav"', "audio/wav")),
        FORM,
        400,
        "empty",
    ),
    "a form without a boundary": (
        form(FILE),
        {"Content-Type": "multipart/form-data"},
        400,
        "boundary is missing",
    ),
    "a form that is cut off": (form(FILE)[:-60], FORM, 400, "cut off"),
    "a form with two files": (form(FILE, FILE), FORM, 400, "more than one file"),
    "a form with a field without end": (
        form(part(b"x" * 20_000, 'name="note"'), FILE),
        FORM,
        400,
        "too long",
    ),
    "a form of too many fields": (
        form(*[part(b"x", 'name="n"')] * 60, FILE),
        FORM,
        400,
        "too many parts",
    ),
    "gzip that is cut off": (
        gzip.compress(SPEECH)[:-20],
        {**RAW, "Content-Encoding": "gzip"},
        400,
        "cut off",
    ),
    "gzip that is none": (SPEECH, {**RAW, "Content-Encoding": "gzip"}, 400, "damaged"),
    "gzip twice": (
        gzip.compress(gzip.compress(SPEECH)),
        {**RAW, "Content-Encoding": "gzip, gzip"},
        415,
        "more than once",
    ),
    "gzip a thousand times": (
        SPEECH,
        {**RAW, "Content-Encoding": ",".join(["gzip"] * 1001)},
        415,
        "more than once",
    ),
    "many gzip files of nothing": (
        gzip.compress(b"") * 2000,
        {**RAW, "Content-Encoding": "gzip"},
        400,
        "too many parts",
    ),
    "many gzip files of nothing, compressed": (
        gzip.compress(gzip.compress(b"") * 200_000),
        {**RAW, "Content-Encoding": "gzip"},
        400,
        "too many parts",
    ),
    "a disposition of many parts": (
        SPEECH,
        {**RAW, "Content-Disposition": 'attachment; x="' + ";" * 60_000},
        400,
        "longer than",
    ),
    "a part's disposition of many parts": (
        form(part(SPEECH, 'x="' + ";" * 15_000)),
        FORM,
        400,
        "longer than",
    ),
    "boundaries that contradict each other": (
        form(FILE),
        {"Content-Type": "multipart/form-data; boundary*=a; boundary*0=b"},
        400,
        "boundary is missing",
    ),
    "gzip of nothing": (gzip.compress(b""), {**RAW, "Content-Encoding": "gzip"}, 400, "empty"),
    "another compression": (SPEECH, {**RAW, "Content-Encoding": "br"}, 415, "(br)"),
    "a message": (
        b'{"audio": "UklGRg=="}',
        {"Content-Type": "application/json"},
        415,
        "a JSON message",
    ),
    "a page": (b"<!doctype html><p>Sign in</p>", RAW, 415, "a web page"),
    "a form field": (
        b"file=call.wav&language=en",
        {"Content-Type": "application/json"},
        415,
        "text",
    ),
    "Base64": (base64.b64encode(SPEECH), RAW, 415, "Base64"),
    "a data URL": (b"data:audio/wav;base64," + base64.b64encode(SPEECH), RAW, 415, "Base64"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(99), RAW, 415, "a PNG picture"),
    "a document": (b"%PDF-1.7\n" + bytes(99), RAW, 415, "a PDF document"),
    "an archive": (
        b"PK\x03\x04" + bytes(99),
        {"Content-Type": "application/zip"},
        415,
        "a ZIP archive",
    ),
    "a picture in a form": (
        form(part(b"\xff\xd8\xff" + bytes(99), 'name="file"; filename="a.jpg"', "image/jpeg")),
        FORM,
        415,
        "a JPEG picture",
    ),
}


async def create(team: Team) -> dict[str, Any]:
    created: dict[str, Any] = (await team.post("/api/recordings", {})).json()
    return created


async def put(
    team: Team, created: dict[str, Any], content: Any, headers: dict[str, str]
) -> httpx.Response:
    path = httpx.URL(created["upload_url"]).path
    return await team.client.put(path, content=content, headers={**team.headers, **headers})


async def in_pieces(content: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(content), size):
        yield content[at : at + size]


async def state(team: Team, created: dict[str, Any]) -> tuple[str, str | None]:
    recording = (await team.get(f"/api/recordings/{created['recording_id']}")).json()
    return recording["status"], recording["error"]


@pytest.mark.parametrize("name", USABLE)
async def test_what_clients_send_is_stored_as_the_audio_it_is(
    team: Team, settings: Settings, name: str
) -> None:
    content, headers, media_type = USABLE[name]
    created = await create(team)
    for body in (
        content,
        in_pieces(content, 37_003),
        in_pieces(content[:3000], 1) if len(content) < 3000 else content,
    ):
        answer = await put(team, created, body, headers)
        assert answer.status_code == 200, answer.text
        assert (answer.json()["size_bytes"], answer.json()["media_type"]) == (
            len(SPEECH),
            media_type,
        )
        (stored,) = files(settings)
        assert (settings.runtime.data_dir / "recordings" / stored).read_bytes() == SPEECH


@pytest.mark.parametrize("size", [1, 2, 3, 7, 61])
async def test_a_form_may_arrive_in_any_pieces(team: Team, size: int) -> None:
    sound = b"RIFF" + b"\r\n--" + BOUNDARY.encode()[:-1] + b"\r\n\r\n-" * 40
    body = form(
        part(b"en", 'name="language"'), part(sound, 'name="file"; filename="a.wav"', "audio/wav")
    )
    answer = await put(team, await create(team), in_pieces(body, size), FORM)
    assert (answer.status_code, answer.json()["size_bytes"]) == (200, len(sound)), answer.text


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_no_audio_is_refused_at_once_and_the_recording_says_why(
    team: Team, settings: Settings, name: str
) -> None:
    content, headers, status, says = REFUSED[name]
    created = await create(team)
    answer = await put(team, created, content, headers)
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    ), answer.text
    assert says in answer.json()["detail"]
    assert await state(team, created) == ("error", answer.json()["detail"])
    call = (await team.get(f"/api/calls/{created['call_id']}")).json()
    assert (call["status"], call["error"]) == ("failed", answer.json()["detail"])
    assert files(settings) == []
    again = await put(team, created, SPEECH, RAW)
    assert (again.status_code, await state(team, created)) == (200, ("uploaded", None))
    call = (await team.get(f"/api/calls/{created['call_id']}")).json()
    assert (call["status"], call["error"]) == ("received", None)


@pytest.mark.parametrize("name", REFUSED)
async def test_directly_it_is_refused_too_and_no_call_is_made(
    team: Team, settings: Settings, name: str
) -> None:
    content, headers, status, says = REFUSED[name]
    answer = await team.client.post(
        "/api/process-direct", content=content, headers={**team.headers, **headers}
    )
    assert (answer.status_code, says in answer.json()["detail"]) == (status, True), answer.text
    assert files(settings) == []
    assert (await team.get("/api/calls")).json()["calls"] == []


async def test_a_refused_upload_leaves_the_one_before_it(team: Team) -> None:
    created = await create(team)
    await put(team, created, SPEECH, RAW)
    assert (await put(team, created, b"", RAW)).status_code == 400
    assert await state(team, created) == ("uploaded", None)
    assert (await team.post(httpx.URL(created["finalize_url"]).path)).status_code == 202


async def test_an_upload_that_is_too_large_ends(open_api: ApiFactory) -> None:
    async with open_api(RECORDING_MAX_BYTES="1024") as client:
        team = await sign_up(client, "a@example.com", "A")
        created = await create(team)
        assert (await put(team, created, SPEECH, RAW)).status_code == 413
        status, error = await state(team, created)
        assert (status, error) == ("error", "The recording is larger than the 1024 bytes allowed.")


async def test_a_few_kilobytes_that_unpack_to_more_than_is_allowed_are_stopped(
    open_api: ApiFactory,
) -> None:
    async with open_api(RECORDING_MAX_BYTES="1000000") as client:
        team = await sign_up(client, "a@example.com", "A")
        bomb = gzip.compress(b"RIFF" + bytes(200_000_000))
        answer = await put(team, await create(team), bomb, {**RAW, "Content-Encoding": "gzip"})
        assert answer.status_code == 413


async def test_what_is_said_of_a_call_goes_with_it(
    team: Team, worker: Resources, database: Database
) -> None:
    """In the query, or in the fields of a form, whichever side of the file they stand on."""
    parts = (
        part(b"whisper-1", 'name="model"'),
        FILE,
        part(b"en", 'name="language"'),
        part(b"customer", 'name="channels"'),
        part(b"+1 202 555 0143", 'name="fromNumber"'),
    )
    sent = asyncio.create_task(
        team.client.post(
            "/api/process-direct?title=A+call&direction=inbound",
            content=form(*parts),
            headers={**team.headers, **FORM},
            timeout=60,
        )
    )

    async def job() -> Any:
        async with database.connection(ALL_TENANTS) as conn:
            return await conn.fetchval("select id from jobs")

    await run_job(worker, JobId(await until(job)))
    call = (await sent).json()
    assert (call["status"], call["direction"], call["from_number"], call["language"]) == (
        "ready",
        "inbound",
        "+12025550143",
        "en",
    )
    assert call["recordings"][0]["speakers"] == ["customer"]
    assert call["transcript"]["turns"][0]["speaker"] == "customer"


@pytest.mark.parametrize(
    "query", ["direction=sideways", "titel=A", "channels=nobody", "agent_id=1"]
)
async def test_what_cannot_be_said_of_a_call_is_refused(
    team: Team, settings: Settings, query: str
) -> None:
    headers = {**team.headers, **RAW}
    answer = await team.client.post(f"/api/process-direct?{query}", content=SPEECH, headers=headers)
    assert answer.status_code == 422, answer.text
    body = form(part(b"sideways", 'name="direction"'), FILE)
    answer = await team.client.post(
        "/api/process-direct", content=body, headers={**team.headers, **FORM}
    )
    assert answer.status_code == 422
    assert files(settings) == []
