"""The steps of a call's pipeline, what each one needs, and the text that people read
while it runs.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from shared.domain.statuses import JobKind


class Step(StrEnum):
    """The steps in the order in which people read them. `worker/steps` has a module of
    each name.
    """

    FETCH_TRANSCRIPT = "fetch_transcript"
    FETCH_RECORDING = "fetch_recording"
    TRANSCRIBE = "transcribe"
    SUMMARIZE = "summarize"
    DETECT_CALLBACK = "detect_callback"
    EXTRACT_LEAD = "extract_lead"
    WRITE_DOCUMENT = "write_document"
    INDEX_TRANSCRIPT = "index_transcript"
    INDEX_SUMMARY = "index_summary"
    INDEX_DOCUMENT = "index_document"
    SCHEDULE_CALLBACK = "schedule_callback"

    @property
    def doing(self) -> str:
        """Returns the text that people read while it runs."""
        return _GRAPH[self].doing

    @property
    def needs(self) -> frozenset["Step"]:
        """Returns the steps whose results it uses."""
        return _GRAPH[self].needs


@dataclass(frozen=True, slots=True)
class _Node:
    doing: str
    needs: frozenset[Step] = frozenset()


_GRAPH = {
    Step.FETCH_TRANSCRIPT: _Node("fetching the transcript"),
    Step.FETCH_RECORDING: _Node("fetching the recording"),
    Step.TRANSCRIBE: _Node(
        "transcribing", frozenset({Step.FETCH_TRANSCRIPT, Step.FETCH_RECORDING})
    ),
    Step.SUMMARIZE: _Node("summarizing", frozenset({Step.TRANSCRIBE})),
    Step.DETECT_CALLBACK: _Node("looking for a callback", frozenset({Step.TRANSCRIBE})),
    Step.EXTRACT_LEAD: _Node("reading the caller's details", frozenset({Step.TRANSCRIBE})),
    Step.WRITE_DOCUMENT: _Node("writing the document", frozenset({Step.TRANSCRIBE})),
    Step.INDEX_TRANSCRIPT: _Node("indexing the transcript", frozenset({Step.TRANSCRIBE})),
    Step.INDEX_SUMMARY: _Node("indexing the summary", frozenset({Step.SUMMARIZE})),
    Step.INDEX_DOCUMENT: _Node("indexing the document", frozenset({Step.WRITE_DOCUMENT})),
    Step.SCHEDULE_CALLBACK: _Node(
        "scheduling the callback", frozenset({Step.DETECT_CALLBACK, Step.EXTRACT_LEAD})
    ),
}

STEPS_OF: dict[JobKind, tuple[Step, ...]] = {
    JobKind.PROCESS_CALL: tuple(Step),
    JobKind.ATTACH_RECORDING: (Step.FETCH_RECORDING,),
    JobKind.REINDEX_CALL: (Step.INDEX_TRANSCRIPT, Step.INDEX_SUMMARY, Step.INDEX_DOCUMENT),
}


def with_followers(steps: Collection[Step]) -> tuple[Step, ...]:
    """Returns these steps and all that depend on them, directly or not, in the pipeline's order."""
    wanted = set(steps)
    while more := {step for step in Step if wanted & step.needs} - wanted:
        wanted |= more
    return tuple(step for step in Step if step in wanted)


# Steps whose results can be produced again from a transcript.
MADE_OF_TRANSCRIPT = tuple(
    step for step in with_followers((Step.TRANSCRIBE,)) if step is not Step.TRANSCRIBE
)
# Repeating these steps replaces all earlier results.
BEFORE_TRANSCRIPT = tuple(step for step in Step if step not in MADE_OF_TRANSCRIPT)
