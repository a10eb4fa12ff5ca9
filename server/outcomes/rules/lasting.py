"""What became of a course after its end, over many courses: durability, relapse, and the published quality measures.

Pure. Each figure has its own N, since each asks for something else; who was not asked yet is in none of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from server.outcomes.rules.durability import VISIT_REACH, VISITS, YEAR_REACH, is_durable
from server.outcomes.rules.figures import Count, Share
from server.outcomes.rules.response import is_remission, is_response
from server.outcomes.rules.samples import Sample, Scores, is_ill_enough, is_in
from server.outcomes.rules.thresholds import Thresholds
from server.questionnaires.rules.schedule import months_after


@dataclass(frozen=True, slots=True)
class Later:
    """What is known of a course after its acute phase. visits, after_a_year, half_a_year: see `durability`.

    relapsed: by score. treated_again: a further course began, or hospital; neither is a score.
    """

    baseline_on: date | None
    last_session_on: date
    visits: Mapping[int, float]
    after_a_year: float | None
    half_a_year: float | None
    relapsed: bool
    treated_again: bool


@dataclass(frozen=True, slots=True)
class Lasting:
    """All of ITT courses.

    asked_after_a_year: answered 12 months +-60 days after the baseline, of those whose time for it is over; response
    and remission then, of all of these: who did not answer counts as no (clinical reference 4.1).
    remission_half_a_year: 4 to 8 months after the baseline, in the same way. durable: responders who still were one at
    every visit to 12 months, of those that can be judged. relapsed: of those with a score at the end of the acute
    phase; treated_again: of all.
    """

    asked_after_a_year: Share
    response_after_a_year: Share | None
    remission_after_a_year: Share | None
    remission_half_a_year: Share | None
    durable: Share | None
    relapsed: Share | None
    treated_again: Share


@dataclass(slots=True)
class Followed:
    """Adds up courses one by one. today: at the clinic. half_year_ends: months after the baseline."""

    thresholds: Thresholds
    today: date
    half_year_ends: int
    _asked: Count = field(default_factory=Count)
    _response: Count = field(default_factory=Count)
    _remission: Count = field(default_factory=Count)
    _half: Count = field(default_factory=Count)
    _durable: Count = field(default_factory=Count)
    _relapsed: Count = field(default_factory=Count)
    _again: Count = field(default_factory=Count)

    def add(self, scores: Scores, later: Later) -> None:
        """Count one course in every figure that it belongs to."""
        if not is_in(Sample.ITT, scores, self.thresholds) or scores.baseline is None or later.baseline_on is None:
            return
        before = scores.baseline
        is_ill = self.thresholds.remission_from is None or is_ill_enough(scores, self.thresholds)
        if is_ill and months_after(later.baseline_on, 12) + YEAR_REACH < self.today:
            at = later.after_a_year
            self._asked.add(at is not None)
            self._response.add(at is not None and is_response(before, at, self.thresholds))
            self._remission.add(at is not None and is_remission(before, at, self.thresholds))
        if is_ill and months_after(later.baseline_on, self.half_year_ends) < self.today:
            half = later.half_a_year
            self._half.add(half is not None and is_remission(before, half, self.thresholds))
        if months_after(later.last_session_on, VISITS[-1]) + VISIT_REACH < self.today and scores.end is not None:
            lasts = is_durable(before, scores.end, later.visits, self.thresholds)
            if lasts is not None:
                self._durable.add(lasts)
        if scores.end is not None:
            self._relapsed.add(later.relapsed)
        self._again.add(later.treated_again)

    def figures(self) -> Lasting:
        """What they came to."""
        known = self.thresholds
        remits = known.remission_below is not None
        return Lasting(
            asked_after_a_year=self._asked.share(),
            response_after_a_year=self._response.share() if known.defines_response else None,
            remission_after_a_year=self._remission.share() if remits else None,
            remission_half_a_year=self._half.share() if remits else None,
            durable=self._durable.share() if known.defines_response else None,
            relapsed=None if known.relapse_from is None else self._relapsed.share(),
            treated_again=self._again.share(),
        )
