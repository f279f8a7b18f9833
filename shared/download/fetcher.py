"""Fetches recordings from a vendor or from a user's URL to the local disk, and resumes downloads
where the host allows it.
"""

import asyncio
import base64
import contextlib
import re
import ssl
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import httpcore
import httpx

from shared.audio.signatures import is_text
from shared.concurrency.tenant_scope import billed_tenant
from shared.domain.file_versions import FileVersion
from shared.download.addresses import Resolver, resolve
from shared.download.http import Downloads, Incoming, Start
from shared.download.sockets import usual_tls
from shared.errors import (
    AccountRefused,
    AftercallError,
    NotReadyYet,
    ProviderMalformed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    RecordingUnusable,
)
from shared.limits.answers import passing_failure, retry_after_s
from shared.limits.vendor_gate import Gate, Limiter
from shared.settings.elevenlabs import ElevenLabsSettings
from shared.settings.fetching import FetchSettings
from shared.settings.twilio import TwilioSettings
from shared.storage.partial_files import (
    Beginning,
    PartialFile,
    note_whole,
    open_partial,
    read_whole_note,
)
from shared.vendors.elevenlabs.api import CONVERSATION_ID, KEY_ADVICE, OWN_KEY_ADVICE

NOT_READY_RETRY_S = 5.0
# A host with a short failure may send its error page as a file (200).
NO_AUDIO_RETRY_S = 10.0
HEAD_BYTES = 1024
# A user waits for the answer.
LOOK_TIMEOUT_S = 5.0
LONGEST_VALIDATOR = 300
# The statuses of hosts that refuse our Range or If-Range, or whose URL signature does not cover
# these.
RANGE_REFUSED = (400, 403, 412, 416)
TWILIO_ADVICE = """
    set TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET, or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN,
        to those of the recording's account
    """
ENDPOINT_ADVICE = "the webhook endpoint must hold the auth token of the recording's account"
SID = {kind: re.compile(rf"{kind}[0-9a-fA-F]{{32}}") for kind in ("AC", "RE")}
STRONG_ETAG = re.compile(r'"[\x21\x23-\x7e]*"')
CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")
# Includes the parameters of audio without a header: `audio/L16; rate=16000; channels=1`.
MEDIA_TYPE = re.compile(
    r"[\w.+-]+/[\w.+-]+(?:\s*;\s*[a-z-]+\s*=\s*[\w.+-]+){0,4}", re.ASCII | re.IGNORECASE
)
# Twilio's 20404 as XML or JSON; Supabase answers 400 and puts the 404 into the body.
SAYS_NOT_FOUND = re.compile(rb'<Code>20404</Code>|"code"\s*:\s*20404\b|"statusCode"\s*:\s*"?404\b')
UTF16_MARKUP = (b"\xff\xfe<\x00", b"\xfe\xff\x00<")


