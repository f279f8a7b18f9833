"""`aftercall demo`: real calls become transcripts, summaries, callbacks and vectors while you
watch.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import httpx2
from rich import box
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from cli.account import local_account
from cli.demo_receiver import DemoReceiver
from cli.demo_twilio import DemoTwilio, with_channels_swapped
from cli.installation import running_environment
from shared.domain.steps import Step
from shared.errors import AftercallError
from shared.vendors.elevenlabs.signature import sign
from shared.vendors.twilio.webhook import sign as sign_as_twilio

SAMPLES = Path(__file__).parent / "samples"
SHORT, LONG = SAMPLES / "two_channel_call.wav", SAMPLES / "long_call.ogg"
TIMEOUT_S = 240
EVENTS_TIMEOUT_S = 60
# Short parts, so that a call of two minutes has several to watch.
SHORT_PARTS = {"TRANSCRIBE_PART_S": "20"}
HOME, RECORDED_IN = "America/New_York", "America/Los_Angeles"
OVER = ("succeeded", "failed", "cancelled")
MARKS = {
    "done": "[green]■[/]",
    "running": "[yellow]▪[/]",
    "skipped": "[dim]–[/]",
    "failed": "[red]✗[/]",
    "pending": "[dim]·[/]",
}


class DemoFailed(AftercallError):
    """A call did not become ready."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A call in progress; `ack_ms` is how long its 202 took, `sample` the recording whose speakers
    are known.
    """

    label: str
    call_id: str
    job_id: str
    zone: str
    ack_ms: float
    sample: Path | None = None


def running_base_url(data_dir: Path | None) -> str | None:
    """Returns the URL of an `aftercall up` on this data folder, if one responds, ready or not."""
    base_url = running_environment(data_dir).get("PUBLIC_BASE_URL")
    try:
        return (
            base_url
            if base_url and httpx2.get(f"{base_url}/health", timeout=5).status_code == 200
            else None
        )
    except httpx2.HTTPError:
        return None


def twilio_of_demo(port: int) -> DemoTwilio:
    """Returns the demo's Twilio. It has the short call, with the caller on the first channel."""
    return DemoTwilio(port, with_channels_swapped(SHORT.read_bytes()))


async def play(
    base_url: str,
    console: Console,
    *,
    twilio: DemoTwilio | None,
    receiver: DemoReceiver | None,
    password: str,
) -> None:
    """Sends calls, shows their progress and prints the results. Raises DemoFailed.

    The calls belong to the account that `aftercall up` prints, whose `password` this is, so that
    they are found there later; if a user has changed that account, they belong to a new team.
    The workers must have been started with the settings of `twilio` and `receiver`: without them
    the short recording is uploaded, and no events are sent.
    """
    account = await local_account(base_url, password)
    async with httpx2.AsyncClient(base_url=base_url, timeout=30) as client:
        if account:
            client.headers["Authorization"] = f"Bearer {account.token}"
        agent_id = account.agent_id if account else await _sign_up(client)
        target_id = await _add_target(client, receiver) if receiver else None
        recorded = await _send_recording(client, console, twilio)
        console.print(
            "Sending calls as ElevenLabs would: signed webhooks, one of them delivered twice."
        )
        sent, repeated = await _send_calls(client, agent_id)
        sent.append(recorded)
        console.print(
            "Uploading a longer one, Opus, with a minute on hold: it is cut into parts.\n"
        )
        sent.append(await _upload(client, LONG, "A long recording", ["customer", "agent"]))
        jobs = await _follow_jobs(client, sent, console)
        console.print()
        for call in sent:
            console.print(await _result_panel(client, call, jobs[call.job_id]))
        console.print(repeated)
        if receiver:
            console.print(await _describe_events(receiver, sent))
            await client.delete(f"/api/event-targets/{target_id}")
        failed = [
            f"{call.label}: {jobs[call.job_id]['error']}"
            for call in sent
            if jobs[call.job_id]["status"] != OVER[0]
        ]
        if failed:
            raise DemoFailed("Not every call became ready.\n" + "\n".join(failed))
        if account:
            console.print(
                f"These calls stay: sign in as {account.email} with the password that `make up`"
                " prints."
            )


async def _add_target(client: httpx2.AsyncClient, receiver: DemoReceiver) -> str:
    body = {
        "name": "Receiver of the demo",
        "url": receiver.url,
        "types": ["call"],
        "body": "full",
        "secret": receiver.secret,
    }
    answer = await client.post("/api/event-targets", json=body)
    return str(answer.raise_for_status().json()["id"])


