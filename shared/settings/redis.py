"""The connection to Redis."""

from urllib.parse import quote

from pydantic import Field, SecretStr

from shared.settings.group import Group, RedisUrl


class QueueSettings(Group):
    redis_url: RedisUrl | None = Field(
        None,
        alias="REDIS_URL",
        description="Address of Redis or Valkey. Unset, `aftercall up` starts a server.",
    )
    host: str = Field(
        "127.0.0.1", alias="REDIS_HOST", description="Host of Redis, if there is no URL."
    )
    port: int = Field(
        6379, alias="REDIS_PORT", description="Port of Redis, with REDIS_HOST.", ge=1, le=65535
    )
    password: SecretStr | None = Field(
        None, alias="REDIS_PASSWORD", description="Password of Redis, with REDIS_HOST."
    )
    max_connections: int = Field(
        20,
        alias="REDIS_MAX_CONNECTIONS",
        description="Largest number of connections of each process.",
        ge=2,
    )
    socket_timeout_s: float = Field(
        2, alias="REDIS_SOCKET_TIMEOUT_S", description="Seconds for one answer of Redis.", gt=0
    )
    connect_timeout_s: float = Field(
        2, alias="REDIS_CONNECT_TIMEOUT_S", description="Seconds to open a connection.", gt=0
    )

    @property
    def url(self) -> str:
        if self.redis_url:
            return self.redis_url.get_secret_value()
        password = f":{quote(self.password.get_secret_value(), safe='')}@" if self.password else ""
        return f"redis://{password}{self.host}:{self.port}/0"
