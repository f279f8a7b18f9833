"""What FastAPI does when it only parses the same body and answers as much: `python
benchmarks/bare.py PORT`.
"""

import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

sys.path.insert(0, str(Path(__file__).parent.parent))

from shared.garbage import settle_collector

app = FastAPI()


@app.post("/bare", status_code=202)
async def bare(payload: dict[str, Any]) -> dict[str, str | None]:
    return {
        "job_id": "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10",
        "call_id": "01938f5e-7b1b-7a90-8f51-0d2f6f0f7a21",
        "recording_id": None,
        "status": str(payload["type"]),
        "status_url": "http://127.0.0.1:3001/api/job/01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10/status",
    }


def main() -> None:
    """Everything that `python -m api` does for its speed is done here too."""
    settle_collector()
    uvicorn.run(
        app, port=int(sys.argv[1]), access_log=False, log_level="warning", server_header=False
    )


if __name__ == "__main__":
    main()
