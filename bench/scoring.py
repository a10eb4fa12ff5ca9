"""Scoring responses of every instrument, beside a bare sum over the same answers. No database has a part in it."""

import time
from collections.abc import Callable, Sequence
from random import Random

from bench.measure import Figure, middle
from server.questionnaires.library import instruments
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.rules.scoring import RawAnswers, score, strict_total

RESPONSES = 20_000  # of each instrument, in each round
ROUNDS = 5
GAPS = 0.005  # share of the answers that are missing
# The job that refreshes summaries needs ten totals of each course, and shall do 2,000 courses a second (design, section
# 10): scoring may take a fifth of that time.
LEAST_TOTALS_PER_SECOND = 100_000

Turn = tuple[float, float, float]  # seconds: of the totals alone, of all scales, of the bare sum


def run(scale: float) -> list[Figure]:
    """Responses per second: the totals that a job needs, all scales as pages and exports show them; and the latter
    instrument by instrument."""
    count = max(round(RESPONSES * scale), 1)
    rng = Random(20261122)
    figures, rounds = [], []
    for known in instruments():
        filled_in = [_answers(known, rng) for _ in range(count)]
        turns = [_turn(known, filled_in) for _ in range(ROUNDS)]
        rounds.append(turns)
        _, scales, bare = (middle(seconds) for seconds in zip(*turns, strict=True))
        figures.append(_figure(f"all scales of {known.title}, {len(known.items)} items", count / scales, count / bare))
    # Of all instruments together, each round is the sum of its parts.
    together = [tuple(map(sum, zip(*turns, strict=True))) for turns in zip(*rounds, strict=True)]
    totals, scales, bare = (len(figures) * count / middle(seconds) for seconds in zip(*together, strict=True))
    return [
        _figure("totals, all instruments in equal parts", totals, bare, LEAST_TOTALS_PER_SECOND),
        _figure("all scales, all instruments in equal parts", scales, bare),
        *figures,
    ]


def _answers(known: Instrument, rng: Random) -> RawAnswers:
    return {item.key: None if rng.random() < GAPS else rng.randint(item.lowest, item.highest) for item in known.items}


def _turn(known: Instrument, filled_in: Sequence[RawAnswers]) -> Turn:
    return (
        _seconds(lambda: [strict_total(known, each) for each in filled_in]),
        _seconds(lambda: [score(known, each).scales for each in filled_in]),
        _seconds(lambda: [sum(value for value in each.values() if type(value) is int) for each in filled_in]),
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _figure(what: str, ours: float, bare: float, target: int | None = None) -> Figure:
    return Figure(
        what=what,
        database="none",
        unit="responses/s",
        ours=ours,
        yardstick=bare,
        yardstick_name="a bare sum of the same answers",
        target="none" if target is None else f"> {target:,}/s",
        met=None if target is None else ours > target,
    )
