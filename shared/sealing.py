"""Secrets that tenants keep here, sealed while they lie in the database."""

import os
from collections.abc import Sequence

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.errors import SecretUnreadable
from shared.settings import AuthSettings

RETRY_AFTER_S = 60

log = structlog.get_logger()


class Sealer:
    """Encrypts secrets at rest with a key derived from ENCRYPTION_KEY (AES-256-GCM).

    `context` binds a ciphertext to its row: it cannot be moved to another one.
    """

    def __init__(self, settings: AuthSettings) -> None:
        derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"aftercall webhook secrets v1")
        self._cipher = AESGCM(derive.derive(settings.encryption_key.get_secret_value().encode()))

    def seal(self, secret: str, *, context: str) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), context.encode())

    def open(self, sealed: bytes, *, context: str) -> str:
        """Raises SecretUnreadable when ENCRYPTION_KEY is not the one it was sealed with."""
        try:
            return self._cipher.decrypt(sealed[:12], sealed[12:], context.encode()).decode()
        except InvalidTag as error:
            raise SecretUnreadable(
                "A stored secret does not open with this ENCRYPTION_KEY: set the one it was stored with.",
                retry_after_s=RETRY_AFTER_S,
            ) from error

    def open_all(self, sealed: Sequence[bytes], *, context: str) -> list[str]:
        """Returns those that open. Raises SecretUnreadable when there are some and none opens."""
        opened, refused = [], None
        for each in sealed:
            try:
                opened.append(self.open(each, context=context))
            except SecretUnreadable as error:
                refused = error
        if refused:
            log.error("stored secrets do not open with ENCRYPTION_KEY", opened=len(opened), of=len(sealed))
        if refused and not opened:
            raise refused
        return opened
