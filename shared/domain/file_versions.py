"""Identifies the file at an address, as far as its host allows."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A response's ETag and Last-Modified, and the file's length; None where the host does not
    state it.
    """

    etag: str | None = None
    modified: str | None = None
    size_bytes: int | None = None

    def is_other(self, than: "FileVersion") -> bool:
        """Returns whether the host distinguishes the two versions. A strong ETag covers every byte;
        versions that cannot be compared count as the same.
        """
        if self.etag and self.etag == than.etag and not self.etag.startswith("W/"):
            return False
        mine = (_weak(self.etag), self.modified, self.size_bytes)
        theirs = (_weak(than.etag), than.modified, than.size_bytes)
        return any(
            one is not None and other is not None and one != other
            for one, other in zip(mine, theirs, strict=True)
        )


def id_of_remote(url: str, version: FileVersion | None = None) -> str:
    """Returns the external id of the call for the recording at an address: for the first file, or
    for a later `version`.
    """
    named = (
        url
        if version is None
        else f"{url}\n{version.etag}\n{version.modified}\n{version.size_bytes}"
    )
    return f"url:{hashlib.sha256(named.encode()).hexdigest()}"


def _weak(etag: str | None) -> str | None:
    return etag.removeprefix("W/") if etag else None
