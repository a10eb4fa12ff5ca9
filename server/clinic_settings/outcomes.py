"""The settings of outcomes: windows, labels and thresholds. A change of one makes every summary stale. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from server.clinic_settings.setting import ClinicSetting, Kind
from server.wording import Sentence, say

# The numbers that decide what counts as an outcome on a scale: outcomes.rules.thresholds says what each means.
THRESHOLD_BOUNDS: Mapping[str, tuple[float, float]] = {
    "minimal": (0.1, 100),
    "reliable": (0.1, 100),
    "response_percent": (1, 100),
    "response_points": (0.1, 100),
    "response_below": (0.1, 100),
    "partial_percent": (1, 100),
    "remission_below": (0.1, 100),
    "remission_from": (0, 100),
    "relapse_from": (0, 100),
    "relapse_rise": (0.1, 100),
}


def _fault_in_thresholds(table: Any) -> Sentence | None:
    for instrument, own in table.items():
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", instrument):
            return say("“{instrument}” is no key of an instrument, such as phq-9", instrument=instrument[:40])
        if not isinstance(own, dict):
            return say(
                '{instrument} must be followed by its numbers, such as {"response_percent": 35}', instrument=instrument
            )
        for name, value in own.items():
            if name not in THRESHOLD_BOUNDS:
                return say(
                    "“{name}” of {instrument} is none of {known}",
                    name=name[:40],
                    instrument=instrument,
                    known=list(THRESHOLD_BOUNDS),
                )
            low, high = THRESHOLD_BOUNDS[name]
            if value is not None and not (type(value) in (int, float) and low <= value <= high):
                return say(
                    "“{name}” of {instrument} must be a number from {low} to {high}, or empty for “not judged”",
                    name=name,
                    instrument=instrument,
                    low=low,
                    high=high,
                )
    return None


OUTCOME_SETTINGS: tuple[ClinicSetting, ...] = (
    ClinicSetting(
        "outcomes.baseline_days",
        Kind.WHOLE,
        7,
        say("How many days before the first session a questionnaire may be answered to be the baseline."),
        "clinical reference 4.1 (NCT06699940)",
        1,
        30,
        "days",
        outcomes=True,
    ),
    ClinicSetting(
        "outcomes.stale_baseline_days",
        Kind.WHOLE,
        30,
        say(
            "Where there is no such answer, how old the baseline may be; it is marked, and left out of primary figures."
        ),
        "clinical reference 4.1 (unverified)",
        1,
        30,  # older answers are not filed with the course: courses.rules.BASELINE_REACH
        "days",
        outcomes=True,
    ),
    ClinicSetting(
        "outcomes.end_days_before",
        Kind.WHOLE,
        7,
        say("How long before the last acute session an answer counts as the end of the acute phase."),
        "clinical reference 4.1 (ours)",
        0,
        28,
        "days",
        outcomes=True,
    ),
    ClinicSetting(
        "outcomes.end_days_after",
        Kind.WHOLE,
        14,
        say("How long after the last acute session an answer counts as the end of the acute phase."),
        "clinical reference 4.1 (ours)",
        0,
        60,
        "days",
        outcomes=True,
    ),
    ClinicSetting(
        "outcomes.point_sessions",
        Kind.WHOLE,
        2,
        say("How many sessions from session 10, 20, 30 or 36 an answer may lie to stand for it."),
        "clinical reference 4.1",
        0,
        4,
        "sessions",
        outcomes=True,
    ),
    ClinicSetting(
        "outcomes.half_year_from",
        Kind.WHOLE,
        4,
        say("From which month after the baseline remission is looked for in the measure of half a year."),
        "clinical reference 4.1 (HEDIS DRR-E, unverified)",
        1,
        11,
        "months",
        outcomes=True,
    ),
    ClinicSetting(
        "outcomes.half_year_to",
        Kind.WHOLE,
        8,
        say("To which month after the baseline it is looked for."),
        "clinical reference 4.1 (HEDIS DRR-E, unverified)",
        2,
        12,
        "months",
        outcomes=True,
    ),
    ClinicSetting(
        "outcomes.partial_percent",
        Kind.NUMBER,
        25,
        say("From which improvement on a course short of a response is called a partial response."),
        "clinical reference 1.3 (unverified)",
        1,
        99,
        "per cent",
        outcomes=True,
    ),
    ClinicSetting(
        "outcomes.relapse_from",
        Kind.NUMBER,
        10,
        say("A PHQ-9 of this total or more after the acute phase may be a relapse."),
        "clinical reference 4.1 (ours)",
        1,
        27,
        "points",
        outcomes=True,
    ),
    ClinicSetting(
        "outcomes.relapse_rise",
        Kind.NUMBER,
        5,
        say("It is one if it also lies so far above the end of the acute phase."),
        "clinical reference 4.1 (ours)",
        1,
        27,
        "points",
        outcomes=True,
    ),
    ClinicSetting(
        "outcomes.thresholds",
        Kind.TABLE,
        {},
        say(
            "The clinic's own numbers for an instrument in place of those of its file: response, remission, "
            "reliable and minimal change, relapse. Empty for a number: it is not judged."
        ),
        "the instruments' files; clinical reference 1.1 marks which are unverified",
        outcomes=True,
        fault=_fault_in_thresholds,
    ),
)
