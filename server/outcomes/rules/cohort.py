"""The table of a clinic's outcomes: courses in one after the other, figures out. Pure.

Nothing is kept of a course but its part in the sums and whose it was, so that five thousand need little memory. Sums
are exact: the order of the courses makes no difference.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from server.outcomes.rules.figures import Count, Quartiles, Rate, Share, Spread, Sum, quartiles, rate
from server.outcomes.rules.intervals import Interval, of_mean
from server.outcomes.rules.reliable_change import Reliable, reliable_change
from server.outcomes.rules.response import is_remission, is_response, may_remit
from server.outcomes.rules.samples import Sample, Scores, is_ill_enough, is_in
from server.outcomes.rules.strata import Stratum, Traits, in_order, stratum_of
from server.outcomes.rules.thresholds import Thresholds, exact


@dataclass(frozen=True, slots=True)
class Case:
    """One course with what the table needs. adverse: its signed adverse events; serious: how many of them were."""

    patient: object
    scores: Scores
    traits: Traits
    adverse: int = 0
    serious: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line. ill_only: only baselines of 10 or more. stratum: "" for all together.

    n: courses. change: end minus baseline in points, with its interval; d: the improvement / SD of the baseline
    (Cohen), positive is better. response, remission, deterioration: None where the scale has no rule for it; remission
    is of those whose baseline was ill enough for it. missing: without a score at the end of the acute phase.
    """

    sample: Sample
    ill_only: bool
    stratum: str
    n: int
    baseline: Spread
    end: Spread
    change: Spread
    change_interval: Interval | None
    d: float | None
    response: Share | None
    remission: Share | None
    deterioration: Share | None
    missing: Share
    sessions: Quartiles
    adverse_of_patients: Rate
    adverse_of_sessions: Rate
    serious: int


@dataclass(slots=True)
class _Tally:
    """The sums behind one row."""

    n: int = 0
    baseline: Sum = field(default_factory=Sum)
    end: Sum = field(default_factory=Sum)
    change: Sum = field(default_factory=Sum)
    response: Count = field(default_factory=Count)
    remission: Count = field(default_factory=Count)
    deterioration: Count = field(default_factory=Count)
    missing: Count = field(default_factory=Count)
    sessions: Counter[int] = field(default_factory=Counter)
    patients: set[object] = field(default_factory=set)
    adverse: int = 0
    serious: int = 0

    def add(self, case: Case, thresholds: Thresholds) -> None:
        scores = case.scores
        before, last = scores.baseline, scores.last
        self.n += 1
        if before is not None:
            self.baseline.add(exact(before))
        if last is not None:
            self.end.add(exact(last))
        if before is not None and last is not None:
            self.change.add(exact(last) - exact(before))
            self.deterioration.add(reliable_change(before, last, thresholds) is Reliable.DETERIORATION)
            self.response.add(is_response(before, last, thresholds))
            if may_remit(before, thresholds):
                self.remission.add(is_remission(before, last, thresholds))
        else:
            # Only in the full cohort, where what is missing counts as no response and no remission.
            self.response.add(False)
            if before is None or may_remit(before, thresholds):
                self.remission.add(False)
        self.missing.add(scores.end is None)
        self.sessions[scores.sessions] += 1
        self.patients.add(case.patient)
        self.adverse += case.adverse
        self.serious += case.serious


@dataclass(frozen=True, slots=True)
class Table:
    """Adds up cases; `rows` gives what they came to so far."""

    thresholds: Thresholds
    by: Stratum
    samples: Sequence[Sample]
    severities: Sequence[str]
    _tallies: dict[tuple[Sample, bool, str], _Tally] = field(default_factory=dict)

    def add(self, case: Case) -> None:
        """Count the course in every line that it belongs to."""
        stratum = stratum_of(self.by, case.traits)
        is_ill = is_ill_enough(case.scores, self.thresholds)
        for sample in self.samples:
            if not is_in(sample, case.scores, self.thresholds):
                continue
            for name in {"", stratum}:
                self._tally(sample, False, name).add(case, self.thresholds)
                if is_ill:
                    self._tally(sample, True, name).add(case, self.thresholds)

    def _tally(self, sample: Sample, ill_only: bool, stratum: str) -> _Tally:
        return self._tallies.setdefault((sample, ill_only, stratum), _Tally())

    def rows(self) -> list[Row]:
        """All lines: the samples in their order, each without and then with the filter of the baseline, and of each
        all courses first, then the strata. A sample without a course has its line all the same."""
        strata = in_order(self.by, [name for name in {name for _, _, name in self._tallies} if name], self.severities)
        filters = (False, True) if self.thresholds.remission_from is not None else (False,)
        return [
            _row(sample, ill_only, name, self._tallies.get((sample, ill_only, name), _Tally()), self.thresholds)
            for sample in self.samples
            for ill_only in filters
            for name in ["", *strata]
        ]


def table_of(
    cases: Iterable[Case], thresholds: Thresholds, by: Stratum, samples: Sequence[Sample], severities: Sequence[str]
) -> list[Row]:
    """The lines of a table of these courses. severities: the bands of the scale's baseline, the mildest first."""
    table = Table(thresholds, by, samples, severities)
    for case in cases:
        table.add(case)
    return table.rows()


def _row(sample: Sample, ill_only: bool, stratum: str, tally: _Tally, thresholds: Thresholds) -> Row:
    baseline, change = tally.baseline.spread(), tally.change.spread()
    knows_remission = thresholds.remission_below is not None
    sessions = sum(number * count for number, count in tally.sessions.items())
    return Row(
        sample=sample,
        ill_only=ill_only,
        stratum=stratum,
        n=tally.n,
        baseline=baseline,
        end=tally.end.spread(),
        change=change,
        change_interval=_interval_of(change, tally.change.n),
        d=_effect_size(change, baseline, thresholds),
        response=tally.response.share() if thresholds.defines_response else None,
        remission=tally.remission.share() if knows_remission else None,
        deterioration=None if thresholds.reliable is None else tally.deterioration.share(),
        missing=tally.missing.share(),
        sessions=quartiles(tally.sessions),
        adverse_of_patients=rate(tally.adverse, len(tally.patients), 1_000),
        adverse_of_sessions=rate(tally.adverse, sessions, 10_000),
        serious=tally.serious,
    )


def _interval_of(change: Spread, n: int) -> Interval | None:
    return None if change.mean is None or change.sd is None else of_mean(change.mean, change.sd, n)


def _effect_size(change: Spread, baseline: Spread, thresholds: Thresholds) -> float | None:
    """Cohen's d: mean change / SD of the baseline (clinical reference 4.4), positive is better."""
    if change.mean is None or not baseline.sd:
        return None
    better = change.mean if thresholds.higher_is_better else -change.mean
    return better / baseline.sd
