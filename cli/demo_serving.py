"""Serves what the demo simulates on this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

STOP_S = 5.0


@contextmanager
def serving_in_thread(app: FastAPI, port: int, *, name: str) -> Iterator[None]:
    """Serves in a thread, where uvicorn does not handle signals, because the demo does."""
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(STOP_S)
