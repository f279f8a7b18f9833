"""The proxy configuration in the documents fits the limits of the API behind it."""

import re
from pathlib import Path

from api.http.connections import MAX_HEAD_BYTES, MAX_URL_BYTES
from api.routes.processing import DIRECT_WAIT_S
from shared.settings.load import load_settings

PAGE = (Path(__file__).parents[1] / "docs" / "how-to" / "reverse-proxy.md").read_text()
UNITS = {"": 1, "s": 1, "k": 1024, "m": 2**20}
REQUIRED = {
    "DATABASE_URL": "postgresql://",
    "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
    "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
}


def config() -> str:
    found = re.search(r"```nginx\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return re.sub(r"#.*", "", found[1])


def value(directive: str) -> int:
    found = re.findall(rf"^\s*{directive} (?:\d+ )?(\d+)([smk]?);", config(), re.MULTILINE)
    assert len(found) == 1, directive
    number, unit = found[0]
    return int(number) * UNITS[unit]


def test_every_block_and_directive_is_closed() -> None:
    assert config().count("{") == config().count("}")
    assert all(line.strip()[-1] in ";{}" for line in config().splitlines() if line.strip())


def test_the_proxys_limits_are_the_apis() -> None:
    settings = load_settings(REQUIRED)
    assert (
        value("client_max_body_size")
        >= settings.ingest.max_spooled_bytes
        > value("client_max_body_size") - 2**20
    )
    assert value("large_client_header_buffers") == MAX_URL_BYTES
    assert 4 * value("large_client_header_buffers") <= MAX_HEAD_BYTES
    assert value("client_header_timeout") == settings.connections.head_timeout_s
    assert value("client_body_timeout") == settings.ingest.body_timeout_s
    assert value("proxy_read_timeout") > DIRECT_WAIT_S
