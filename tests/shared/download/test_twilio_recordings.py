"""Recordings fetched from Twilio, with the credentials that may see them."""

from dataclasses import replace
from pathlib import Path

import pytest

from shared.download.fetcher import RemoteRecording
from shared.errors import (
    AccountRefused,
    NotReadyYet,
    ProviderRejected,
    ProviderUnavailable,
    RateLimited,
    SettingsInvalid,
)
from shared.limits.vendor_gate import open_gate
from shared.settings.limits import LimitSettings
from shared.settings.load import load_settings
from shared.settings.redis import QueueSettings
from tests.fakes.serving import Fault
from tests.fakes.twilio_server import (
    ACCOUNT_SID,
    API_KEY_SECRET,
    API_KEY_SID,
    AUTH_TOKEN,
    NOT_FOUND_JSON,
    NOT_FOUND_XML,
    RATE_LIMITED,
    RECORDING_SID,
    SERVER_ERROR,
    FakeBucket,
    FakeTwilio,
    Media,
    basic,
    body,
    redirect,
)
from tests.support.fetching import AUDIO, KEY, TOKEN, TWILIO_RECORDING, Build, refused, whole


@pytest.mark.parametrize(
    ("environ", "login"),
    [
        ({**KEY, **TOKEN}, basic(API_KEY_SID, API_KEY_SECRET)),
        (TOKEN, basic()),
        ({"TWILIO_AUTH_TOKEN": AUTH_TOKEN}, basic()),
    ],
    ids=["key", "token", "token alone"],
)
async def test_twilio_is_asked_for_both_channels_of_the_wav_at_its_own_url(
    build: Build, twilio: FakeTwilio, destination: Path, environ: dict[str, str], login: str
) -> None:
    fetched = await build(**environ, FETCH_ALLOW_PRIVATE=False).fetch(TWILIO_RECORDING, destination)
    assert whole(destination, fetched, AUDIO * 2)
    (request,) = twilio.script.seen["wav"]
    assert (
        request.path
        == f"2010-04-01/Accounts/{ACCOUNT_SID}/Recordings/{RECORDING_SID}.wav?RequestedChannels=2"
    )
    assert (request.headers["authorization"], fetched.media_type) == (login, "audio/x-wav")


@pytest.mark.parametrize(
    ("media", "found"),
    [
        (Media(wav=AUDIO), AUDIO),
        (Media(mp3=b"ID3" + AUDIO), b"ID3" + AUDIO),
        (Media(wav=b"", mp3=b"ID3" + AUDIO), b"ID3" + AUDIO),
    ],
    ids=["one channel", "mp3", "empty wav"],
)
async def test_twilio_gives_what_it_has(
    build: Build, twilio: FakeTwilio, destination: Path, media: Media, found: bytes
) -> None:
    twilio.media[RECORDING_SID] = media
    assert whole(destination, await build(**KEY).fetch(TWILIO_RECORDING, destination), found)


@pytest.mark.parametrize("fault", [None, body(NOT_FOUND_XML), body(NOT_FOUND_JSON), body(b"")])
async def test_a_recording_that_twilio_has_not_finished_is_waited_for(
    build: Build, twilio: FakeTwilio, destination: Path, fault: Fault | None
) -> None:
    twilio.media.clear()
    if fault:
        twilio.script.then("wav", fault)
        twilio.script.then("mp3", fault)
    error = await refused(build(**KEY), TWILIO_RECORDING, destination)
    assert isinstance(error, NotReadyYet) and error.retry_after_s == 5.0


@pytest.mark.parametrize(
    ("fault", "kind", "wait_s"),
    [(RATE_LIMITED, RateLimited, 7), (SERVER_ERROR, ProviderUnavailable, 3)],
    ids=["429", "503"],
)
async def test_twilios_limits_and_failures_are_passed_on(
    build: Build, twilio: FakeTwilio, destination: Path, fault: Fault, kind: type, wait_s: float
) -> None:
    twilio.script.then("wav", fault)
    error = await refused(build(**KEY), TWILIO_RECORDING, destination)
    assert (type(error), getattr(error, "retry_after_s", None)) == (kind, wait_s)
    assert twilio.script.count("wav") + twilio.script.count("mp3") == 1


@pytest.mark.parametrize("environ", [{}, {**KEY, "TWILIO_API_KEY_SECRET": "wrong"}])
async def test_refused_credentials_name_what_to_configure(
    build: Build, twilio: FakeTwilio, destination: Path, environ: dict[str, str]
) -> None:
    error = await refused(build(**environ), TWILIO_RECORDING, destination)
    assert isinstance(error, AccountRefused) and error.reason == "unauthorized"
    assert "TWILIO_API_KEY_SID" in str(error) and "TWILIO_AUTH_TOKEN" in str(error)


async def test_what_twilio_refuses_in_every_form_is_rejected(
    build: Build, twilio: FakeTwilio, destination: Path
) -> None:
    for extension in ("wav", "mp3"):
        twilio.script.then(extension, *[body(b'{"code": 16109}', 400)] * 2)
    error = await refused(build(**KEY), TWILIO_RECORDING, destination)
    assert isinstance(error, ProviderRejected) and error.reason == "bad_request"


