"""Whether what was reached lasts: visits after the course, and the published quality measures. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from server.outcomes.rules.baseline import Reading
from server.outcomes.rules.response import is_response
from server.outcomes.rules.thresholds import Thresholds
from server.questionnaires.rules.schedule import months_after

VISITS = (3, 6, 9, 12)  # months after the last session: Dunner 2014 (clinical reference 4.1)
VISIT_REACH = timedelta(days=45)  # half-way to the next visit; ours
YEAR_REACH = timedelta(days=60)  # 12 months +-60 days, as the published quality measures have it


def find_visit(readings: Sequence[Reading], since: date, months: int, reach: timedelta) -> Reading | None:
    """The answer nearest to so many months after `since`, at most `reach` away; of two as near, the later."""
    due_on = months_after(since, months)
    near = [each for each in readings if abs(each.on - due_on) <= reach]
    return min(reversed(near), key=lambda each: abs(each.on - due_on), default=None)


def visits_after(readings: Sequence[Reading], last_session_on: date) -> dict[int, float]:
    """Months after the last session -> the total of that visit, for the visits that there were."""
    if not readings or readings[-1].on < months_after(last_session_on, VISITS[0]) - VISIT_REACH:
        return {}
    found = {months: find_visit(readings, last_session_on, months, VISIT_REACH) for months in VISITS}
    return {months: each.total for months, each in found.items() if each is not None}


def is_durable(baseline: float, at_end: float, visits: Mapping[int, float], thresholds: Thresholds) -> bool | None:
    """Whether a response at the end of the acute phase still holds at every visit up to 12 months.

    False as soon as one visit is no response; None for who was no responder, and while the visit at 12 months is
    missing: who did not come is neither. A visit before it that was missed is passed over.
    Source: Dunner 2014: 62.5 % of 120 (clinical reference 4.1).
    """
    if not is_response(baseline, at_end, thresholds):
        return None
    if any(is_response(baseline, total, thresholds) is False for total in visits.values()):
        return False
    return True if VISITS[-1] in visits else None


def total_after_a_year(readings: Sequence[Reading], baseline_on: date) -> float | None:
    """The total that the quality measures are read from: nearest to 12 months after the baseline, at most 60 days away.

    Source: the 12-month response and remission measures (clinical reference 4.1).
    """
    found = find_visit(readings, baseline_on, 12, YEAR_REACH)
    return None if found is None else found.total


def total_after_months(readings: Sequence[Reading], baseline_on: date, first: int, last: int) -> float | None:
    """The last total from `first` to `last` months after the baseline: HEDIS DRR-E looks at 4 to 8 (unverified)."""
    opens, closes = months_after(baseline_on, first), months_after(baseline_on, last)
    return next((each.total for each in reversed(readings) if opens <= each.on <= closes), None)
