"""DET, NOT, REL, MISS and the AE patterns: each rule fires at its boundary and not short of it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from server.alerts.rules.effects import (
    DayOfLog,
    SignsOfHypomania,
    reason_in_headaches,
    reason_in_high_spirits,
    reason_in_lasting_headache,
)
from server.alerts.rules.silence import (
    Worry,
    reason_in_absence,
    reason_in_overdue,
    reason_in_silence,
    reasons_in_gaps,
    silent_days,
)
from server.alerts.rules.trend import Score, reason_in_mood, reason_in_progress, reason_in_relapse, reason_in_score

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = NOW.date()


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("total", "baseline", "previous", "rule"),
    [
        (14, 10, 10, None),  # 4 points
        (15, 10, 10, "DET-1"),  # 5 above both
        (15, 10, 14, "DET-1"),  # above the baseline alone
        (13, 18, 8, "DET-1"),  # above the one before alone
        (12, 18, 8, None),
        (16, 10, 15, "DET-2"),  # 6 above the baseline: reliable
        (16, 18, 10, "DET-1"),  # 6 above the one before is no reliable change since the baseline
        (20, 19, 19, "DET-2"),  # newly severe, by a single point
        (19, 18, 18, None),
        (20, 21, 19, None),  # severe before
        (20, 19, 20, None),
        (21, None, None, None),  # the first score there is
        (15, None, 10, "DET-1"),
    ],
)
def test_det_1_and_det_2(total: int, baseline: int | None, previous: int | None, rule: str | None) -> None:
    score = Score("PHQ-9", TODAY, total, baseline, previous, NOW)
    reason = reason_in_score(score, points=5, reliable=6, severe_from=20)
    assert (None if reason is None else reason.rule) == rule


@pytest.mark.parametrize(("total", "rule"), [(11, None), (10, "DET-1"), (9, "DET-2")])
def test_on_a_well_being_scale_a_fall_is_a_deterioration(total: int, rule: str | None) -> None:
    score = Score("WHO-5", TODAY, total, 15, 15, NOW, higher_is_better=True)
    reason = reason_in_score(score, points=5, reliable=6, severe_from=None)
    assert (None if reason is None else reason.rule) == rule


def test_a_scale_without_numbers_is_not_judged() -> None:
    assert reason_in_score(Score("X", TODAY, 30, 1, 1, NOW), points=None, reliable=None, severe_from=None) is None


@pytest.mark.parametrize(
    ("last_three", "week_before", "fires"),
    [
        ([4, 4, 4], [7] * 7, True),  # exactly 3
        ([4, 4, 5], [7] * 7, False),  # 2.67
        ([4, None, 4], [7, None, None, 7, None, None, 7], True),  # enough days of both
        ([4, None, None], [7] * 7, False),  # one day of three
        ([4, 4, 4], [7, 7, None, None, None, None, None], False),  # two of seven
        ([9, 9, 9], [3] * 7, False),  # better
    ],
)
def test_det_3(last_three: list[int | None], week_before: list[int | None], fires: bool) -> None:
    moods = {ago(back): mood for back, mood in enumerate([*last_three, *week_before]) if mood is not None}
    reason = reason_in_mood(moods, TODAY, 3, NOW)
    assert (reason is not None and reason.rule == "DET-3") is fires


@pytest.mark.parametrize(
    ("number", "percent", "responds", "falls", "rule"),
    [
        (10, 19.9, False, True, "NOT-1"),
        (10, 20, False, True, None),
        (10, -30, False, False, "NOT-1"),
        (20, 19.9, False, True, "NOT-2"),
        (20, 20, False, True, None),
        (30, 40, False, True, "NOT-3"),
        (30, 40, False, False, None),
        (30, 50, True, True, None),
        (0, 0, False, False, None),
    ],
)
def test_not_1_to_3(number: int, percent: float, responds: bool, falls: bool, rule: str | None) -> None:
    reason = reason_in_progress("PHQ-9", number, percent, 20, responds=responds, falls=falls, felt_at=NOW)
    assert (None if reason is None else reason.rule) == rule


@pytest.mark.parametrize("number", [10, 20, 30])
def test_not_alerts_inform_and_never_tell_anybody_to_stop(number: int) -> None:
    reason = reason_in_progress("PHQ-9", number, 5, 20, responds=False, falls=True, felt_at=NOW)
    assert reason is not None
    words = f"{reason.title} {reason.detail}".lower()
    assert "did not reliably predict" in words
    assert "(information)" in words
    assert not any(word in words for word in ("stop", "discontinue", "end the", "futile"))


def test_a_relapse_names_both_scores() -> None:
    assert reason_in_relapse("PHQ-9", TODAY, 12, 4, NOW).title == (
        "PHQ-9 12 at follow-up, 8 points worse than at the end of the acute phase"
    )


@pytest.mark.parametrize(
    ("last_log_on", "started_on", "days"),
    [(ago(1), ago(20), 0), (ago(4), ago(20), 3), (TODAY, ago(20), 0), (None, ago(3), 3), (ago(30), ago(2), 2)],
)
def test_silence_is_counted_in_whole_days(last_log_on: date | None, started_on: date, days: int) -> None:
    assert silent_days(last_log_on, started_on, TODAY) == days


@pytest.mark.parametrize(("days", "fires"), [(2, False), (3, True), (4, True)])
def test_miss_2(days: int, fires: bool) -> None:
    assert (reason_in_silence(days, 3, NOW) is not None) is fires


def test_miss_2_speaks_of_logs_only_since_the_patient_may_have_no_reminders() -> None:
    reason = reason_in_silence(3, 3, NOW)
    assert reason is not None
    assert (reason.title, reason.detail) == ("No daily log for 3 days", "Ask at the next session.")


@pytest.mark.parametrize(
    ("worry", "silent", "missed_on", "fires"),
    [
        (None, 9, ago(1), False),
        (3, 2, None, True),  # two whole days since the alert
        (3, 1, None, False),
        (2, 5, None, False),  # silent for long, but only one day since the alert
        (28, 9, None, True),
        (29, 9, None, False),
        (5, 0, ago(5), True),
        (5, 0, ago(6), False),  # missed before the alert
    ],
)
def test_miss_3(worry: int | None, silent: int, missed_on: date | None, fires: bool) -> None:
    known = None if worry is None else Worry(ago(worry), "Thoughts of self-harm")
    reason = reason_in_absence(known, silent, missed_on, TODAY, within=28, needed=2, now=NOW)
    assert (reason is not None) is fires


@pytest.mark.parametrize(("due", "fires"), [(3, False), (4, True), (9, True)])
def test_miss_1(due: int, fires: bool) -> None:
    assert (reason_in_overdue("PHQ-9", "week-2", ago(due), TODAY, 4, NOW) is not None) is fires


@pytest.mark.parametrize(
    ("done", "has_baseline", "points", "end_missing", "gaps"),
    [
        (0, False, {}, False, []),
        (1, False, {}, False, ["baseline"]),
        (1, True, {}, False, []),
        (11, True, {10: False}, False, []),  # a form of the next session still counts for the tenth
        (12, True, {10: False}, False, ["session 10"]),
        (12, True, {10: True}, False, []),
        (38, True, {10: False, 20: True, 30: False, 36: True}, True, ["session 10", "session 30", "end"]),
    ],
)
def test_miss_4(done: int, has_baseline: bool, points: dict[int, bool], end_missing: bool, gaps: list[str]) -> None:
    found = reasons_in_gaps(
        "PHQ-9",
        sessions_done=done,
        has_baseline=has_baseline,
        points=points,
        within=2,
        end_missing=end_missing,
        now=NOW,
    )
    assert [each.symptoms for each in found] == [(gap,) for gap in gaps]


def logged(headaches: Sequence[int | None]) -> list[DayOfLog]:
    """Today's first, then backwards; None: no log."""
    return [DayOfLog(ago(back), grade) for back, grade in enumerate(headaches) if grade is not None]


