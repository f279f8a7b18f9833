"""Libraries' lines: what kind of thing happened and where, never the values in it."""

import asyncio
import json
import logging

import pytest

from shared.telemetry.logs import LibraryLine, plain

PLANTED = "+15035550142"


def line_of(
    message: object, *arguments: object, error: BaseException | None = None, console: bool = False
) -> str:
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(
        "arq.worker", logging.ERROR, __file__, 1, message, arguments, exc_info
    )
    return LibraryLine(console=console).format(record)


def raised(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as caught:
        return caught


@pytest.mark.parametrize("console", [False, True])
def test_line_names_the_error_and_its_place_without_the_values(console: bool) -> None:
    error = raised(ValueError(f"Key (number)=({PLANTED}) already exists."))
    line = line_of("job %s failed with %s", PLANTED, PLANTED, error=error, console=console)
    assert PLANTED not in line
    assert "job %s failed with %s" in line
    assert "ValueError" in line
    assert "raised" in line


def test_line_stops_where_a_traceback_or_a_task_is_quoted() -> None:
    line = line_of(
        f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{PLANTED}')>"
    )
    assert json.loads(line)["event"] == "Task exception was never retrieved"


def test_line_of_a_callback_that_failed_is_without_what_it_was_given(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop = asyncio.new_event_loop()
    loop.call_soon(int, f"no {PLANTED}")
    loop.run_until_complete(asyncio.sleep(0.01))
    loop.close()
    (record,) = caplog.records
    assert PLANTED in record.getMessage()
    line = json.loads(LibraryLine(console=False).format(record))
    assert (line["event"], line["error"]) == ("Exception in callback", "ValueError")
    assert PLANTED not in str(line)


def test_line_of_an_error_alone_is_its_kind() -> None:
    assert json.loads(line_of(raised(ValueError(PLANTED))))["event"] == "ValueError"
    assert (
        json.loads(line_of(OSError(98, "address already in use", PLANTED)))["event"]
        == "address already in use"
    )


@pytest.mark.parametrize("word", [PLANTED, "call me back", "a" * 65, "post\ncall", ""])
def test_a_senders_word_that_is_no_word_is_not_logged(word: str) -> None:
    assert plain(word) == "no plain word"
    assert plain("post_call_audio.v") == "post_call_audio.v"
