"""Schemathesis against the API: for ten minutes and an installation of its own (`make fuzz`), or
briefly in tests.
"""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
from pathlib import Path

import httpx

from tests.support.ports import unused_port

CONFIG = Path(__file__).with_name("schemathesis.toml")
START_S, STOP_S = 120, 60
ACCOUNT = {"email": "fuzz@example.com", "password": "password123", "tenant_name": "Fuzz"}


def command(address: str, token: str, *options: str) -> list[str]:
    """What runs schemathesis; a failure of one operation does not end it."""
    tool = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIG)]
    target = [f"{address}/openapi.json", "--header", f"Authorization: Bearer {token}"]
    return [*tool, "run", *target, "--continue-on-failure", "--no-color", *options]


async def sign_up(address: str) -> str:
    """A new team's token, as soon as the API answers."""
    async with httpx.AsyncClient(base_url=address) as client, asyncio.timeout(START_S):
        while True:
            try:
                answer = await client.post("/api/auth/signup", json=ACCOUNT)
            except httpx.TransportError:
                await asyncio.sleep(0.5)
            else:
                return str(answer.raise_for_status().json()["access_token"])


async def run(folder: Path, options: list[str]) -> int:
    """The exit code of schemathesis; what it wrote down is in `folder`."""
    port = unused_port()
    address = f"http://127.0.0.1:{port}"
    with (folder / "up.log").open("wb") as log:
        up = await asyncio.create_subprocess_exec(
            *(
                sys.executable,
                "-m",
                "cli",
                "up",
                "--port",
                str(port),
                "--data-dir",
                str(folder / "data"),
            ),
            stdout=log,
            stderr=log,
        )
    try:
        token = await sign_up(address)
        tool = await asyncio.create_subprocess_exec(*command(address, token, *options), cwd=folder)
        return await tool.wait()
    finally:
        up.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOP_S):
            await up.wait()


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz.run", description="Fuzz an installation of its own."
    )
    parser.add_argument("--minutes", type=float, default=10)
    given, options = parser.parse_known_args()
    os.environ["AFTERCALL_ENV"] = "development"
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(Path.cwd()), os.environ.get("PYTHONPATH", "")]
    ).rstrip(os.pathsep)
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(
            asyncio.run(run(Path(folder), ["--max-time", str(round(given.minutes * 60)), *options]))
        )


if __name__ == "__main__":
    main()
