"""The error tree, split by what the caller does next.

AftercallError
|- Transient            worth trying again; carries retry_after_s
|  |- RateLimited           the vendor said 429, or would: waits without counting as an attempt
|  |- VendorPaused          it kept failing and is not asked for a while: waits without counting as
an attempt
|  |- ProviderUnavailable   5xx, refused or broken connections
|  |  |- AnswerLost            it broke after the request was sent, which may have been carried out,
and is billed so
|  |  |- BookingUnknown        a calendar may have taken a booking, and cannot be asked whether it
did
|  |  |- NotStored             our own disk does not take what a vendor sends: no failure of the
vendor
|  |- ProviderTimeout
|  |- AccountRefused        the vendor refuses the installation's key, account or model: waits like
an outage,
|  |  |- QuotaExhausted     because every call fails for the same reason until somebody acts
|  |- SecretUnreadable      a stored secret does not open with ENCRYPTION_KEY: waits like an outage,
503 for senders
|  |- WorkFailed            a process of ours died or took too long on this very input: counts as an
attempt
|  |- ProviderMalformed     an answer outside its contract: tried once more, then final
|  |- NotReadyYet           what the step needs has not arrived: waits without counting as an
attempt
|  |  |- Busy                  another worker has it in hand: waits however long that takes
|- Permanent            will not get better; recorded on the row with a reason a person can act on
|  |- ProviderRejected      4xx, refused or filtered by the model
|  |- RecordingUnusable
|  |- BudgetSpent           the tenant's own
|- InvalidRequest / Unauthorized / Forbidden / NotFound / Conflict / PayloadTooLarge / NotAudio
|                       the caller's mistake: 400 / 401 / 403 / 404 / 409 / 413 / 415
|  |- KeyInUse          a request with the same Idempotency-Key is under way: 409 with Retry-After
|- KeyReused            an Idempotency-Key that came with another request: 422
|- TooManyRuns          one tenant's: 429 with Retry-After
|- Unavailable          ours: 503 with Retry-After
|  |- DatabaseAway
|- LeaseLost            another worker owns this run now: stop without writing
|- SettingsInvalid      at start, naming the variable

Messages are safe to show and to log: no transcript text, numbers, addresses or secrets in them.
"""

import errno

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def is_disk_full(error: OSError) -> bool:
    """Whether a disk, or what this account may use of it, has no room left."""
    return error.errno in DISK_FULL


class AftercallError(Exception):
    """Everything this project raises on purpose.

    `code` is a stable word for programs: the class's own, or a narrower one given where it is
    raised.
    """

    code = "internal_error"

    def __init__(self, message: str = "", *, code: str | None = None) -> None:
        super().__init__(message)
        if code:
            self.code = code


class Transient(AftercallError):
    """Worth trying again, after `retry_after_s` where the vendor named a time."""

    code = "provider_unavailable"

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class RateLimited(Transient):
    """A vendor's limit is reached."""

    code = "provider_rate_limited"


class VendorPaused(Transient):
    """A vendor that keeps failing is not asked."""

    code = "provider_paused"


class ProviderUnavailable(Transient):
    """A vendor failed to answer."""


class AnswerLost(ProviderUnavailable):
    """The connection broke after the request was sent: the vendor may have carried it out."""


class BookingUnknown(ProviderUnavailable):
    """A calendar was sent a booking, its answer is lost, and looking it up failed too."""

    code = "booking_unknown"


class NotStored(ProviderUnavailable):
    """A disk of ours does not take it now."""

    code = "not_stored"


class ProviderTimeout(Transient):
    """A vendor did not answer in time."""

    code = "provider_timeout"


class AccountRefused(Transient):
    """A vendor refuses the installation itself, whatever it asks; `reason` is a stable word for
    programs.
    """

    code = "provider_account_refused"

    def __init__(self, message: str, *, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(message, retry_after_s=retry_after_s)
        self.reason = reason


class QuotaExhausted(AccountRefused):
    """The vendor account has no credit left."""


class SecretUnreadable(Transient):
    """A secret that was stored cannot be opened with the ENCRYPTION_KEY of this process."""

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
    """Another worker has what the step needs in hand."""


class Permanent(AftercallError):
    """Will not get better by trying again; `reason`, a stable word for programs, is its
    code too.
    """

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message, code=reason)
        self.reason = reason


class ProviderRejected(Permanent):
    """A vendor refused the request itself."""


class RecordingUnusable(Permanent):
    """The audio cannot be decoded or holds nothing."""


class BudgetSpent(Permanent):
    """The tenant may spend no more in this day or month."""


class InvalidRequest(AftercallError):
    """400; `fields` are JSON Pointers with what is wrong there."""

    code = "invalid_request"

    def __init__(
        self, message: str, *, fields: tuple[tuple[str, str], ...] = (), code: str | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.fields = fields


class NotAudio(AftercallError):
    """415: an upload that is something else, or packed in a way that is not read; the message says
    what to send.
    """

    code = "not_audio"


class Unauthorized(AftercallError):
    """401."""

    code = "unauthorized"


class Forbidden(AftercallError):
    """403."""

    code = "forbidden"


class NotFound(AftercallError):
    """404, also for what belongs to another tenant."""

    code = "not_found"


class Conflict(AftercallError):
    """409."""

    code = "conflict"


class KeyInUse(Conflict):
    """409: another request with the same Idempotency-Key is carried out; try again after
    `retry_after_s`.
    """

    code = "idempotency_key_in_use"

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class KeyReused(AftercallError):
    """422: an Idempotency-Key that came with another request before."""

    code = "idempotency_key_reused"


class PayloadTooLarge(AftercallError):
    """413."""

    code = "too_large"


class TooManyRuns(AftercallError):
    """429: so much of this tenant's work is open that more is refused for `retry_after_s`."""

    code = "too_many_open_runs"

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unavailable(AftercallError):
    """503: we cannot promise to keep this now; try again after `retry_after_s`."""

    code = "unavailable"

    def __init__(self, message: str, *, retry_after_s: int = 2, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.retry_after_s = retry_after_s


class DatabaseAway(Unavailable):
    """Nothing can be recorded now. What was being committed may be recorded all the same."""

    code = "database_away"


class LeaseLost(AftercallError):
    """This worker was replaced while it ran, or the run was cancelled."""


class SettingsInvalid(AftercallError):
    """The environment does not describe a runnable installation."""
