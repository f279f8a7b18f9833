"""Creates missing secrets of an installation and stores them in its data folder with mode 0600."""

import json
import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

from shared.errors import SettingsInvalid

NAMES = ("JWT_SECRET", "ENCRYPTION_KEY", "VALKEY_PASSWORD", "LOCAL_ACCOUNT_PASSWORD")


def load_secrets(data_dir: Path) -> dict[str, str]:
    """Returns a secret for every name in NAMES; missing ones are created and written first."""
    path = data_dir / "secrets.json"
    stored = _read_secrets(path)
    missing = [name for name in NAMES if name not in stored]
    if missing:
        stored |= {name: urlsafe_b64encode(secrets.token_bytes(32)).decode() for name in missing}
        part = path.with_name(f".{path.name}.{os.getpid()}")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(json.dumps(stored, indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    elif path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return stored


def _read_secrets(path: Path) -> dict[str, str]:
    try:
        content = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except ValueError:
        content = None
    if not isinstance(content, dict) or not all(
        isinstance(value, str) and value for value in content.values()
    ):
        raise SettingsInvalid(
            f"{path} is damaged. Restore it from a backup: what was encrypted with its"
            " ENCRYPTION_KEY cannot be read without it. With nothing to lose, delete the file and"
            " a new one is made."
        )
    return content
