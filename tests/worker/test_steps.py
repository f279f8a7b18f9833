"""Every step of the pipeline has one object, in a module of its name, and a place in the graph."""

import importlib

import pytest

from shared.domain.steps import (
    BEFORE_TRANSCRIPT,
    MADE_OF_TRANSCRIPT,
    Step,
    with_followers,
)
from worker.checkpoints import PipelineStep


@pytest.mark.parametrize("step", Step)
def test_a_step_has_one_object_in_a_module_of_its_name(step: Step) -> None:
    module = importlib.import_module(f"worker.steps.{step}")
    found = [
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, PipelineStep)
        and each.__module__ == module.__name__
    ]
    assert [each.name for each in found] == [step]


@pytest.mark.parametrize("step", Step)
def test_a_step_comes_after_what_it_needs(step: Step) -> None:
    order = list(Step)
    assert step.doing
    assert all(order.index(needed) < order.index(step) for needed in step.needs)


def test_what_uses_a_result_follows_it_at_any_distance() -> None:
    assert with_followers([Step.SUMMARIZE]) == (Step.SUMMARIZE, Step.INDEX_SUMMARY)
    assert with_followers([Step.EXTRACT_LEAD]) == (Step.EXTRACT_LEAD, Step.SCHEDULE_CALLBACK)
    assert set(with_followers([Step.FETCH_RECORDING])) == set(Step) - {Step.FETCH_TRANSCRIPT}
    assert {*BEFORE_TRANSCRIPT, *MADE_OF_TRANSCRIPT} == set(Step)
    assert Step.TRANSCRIBE in BEFORE_TRANSCRIPT
