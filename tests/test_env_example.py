"""Every setting is documented where people look for it, and reaches the containers."""

from pathlib import Path

import yaml

from shared.settings.load import Settings, load_settings

ROOT = Path(__file__).parents[1]
ALIASES = {
    field.alias
    for group in Settings.model_fields.values()
    for field in group.annotation.model_fields.values()  # type: ignore[union-attr]
}
COMPOSE_ONLY = {
    "POSTGRES_PASSWORD",
    "POSTGRES_APP_PASSWORD",
    "VALKEY_PASSWORD",
    "API_ADDRESS",
    "API_PORT",
    "DOMAIN",
    "FORWARDED_ALLOW_IPS",
    "STOP_GRACE",
}
# Compose names its own Redis by URL and its volume in the images.
SET_BY_COMPOSE = {"REDIS_HOST", "REDIS_PORT", "REDIS_PASSWORD", "AFTERCALL_DATA_DIR"}

# The password of the role that owns the tables does not reach programs that strangers reach.
ONLY_TO_MIGRATE = {"DATABASE_MIGRATE_URL"}


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_env_example_names_every_setting_and_no_other() -> None:
    assert set(example()) == ALIASES | COMPOSE_ONLY


def test_env_example_shows_the_defaults() -> None:
    needed = {
        "DATABASE_URL": "postgresql://",
        "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
        "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
        "DOCS_ENABLED": "true",
    }
    shown = {name: value for name, value in example().items() if value}
    assert load_settings(needed | shown) == load_settings(needed)


def test_compose_hands_every_setting_on() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    handed_on = ALIASES - SET_BY_COMPOSE - ONLY_TO_MIGRATE | {"FORWARDED_ALLOW_IPS"}
    for service in ("api", "worker"):
        assert set(compose["services"][service]["environment"]) == handed_on
    assert set(compose["services"]["migrate"]["environment"]) == handed_on | ONLY_TO_MIGRATE
