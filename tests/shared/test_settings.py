"""Settings: what is wrong is named, and secrets are never shown."""

from pathlib import Path

import pytest

from shared.errors import SettingsInvalid
from shared.queue.queue import arq_redis_settings
from shared.settings.load import environment, load_settings

NEEDED = {
    "DATABASE_URL": "postgresql://",
    "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
    "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
}


def complaints(**changes: str) -> list[str]:
    with pytest.raises(SettingsInvalid) as caught:
        load_settings({**NEEDED, **changes})
    return str(caught.value).splitlines()


def test_every_wrong_variable_is_named_on_a_line_of_its_own() -> None:
    lines = complaints(
        DATABASE_POOL_MAX="many",
        JWT_SECRET="hunter2",
        AFTERCALL_ENV="staging",
        WORKER_CONCURRENCY="0",
        LOG_LEVEL="loud",
    )
    assert sorted(line.split(":")[0] for line in lines) == [
        "AFTERCALL_ENV", "DATABASE_POOL_MAX", "JWT_SECRET", "LOG_LEVEL", "WORKER_CONCURRENCY"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"JWT_SECRET": "a" * 32}, "JWT_SECRET: it has fewer than 10 different characters"),
        ({"ENCRYPTION_KEY": " " * 40}, "ENCRYPTION_KEY: "),
        ({"JWT_SECRET": "change-me-0123456789-abcdefghijkl"}, "looks like a placeholder"),
        ({"JWT_SECRET": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V"}, "must not be the same"),
    ],
)
def test_a_weak_secret_is_refused_in_production(changes: dict[str, str], named: str) -> None:
    environ = {
        "DATABASE_URL": "postgresql://",
        "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
        "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
        **changes,
    }
    with pytest.raises(SettingsInvalid) as refused:
        load_settings({**environ, "AFTERCALL_ENV": "production"})
    assert named in str(refused.value)
    if changes.keys() != {"ENCRYPTION_KEY"}:
        load_settings({**environ, "AFTERCALL_ENV": "development"})


