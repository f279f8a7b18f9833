"""Options of one run that differ from its tenant's settings."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from shared.domain.calls import Call
from shared.domain.steps import Step
from shared.domain.tenants import Tenant


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of a run. None leaves a setting as it is. `transcribe_again` transcribes the
    recording although there is a transcript.
    """

    language: str | None = None
    answer_language: str | None = None
    vocabulary: tuple[str, ...] | None = None
    skip_steps: frozenset[Step] | None = None
    transcribe_again: bool = False

    @classmethod
    def stored(cls, options: dict[str, object]) -> "RunOptions":
        """Reads the options from the form of `as_stored`; steps that this release does not know are
        left out.
        """
        vocabulary, steps = options.get("vocabulary"), options.get("skip_steps")
        return cls(
            language=_text_or_none(options.get("language")),
            answer_language=_text_or_none(options.get("answer_language")),
            vocabulary=tuple(map(str, vocabulary)) if isinstance(vocabulary, list) else None,
            skip_steps=frozenset(Step(step) for step in steps if step in set(Step))
            if isinstance(steps, list)
            else None,
            transcribe_again=options.get("transcribe_again") is True,
        )

    def as_stored(self) -> dict[str, object]:
        return {
            "language": self.language,
            "answer_language": self.answer_language,
            "vocabulary": _listed_texts(self.vocabulary),
            "skip_steps": _listed_texts(self.skip_steps),
            "transcribe_again": self.transcribe_again or None,
        }

    def of_tenant(self, tenant: Tenant) -> Tenant:
        return replace(
            tenant,
            language=self.language or tenant.language,
            answer_language=self.answer_language or tenant.answer_language,
            vocabulary=tenant.vocabulary if self.vocabulary is None else self.vocabulary,
            skipped_steps=tenant.skipped_steps if self.skip_steps is None else self.skip_steps,
        )

    def of_call(self, call: Call) -> Call:
        """Returns the options for a call. A requested language has priority over an earlier
        detected one.
        """
        return replace(call, language=self.language) if self.language else call


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _listed_texts(values: Collection[str] | None) -> list[str] | None:
    return None if values is None else sorted(values)