@pytest.mark.parametrize(
    ("headaches", "fires"),
    [
        ([2, 2, 2], True),
        ([2, 2], False),
        ([2, 0, 2, 0, 3], True),
        ([2, 0, 2, 0, 0, 2], False),  # the third is six days old
        ([2, 1, 2, 1, 1], False),  # mild ones do not count
        ([1, 2, 2, 2], False),  # none today: it was told when it came
    ],
)
def test_ae_3(headaches: list[int | None], fires: bool) -> None:
    assert (reason_in_headaches(logged(headaches), TODAY, NOW, needed=3, of_days=5) is not None) is fires


@pytest.mark.parametrize(
    ("headaches", "fires"), [([3], False), ([3, 3], True), ([3, 2], False), ([3, None, 3], False), ([2, 3, 3], False)]
)
def test_ae_2_of_a_headache_that_lasts(headaches: list[int | None], fires: bool) -> None:
    assert (reason_in_lasting_headache(logged(headaches), TODAY, NOW) is not None) is fires


LITTLE, HIGH, ELATED = {"sleep": 4.5}, {"energy": 8.0}, {"mood": 9.0}


@pytest.mark.parametrize(
    ("yesterday", "today", "fires"),
    [
        (LITTLE | HIGH, LITTLE | HIGH, True),
        (LITTLE | HIGH, HIGH | ELATED, True),  # any two on each of the days
        (LITTLE | HIGH | ELATED, HIGH, False),
        (HIGH, LITTLE | HIGH, False),
        (LITTLE | HIGH, {"sleep": 5.0, "energy": 8.0}, False),  # five hours are not below five
        (LITTLE | HIGH, {"sleep": 4.5, "energy": 7.9}, False),
        (LITTLE | HIGH, {"sleep": 4.5, "mood": 8.9}, False),
    ],
)
def test_ae_2_of_signs_of_hypomania(yesterday: dict[str, float], today: dict[str, float], fires: bool) -> None:
    days = [DayOfLog(ago(1), **yesterday), DayOfLog(TODAY, **today)]  # type: ignore[arg-type]
    signs = SignsOfHypomania(sleep_below=5, energy_from=8, mood_from=9, needed=2, in_a_row=2)
    for on in (TODAY, ago(1)):  # whichever of the two entries comes last
        reason = reason_in_high_spirits(days, on, NOW, signs)
        assert (reason is not None) is fires
