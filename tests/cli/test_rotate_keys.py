"""Another ENCRYPTION_KEY: what was sealed before opens, is sealed again, and may be interrupted."""

import io
from typing import Any

import pytest
from rich.console import Console

from cli.rotate_keys import reseal, rotate_keys
from shared.db import sealed as sealed_columns
from shared.db.pool import ALL_TENANTS, Database
from shared.errors import SecretUnreadable, SettingsInvalid
from shared.sealing import Sealer
from shared.settings.load import Settings, load_settings
from shared.vitals import secrets_problem
from tests.conftest import ApiFactory
from tests.support.calls import send, transcription
from tests.support.events import new_target
from tests.support.people import Team

OLD = "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V"
NEW = "N1b2V3c4X5z6L7k8J9h0G1f2D3s4A5p6"
OTHER = "F7g8H9j0K1l2Z3x4C5v6B7n8M9q0W1e2"
TENANTS_OWN = "wsec_" + "5" * 64


def with_keys(environ: dict[str, str], *keys: str) -> Settings:
    return load_settings({**environ, "ENCRYPTION_KEY": ",".join(keys)})


async def endpoint(team: Team) -> dict[str, Any]:
    """With two secrets: one that was rotated, and the one of now."""
    body = {"secret": "wsec_" + "4" * 64}
    made: dict[str, Any] = (await team.post("/api/webhook-endpoints", body)).json()
    assert (
        await team.put(f"/api/webhook-endpoints/{made['id']}/secret", {"secret": TENANTS_OWN})
    ).status_code == 204
    return made


async def stored(database: Database) -> list[bytes]:
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch(
            """
            select secret_sealed as sealed
            from webhook_endpoints
            union all
            select previous_secret_sealed
            from webhook_endpoints
            """
        )
    return [row["sealed"] for row in rows if row["sealed"]]


def printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return " ".join(console.file.getvalue().split())


async def test_every_sealed_column_is_known(database: Database) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch(
            """
            select table_name || '.' || column_name as name
            from information_schema.columns
            where table_schema = 'public' and column_name like '%sealed%'
            order by 1
            """
        )
    assert sorted(column.name for column in sealed_columns.SEALED_COLUMNS) == [
        row["name"] for row in rows
    ]


async def test_a_tenants_webhook_works_before_during_and_after_a_rotation(
    open_api: ApiFactory, team: Team, environ: dict[str, str], database: Database
) -> None:
    made = await endpoint(team)
    path = "/" + made["url"].split("/", 3)[3]
    asked = "/" + made["initiation_url"].split("/", 3)[3]
    secret = {"X-Aftercall-Secret": TENANTS_OWN}
    await team.put(
        f"/api/webhook-endpoints/{made['id']}/initiation-secret", {"secret": TENANTS_OWN}
    )
    for number, keys in enumerate(([OLD], [NEW, OLD], [NEW])):
        if keys == [NEW]:
            assert await rotate_keys(with_keys(environ, NEW, OLD), Console(file=io.StringIO()))
        async with open_api(ENCRYPTION_KEY=",".join(keys)) as client:
            event = transcription(team.agent_id, f"conv_{number}")
            assert (await send(client, event, secret=TENANTS_OWN, path=path)).status_code == 202
            assert (await client.post(asked, json={}, headers=secret)).status_code == 200
    async with open_api(ENCRYPTION_KEY=OLD) as client:
        answer = await send(
            client, transcription(team.agent_id, "conv_9"), secret=TENANTS_OWN, path=path
        )
        assert answer.status_code == 503


async def test_a_second_run_changes_nothing(
    team: Team, environ: dict[str, str], database: Database
) -> None:
    for _ in range(3):
        await endpoint(team)
    sealer = Sealer(with_keys(environ, NEW, OLD).auth)
    first = await reseal(database, sealer)
    assert (first.resealed, first.current, first.unreadable) == (6, 0, 0)
    before = await stored(database)
    again = await reseal(database, sealer)
    assert (again.resealed, again.current) == (0, 6)
    assert await stored(database) == before


async def test_a_run_that_was_interrupted_goes_on(
    team: Team, environ: dict[str, str], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_columns, "BATCH", 2)
    for _ in range(5):
        await endpoint(team)
    settings, calls = with_keys(environ, NEW, OLD), 0

    class Stopped(Sealer):
        def reseal(self, sealed: bytes, *, context: str) -> bytes | None:
            nonlocal calls
            calls += 1
            if calls > 4:
                raise KeyboardInterrupt
            return super().reseal(sealed, context=context)

    with pytest.raises(KeyboardInterrupt):
        await reseal(database, Stopped(settings.auth))
    rest = await reseal(database, Sealer(settings.auth))
    assert (rest.resealed, rest.current) == (6, 4)
    assert (await reseal(database, Sealer(with_keys(environ, NEW).auth))).current == 10


async def test_what_opens_with_no_key_is_left_and_reported(
    team: Team, environ: dict[str, str], database: Database
) -> None:
    await endpoint(team)
    before = await stored(database)
    console = Console(file=io.StringIO(), width=200)
    assert not await rotate_keys(with_keys(environ, NEW, OTHER), console)
    assert "2 cannot be decrypted with the keys" in printed(console)
    assert await stored(database) == before


async def test_a_secret_that_is_changed_meanwhile_is_not_overwritten(
    team: Team, environ: dict[str, str], database: Database
) -> None:
    made = await endpoint(team)
    settings = with_keys(environ, NEW, OLD)
    sealer = Sealer(settings.auth)
    [column] = [
        each
        for each in sealed_columns.SEALED_COLUMNS
        if each.name == "webhook_endpoints.secret_sealed"
    ]
    async for page in sealed_columns.pages_of(database, column):
        [secret] = page
    async with database.connection(ALL_TENANTS) as conn:
        newer = sealer.seal("newer", context=made["id"])
        await conn.execute("update webhook_endpoints set secret_sealed = $1", newer)
        assert not await sealed_columns.replace_sealed(
            conn, column, secret, sealer.seal("x", context=secret.context)
        )
        assert await conn.fetchval("select secret_sealed from webhook_endpoints") == newer


def test_a_secret_is_opened_by_any_key_and_sealed_by_the_first(environ: dict[str, str]) -> None:
    old, both, new = (Sealer(with_keys(environ, *keys).auth) for keys in ([OLD], [NEW, OLD], [NEW]))
    sealed = old.seal("secret", context="a")
    assert both.open(sealed, context="a") == "secret"
    assert new.open(both.seal("secret", context="a"), context="a") == "secret"
    with pytest.raises(SecretUnreadable):
        new.open(sealed, context="a")
    with pytest.raises(SecretUnreadable):
        both.open(sealed, context="b")


@pytest.mark.parametrize("keys", ["short", f"{NEW},short", f"short,{OLD}", ","])
def test_each_key_must_be_long_enough(environ: dict[str, str], keys: str) -> None:
    with pytest.raises(
        SettingsInvalid, match="ENCRYPTION_KEY: every key must have 32 characters"
    ) as refused:
        load_settings({**environ, "ENCRYPTION_KEY": keys})
    assert "short" not in str(refused.value)


async def test_a_target_that_another_key_encrypted_is_a_problem(
    team: Team, environ: dict[str, str], settings: Settings, database: Database
) -> None:
    await new_target(team)
    async with database.connection(ALL_TENANTS) as conn:
        assert await secrets_problem(conn, Sealer(settings.auth)) is None
        problem = await secrets_problem(conn, Sealer(with_keys(environ, OTHER).auth))
    assert problem and "ENCRYPTION_KEY" in problem
