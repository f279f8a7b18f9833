"""The error tree, split by what the caller does next.

AftercallError
|- Transient              a retry may succeed; carries retry_after_s
|  |- RateLimited         the vendor's limit is reached: waits, counts no attempt
|  |- VendorPaused        the vendor kept failing and is paused: waits, counts no attempt
|  |- ProviderUnavailable 5xx, refused or broken connections
|  |  |- AnswerLost       the request was sent and may have been carried out: it is billed
|  |  |- BookingUnknown   a calendar may have a booking, and cannot be asked whether it does
|  |  |- NotStored        our own disk does not accept a vendor's data: no failure of the vendor
|  |- ProviderTimeout
|  |- AccountRefused      the vendor refuses the installation's key, account or model: waits as in
|  |  |                   an outage, because every call fails until a person acts
|  |  |- QuotaExhausted
|  |- SecretUnreadable    ENCRYPTION_KEY does not decrypt a stored secret: waits as in an outage;
|  |                      senders get 503
|  |- WorkFailed          a process of ours died or took too long on one input: counts an attempt
|  |- ProviderMalformed   an answer outside its contract: one retry, then final
|  |- NotReadyYet         what the step needs has not arrived: waits, counts no attempt
|  |  |- Busy             another worker is processing it: waits without a limit
|- Permanent              a retry cannot succeed; the row gets a reason on which a person can act
|  |- ProviderRejected    4xx, refused or filtered by the model
|  |- RecordingUnusable
|  |- BudgetSpent         the tenant's own
|- InvalidRequest / Unauthorized / Forbidden / NotFound / Conflict / PayloadTooLarge / NotAudio
|                         the caller's mistake: 400 / 401 / 403 / 404 / 409 / 413 / 415
|  |- KeyInUse            a request with the same Idempotency-Key is being executed: 409
|- KeyReused              an Idempotency-Key that was used with another request: 422
|- WeakPassword           a password that is guessed too easily: 422
|- TooManyRuns            one tenant's open runs: 429 with Retry-After
|- TooManyAttempts        sign-ins, or requests of one key or tenant: 429 with Retry-After
|- Unavailable            our own failure: 503 with Retry-After
|  |- DatabaseAway
|- LeaseLost              another worker owns this run now: stop without writing
|- SettingsInvalid        at start, naming the variable

Messages are safe to show and to log: no transcript text, numbers, addresses or secrets in them.
"""

import errno
import math
from typing import Literal, TypeAlias

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def is_disk_full(error: OSError) -> bool:
    """Returns whether a disk, or this account's quota on it, is full."""
    return error.errno in DISK_FULL


class AftercallError(Exception):
    """The base of all errors that this project raises on purpose.

    `code` is a stable word for programs: the class's own, or a narrower one given where it is
    raised.
    """

    code = "internal_error"

    def __init__(self, message: str = "", *, code: str | None = None) -> None:
        super().__init__(message)
        if code:
            self.code = code


class Transient(AftercallError):
    """A retry may succeed, after `retry_after_s` where the vendor stated a time."""

    code = "provider_unavailable"

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class RateLimited(Transient):
    """A vendor's limit is reached."""

    code = "provider_rate_limited"


class VendorPaused(Transient):
    """A vendor that keeps failing is paused."""

    code = "provider_paused"


class ProviderUnavailable(Transient):
    """A vendor failed to answer."""


class AnswerLost(ProviderUnavailable):
    """The connection broke after the request was sent: the vendor may have carried it out."""


class BookingUnknown(ProviderUnavailable):
    """A calendar received a booking, its answer is lost, and looking it up failed too."""

    code = "booking_unknown"


class NotStored(ProviderUnavailable):
    """A local disk cannot store it now."""

    code = "not_stored"


class ProviderTimeout(Transient):
    """A vendor did not answer in time."""

    code = "provider_timeout"


