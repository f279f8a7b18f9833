"""Recordings in a bucket, with processes that share no disk."""

from pathlib import Path

from tests.support.people import Team
from tests.support.processes import Installation, job_over
from tests.system.test_twilio import DUAL, ready_recording, speaks
from tests.system.vendors import Vendors


async def test_a_fetched_recording_is_heard_from_the_bucket_and_had_back(
    hosted: Installation, fakes: Vendors, s3_environ: dict[str, str], tmp_path: Path, team: Team
) -> None:
    hosted.environ.update(s3_environ, OPENAI_TRANSCRIBE_MODEL="whisper-1")
    hosted.stop("api")
    await hosted.start_api()
    speaks(fakes)
    hosted.environ["AFTERCALL_DATA_DIR"] = str(tmp_path / "of-the-worker")
    hosted.start_worker()
    accepted = await ready_recording(hosted, team)
    assert (await job_over(team, accepted["job_id"]))["status"] == "succeeded"
    audio = await team.get(f"/api/recordings/{accepted['recording_id']}/media")
    assert (audio.status_code, audio.content == DUAL) == (200, True)
    assert not [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and path.suffix not in (".log", ".lock")
    ]
