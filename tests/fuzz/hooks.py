"""What schemathesis has to know of the API: values of formats that no standard names."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

import schemathesis
from hypothesis import strategies as st

from api.http import cursors

FIRST = datetime(1970, 1, 1, tzinfo=UTC)

schemathesis.openapi.format("iana-time-zone", st.sampled_from(sorted(available_timezones())))
schemathesis.openapi.format(
    "cron", st.sampled_from(["0 9 * * 1-5", "*/10 * * * *", "@daily", "0 0 29 2 *", "30 8 L * *"])
)
schemathesis.openapi.format(
    "cursor",
    st.builds(
        lambda days, last: cursors.encode(FIRST + timedelta(days), last),
        st.integers(0, 80_000),
        st.uuids(),
    ),
)


@schemathesis.hook  # type: ignore[untyped-decorator]
def before_load_schema(context: Any, raw_schema: Any) -> None:
    """Idempotency-Key is left out: a key that came with another request is refused, which no schema
    can say.
    """
    for item in raw_schema["paths"].values():
        for operation in item.values():
            given = operation.get("parameters", [])
            operation["parameters"] = [
                one for one in given if one["name"].lower() != "idempotency-key"
            ]


@schemathesis.hook  # type: ignore[untyped-decorator]
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """No other host is asked for a recording: names below .invalid lead nowhere (RFC 2606)."""
    body = case.body
    for one in [body, *(body.get("recordings") or ())] if isinstance(body, dict) else ():
        if isinstance(one, dict) and str(one.get("recording_url", "")).startswith("http"):
            one["recording_url"] = "https://recordings.invalid/call.mp3"
