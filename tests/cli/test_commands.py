"""The command line as a person meets it: whole processes, exit codes, and words instead of
tracebacks.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from cli.app import running_settings
from cli.doctor import Examination, database_findings, redis_findings, show
from cli.doctor_settings import configuration, telemetry_findings
from cli.findings import Finding
from cli.installation import RUNNING, running_environment
from cli.people import add_user
from cli.running import FIRST_CALL
from cli.up import Plan
from shared.db.migrate import ServerFacts
from shared.domain.access import Role
from shared.errors import InvalidRequest, SettingsInvalid
from shared.settings.load import Settings, load_settings
from tests.support import forked

REQUIRED = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
    "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
}


def aftercall(*arguments: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run away from the repository, so that no .env is found."""
    out, errors = cwd / "printed.out", cwd / "printed.err"
    run = forked.start(
        "cli",
        *arguments,
        environ={"PATH": os.environ["PATH"], "HOME": str(cwd), "COLUMNS": "200", **environ},
        out=out,
        errors=errors,
        cwd=cwd,
    )
    code = run.wait(60)
    printed = out.read_text(), errors.read_text()
    out.unlink()
    errors.unlink()
    return subprocess.CompletedProcess(arguments, code, *printed)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "\u200b"}, "--name must be a name"),
        ({"new_tenant": " \t"}, "--new-tenant must be a name"),
        ({"new_tenant": "N" * 201}, "--new-tenant must be a name"),
        ({"timezone": "Mars/Base"}, "--timezone must be an IANA time zone"),
        ({"email": "nora"}, "EMAIL must be an e-mail address"),
    ],
)
async def test_a_person_is_added_as_the_api_would(given: dict[str, str], said: str) -> None:
    person: dict[str, Any] = {"email": "a@example.com", "new_tenant": "North", **given}
    with pytest.raises(InvalidRequest, match=said):
        await add_user(
            settings(),
            person["email"],
            tenant=None,
            new_tenant=person["new_tenant"],
            timezone=person.get("timezone"),
            role=Role.OWNER,
            name=person.get("name"),
        )


def settings(**environ: str) -> Settings:
    secrets = {
        "JWT_SECRET": "Zt5oQmXr8vKp2LdWn7yHc4bJf9sGu6Ea",
        "ENCRYPTION_KEY": "Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0Uv",
    }
    return load_settings({"DATABASE_URL": "postgresql://", **secrets, **environ})


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no .env is, with what is required."""
    monkeypatch.chdir(tmp_path)
    for name, value in REQUIRED.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("command", ["doctor", "worker", "api"])
def test_missing_settings_are_listed(tmp_path: Path, command: str) -> None:
    result = aftercall(command, cwd=tmp_path)
    assert result.returncode == 2
    for name in REQUIRED:
        assert f"{name}: is required" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_empty_value_goes_before_that_of_the_file_for_a_worker_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WORKER_CONCURRENCY=many\n")
    result = aftercall("worker", "once", cwd=tmp_path, **REQUIRED, WORKER_CONCURRENCY="")
    assert (result.returncode, "WORKER_CONCURRENCY" in result.stderr) == (1, False)


@pytest.mark.usefixtures("outside")
def test_the_data_folder_that_is_named_is_the_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also beside one's own servers, of which no `aftercall up` leaves word."""
    monkeypatch.setenv("AFTERCALL_DATA_DIR", "elsewhere")
    assert running_settings(tmp_path / "data").runtime.data_dir == tmp_path / "data"


