"""A recording of many parts: killed in the middle, watched while it is heard, and swept
up after.
"""

from functools import partial
from typing import Any

from shared.db.pool import ALL_TENANTS, Database
from tests.support.people import Team
from tests.support.processes import Installation, job_over, until
from tests.support.sounds import twelve_parts
from tests.system.vendors import Vendors

IN_FLIGHT = [f"channel-0-part-{position:04}" for position in (6, 7, 8)]


def is_of(name: str, form: Any) -> bool:
    return name in form["file"]


async def uploaded(team: Team, audio: bytes) -> dict[str, Any]:
    created = (await team.post("/api/recordings", {"direction": "inbound"})).json()
    path = f"/api/recordings/{created['recording_id']}"
    await team.client.put(
        f"{path}/media", content=audio, headers={**team.headers, "Content-Type": "audio/wav"}
    )
    answer: dict[str, Any] = (await team.post(f"{path}/finalize")).json()
    return answer


async def test_a_worker_killed_in_part_7_of_12_costs_only_the_parts_in_flight(
    hosted: Installation, fakes: Vendors, team: Team, database: Database
) -> None:
    hosted.environ |= {
        "OPENAI_TRANSCRIBE_MODEL": "whisper-1",
        "TRANSCRIBE_PART_S": "5",
        "TRANSCRIBE_CONCURRENCY": str(len(IN_FLIGHT)),
    }
    script = fakes.openai.script
    for name in IN_FLIGHT:
        script.trap("transcriptions", partial(is_of, name))
    hosted.start_worker("doomed")
    accepted = await uploaded(team, twelve_parts())

    async def kept() -> tuple[int, int]:
        async with database.connection(ALL_TENANTS) as conn:
            return fakes.hanging, await conn.fetchval("select count(*) from recording_parts")

    await until(kept, lambda now: now == (3, 6))
    recording = (await team.get(f"/api/recording/{accepted['recording_id']}/status")).json()
    job = (await team.get(f"/api/job/{accepted['job_id']}/status")).json()
    assert recording["status"]["status"] == "transcribing"
    assert 45 < recording["status"]["progress"] == recording["progress"] < 55
    step = next(step for step in job["steps"] if step["step"] == "transcribe")
    assert (step["meta"]["parts"], step["meta"]["parts_transcribed"]) == (12, 6)
    assert 20 < job["progress"] < 40
    hosted.kill("doomed")
    fakes.release()
    hosted.start_worker("successor")
    assert (await job_over(team, accepted["job_id"]))["status"] == "succeeded"
    asked = [seen.body["file"] for seen in script.seen["transcriptions"]]
    again = {name for name in asked if asked.count(name) > 1}
    assert (len(asked), again) == (12 + 3, {f"{name}.flac" for name in IN_FLIGHT})
    call = (await team.get(f"/api/calls/{accepted['call_id']}")).json()
    assert len(call["transcript"]["segments"]) == 2 * 12
    # What the killed worker left is removed when the next one starts, and that one's own when its
    # work is over.
    left = [
        path
        for path in (hosted.logs.parent / "scratch").rglob("*")
        if path.is_file() and path.suffix != ".lock"
    ]
    assert left == []
