"""The codes of authenticator apps (TOTP, RFC 6238), and recovery codes for a lost one."""

import base64
import hmac
import secrets
import time

import pyotp

from api.http.credentials import hash_token
from api.http.resources import Resources
from shared.db.pool import Connection
from shared.db.users import User, use_recovery_code, use_totp_step
from shared.errors import Unauthorized

ISSUER = "Aftercall"
STEP_S = 30
# Clocks differ: the code before and the one after are accepted, too.
STEPS_AROUND = (0, -1, 1)
RECOVERY_CODES = 10


def new_secret() -> str:
    return pyotp.random_base32()


def setup_uri(secret: str, email: str) -> str:
    """Returns the address that authenticator apps read from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def seal_secret(resources: Resources, user: User, secret: str) -> bytes:
    return resources.sealer.seal(secret, context=_totp_context(user))


def new_recovery_codes() -> list[str]:
    """Returns codes of 80 random bits, in groups that people can type."""
    codes = [
        base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)
    ]
    return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in codes]


def hash_recovery_code(code: str) -> bytes:
    return hash_token("".join(code.lower().replace("-", "").split()))


async def require_code(resources: Resources, user: User, code: str) -> None:
    """Uses up a code of the app, or a recovery code. Raises Unauthorized when it is neither, or was
    used before, and TooManyAttempts.
    """
    await resources.throttles.code(user.id)
    async with resources.database.connection(user.tenant_id) as conn:
        right = await is_app_code(conn, resources, user, code) or await use_recovery_code(
            conn, user.id, hash_recovery_code(code)
        )
    if not right:
        raise Unauthorized(
            "The authenticator's code is wrong, too old or was used; wait for the next one.",
            code="wrong_code",
        )
    await resources.throttles.code(user.id, count=-1)


async def is_app_code(conn: Connection, resources: Resources, user: User, code: str) -> bool:
    """Returns whether this is a code of the user's app that was not used before, and uses it up."""
    if user.totp_sealed is None:
        return False
    totp = pyotp.TOTP(resources.sealer.open(user.totp_sealed, context=_totp_context(user)))
    now = int(time.time()) // STEP_S
    given = "".join(code.split())
    for step in (now + each for each in STEPS_AROUND):
        if hmac.compare_digest(totp.generate_otp(step).encode(), given.encode()):
            return await use_totp_step(conn, user.id, step)
    return False


def _totp_context(user: User) -> str:
    return f"totp {user.id}"
