"""Whatever people do, a summary that was refreshed now and then equals one that is computed from nothing."""

from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.builders import World
from tests.databases import postgresql_later
from tests.rebuilding import machine_on


@postgresql_later
def test_a_rebuilt_summary_equals_the_one_that_grew_whatever_was_done(world: World) -> None:
    # A failure is not made smaller here: that takes minutes, and the steps are printed all the same.
    short = settings(max_examples=12, stateful_step_count=30, derandomize=True, database=None, phases=[Phase.generate])
    run_state_machine_as_test(machine_on(world), settings=short)