def test_what_is_missing_is_named() -> None:
    with pytest.raises(SettingsInvalid) as caught:
        load_settings({})
    assert sorted(str(caught.value).splitlines()) == [
        "DATABASE_URL: is required", "ENCRYPTION_KEY: is required", "JWT_SECRET: is required"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"DATABASE_POOL_MIN": "20", "DATABASE_POOL_MAX": "10"}, "DATABASE_POOL_MIN"),
        ({"LEASE_S": "2", "HEARTBEAT_S": "1.5"}, "HEARTBEAT_S"),
        ({"ELEVENLABS_WEBHOOK_SECRET": "a,b,c"}, "ELEVENLABS_WEBHOOK_SECRET"),
        ({"ELEVENLABS_ACK_STATUS": "204"}, "ELEVENLABS_ACK_STATUS"),
        ({"TRANSCRIBER_PROVIDER": "openai"}, "OPENAI_API_KEY"),
        ({"ANALYST_PROVIDER": "azure", "AZURE_OPENAI_API_KEY": "k"}, "AZURE_OPENAI_ENDPOINT"),
        (
            {"EMBEDDER_PROVIDER": "azure", "AZURE_OPENAI_ENDPOINT": "https://x"},
            "AZURE_OPENAI_API_KEY",
        ),
        ({"PINECONE_API_KEY": "k"}, "PINECONE_HOST"),
        ({"VECTOR_INDEX_PROVIDER": "pinecone", "PINECONE_HOST": "x"}, "PINECONE_API_KEY"),
        ({"CALCOM_API_KEY": "k"}, "CALCOM_EVENT_TYPE_ID"),
        ({"SCHEDULER_PROVIDER": "calcom"}, "CALCOM_API_KEY"),
        ({"RECORDING_STORAGE": "s3"}, "S3_BUCKET"),
        ({"S3_ACCESS_KEY_ID": "k", "S3_SECRET_ACCESS_KEY": "s"}, "S3_BUCKET"),
        ({"S3_ENDPOINT_URL": "https://s3.example.com"}, "S3_BUCKET"),
        ({"S3_BUCKET": "b1b", "S3_ACCESS_KEY_ID": "k"}, "S3_SECRET_ACCESS_KEY"),
        ({"S3_BUCKET": "b1b", "S3_SECRET_ACCESS_KEY": "s"}, "S3_ACCESS_KEY_ID"),
        ({"S3_BUCKET": "b1b", "S3_ENDPOINT_URL": "http://127.0.0.1:9000"}, "S3_ALLOW_HTTP"),
        ({"S3_BUCKET": "b1b", "S3_ENDPOINT_URL": "https://s3.example.com/b1b"}, "S3_ENDPOINT_URL"),
        ({"S3_BUCKET": "b1b", "S3_PREFIX": "../up"}, "S3_PREFIX"),
        ({"PUBLIC_BASE_URL": "calls.example.com"}, "PUBLIC_BASE_URL"),
        ({"PUBLIC_BASE_URL": "https://calls.example.com/?x=1"}, "PUBLIC_BASE_URL"),
        ({"OPENAI_API_KEY": "'sk-1'"}, "OPENAI_API_KEY: must be the key alone"),
        ({"ELEVENLABS_API_KEY": "xi 1"}, "ELEVENLABS_API_KEY: must be the key alone"),
        ({"TWILIO_AUTH_TOKEN": "t\u00f6ken"}, "TWILIO_AUTH_TOKEN: must be the key alone"),
        ({"WEBHOOK_SECRET": "one\ntwo"}, "WEBHOOK_SECRET: must not contain a line break"),
        ({"LEASE_S": "inf"}, "LEASE_S: must be at most"),
        ({"LEASE_S": "1e400"}, "LEASE_S: must be at most"),
        ({"HELD_EVENT_DAYS": "99999999"}, "HELD_EVENT_DAYS: must be at most"),
        ({"MAX_ATTEMPTS": "9" * 30}, "MAX_ATTEMPTS: must be at most"),
        ({"ALLOWED_HOSTS": "https://calls.example.com"}, "ALLOWED_HOSTS: must be names"),
        ({"ALLOWED_HOSTS": "calls.example.com:443"}, "ALLOWED_HOSTS: must be names"),
        ({"CORS_ALLOWED_ORIGINS": "app.example.com"}, "CORS_ALLOWED_ORIGINS: must be origins"),
        ({"CORS_ALLOWED_ORIGINS": "https://x.example/app"}, "CORS_ALLOWED_ORIGINS"),
        ({"AUDIO_RETENTION_DAYS": "0"}, "AUDIO_RETENTION_DAYS"),
        ({"REDIS_URL": "http://x"}, "REDIS_URL: must begin with redis://"),
        (
            {"DATABASE_URL": "mysql://user:password@x"},
            "DATABASE_URL: must begin with postgresql://",
        ),
        ({"OPENAI_TIMEOUT_S": "900"}, "OPENAI_TIMEOUT_S"),
        ({"OPENAI_TRANSCRIBE_TIMEOUT_S": "900"}, "OPENAI_TRANSCRIBE_TIMEOUT_S"),
    ],
    ids=str,
)
def test_what_does_not_fit_together_is_refused(changes: dict[str, str], named: str) -> None:
    (line,) = complaints(**changes)
    assert named in line


ADDRESSES = [
    "AZURE_OPENAI_ENDPOINT",
    "CALCOM_BASE_URL",
    "DATABASE_URL",
    "ELEVENLABS_BASE_URL",
    "OPENAI_BASE_URL",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "PINECONE_HOST",
    "PUBLIC_BASE_URL",
    "REDIS_URL",
    "S3_ENDPOINT_URL",
    "TWILIO_BASE_URL",
]
WRONG = (
    "mysql://user:hunter2@host/db",
    "https://user:hunter2@host:99999/v1",
    "https://user:hunter2@host:port/v1",
    "hunter2 and more",
    "ftp://hunter2",
    "redis+unknown://:hunter2@host",
)


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_wrong_address_is_named_and_never_shown(name: str, wrong: str) -> None:
    (line,) = complaints(S3_BUCKET="b1b", **{name: wrong})
    assert line.startswith((f"{name}: must be an ", f"{name}: must begin with "))
    assert "hunter2" not in line


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("DATABASE_URL", "postgres://u:p@one:5432,two:5433/db?sslmode=require"),
        ("DATABASE_URL", "postgresql:///db?host=/var/run/postgresql"),
        ("REDIS_URL", "rediss://user:p%40ss@host:6380/1"),
        ("REDIS_URL", "unix:///run/redis.sock?db=1"),
        ("PINECONE_HOST", "calls-abc.svc.aped-4627-b74a.pinecone.io"),
        ("PINECONE_HOST", "http://127.0.0.1:5080"),
        ("OPENAI_BASE_URL", "http://[::1]:8000/v1"),
        ("AZURE_OPENAI_ENDPOINT", "https://mine.openai.azure.com/"),
    ],
)
def test_addresses_of_every_kind_are_taken(name: str, right: str) -> None:
    assert load_settings({**NEEDED, name: right})


