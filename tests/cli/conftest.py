import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder that does not exist yet, with a short name, below folders that every account can
    pass.
    """
    with tempfile.TemporaryDirectory(prefix="aftercall-") as name:
        Path(name).chmod(0o711)
        yield Path(name) / "data"
