"""Ill again after the acute phase. Pure."""

from collections.abc import Sequence
from datetime import date

from server.outcomes.rules.baseline import Reading
from server.outcomes.rules.thresholds import Thresholds, improvement, is_as_ill


def relapsed_on(readings: Sequence[Reading], end_of_acute: Reading | None, thresholds: Thresholds) -> date | None:
    """The day of the first later answer that is a relapse: a PHQ-9 of 10 or more and 5 or more points above the end of
    the acute phase. None: there is none, the acute phase has no closing score, or the scale has no such numbers.

    Ours (clinical reference 4.1); published definitions differ, such as HDRS-24 of 20 or more (Mantovani). It does not
    ask for a response at the end of the acute phase: for a course without one, it is a worsening. Being treated again
    and hospital count as relapse too; they are no scores, and are read from the patient's courses.
    """
    if end_of_acute is None or thresholds.relapse_from is None or thresholds.relapse_rise is None:
        return None
    later = (each for each in readings if each.on > end_of_acute.on)
    return next(
        (
            each.on
            for each in later
            if is_as_ill(each.total, thresholds.relapse_from, thresholds)
            and improvement(end_of_acute.total, each.total, thresholds) <= -thresholds.relapse_rise
        ),
        None,
    )