async def _describe_events(receiver: DemoReceiver, sent: Sequence[Sent]) -> str:
    """Waits for the end of each call at the receiver, and says what arrived. Raises DemoFailed."""
    labels = {call.call_id: call.label for call in sent}
    deadline = time.monotonic() + EVENTS_TIMEOUT_S
    while True:
        ready = [each for each in receiver.events if each.body["type"] == "call.ready"]
        if len({each.body["data"]["call"]["id"] for each in ready}) == len(sent):
            break
        if time.monotonic() > deadline:
            raise DemoFailed(
                f"Of {len(sent)} calls, {len(ready)} reported their end to {receiver.url}."
            )
        await asyncio.sleep(0.05)
    first = next(each for each in ready if each.body["data"]["call"]["id"] == sent[0].call_id)
    median_ms = median(each.elapsed_ms for each in ready)
    return (
        f"{receiver.url} got a signed call.ready for each call, {median_ms:.0f} ms after it"
        f" happened (median). For “{labels[sent[0].call_id]}”, webhook-id {first.id}:"
        f" {first.body['data']['content']['summary']}"
    )


async def _send_recording(
    client: httpx2.AsyncClient, console: Console, twilio: DemoTwilio | None
) -> Sent:
    """Sends the short recording, by Twilio's callback where there is a simulated Twilio."""
    if twilio is None:
        console.print(
            "Uploading a recording of a phone call, agent and customer on a channel each."
        )
        return await _upload(client, SHORT, "A recorded phone call", ["agent", "customer"])
    console.print(
        "Sending Twilio's webhook of a recording: it is fetched from a stand-in for Twilio's media"
        " host."
    )
    (
        await client.post("/api/twilio-accounts", json={"account_sid": twilio.account_sid})
    ).raise_for_status()
    path = "/api/webhooks/twilio/recording"
    fields = [
        ("AccountSid", twilio.account_sid),
        ("CallSid", twilio.call_sid),
        ("RecordingSid", twilio.recording_sid),
        ("RecordingStatus", "completed"),
        ("RecordingChannels", "2"),
        ("RecordingTrack", "both"),
        ("RecordingStartTime", format_datetime(datetime.now(UTC) - timedelta(minutes=2))),
    ]
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": sign_as_twilio(
            f"{client.base_url}{path}", fields, secret=twilio.auth_token
        ),
    }
    started = time.perf_counter()
    answer = (
        (await client.post(path, content=urlencode(fields), headers=headers))
        .raise_for_status()
        .json()
    )
    took_ms = (time.perf_counter() - started) * 1000
    return Sent("A Twilio recording", answer["call_id"], answer["job_id"], HOME, took_ms, SHORT)


async def _sign_up(client: httpx2.AsyncClient) -> str:
    """Creates a team for this demo alone."""
    account = {
        "email": f"demo-{secrets.token_hex(4)}@example.com",
        "password": secrets.token_urlsafe(12),
        "tenant_name": "Northside Heating",
        "timezone": HOME,
    }
    answer = await client.post("/api/auth/signup", json=account)
    if answer.status_code == 403:
        raise DemoFailed(
            "The demo signs up a team of its own, and signup is closed here (SIGNUP_OPEN)."
        )
    answer.raise_for_status()
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return str(answer.json()["agent_id"])


async def _send_calls(client: httpx2.AsyncClient, agent_id: str) -> tuple[list[Sent], str]:
    secret = f"wsec_{secrets.token_hex(32)}"
    endpoint = (
        (await client.post("/api/webhook-endpoints", json={"secret": secret}))
        .raise_for_status()
        .json()
    )
    path = httpx2.URL(endpoint["url"]).path
    sent = []
    for call in json.loads((SAMPLES / "demo_calls.json").read_text()):
        body = json.dumps(_sample_event(call, agent_id)).encode()
        sent.append(await _deliver(client, path, secret, body, call))
        if len(sent) == 1:
            first, again = sent[0], await _deliver(client, path, secret, body, call)
            same = (first.call_id, first.job_id) == (again.call_id, again.job_id)
    await client.delete(f"/api/webhook-endpoints/{endpoint['id']}")
    if not same:
        raise DemoFailed("A repeated delivery was taken for a new call.")
    return sent, f"The second delivery of “{sent[0].label}” answered the same ids and did no work."


