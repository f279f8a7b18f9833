"""The pages for operators are true: every command is run as it is written, in the order in which it
stands.
"""

import json
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from oidc_provider_mock import User, run_server_in_thread

from shared.db.migrate import migrate, migrations
from shared.domain.ids import new_id
from tests.chaos.small_disk import small_disk
from tests.cli.waiting import wait_until
from tests.operations.pages import PAGES, ROOT, Machine, machine, sections
from tests.support.sounds import SPEECH

pytestmark = pytest.mark.walk

SECRETS = {
    "JWT_SECRET": "Zt5oQmXr8vKp2LdWn7yHc4bJf9sGu6Ea",
    "ENCRYPTION_KEY": "Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0Uv",
}
WALKED = {
    "backup.md",
    "restore.md",
    "upgrade.md",
    "key-rotation.md",
    "disk-full.md",
    "people.md",
    "erasure.md",
}


@pytest.fixture
def folder() -> Iterator[Path]:
    """With a short name, below folders that PostgreSQL's account can pass."""
    with tempfile.TemporaryDirectory(prefix="ops-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def here(folder: Path) -> Iterator[Machine]:
    with machine(folder / "here") as made:
        yield made


class Person:
    """Works with the installation over HTTP, as the account that `up` made."""

    def __init__(self, at: Machine) -> None:
        secrets = json.loads((at.folder / ".aftercall" / "secrets.json").read_text())
        self._at, self._headers = at.base_url, {}
        login = {"email": "me@aftercall.example", "password": secrets["LOCAL_ACCOUNT_PASSWORD"]}
        self._headers = {
            "Authorization": (
                f"Bearer {self._done('POST', '/api/auth/login', json=login)['access_token']}"
            )
        }

    def recording(self, title: str) -> dict[str, Any]:
        """Uploaded, and made into a call that is ready."""
        made: dict[str, Any] = self._done("POST", "/api/recordings", json={"title": title})
        path = f"/api/recordings/{made['recording_id']}"
        self._done("PUT", f"{path}/media", content=SPEECH, headers={"Content-Type": "audio/wav"})
        self._done("POST", f"{path}/finalize")
        wait_until(
            lambda: self.call(made["call_id"])["status"] in ("ready", "partial"), timeout_s=90
        )
        return made

    def call(self, call_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self._done("GET", f"/api/calls/{call_id}")
        return found

    def titles(self) -> set[str]:
        return {call["title"] for call in self._done("GET", "/api/calls")["calls"]}

    def delete(self, call_id: str) -> None:
        assert self._ask("DELETE", f"/api/calls/{call_id}").status_code == 204

    def has_audio(self, recording_id: str) -> bool:
        return self._ask("GET", f"/api/recordings/{recording_id}/media").status_code == 200

    def endpoint(self) -> None:
        self._done("POST", "/api/webhook-endpoints", json={"secret": "wsec_" + "4" * 64})

    def is_signed_in(self) -> bool:
        return self._ask("GET", "/api/calls").status_code == 200

    def _done(self, method: str, path: str, **options: Any) -> Any:
        return self._ask(method, path, **options).raise_for_status().json()

    def _ask(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any
    ) -> httpx.Response:
        every = {**self._headers, **(headers or {})}
        return httpx.request(method, f"{self._at}{path}", headers=every, timeout=30, **options)


def test_every_page_with_commands_of_a_walk_is_walked() -> None:
    """Those are `sh`; single commands that stand for themselves are `bash`."""
    assert {path.name for path in PAGES.glob("*.md") if "\n```sh\n" in path.read_text()} == WALKED


@pytest.mark.parametrize("page", sorted(WALKED))
def test_what_is_not_run_needs_docker_or_the_next_version(page: str) -> None:
    for blocks in sections(page).values():
        for block in blocks:
            if "not run" in block.marks:
                others = {line.split()[0] for line in block.text.splitlines()} - {"docker", "chmod"}
                assert others <= {"git"}


def test_backup_and_restore_here_and_on_a_new_machine(here: Machine, folder: Path) -> None:
    here.start("aftercall up")
    person = Person(here)
    kept, deleted = person.recording("kept"), person.recording("deleted")
    assert "2 recordings" in here.walk("backup.md", "Daily backup")
    for section in ("Encryption keys", "Inspect an archive", "Delete old archives"):
        here.walk("backup.md", section)
    person.delete(deleted["call_id"])
    person.recording("later")
    assert "1 deleted calls" in here.walk("backup.md", "Hourly list of deletions")

    refused = here.shell("aftercall restore --force backups/aftercall-*.tar")
    assert (refused.returncode, "already in use by another aftercall" in refused.stdout) == (
        1,
        True,
    )
    said = here.walk("restore.md", "Restore an earlier state")
    assert "of which 1 had been deleted since" in said
    person = Person(here)
    assert person.titles() == {"kept"}
    assert person.has_audio(kept["recording_id"])
    here.stop()

    with machine(folder / "there") as there:
        for saved in ("backups", "keys"):
            (here.folder / saved).rename(there.folder / saved)
        said = there.walk("restore.md", "Restore on a new machine")
        assert "1 restored" in said
        assert "cannot be decrypted" not in said
        person = Person(there)
        assert person.titles() == {"kept"}
        assert person.has_audio(kept["recording_id"])


def test_a_new_major_version_of_postgresql(here: Machine) -> None:
    here.start("aftercall up")
    kept = Person(here).recording("kept")
    here.walk("upgrade.md", "Before the upgrade")
    assert "1 were there already" in here.walk("upgrade.md", "A new major version of PostgreSQL")
    here.start("aftercall up")
    assert Person(here).has_audio(kept["recording_id"])


async def _of_an_older_version(url: str) -> None:
    await migrate(url, only=[migration.name for migration in migrations()][:-1])
    conn = await asyncpg.connect(url)
    await conn.execute("insert into tenants (id, name) values ($1, 'Team')", new_id())
    await conn.close()


async def test_upgrade_with_servers_of_ones_own(
    here: Machine, empty_url: str, redis_url: str
) -> None:
    await _of_an_older_version(empty_url)
    own = {
        **SECRETS,
        "DATABASE_URL": empty_url,
        "REDIS_URL": redis_url,
        "AFTERCALL_ENV": "development",
    }
    own["PUBLIC_BASE_URL"] = here.base_url
    (here.folder / ".env").write_text("".join(f"{name}='{value}'\n" for name, value in own.items()))
    here.walk("upgrade.md", "Before the upgrade")
    said = here.walk("upgrade.md", "Install the new version")
    assert f"Applied: {migrations()[-1].name}" in said
    assert "0 events" in here.walk("upgrade.md", "After the upgrade")


@pytest.mark.parametrize(
    "section", ["ENCRYPTION_KEY in .env", "ENCRYPTION_KEY generated by aftercall up"]
)
def test_the_encryption_key_is_rotated(here: Machine, section: str) -> None:
    if section.endswith(".env"):
        (here.folder / ".env").write_text(
            "".join(f"{name}={value}\n" for name, value in SECRETS.items())
        )
    here.start("aftercall up")
    Person(here).endpoint()
    key_file = here.folder / (".env" if section.endswith(".env") else ".aftercall/secrets.json")
    before = key_file.read_text()
    said = here.walk("key-rotation.md", section)
    assert "1 stored secrets sealed with the first key" in said
    after = key_file.read_text()
    assert after != before
    assert "," not in next(line for line in after.splitlines() if "ENCRYPTION_KEY" in line).rstrip(
        ","
    )
    assert not list(key_file.parent.glob("*.bak"))
    assert "Key rotation" not in said.rpartition("Checks")[2]


@pytest.fixture
def provider() -> Iterator[str]:
    """The address of an OpenID provider that knows two people."""
    people = [
        User(sub=name, claims={"email": f"{name}@example.com", "email_verified": True})
        for name in ("maria", "nora")
    ]
    with run_server_in_thread(user_claims=people, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


def test_people_keys_and_the_audit_log(here: Machine, provider: str) -> None:
    here.stand_ins["https://login.example.com"] = provider
    (here.folder / ".env").write_text(
        "".join(f"{name}={value}\n" for name, value in SECRETS.items()) + "OIDC_ALLOW_HTTP=true\n"
    )
    here.start("aftercall up")
    for section in sections("people.md"):
        said = here.walk("people.md", section)
        if section == "Single sign-on":
            assert f"307 {provider}/" in said
            people_sign_in_with_the_provider(here)
        if section == "Audit log":
            assert "are as they were written" in said
        if section == "Whose calls":
            assert "Assigned. 0 held events" in said


def people_sign_in_with_the_provider(here: Machine) -> None:
    """As the page says: a person as the user with the verified address, and somebody without a user
    by an invitation.
    """
    assert seen_by_browser(here, "maria").json()["name"] == "Maria"
    assert seen_by_browser(here, "nora").status_code == 401
    owner = {"email": "owner@example.com", "password": "copper kettle on the stairs"}
    with httpx.Client(base_url=here.base_url, timeout=30) as client:
        token = client.post("/api/auth/login", json=owner).raise_for_status().json()["access_token"]
        invited = client.post(
            "/api/invitations",
            headers={"Authorization": f"Bearer {token}"},
            json={"email": "nora@example.com", "role": "viewer"},
        )
    invitation = invited.raise_for_status().json()["link"].partition("=")[2]
    joined = seen_by_browser(here, "nora", invitation=invitation).json()
    assert (joined["email"], joined["role"], joined["has_password"]) == (
        "nora@example.com",
        "viewer",
        False,
    )


def seen_by_browser(here: Machine, sub: str, **params: str) -> httpx.Response:
    """The own account, for a browser that went to the provider and came back."""
    with httpx.Client(base_url=here.base_url, timeout=30) as browser:
        started = browser.get("/api/auth/oidc/start", params=params)
        agreed = httpx.post(started.headers["location"], data={"sub": sub}, timeout=30)
        browser.get(agreed.headers["location"])
        return browser.get("/api/me")


def test_another_jwt_secret_ends_sessions(here: Machine) -> None:
    (here.folder / ".env").write_text(
        "".join(f"{name}={value}\n" for name, value in SECRETS.items())
    )
    here.start("aftercall up")
    person = Person(here)
    assert person.is_signed_in()
    here.walk("key-rotation.md", "JWT_SECRET")
    # The page keeps the old secret for a while; without it the sessions that it signed end.
    assert person.is_signed_in()
    here.walk("key-rotation.md", "JWT_SECRET without its predecessor")
    assert not person.is_signed_in()
    assert Person(here).is_signed_in()


def test_a_full_disk_is_seen_freed_and_over(folder: Path) -> None:
    with small_disk(folder / "disk", size_mib=400) as disk:
        if disk.skipped:
            pytest.skip(disk.skipped)
        with machine(disk.folder / "here") as here:
            here.start("aftercall up")
            person = Person(here)
            first = person.recording("before")
            backups = here.folder / "backups"
            backups.mkdir()
            disk.fill()
            old = disk.hand_over(backups / "aftercall-old.tar")
            os.utime(old, (time.time() - 8 * 86_400,) * 2)
            said = here.walk("disk-full.md", "Free disk space")
            assert "disk of AFTERCALL_DATA_DIR is full" in " ".join(said.split())
            assert not old.exists()
            assert person.call(first["call_id"])["status"] == "ready"
            person.recording("after")
            here.stop()


def test_the_readme_leads_to_every_page() -> None:
    readme = (ROOT / "README.md").read_text()
    for page in WALKED:
        assert f"(docs/how-to/{page})" in readme