class AccountRefused(Transient):
    """A vendor refuses the installation itself, whatever the request; `reason` is a stable word for
    programs.
    """

    code = "provider_account_refused"

    def __init__(self, message: str, *, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(message, retry_after_s=retry_after_s)
        self.reason = reason


class QuotaExhausted(AccountRefused):
    """The vendor account has no credit left."""


class SecretUnreadable(Transient):
    """A stored secret cannot be decrypted with the ENCRYPTION_KEY of this process."""

    code = "secret_unreadable"


class WorkFailed(Transient):
    """A process of this machine died, failed or took too long while it worked on one input."""

    code = "work_failed"


class ProviderMalformed(Transient):
    """A vendor answered outside its contract: invalid JSON, truncated, or a quote that was never
    said.
    """

    code = "provider_malformed"


class NotReadyYet(Transient):
    """What the step needs has not arrived."""

    code = "not_ready"


class Busy(NotReadyYet):
    """Another worker is processing what the step needs."""


class Permanent(AftercallError):
    """A retry cannot succeed; `reason`, a stable word for programs, is its code too."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message, code=reason)
        self.reason = reason


class ProviderRejected(Permanent):
    """A vendor refused the request itself."""


class RecordingUnusable(Permanent):
    """The audio cannot be decoded or is empty."""


Period: TypeAlias = Literal["day", "month"]


class BudgetSpent(Permanent):
    """The tenant may spend no more on this day or in this month; `period` is None for the cap on
    audio.
    """

    def __init__(self, message: str, *, reason: str, period: Period | None = None) -> None:
        super().__init__(message, reason=reason)
        self.period = period


class InvalidRequest(AftercallError):
    """400: the request is invalid; `fields` are JSON Pointers with what is wrong there."""

    code = "invalid_request"

    def __init__(
        self, message: str, *, fields: tuple[tuple[str, str], ...] = (), code: str | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.fields = fields


class NotAudio(AftercallError):
    """415: an upload that is no audio, or in an unsupported container; the message says what to
    send.
    """

    code = "not_audio"


class Unauthorized(AftercallError):
    """401: the credentials are missing or wrong."""

    code = "unauthorized"


class Forbidden(AftercallError):
    """403: the credentials do not allow this."""

    code = "forbidden"


class NotFound(AftercallError):
    """404: it does not exist, or belongs to another tenant."""

    code = "not_found"


class Conflict(AftercallError):
    """409: the present state does not allow this."""

    code = "conflict"


class KeyInUse(Conflict):
    """409: another request with the same Idempotency-Key is being executed; try again after
    `retry_after_s`.
    """

    code = "idempotency_key_in_use"

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class WeakPassword(AftercallError):
    """422: a password that is guessed too easily."""

    code = "weak_password"


class KeyReused(AftercallError):
    """422: the Idempotency-Key was used with another request."""

    code = "idempotency_key_reused"


class PayloadTooLarge(AftercallError):
    """413: the payload is too large."""

    code = "too_large"


class TooManyRuns(AftercallError):
    """429: this tenant has so much open work that more is refused for `retry_after_s`."""

    code = "too_many_open_runs"

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class TooManyAttempts(AftercallError):
    """429: a client tries too often; the next attempt is possible after `retry_after_s`."""

    code = "too_many_attempts"

    def __init__(self, message: str, *, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = math.ceil(retry_after_s)


class Unavailable(AftercallError):
    """503: the request cannot be stored safely now; try again after `retry_after_s`."""

    code = "unavailable"

    def __init__(self, message: str, *, retry_after_s: int = 2, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.retry_after_s = retry_after_s


class DatabaseAway(Unavailable):
    """The database cannot be written now. A pending commit may have succeeded all the same."""

    code = "database_away"


class LeaseLost(AftercallError):
    """This worker was replaced while it ran, or the run was cancelled."""


class SettingsInvalid(AftercallError):
    """The environment does not describe a runnable installation."""
