"""What waits for the machine, with one name for each of async and sync."""

import asyncio
import time
from typing import BinaryIO


async def async_sleep(seconds: float) -> None:
    """Waits, and lets others work."""
    await asyncio.sleep(seconds)


def sleep(seconds: float) -> None:
    """Waits."""
    time.sleep(seconds)


async def async_write(file: BinaryIO, part: bytes) -> None:
    """Writes in a thread."""
    await asyncio.to_thread(file.write, part)


def write(file: BinaryIO, part: bytes) -> None:
    """Writes."""
    file.write(part)