async def _deliver(
    client: httpx2.AsyncClient, path: str, secret: str, body: bytes, call: dict[str, Any]
) -> Sent:
    headers = {
        "Content-Type": "application/json",
        "ElevenLabs-Signature": sign(body, secret=secret, at=datetime.now(UTC)),
    }
    started = time.perf_counter()
    answer = (await client.post(path, content=body, headers=headers)).raise_for_status().json()
    took_ms = (time.perf_counter() - started) * 1000
    return Sent(call["label"], answer["call_id"], answer["job_id"], call["timezone"], took_ms)


def _sample_event(call: dict[str, Any], agent_id: str) -> dict[str, Any]:
    """Returns the event of a call that ended a moment ago."""
    started_at = datetime.now(UTC) - timedelta(minutes=2)
    return {
        "type": "post_call_transcription",
        "event_timestamp": int(time.time()),
        "data": {
            "agent_id": agent_id,
            "agent_name": "Alex",
            "conversation_id": f"conv_{call['key']}_{secrets.token_hex(4)}",
            "transcript": [
                {"role": role, "message": message, "time_in_call_secs": 6 * position}
                for position, (role, message) in enumerate(call["turns"])
            ],
            "metadata": {
                "start_time_unix_secs": int(started_at.timestamp()),
                "call_duration_secs": 6 * len(call["turns"]),
                "main_language": call["language"],
                "timezone": call["timezone"],
                "phone_call": {
                    "type": "twilio",
                    "direction": "inbound",
                    "agent_number": "+12125550100",
                    "external_number": call["from"],
                },
            },
        },
    }


async def _upload(
    client: httpx2.AsyncClient, sample: Path, label: str, channels: list[str]
) -> Sent:
    about = {
        "direction": "inbound",
        "timezone": RECORDED_IN,
        "channels": channels,
        "startedAt": datetime.now(UTC).isoformat(),
    }
    created = (await client.post("/api/recordings", json=about)).raise_for_status().json()
    upload = httpx2.URL(created["upload_url"]).path
    headers = {"Content-Type": "audio/ogg" if sample.suffix == ".ogg" else "audio/wav"}
    audio = await asyncio.to_thread(sample.read_bytes)
    (await client.put(upload, content=audio, headers=headers)).raise_for_status()
    started = time.perf_counter()
    finalized = await client.post(httpx2.URL(created["finalize_url"]).path)
    answer = finalized.raise_for_status().json()
    took_ms = (time.perf_counter() - started) * 1000
    return Sent(label, answer["call_id"], answer["job_id"], RECORDED_IN, took_ms, sample)


async def _follow_jobs(
    client: httpx2.AsyncClient, sent: list[Sent], console: Console
) -> dict[str, Any]:
    """Follows the jobs and returns the last state of each, once all are over."""
    jobs: dict[str, Any] = {}
    deadline = time.monotonic() + TIMEOUT_S
    with Live(_progress_table(sent, jobs), console=console, refresh_per_second=20) as live:
        while not all(jobs.get(call.job_id, {}).get("status") in OVER for call in sent):
            if time.monotonic() > deadline:
                raise DemoFailed(
                    f"The calls were not ready in {TIMEOUT_S} s. The logs are in the data folder."
                )
            for call in sent:
                answer = await client.get(f"/api/job/{call.job_id}/status")
                jobs[call.job_id] = answer.raise_for_status().json()
            live.update(_progress_table(sent, jobs))
            await asyncio.sleep(0.05)
    return jobs


