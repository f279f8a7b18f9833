"""Encrypts the secrets of tenants in the database."""

import os
from collections.abc import Sequence
from contextlib import suppress

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.errors import SecretUnreadable
from shared.settings.auth import AuthSettings

RETRY_AFTER_S = 60

log = structlog.get_logger()


class Sealer:
    """Encrypts secrets at rest with keys derived from ENCRYPTION_KEY (AES-256-GCM): the first key
    encrypts, any key decrypts.

    `context` binds a ciphertext to its row: it cannot be moved to another one.
    """

    def __init__(self, settings: AuthSettings) -> None:
        self._ciphers = [
            AESGCM(_derived_key(key.get_secret_value())) for key in settings.encryption_keys
        ]

    def seal(self, secret: str, *, context: str) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._ciphers[0].encrypt(nonce, secret.encode(), context.encode())

    def open(self, sealed: bytes, *, context: str) -> str:
        """Decrypts a secret. Raises SecretUnreadable when it was encrypted with none of the keys in
        ENCRYPTION_KEY.
        """
        return self._open_sealed(sealed, context)[1]

    def reseal(self, sealed: bytes, *, context: str) -> bytes | None:
        """Returns the same secret encrypted with the first key; None when it is already. Raises
        SecretUnreadable.
        """
        key, secret = self._open_sealed(sealed, context)
        return self.seal(secret, context=context) if key else None

    def _open_sealed(self, sealed: bytes, context: str) -> tuple[int, str]:
        """Returns the key with which it was encrypted, and the secret."""
        for key, cipher in enumerate(self._ciphers):
            with suppress(InvalidTag):
                return key, cipher.decrypt(sealed[:12], sealed[12:], context.encode()).decode()
        raise SecretUnreadable(
            "A stored secret cannot be decrypted with this ENCRYPTION_KEY: set the key with which"
            " it was encrypted.",
            retry_after_s=RETRY_AFTER_S,
        )

    def open_all(self, sealed: Sequence[bytes], *, context: str) -> list[str]:
        """Returns the secrets that decrypt. Raises SecretUnreadable when there are some and none
        decrypts.
        """
        opened, refused = [], None
        for each in sealed:
            try:
                opened.append(self.open(each, context=context))
            except SecretUnreadable as error:
                refused = error
        if refused:
            log.error(
                "stored secrets cannot be decrypted with ENCRYPTION_KEY",
                opened=len(opened),
                of=len(sealed),
            )
        if refused and not opened:
            raise refused
        return opened


def _derived_key(key: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"aftercall webhook secrets v1")
    return derive.derive(key.encode())