@dataclass(frozen=True, slots=True)
class RemoteRecording:
    """The recording to fetch: a URL from a user, or a vendor's recording by its ids, which have
    priority over a URL.

    The URL of a vendor's recording is always rebuilt; credentials are sent only to that one. The
    installation's are used for a recording that is `installation_owned` only. A tenant's own are
    the account's `twilio_auth_token`, and `elevenlabs_key`, which is tried first.
    """

    url: str | None = None
    twilio_account_sid: str | None = None
    twilio_recording_sid: str | None = None
    elevenlabs_conversation_id: str | None = None
    installation_owned: bool = False
    twilio_auth_token: str | None = field(default=None, repr=False)
    elevenlabs_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A fetched file. `media_type` and `version` are as the host stated them."""

    size_bytes: int
    sha256: bytes
    media_type: str | None
    version: FileVersion = field(default_factory=FileVersion)

    def note(self, destination: Path) -> None:
        """Writes the result next to the file, so that a later attempt can use the file without
        another download.
        """
        note_whole(destination, {**asdict(self), "sha256": self.sha256.hex()})

    @classmethod
    def noted(cls, destination: Path) -> "FetchedFile | None":
        """Returns the complete file of an earlier attempt."""
        facts = read_whole_note(destination)
        if facts is None or facts["size_bytes"] != destination.stat().st_size:
            return None
        version = FileVersion(**facts.get("version", {}))
        return cls(
            facts["size_bytes"], bytes.fromhex(facts["sha256"]), facts["media_type"], version
        )


class RecordingFetcher:
    """Fetches recordings. The caller closes it. All arguments but the settings are for tests and
    for networks with their own DNS or certificates.
    """

    def __init__(
        self,
        settings: FetchSettings,
        twilio: TwilioSettings,
        elevenlabs: ElevenLabsSettings,
        gate: Gate,
        *,
        max_bytes: int,
        resolver: Resolver = resolve,
        tcp: httpcore.AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._twilio = twilio
        self._elevenlabs = elevenlabs
        self._gate = gate
        self._max_bytes = max_bytes
        # SSL_CERT_FILE is honoured; proxies of the environment are not, because httpcore knows
        # none.
        self._downloads = Downloads(
            settings,
            resolver=resolver,
            tcp=tcp or httpcore.AnyIOBackend(),
            tls=tls or usual_tls(),
        )

    async def fetch(self, source: RemoteRecording, destination: Path) -> FetchedFile:
        """Downloads the whole recording to `destination` and replaces an earlier file; on failure
        there is no file. May be repeated.

        Raises NotReadyYet (Busy while another worker fetches it), ProviderRejected,
        RecordingUnusable, and Transient errors of the network and of the disk. `<destination>.part`
        remains only after an error that may be retried.
        """
        starts, limiter = self._alternatives(source), self._limiter(source)
        async with limiter.passage(tenant=billed_tenant()) if limiter else contextlib.nullcontext():
            try:
                async with (
                    asyncio.timeout(self._settings.timeout_s),
                    open_partial(destination) as partial,
                ):
                    return await self._first_of(starts, partial)
            except TimeoutError as error:
                raise ProviderTimeout(
                    f"the download took longer than {self._settings.timeout_s:g} s"
                ) from error

    async def look(self, url: str) -> FileVersion | None:
        """Returns the version of the file at the address; None when the host does not answer within
        seconds.
        """
        try:
            async with (
                asyncio.timeout(LOOK_TIMEOUT_S),
                # HEAD is not used, because a presigned link allows one method.
                self._downloads.get(
                    Start(self._downloads.checked(url)), {"Range": "bytes=0-0"}
                ) as incoming,
            ):
                return _file_version(incoming) if incoming.status in (200, 203, 206) else None
        except (AftercallError, TimeoutError):
            return None

    def _limiter(self, source: RemoteRecording) -> Limiter | None:
        """Returns the limiter for the host. The user's setting limits the requests to the user's
        own host.
        """
        if source.twilio_account_sid and source.twilio_recording_sid:
            # A wrong token of a tenant delays nobody who has the right one.
            own = "" if source.installation_owned else f" {source.twilio_auth_token}"
            return self._gate.vendor("twilio", source.twilio_account_sid + own)
        if source.elevenlabs_conversation_id:
            installations = self._elevenlabs.api_key
            shared = installations.get_secret_value() if installations else ""
            return self._gate.vendor("elevenlabs", source.elevenlabs_key or shared)
        return None

    async def close(self) -> None:
        await self._downloads.close()

    def _alternatives(self, source: RemoteRecording) -> list[list[Start]]:
        """Returns the alternatives in order of preference: formats, and for each format separate
        channels before a single one.
        """
        account_sid, recording_sid = source.twilio_account_sid, source.twilio_recording_sid
        if account_sid and recording_sid:
            return self._at_twilio(
                account_sid,
                recording_sid,
                installation_owned=source.installation_owned,
                auth_token=source.twilio_auth_token,
            )
        if source.elevenlabs_conversation_id:
            return self._at_elevenlabs(source, source.elevenlabs_conversation_id)
        if source.url:
            return [[Start(self._downloads.checked(source.url))]]
        raise ProviderRejected(
            "the recording has neither a URL nor a vendor's ids", reason="no_source"
        )

    def _at_twilio(
        self,
        account_sid: str,
        recording_sid: str,
        *,
        installation_owned: bool,
        auth_token: str | None,
    ) -> list[list[Start]]:
        if not (SID["AC"].fullmatch(account_sid) and SID["RE"].fullmatch(recording_sid)):
            raise ProviderRejected(
                "this is no Twilio account and recording SID", reason="invalid_sid"
            )
        account = f"{self._twilio.base_url.rstrip('/')}/2010-04-01/Accounts/{account_sid}"
        base = f"{account}/Recordings/{recording_sid}"
        if not installation_owned:
            login = _basic(account_sid, auth_token)
        elif self._twilio.api_key_sid and self._twilio.api_key_secret:
            login = _basic(self._twilio.api_key_sid, self._twilio.api_key_secret.get_secret_value())
        else:
            token = self._twilio.auth_token
            login = _basic(
                self._twilio.account_sid or account_sid, token.get_secret_value() if token else None
            )
        return [
            [
                Start(
                    httpx.URL(f"{base}.{extension}{query}"),
                    {"Authorization": login} if login else {},
                    trusted=True,
                    service="Twilio",
                    advice=TWILIO_ADVICE if installation_owned else ENDPOINT_ADVICE,
                )
                for query in ("?RequestedChannels=2", "")
            ]
            for extension in ("wav", "mp3")
        ]

    def _at_elevenlabs(self, source: RemoteRecording, conversation_id: str) -> list[list[Start]]:
        if not CONVERSATION_ID.fullmatch(conversation_id):
            raise ProviderRejected(
                "this is no ElevenLabs conversation id", reason="invalid_conversation_id"
            )
        conversations = f"{self._elevenlabs.base_url.rstrip('/')}/v1/convai/conversations"
        installations = self._elevenlabs.api_key
        keys: list[tuple[str | None, str]] = (
            [(source.elevenlabs_key, OWN_KEY_ADVICE)] if source.elevenlabs_key else []
        )
        if source.installation_owned or not keys:
            shared = installations.get_secret_value() if installations else None
            keys.append((shared if source.installation_owned else None, KEY_ADVICE))
        return [
            [
                Start(
                    httpx.URL(f"{conversations}/{conversation_id}/audio"),
                    {"xi-api-key": key} if key else {},
                    trusted=True,
                    asks_once=True,
                    service="ElevenLabs",
                    advice=advice,
                )
            ]
            for key, advice in keys
        ]

    async def _first_of(self, formats: list[list[Start]], partial: PartialFile) -> FetchedFile:
        waiting: NotReadyYet | AccountRefused | None = None
        rejected: ProviderRejected | None = None
        for starts in formats:
            for start in starts:
                try:
                    return await self._download_file(start, partial)
                except NotReadyYet as error:
                    waiting = waiting or error
                    break
                except AccountRefused as error:
                    waiting = waiting or error
                    # What follows is another format with the same login, or another login.
                    if start.credentials == formats[-1][-1].credentials:
                        raise waiting from error
                    break
                except ProviderRejected as error:
                    if error.reason != "bad_request":
                        raise
                    rejected = error
        raise waiting or rejected or ProviderMalformed("nothing to fetch")

    async def _download_file(self, start: Start, partial: PartialFile) -> FetchedFile:
        key = sha256(str(start.url).encode()).hexdigest()
        if earlier := await partial.earlier(key):
            headers = {"Range": f"bytes={partial.size_bytes}-", "If-Range": earlier.etag}
            async with self._downloads.get(start, headers) as incoming:
                if incoming.status == 206 and _continues(incoming, earlier, partial.size_bytes):
                    return await self._receive_body(start, incoming, partial, earlier.total_bytes)
                if incoming.status != 206 and incoming.status not in RANGE_REFUSED:
                    return await self._begin_download(start, incoming, partial, key)
        async with self._downloads.get(start, {}) as incoming:
            return await self._begin_download(start, incoming, partial, key)

    async def _begin_download(
        self, start: Start, incoming: Incoming, partial: PartialFile, key: str
    ) -> FetchedFile:
        if incoming.status not in (200, 203, 204):
            raise _failure_of(incoming, await incoming.head(HEAD_BYTES), start)
        self._refuse_encoding(incoming)
        total = incoming.declared_bytes
        self._refuse_larger(total or 0)
        head = await incoming.head(HEAD_BYTES)
        _refuse_text(head, incoming.host)
        if not head:
            if start.trusted:
                raise NotReadyYet(
                    f"{start.service}'s recording is still empty", retry_after_s=NOT_READY_RETRY_S
                )
            raise _not_audio("the recording's URL leads to an empty file")
        etag = incoming.headers.get("etag")
        resumable = incoming.headers.get("accept-ranges", "").lower() != "none"
        if not (etag and resumable and STRONG_ETAG.fullmatch(etag)):
            etag = None
        await partial.begin(Beginning(key, etag, total) if etag else None)
        await partial.write(head)
        return await self._receive_body(start, incoming, partial, total)

    async def _receive_body(
        self, start: Start, incoming: Incoming, partial: PartialFile, total: int | None
    ) -> FetchedFile:
        self._refuse_encoding(incoming)
        self._refuse_larger(partial.size_bytes)
        while block := await incoming.read():
            self._refuse_larger(partial.size_bytes + len(block))
            await partial.write(block)
        if total is not None and partial.size_bytes != total:
            raise ProviderUnavailable(f"{incoming.host} sent {partial.size_bytes} of {total} bytes")
        await partial.finish()
        found = MEDIA_TYPE.match(incoming.headers.get("content-type", ""))
        media_type, version = (
            found[0].lower() if found else None,
            replace(_file_version(incoming), size_bytes=partial.size_bytes),
        )
        return FetchedFile(partial.size_bytes, partial.sha256, media_type, version)

    def _refuse_larger(self, size_bytes: int) -> None:
        if size_bytes > self._max_bytes:
            raise RecordingUnusable(
                f"the recording is larger than the {self._max_bytes} bytes RECORDING_MAX_BYTES"
                " allows",
                reason="too_large",
            )

    def _refuse_encoding(self, incoming: Incoming) -> None:
        """Raises on a compressed response: none was requested, and a few compressed kilobytes can
        become gigabytes.
        """
        encoding = incoming.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("", "identity"):
            raise _not_audio(f"{incoming.host} sends a compressed body, which is refused")


def _basic(user: str, password: str | None) -> str | None:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}" if password else None


def _file_version(incoming: Incoming) -> FileVersion:
    """Returns the file's version. Validators that are longer than any real one are ignored."""
    etag, modified = (incoming.headers.get(name, "").strip() for name in ("etag", "last-modified"))
    part = (
        CONTENT_RANGE.fullmatch(incoming.headers.get("content-range", ""))
        if incoming.status == 206
        else None
    )
    whole = (
        incoming.declared_bytes
        if incoming.status != 206
        else int(part[3])
        if part and part[3] != "*"
        else None
    )
    return FileVersion(
        etag if 0 < len(etag) <= LONGEST_VALIDATOR else None,
        modified if 0 < len(modified) <= LONGEST_VALIDATOR else None,
        whole,
    )


