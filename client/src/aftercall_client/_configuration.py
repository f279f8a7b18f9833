"""Where the API is, and the credential."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

ADDRESS: Final = "AFTERCALL_URL"
API_KEY: Final = "AFTERCALL_API_KEY"
USER_AGENT: Final = "aftercall-client-python"


@dataclass(frozen=True)
class Configuration:
    """An address, and a credential that is never shown."""

    base_url: str
    credential: str | None = field(repr=False)

    def headers(self) -> dict[str, str]:
        """Returns the headers of every request."""
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json, */*;q=0.1"}
        if self.credential is not None:
            headers["Authorization"] = f"Bearer {self.credential}"
        return headers


def configured(base_url: str | None, credential: str | None) -> Configuration:
    """Returns what is given, else what the environment names. Raises ValueError."""
    address = base_url or os.environ.get(ADDRESS)
    if not address:
        raise ValueError(f"Give base_url, or set {ADDRESS}.")
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("base_url must be an http or https address.")
    if parts.username or parts.password or parts.query or parts.fragment:
        # Addresses are logged.
        raise ValueError("base_url must have no credential and no query; give api_key.")
    key = credential or os.environ.get(API_KEY) or None
    if key is not None and not (key.isascii() and key.isprintable() and " " not in key):
        raise ValueError("api_key has letters that no key has.")
    return Configuration(address.rstrip("/"), key)
