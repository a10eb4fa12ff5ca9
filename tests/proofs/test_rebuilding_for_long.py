"""The long run of tests/jobs/test_rebuilding: summaries that grew equal summaries that were rebuilt."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.builders import World
from tests.rebuilding import machine_on


def test_a_rebuilt_summary_equals_the_one_that_grew_for_long(world: World) -> None:
    long = settings(max_examples=80, stateful_step_count=60, deadline=None, derandomize=True, database=None)
    run_state_machine_as_test(machine_on(world), settings=long)
