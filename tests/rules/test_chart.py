"""What the course page draws."""

from datetime import date, timedelta

from server.courses.rules import SessionState
from server.outcomes.rules.chart import DayEntry, Given, SessionDay, curve, join_by_day, session_days, side_effect_rows
from server.outcomes.rules.thresholds import Thresholds

START = date(2026, 11, 2)
PHQ9 = Thresholds(response_percent=50, remission_below=5, remission_from=10, reliable=6, minimal=5)


def on(day: int) -> date:
    return START + timedelta(days=day)


def given(*scores: tuple[int, int]) -> list[Given]:
    return [Given(on(day), total, False, None) for day, total in scores]


def test_baseline_response_and_remission_are_marked_where_they_were_first_reached() -> None:
    drawn = curve(given((-1, 20), (7, 15), (14, 10), (21, 9), (28, 4)), START, [], PHQ9, 50, once_daily=True)
    assert [each.label for each in drawn.points] == ["baseline", None, "response", None, "remission"]
    assert (drawn.response_at, drawn.remission_below) == (10, 5)


def test_a_response_after_a_remission_is_not_its_first() -> None:
    drawn = curve(given((0, 20), (14, 4), (21, 8)), START, [], PHQ9, 50, once_daily=True)
    assert [each.label for each in drawn.points] == ["baseline", "remission", None]


def test_of_two_answers_of_the_baseline_day_the_last_one_is_the_baseline() -> None:
    drawn = curve(given((0, 18), (0, 20), (14, 9)), START, [], PHQ9, 50, once_daily=True)
    assert [each.label for each in drawn.points] == [None, "baseline", "response"]
    assert drawn.response_at == 10


def test_a_prorated_total_is_drawn_but_marks_nothing() -> None:
    answers = [Given(on(0), 20, False, None), Given(on(7), 4, True, "week-1")]
    drawn = curve(answers, START, [], PHQ9, 50, once_daily=True)
    assert [(each.prorated, each.label) for each in drawn.points] == [(False, "baseline"), (True, None)]


def test_no_expected_path_without_a_baseline_or_for_several_sessions_a_day() -> None:
    assert curve(given((7, 15)), START, [], PHQ9, 50, once_daily=True).expected is None
    assert curve(given((0, 15)), START, [], PHQ9, 50, once_daily=False).expected is None


def test_points_know_how_many_sessions_came_before() -> None:
    drawn = curve(given((0, 20), (7, 15)), START, [on(0), on(1), on(7)], PHQ9, 50, once_daily=True)
    assert [each.session for each in drawn.points] == [1, 3]


def test_side_effects_that_were_ever_reported_have_a_row_and_headache_always() -> None:
    entries = [DayEntry(on(0), 5, {"nausea": 2}), DayEntry(on(1), 5, {})]
    labels = {"headache": "headache", "site_pain": "scalp", "eye": "eye", "nausea": "nausea"}
    rows = side_effect_rows(entries, START, labels)
    assert [row["key"] for row in rows] == ["headache", "site_pain", "nausea"]
    assert rows[2]["days"] == [{"day": 0, "grade": 2}, {"day": 1, "grade": 0}]


def test_a_day_that_was_not_asked_about_has_no_grade() -> None:
    rows = side_effect_rows([DayEntry(on(0), 5, None), DayEntry(on(1), 5, {})], START, {"headache": "headache"})
    assert rows[0]["days"] == [{"day": 1, "grade": 0}]


def test_a_day_has_its_newest_mood_and_its_worst_side_effects() -> None:
    morning, noon = DayEntry(on(3), 2, {"headache": 3, "eye": 1}), DayEntry(on(3), 6, {"headache": 0, "eye": 2})
    assert join_by_day([morning, noon, DayEntry(on(1), 4, None), DayEntry(on(3), None, None)]) == [
        DayEntry(on(1), 4, None),
        DayEntry(on(3), 6, {"headache": 3, "eye": 2}),
    ]


def test_sessions_are_given_whole_or_in_part_broken_off_missed_or_still_planned() -> None:
    recorded = [(on(day), day + 1, state) for day, state in enumerate(SessionState)]
    planned = [(on(day), 1) for day in range(7)]
    assert session_days(recorded, planned, START, today=on(5)) == [
        SessionDay(0, 1, "done"),
        SessionDay(1, 2, "partial"),
        SessionDay(2, 3, "aborted"),  # somebody came: not the same as missed
        SessionDay(3, 4, "missed"),
        SessionDay(5, 5, "planned"),  # nothing was recorded on day 4: that is for the clinic to say
        SessionDay(6, 6, "planned"),
    ]


def test_a_session_already_recorded_today_is_not_planned_again() -> None:
    assert session_days([(on(0), 1, SessionState.FULL)], [(on(0), 1)], START, today=on(0)) == [SessionDay(0, 1, "done")]
