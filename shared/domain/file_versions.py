"""Which file an address leads to, as far as its host says."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileVersion:
    """What stands in an answer's ETag and Last-Modified, and the file's length; None where the host
    does not say.
    """

    etag: str | None = None
    modified: str | None = None
    size_bytes: int | None = None

    def is_other(self, than: "FileVersion") -> bool:
        """Whether the host tells the two apart. A strong ETag stands for every byte; where nothing
        can be compared they count as the same.
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
    """The external id of the call whose recording lies there: of the first file, or of a later
    `version`.
    """
    named = (
        url
        if version is None
        else f"{url}\n{version.etag}\n{version.modified}\n{version.size_bytes}"
    )
    return f"url:{hashlib.sha256(named.encode()).hexdigest()}"


def _weak(etag: str | None) -> str | None:
    return etag.removeprefix("W/") if etag else None