def _progress_table(sent: Iterable[Sent], jobs: dict[str, Any]) -> Table:
    """Returns a line per call: a mark per step, and the current step."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("Call", "Steps", "Now"):
        table.add_column(heading, no_wrap=True)
    for call in sent:
        job = jobs.get(call.job_id, {"status": "queued", "steps": []})
        marks = "".join(MARKS[step["status"]] for step in job["steps"])
        doing = [_step_shown(step) for step in job["steps"] if step["status"] == "running"]
        over = job["status"] in OVER
        table.add_row(
            call.label,
            marks,
            "" if over else doing[0] if doing else "waiting",
            style="" if over else "bold",
        )
    return table


def _step_shown(step: dict[str, Any]) -> str:
    parts = step["meta"].get("parts", 1)
    transcribed = f" ({step['meta']['parts_transcribed']} of {parts} parts)" if parts > 1 else ""
    return f"{Step(step['step']).doing}{transcribed}"


async def _result_panel(client: httpx2.AsyncClient, sent: Sent, job: dict[str, Any]) -> Panel:
    call = (await client.get(f"/api/calls/{sent.call_id}")).raise_for_status().json()
    found = await client.get(f"/api/calls/{sent.call_id}/similar", params={"limit": 2})
    similar = found.json()["similar"] if found.status_code == 200 else []
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    if sent.sample:
        table.add_row("Transcript", _transcription_row(call, sent.sample, job))
    for name, text in _result_rows(call, sent, similar):
        table.add_row(name, escape(text))
    took = "never"
    if call["ready_at"]:
        began, ready = map(datetime.fromisoformat, (job["created_at"], call["ready_at"]))
        took = f"{(ready - began).total_seconds():.2f} s"
    parts: list[RenderableType] = [table]
    if sent.sample:
        turns = Table.grid(padding=(0, 1))
        turns.add_column(style="dim", justify="right")
        turns.add_column(style="cyan")
        turns.add_column()
        for turn in call["transcript"]["turns"] if call["transcript"] else []:
            start = f"{turn['start_s']:.1f} s" if turn["start_s"] is not None else ""
            turns.add_row(start, turn["speaker"], escape(turn["text"]))
        parts.insert(
            0,
            Panel(turns, title="Transcript (packaged Whisper)", title_align="left", box=box.SIMPLE),
        )
    title = (
        f"[bold]{escape(sent.label)}[/] · {call['status']} {took} after its 202"
        f" ({sent.ack_ms:.0f} ms)"
    )
    return Panel(Group(*parts), title=title, title_align="left", box=box.ROUNDED)


def _result_rows(
    call: dict[str, Any], sent: Sent, similar: list[dict[str, Any]]
) -> Iterable[tuple[str, str]]:
    summary = call["summary"]
    yield "Summary", f"{summary['value']['text']} ({summary['model']})" if summary else "none"
    yield "Callback", _callback_row(call, sent)
    lead = call["lead"]["value"] if call["lead"] else {}
    known = (lead.get(name) for name in ("name", "phone", "email", "company", "service", "city"))
    yield "Lead", ", ".join(value for value in known if value) or "nothing said"
    yield (
        "Document",
        (
            f"{len(call['document']['markdown'].split())} words of markdown"
            if call["document"]
            else "none"
        ),
    )
    names = [f"{match['call']['title'] or 'untitled'} ({match['score']:.2f})" for match in similar]
    yield "Similar", "; ".join(names) or "none yet"
    if call["error"]:
        yield "Missing", call["error"]


def _callback_row(call: dict[str, Any], sent: Sent) -> str:
    callback = call["callback"]
    if callback is None:
        detection = call["callback_detection"]
        if detection is None or detection["value"]["needed"] is None:
            return "unknown"
        return f"not needed: {detection['value']['reason']}"
    if callback["due_at"] is None:
        candidates = ", ".join(callback["candidates"])
        return f"{callback['time_kind']} ({callback['rule']}): {candidates}"
    zone = callback["timezone"] or sent.zone
    due_at = datetime.fromisoformat(callback["due_at"]).astimezone(ZoneInfo(zone))
    said = f" — “{callback['phrase']}”" if callback["phrase"] else ""
    until = ""
    if callback["due_until"]:
        due_until = datetime.fromisoformat(callback["due_until"]).astimezone(ZoneInfo(zone))
        until = f" to {due_until:%A %d %B %H:%M}"
    return f"{due_at:%A %d %B %H:%M}{until} {zone} ({callback['due_at']}){said}"


def _transcription_row(call: dict[str, Any], sample: Path, job: dict[str, Any]) -> str:
    """Returns the accuracy of the transcript, and whether every turn has its known speaker."""
    known = [
        turn["speaker"] for turn in json.loads(sample.with_suffix(".json").read_text())["turns"]
    ]
    found = [turn["speaker"] for turn in call["transcript"]["turns"]] if call["transcript"] else []
    meta = next(step["meta"] for step in job["steps"] if step["step"] == "transcribe")
    right = (
        "the right speaker in each"
        if found == known
        else f"[red]of the {len(known)} that were spoken[/]"
    )
    silence = f"; {meta['silence_s']:.0f} s of silence" if meta.get("silence_s") else ""
    return f"{len(found)} turns, {right}; {meta.get('parts', 0)} parts{silence}"