def _continues(incoming: Incoming, earlier: Beginning, size_bytes: int) -> bool:
    """Returns whether the response continues the file. The ETag itself is compared, because some
    hosts ignore If-Range (RFC 9110 section 15.3.7).
    """
    place = CONTENT_RANGE.fullmatch(incoming.headers.get("content-range", ""))
    if not place or int(place[1]) != size_bytes or incoming.headers.get("etag") != earlier.etag:
        return False
    return earlier.total_bytes is None or place[3] in ("*", str(earlier.total_bytes))


def _refuse_text(head: bytes, host: str) -> None:
    """Raises when the bytes are text, because hosts send error pages with status 200 and an audio
    type.
    """
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not (text[:1] in (b"<", b"{", b"[") and is_text(head)) and not head.startswith(UTF16_MARKUP):
        return
    if SAYS_NOT_FOUND.search(head):
        raise NotReadyYet("the recording is not there yet", retry_after_s=NOT_READY_RETRY_S)
    raise _not_audio(
        f"{host} sent a page or a message (HTML, XML or JSON) instead of audio: give a link that"
        " has not expired and needs no login"
    )


def _not_audio(message: str) -> ProviderMalformed:
    """Returns the error for a response that is not audio. The host reported success, so it is
    requested once more; the second failure is final.
    """
    return ProviderMalformed(message, retry_after_s=NO_AUDIO_RETRY_S)


def _failure_of(incoming: Incoming, head: bytes, start: Start) -> AftercallError:
    status, wait_s = incoming.status, retry_after_s(incoming.headers)
    if status == 404 or (status == 400 and SAYS_NOT_FOUND.search(head)):
        return NotReadyYet(
            "the recording is not there yet (404)", retry_after_s=wait_s or NOT_READY_RETRY_S
        )
    if passing := passing_failure(incoming.host, status, wait_s):
        return passing
    if status in (401, 403):
        reason = "unauthorized" if status == 401 else "forbidden"
        if start.trusted and incoming.trusted:
            return AccountRefused(
                f"{start.service} refused access ({status}): {start.advice}", reason=reason
            )
        return ProviderRejected(
            f"{incoming.host} refused access ({status}): give a link that works without a login,"
            " such as a presigned one that has not expired",
            reason=reason,
        )
    if status < 400:
        return ProviderMalformed(
            f"{incoming.host} answered {status} where a whole file was asked for"
        )
    reason = {400: "bad_request", 410: "gone"}.get(status, "refused")
    return ProviderRejected(
        f"{incoming.host} refused to send the recording ({status})", reason=reason
    )
