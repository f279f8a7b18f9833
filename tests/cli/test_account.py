"""The zone that `aftercall up` gives its account."""

from pathlib import Path

import pytest

from cli.account import machine_zone


@pytest.fixture
def etc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TZ", raising=False)
    return tmp_path


def test_the_machines_zone_is_where_its_clock_is_linked_to(etc: Path) -> None:
    (etc / "localtime").symlink_to("/var/db/timezone/zoneinfo/America/Denver")
    (etc / "timezone").write_text("Europe/Berlin\n")
    assert machine_zone(etc) == "America/Denver"


def test_the_machines_zone_may_be_written_down(etc: Path) -> None:
    (etc / "localtime").write_bytes(b"TZif2")
    (etc / "timezone").write_text("Europe/Berlin\n")
    assert machine_zone(etc) == "Europe/Berlin"


def test_the_environment_goes_before_the_machine(
    etc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (etc / "timezone").write_text("Europe/Berlin\n")
    monkeypatch.setenv("TZ", ":Asia/Tokyo")
    assert machine_zone(etc) == "Asia/Tokyo"
    monkeypatch.setenv("TZ", "EST5EDT,M3.2.0,M11.1.0")
    assert machine_zone(etc) == "Europe/Berlin"


def test_a_machine_that_does_not_say_has_no_zone(etc: Path) -> None:
    assert machine_zone(etc) is None
