"""What can go wrong.

AftercallError
|- ConnectionFailed        no answer: refused, broken off or too late; carries no status
|- Problem                 the API refused or failed (RFC 9457): `status`, `code`, `detail`, ...
|  |- BadRequest           400
|  |- Unauthorized         401
|  |- BudgetSpent          402
|  |- Forbidden            403
|  |- NotFound             404
|  |- Conflict             409
|  |- TooLarge             413
|  |- InvalidFields        422, with the wrong fields in `errors`
|  |- RateLimited          429, with `retry_after_s`
|  |- ServerFailed         500 and above
|     |- Unavailable       503, with `retry_after_s`
|- InvalidAnswer           the answer is not what this API answers
|- StreamReset             the events before this point are not known any more: read lists again
|- AnswerFailed            a streamed answer ended with an error
|- WebhookRejected         a webhook's signature does not prove who sent it
"""

from dataclasses import dataclass
from http import HTTPStatus


class AftercallError(Exception):
    """Any error of this package."""


class ConnectionFailed(AftercallError):
    """There is no answer. The request may have been carried out."""


class InvalidAnswer(AftercallError):
    """The answer is not what this API answers, such as the page of a proxy."""


class StreamReset(AftercallError):
    """The server does not know the place where the stream was, as after a restored backup.

    Read lists again, then follow from `last_event_id`.
    """

    def __init__(self, last_event_id: str) -> None:
        super().__init__("The stream cannot go on where it was; read lists again.")
        self.last_event_id = last_event_id


class AnswerFailed(AftercallError):
    """A streamed answer ended with an error; the message is for people."""


class WebhookRejected(AftercallError):
    """The body of a webhook must not be trusted; the message says why."""


@dataclass(frozen=True)
class WrongField:
    """A field that was refused: where it is, as a JSON Pointer, and why."""

    pointer: str
    detail: str


class Problem(AftercallError):
    """The API refused or failed. Programs tell problems apart by `code`; `detail` is for people."""

    def __init__(
        self,
        status: int,
        *,
        code: str | None = None,
        title: str | None = None,
        detail: str | None = None,
        request_id: str | None = None,
        errors: tuple[WrongField, ...] = (),
        retry_after_s: float | None = None,
    ) -> None:
        self.status, self.code, self.detail = status, code, detail
        self.title = title or _status_phrase(status)
        self.request_id, self.errors, self.retry_after_s = request_id, errors, retry_after_s
        fields = "".join(f" {each.pointer}: {each.detail}." for each in errors)
        about = f" (request {request_id})" if request_id else ""
        super().__init__(f"{status} {code or self.title}: {detail or self.title}{fields}{about}")


class BadRequest(Problem):
    """The request contradicts itself (400)."""


class Unauthorized(Problem):
    """The credential is missing, wrong or too old (401)."""


class BudgetSpent(Problem):
    """The tenant's budget for vendors is spent (402)."""


class Forbidden(Problem):
    """The role or the key's scopes do not include this (403)."""


class NotFound(Problem):
    """It does not exist, or belongs to another tenant (404)."""


class Conflict(Problem):
    """The request conflicts with the state of what it is about (409)."""


class TooLarge(Problem):
    """The body is larger than the route accepts (413)."""


class InvalidFields(Problem):
    """Fields are wrong (422); `errors` names them."""


class RateLimited(Problem):
    """Too many requests or open runs (429)."""


class ServerFailed(Problem):
    """The installation failed (500 and above)."""


class Unavailable(ServerFailed):
    """This cannot be done right now (503)."""


OF_STATUS: dict[int, type[Problem]] = {
    400: BadRequest,
    401: Unauthorized,
    402: BudgetSpent,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    413: TooLarge,
    422: InvalidFields,
    429: RateLimited,
    503: Unavailable,
}


def _status_phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown status"