def test_what_is_pasted_with_spaces_is_taken_without() -> None:
    pasted = {"OPENAI_API_KEY": " sk-1\n", "LEASE_S": "15 ", "OPENAI_BASE_URL": "https://x/v1 "}
    settings = load_settings({**NEEDED, **pasted, "SMTP_PASSWORD": " p "})
    assert settings.openai.api_key
    assert settings.mail.password
    assert settings.openai.api_key.get_secret_value() == "sk-1"
    assert (settings.work.lease_s, settings.openai.base_url) == (15, "https://x/v1")
    assert settings.mail.password.get_secret_value() == " p "


def test_a_folder_of_the_home_directory_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/maria")
    settings = load_settings({**NEEDED, "AFTERCALL_DATA_DIR": "~/calls"})
    assert str(settings.runtime.data_dir) == "/home/maria/calls"


def test_an_origin_is_what_browsers_send() -> None:
    settings = load_settings({**NEEDED, "CORS_ALLOWED_ORIGINS": "https://App.example.com/, *"})
    assert settings.runtime.cors_origins == ("https://app.example.com", "*")


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "")
    monkeypatch.setenv("WORKER_CONCURRENCY", "")
    found = environment(dotenv=None)
    assert "REDIS_URL" not in found
    assert load_settings({**NEEDED, **found}).work.concurrency == 5


def test_the_environment_goes_before_the_dotenv_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=debug\nLOG_FORMAT=console\nPUBLIC_BASE_URL=\n")
    monkeypatch.setenv("LOG_LEVEL", "error")
    found = environment(tmp_path / ".env")
    assert (found["LOG_LEVEL"], found["LOG_FORMAT"]) == ("error", "console")
    assert "PUBLIC_BASE_URL" not in found


def test_secrets_are_never_shown() -> None:
    secret = "hunter2-Zt5oQmXr8vKp2LdWn7yHc4bJf9sG"
    names = (
        "JWT_SECRET ENCRYPTION_KEY ELEVENLABS_WEBHOOK_SECRET OPENAI_API_KEY AZURE_OPENAI_API_KEY"
        " PINECONE_API_KEY CALCOM_API_KEY REDIS_PASSWORD S3_SECRET_ACCESS_KEY"
    )
    given = {
        **NEEDED,
        "PINECONE_HOST": "x",
        "CALCOM_EVENT_TYPE_ID": "1",
        **dict.fromkeys(names.split(), secret),
        "JWT_SECRET": f"{secret}-too",
    }
    given |= {"S3_BUCKET": "b1b", "S3_ACCESS_KEY_ID": "k"}
    given |= {
        "DATABASE_URL": f"postgresql://user:{secret}@host/db",
        "REDIS_URL": f"redis://:{secret}@host",
    }
    settings = load_settings(given)
    assert "hunter2" not in f"{settings!r} {settings}"
    with pytest.raises(SettingsInvalid) as caught:
        load_settings({**given, "WORKER_CONCURRENCY": secret})
    assert "hunter2" not in str(caught.value)


def test_a_password_with_any_character_reaches_redis_as_it_is() -> None:
    settings = load_settings({**NEEDED, "REDIS_HOST": "redis", "REDIS_PASSWORD": "a@b:c/d#e%20f?g"})
    found = arq_redis_settings(settings.queue)
    assert (found.host, found.port, found.password) == ("redis", 6379, "a@b:c/d#e%20f?g")


def test_settings_cannot_be_changed_later() -> None:
    settings = load_settings(NEEDED)
    with pytest.raises(ValueError, match="frozen"):
        settings.work.concurrency = 7  # type: ignore[misc]


@pytest.mark.parametrize(
    ("given", "level"), [("WARN", "warning"), ("Debug", "debug"), ("fatal", "critical")]
)
def test_log_levels_have_other_programs_names_too(given: str, level: str) -> None:
    settings = load_settings(
        {
            "DATABASE_URL": "postgresql://",
            "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
            "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
            "LOG_LEVEL": given,
        }
    )
    assert settings.runtime.log_level == level
