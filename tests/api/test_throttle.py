"""Guessing is slowed down in the database, without keeping the owner of an account out."""

import threading
from datetime import timedelta

import pytest

from server.errors import TooManyAttempts
from server.people.actions.throttle import forget_throttles, note_failure, note_success, require_allowance
from server.people.models.throttle import Throttle
from server.people.queries.throttle import throttles_of
from tests.builders import World
from tests.conftest import Clock

KIM, HERE, ELSEWHERE = "account:kim", "address:192.0.2.1", "address:198.51.100.7"


def fail(world: World, times: int, *subjects: str) -> None:
    for _ in range(times):
        world.run(note_failure, "password", subjects, world.clock.now)


def seconds_to_wait(world: World, *subjects: str) -> int:
    """0: an attempt is allowed now."""
    try:
        world.run(require_allowance, "password", subjects, world.clock.now)
    except TooManyAttempts as refused:
        return int(str(refused.details["seconds"]))
    return 0


def test_guessing_at_one_account_from_one_address_slows_down(world: World, clock: Clock) -> None:
    fail(world, 5, KIM, HERE)
    assert seconds_to_wait(world, KIM, HERE) == 0
    fail(world, 1, KIM, HERE)
    assert seconds_to_wait(world, KIM, HERE) == 30
    clock.move(seconds=29)
    assert seconds_to_wait(world, KIM, HERE) == 1
    clock.move(seconds=1)
    assert seconds_to_wait(world, KIM, HERE) == 0
    fail(world, 1, KIM, HERE)
    assert seconds_to_wait(world, KIM, HERE) == 60


def test_whoever_guesses_elsewhere_does_not_keep_the_owner_out(world: World) -> None:
    fail(world, 50, KIM, ELSEWHERE)
    assert seconds_to_wait(world, KIM, ELSEWHERE) == 900
    assert seconds_to_wait(world, KIM, HERE) == 0


def test_where_the_owner_signed_in_lately_even_a_thousand_guesses_from_everywhere_do_not_matter(
    world: World, clock: Clock
) -> None:
    world.run(note_success, "password", [KIM, HERE], clock.now)
    for number in range(101):
        fail(world, 1, KIM, f"address:203.0.113.{number}")
    assert seconds_to_wait(world, KIM, ELSEWHERE) == 10
    assert seconds_to_wait(world, KIM, HERE) == 0
    clock.move(days=30)
    fail(world, 101, KIM)
    assert seconds_to_wait(world, KIM, HERE) == 10  # no longer known here


def test_one_password_tried_on_many_accounts_slows_its_address_down(world: World) -> None:
    for number in range(51):
        fail(world, 1, f"account:{number}", HERE)
    assert seconds_to_wait(world, "account:new", HERE) == 10
    assert seconds_to_wait(world, "account:new", ELSEWHERE) == 0


def test_a_success_ends_the_series_of_the_pair_but_not_that_of_the_address(world: World, clock: Clock) -> None:
    fail(world, 51, KIM, HERE)
    world.run(note_success, "password", [KIM, HERE], clock.now)
    assert seconds_to_wait(world, KIM, HERE) == 0
    assert seconds_to_wait(world, "account:other", HERE) == 10


def test_a_series_is_forgotten_after_a_day_and_its_row_removed(world: World, clock: Clock) -> None:
    fail(world, 6, KIM, HERE)
    clock.move(days=1)
    fail(world, 1, KIM, HERE)
    assert seconds_to_wait(world, KIM, HERE) == 0
    clock.move(days=1)
    fail(world, 1, "account:late", ELSEWHERE)  # counts on
    assert world.run(forget_throttles, clock.now) == 3
    assert world.count(Throttle) == 3


def test_other_kinds_of_proof_are_not_slowed_down(world: World, clock: Clock) -> None:
    fail(world, 20, KIM, HERE)
    world.run(require_allowance, "code", [KIM, HERE], clock.now)


def test_attempts_sent_at_once_count_one_by_one(world: World, clock: Clock) -> None:
    """Otherwise as many guesses were free as the server has threads."""
    outcomes: list[str] = []

    def attempt() -> None:
        with world.transaction():
            try:
                require_allowance("password", [KIM, HERE], clock.now)
            except TooManyAttempts:
                outcomes.append("refused")
            else:
                note_failure("password", [KIM, HERE], clock.now)
                outcomes.append("tried")

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["refused"] * 6 + ["tried"] * 6


def test_an_attempt_waits_for_its_own_series_alone(world: World) -> None:
    fail(world, 1, KIM)
    fail(world, 1, ELSEWHERE)
    (kims, _) = sorted(each.key for each in world.rows(Throttle))
    with world.transaction():
        assert set(throttles_of([kims], locked=True)) == {kims}


def test_nobody_is_no_subject(world: World) -> None:
    with pytest.raises(ValueError, match="nobody"):
        world.run(require_allowance, "password", [], world.clock.now + timedelta(0))
