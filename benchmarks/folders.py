"""Where the servers of a benchmark keep what is theirs."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


@contextmanager
def data_folder() -> Iterator[Path]:
    """The servers make it, because each has an account of its own; it is removed in the end."""
    folder = Path(tempfile.gettempdir()) / f"aftercall-bench-{uuid4().hex}"
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