@pytest.mark.usefixtures("outside")
def test_what_runs_on_another_database_is_another_installation(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    other = {
        "DATABASE_URL": "postgresql://other",
        "REDIS_URL": "redis://other",
        "AFTERCALL_ENV": "development",
    }
    (tmp_path / "data" / RUNNING).write_text(
        "".join(f"{name}='{value}'\n" for name, value in other.items())
    )
    found = running_settings(tmp_path / "data")
    assert (found.runtime.is_development, found.queue.redis_url) == (False, None)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs another account")
def test_what_another_account_runs_is_nobody_elses() -> None:
    """Its folder is passable when that is root's, as `up` makes it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        (Path(folder) / RUNNING).touch(mode=0o600)
        os.seteuid(65534)
        try:
            assert "DATABASE_URL" not in running_environment(Path(folder))
        finally:
            os.seteuid(0)


def test_wrong_settings_are_named_without_their_value(tmp_path: Path) -> None:
    result = aftercall("doctor", cwd=tmp_path, **REQUIRED | {"JWT_SECRET": "tooshort"})
    assert result.returncode == 2
    assert "JWT_SECRET" in result.stderr
    assert "tooshort" not in result.stderr


def test_doctor_fails_when_nothing_can_be_reached(tmp_path: Path) -> None:
    result = aftercall("doctor", cwd=tmp_path, **REQUIRED | {"REDIS_URL": "redis://127.0.0.1:1/0"})
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    for subject in ("PostgreSQL", "Redis"):
        assert subject in result.stdout


def test_doctor_says_where_recordings_lie_and_makes_nothing(tmp_path: Path) -> None:
    result = aftercall("doctor", cwd=tmp_path, **REQUIRED, AUDIO_RETENTION_DAYS="30")
    said = " ".join(result.stdout.split())
    assert "local (disk)" in said
    assert "does not exist; the first recording makes it" in said
    assert list(tmp_path.iterdir()) == []
    (tmp_path / ".aftercall" / "recordings").mkdir(parents=True)
    result = aftercall("doctor", cwd=tmp_path, **REQUIRED, AUDIO_RETENTION_DAYS="30")
    said = " ".join(result.stdout.replace("│", " ").split())
    assert "audio is kept for 30 days" in said
    assert "calls are kept until they are deleted" in said


def test_doctor_says_with_which_code_it_ends(tmp_path: Path) -> None:
    said = " ".join(aftercall("doctor", "--help", cwd=tmp_path).stdout.split())
    assert "exit 1 if it cannot work, 2 if settings are wrong or missing" in said
    assert aftercall("doctor", cwd=tmp_path).returncode == 2
    assert aftercall("doctor", cwd=tmp_path, **REQUIRED).returncode == 1


def test_doctor_says_what_decoders_are_kept_from(tmp_path: Path) -> None:
    said = " ".join(aftercall("doctor", cwd=tmp_path, **REQUIRED).stdout.split())
    assert "Sandbox" in said
    assert ("no network" in said) != ("not kept from" in said)


def test_doctor_says_what_the_spool_holds(tmp_path: Path) -> None:
    spool = tmp_path / ".aftercall" / "spooled-events"
    (spool / "set-aside").mkdir(parents=True)
    for path in (spool / "1.json", spool / "2.json", spool / "set-aside" / "3.json"):
        path.write_text("{}")
    result = aftercall("doctor", cwd=tmp_path, **REQUIRED)
    assert "2 events wait for the database" in result.stdout
    assert "1 events could not be recorded" in result.stdout


def test_doctor_shows_words_in_brackets_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    told = ("pip install 'aftercall[otel]'", "in /data/[/old]")
    findings = tuple(Finding("Checked", "problem", text) for text in told)
    show(Examination({"Analyst": "openai (model [eu])"}, findings), Console(width=120))
    shown = capsys.readouterr().out
    assert all(text in shown for text in (*told, "openai (model [eu])"))


def test_doctor_says_when_the_bucket_is_away(tmp_path: Path) -> None:
    s3 = {
        "S3_BUCKET": "recordings",
        "S3_ENDPOINT_URL": "http://127.0.0.1:1",
        "S3_ALLOW_HTTP": "true",
    }
    keys = {"S3_ACCESS_KEY_ID": "k", "S3_SECRET_ACCESS_KEY": "hunter2"}
    result = aftercall("doctor", cwd=tmp_path, **REQUIRED, **s3, **keys)
    assert (result.returncode, "S3 cannot be reached" in result.stdout) == (1, True)
    assert "hunter2" not in result.stdout + result.stderr


def test_migrate_says_when_the_database_is_away(tmp_path: Path) -> None:
    result = aftercall("migrate", cwd=tmp_path, DATABASE_URL=REQUIRED["DATABASE_URL"])
    assert result.returncode == 1
    assert "DATABASE_URL" in result.stderr
    assert "Traceback" not in result.stderr


def test_up_says_when_its_port_is_taken_before_it_starts_anything(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = aftercall(
            "up", "--port", str(port), "--data-dir", str(tmp_path / "data"), cwd=tmp_path
        )
    assert result.returncode == 1
    assert f"127.0.0.1:{port}" in result.stderr
    assert "--port" in result.stderr
    assert not (tmp_path / "data").exists()


def test_doctor_names_what_a_server_lacks() -> None:
    findings = {
        finding.subject: finding.verdict
        for finding in database_findings(ServerFacts("17.2", None, ["0001_x.sql"]))
    }
    assert findings == {"PostgreSQL": "ok", "pgvector": "problem", "Schema": "problem"}


def test_doctor_warns_of_a_redis_that_forgets() -> None:
    findings = redis_findings({"appendonly": "no", "maxmemory-policy": "allkeys-lru"}, worker=False)
    assert [finding.verdict for finding in findings] == ["warning"] * 3


def test_doctor_is_content_with_a_sound_production() -> None:
    sound = settings(
        PUBLIC_BASE_URL="https://calls.example.com",
        ELEVENLABS_WEBHOOK_SECRET="x",
        SIGNUP_OPEN="false",
    )
    assert {finding.verdict for finding in configuration(sound)} == {"ok"}


@pytest.mark.parametrize(
    "unsafe",
    [
        {"JWT_SECRET": "change-me-change-me-change-me-change-me"},
        {"ENCRYPTION_KEY": "0" * 32},
        {"ENCRYPTION_KEY": "Zt5oQmXr8vKp2LdWn7yHc4bJf9sGu6Ea"},
    ],
)
def test_weak_secrets_are_no_settings_of_production(unsafe: dict[str, str]) -> None:
    settings(**unsafe, AFTERCALL_ENV="development")
    with pytest.raises(SettingsInvalid):
        settings(**unsafe)


def test_doctor_refuses_a_browser_application_of_everybody() -> None:
    found = configuration(settings(CORS_ALLOWED_ORIGINS="*"))
    assert "problem" in {finding.verdict for finding in found}


def test_doctor_says_who_may_read_metrics_and_where_traces_go() -> None:
    base = load_settings(REQUIRED)
    assert [(each.subject, each.verdict) for each in telemetry_findings(base)] == [
        ("Metrics", "ok"),
        ("Metrics", "ok"),
        ("Traces", "ok"),
    ]
    shown = load_settings(
        {
            **REQUIRED,
            "WORKER_METRICS_PORT": "9464",
            "WORKER_METRICS_HOST": "0.0.0.0",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector.example.com",
            "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20planted",
        }
    )
    _, workers, traces = telemetry_findings(shown)
    assert (workers.verdict, traces.text) == ("warning", "to https://collector.example.com")


def test_doctor_does_not_call_workers_closed_that_answer_everybody() -> None:
    open_to_all = {
        "WORKER_METRICS_PORT": "9464",
        "WORKER_METRICS_HOST": "0.0.0.0",
        "AFTERCALL_ENV": "development",
    }
    _, workers, _ = telemetry_findings(load_settings({**REQUIRED, **open_to_all}))
    assert (workers.verdict, "only" in workers.text) == ("ok", False)


def test_the_version_is_an_option_too(tmp_path: Path) -> None:
    option, command = aftercall("--version", cwd=tmp_path), aftercall("version", cwd=tmp_path)
    assert (option.returncode, option.stdout) == (0, command.stdout)
    assert option.stdout.strip().count(".") == 2


def test_the_printed_first_call_is_a_command_with_a_whole_event() -> None:
    text = FIRST_CALL.format(
        link="http://x/account#sign_in=t",
        url="http://127.0.0.1:3001",
        email="you@example.com",
        password="p",
        agent_id="agent_1",
        token="t",
        timezone="UTC",
    )
    commands = text.split("A first call:")[1]
    printed = 'curl() { printf "%s\\n" "${@: -1}"; }\n' + commands
    done = subprocess.run(["bash", "-ec", printed], capture_output=True, text=True, check=True)
    event = json.loads(done.stdout.rpartition("authorization:")[0])
    assert event["data"]["agent_id"] == "agent_1"
    assert "tomorrow at three" in event["data"]["transcript"]["messages"][1]["content"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("retry", "--since", "5x"), "is not a time"),
        (("audit", "export", "--since", "-5m"), "is not a time"),
        (("users", "add", "no address", "--tenant", "Sinks"), "EMAIL must be"),
        (("users", "add", "a@example.com", "--new-tenant", "S", "--timezone", "X/Y"), "--timezone"),
        (("search", "sinks", "--url", "127.0.0.1:3001"), "--url must be an http"),
        (("trigger", "call.ready", "--forward-to", "127.0.0.1:9/x"), "--forward-to must be"),
        (("listen", "--forward-to", "localhost"), "--forward-to must be"),
        (("search", "sinks", "--url", "http://[bad"), "--url must be an http"),
    ],
)
def test_a_wrong_option_ends_with_2_and_says_what_is_wrong(
    arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    result = aftercall(*arguments, cwd=tmp_path, **REQUIRED)
    assert said in result.stderr
    assert result.returncode == 2


@pytest.mark.parametrize("host", ["::1", "::"])
def test_up_names_an_address_of_ipv6_in_brackets(host: str) -> None:
    assert Plan(host=host, port=3002).base_url == "http://[::1]:3002"


def test_up_says_which_option_to_change(tmp_path: Path) -> None:
    result = aftercall("up", "--host", "192.0.2.1", cwd=tmp_path)
    assert "--host" in result.stderr
    assert result.returncode == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_ended_removes_what_it_has_begun(
    number: signal.Signals, tmp_path: Path
) -> None:
    """A service manager ends commands by signals; the half of a backup may be large."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        database = f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/none"
        environ = {**REQUIRED, "DATABASE_URL": database, "PATH": os.environ["PATH"]}
        run = forked.start(
            *("cli", "backup", str(tmp_path / "all.tar")),
            environ=environ,
            out=tmp_path / "printed",
            cwd=tmp_path,
        )
        silent.settimeout(60)
        connection, _ = silent.accept()
        with connection:
            part = tmp_path / ".all.tar.part"
            assert part.exists()
            run.send_signal(number)
            assert run.wait(60) == 128 + number
            assert not part.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_output_into_a_full_disk_is_no_fault_of_the_command(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "cli", "version"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert ended.returncode == 1
    assert "No space left on device" in ended.stderr
    assert "Traceback" not in ended.stderr