async def test_credentials_stay_behind_at_a_redirect_to_another_origin(
    build: Build, twilio: FakeTwilio, destination: Path, bucket: tuple[FakeBucket, str]
) -> None:
    storage, url = bucket
    twilio.script.then("wav", redirect(url))
    assert whole(destination, await build(**KEY).fetch(TWILIO_RECORDING, destination))
    assert storage.authorizations == [None]
    assert "authorization" in twilio.script.seen["wav"][0].headers


async def test_credentials_stay_away_when_a_redirect_leads_back(
    build: Build,
    twilio: FakeTwilio,
    twilio_served: tuple[FakeTwilio, str],
    destination: Path,
    bucket: tuple[FakeBucket, str],
) -> None:
    storage, url = bucket
    storage.back_to = (
        f"{twilio_served[1]}/2010-04-01/Accounts/{ACCOUNT_SID}/Recordings/{RECORDING_SID}.mp3"
    )
    twilio.script.then("wav", redirect(url))
    assert isinstance(await refused(build(**KEY), TWILIO_RECORDING, destination), ProviderRejected)
    assert "authorization" not in twilio.script.seen["mp3"][0].headers


async def test_credentials_follow_a_redirect_within_twilio(
    build: Build, twilio: FakeTwilio, destination: Path
) -> None:
    twilio.script.then("wav", redirect(f"{RECORDING_SID}.mp3"))
    fetched = await build(**KEY).fetch(TWILIO_RECORDING, destination)
    assert whole(destination, fetched, b"ID3" + AUDIO)


async def test_a_users_url_to_twilio_is_sent_no_credentials(
    build: Build, twilio: FakeTwilio, twilio_served: tuple[FakeTwilio, str], destination: Path
) -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Recordings/{RECORDING_SID}.wav"
    await refused(build(**KEY), RemoteRecording(url=twilio_served[1] + path), destination)
    assert "authorization" not in twilio.script.seen["wav"][0].headers


@pytest.mark.parametrize(
    ("account", "recording"),
    [
        ("AC" + "0" * 31, RECORDING_SID),
        ("AC" + "0" * 32 + "\n", RECORDING_SID),
        (ACCOUNT_SID, "RE../../../Accounts"),
        (ACCOUNT_SID, "CA" + "0" * 32),
        (RECORDING_SID, ACCOUNT_SID),
    ],
)
async def test_what_is_no_sid_never_becomes_a_path(
    build: Build, twilio: FakeTwilio, destination: Path, account: str, recording: str
) -> None:
    source = RemoteRecording(twilio_account_sid=account, twilio_recording_sid=recording)
    error = await refused(build(**KEY), source, destination)
    assert isinstance(error, ProviderRejected) and error.reason == "invalid_sid"
    assert twilio.script.count("wav") == 0


async def test_a_source_that_names_nothing_is_rejected(build: Build, destination: Path) -> None:
    error = await refused(build(), RemoteRecording(twilio_account_sid=ACCOUNT_SID), destination)
    assert isinstance(error, ProviderRejected) and error.reason == "no_source"


def test_half_an_api_key_is_refused_at_start() -> None:
    needed = {
        "DATABASE_URL": "postgresql://",
        "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
        "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
    }
    with pytest.raises(SettingsInvalid, match="TWILIO_API_KEY_SECRET"):
        load_settings({**needed, "TWILIO_API_KEY_SID": API_KEY_SID})


async def test_what_a_tenants_own_url_told_of_is_fetched_with_its_own_token_or_none(
    build: Build, twilio: FakeTwilio, destination: Path
) -> None:
    """The installation's credentials would read any account's recordings to whoever names them."""
    own = replace(TWILIO_RECORDING, installation_owned=False)
    error = await refused(build(**KEY, **TOKEN), own, destination)
    assert "endpoint" in str(error)
    await build(**KEY).fetch(replace(own, twilio_auth_token=AUTH_TOKEN), destination)
    logins = [seen.headers.get("authorization") for seen in twilio.script.seen["wav"]]
    assert logins[0] is None and logins[-1] == basic(ACCOUNT_SID, AUTH_TOKEN)


async def test_a_disk_that_takes_nothing_is_not_the_vendors_failure(
    build: Build, twilio: FakeTwilio, redis_url: str, destination: Path
) -> None:
    queue = QueueSettings.model_validate({"REDIS_URL": redis_url})
    limits = LimitSettings.model_validate({"BREAKER_FAILURES": 1})
    destination.parent.parent.joinpath("file").touch()
    async with open_gate(queue, limits) as full, open_gate(queue, limits) as other:
        with pytest.raises(ProviderUnavailable):
            await build(gate=full, **KEY).fetch(
                TWILIO_RECORDING, destination.parent.parent / "file" / "one.audio"
            )
        assert twilio.script.count("wav") == 0
        await build(gate=other, **KEY).fetch(TWILIO_RECORDING, destination)
