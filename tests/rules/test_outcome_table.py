"""The outcome table by hand: eight courses, their places in the samples, and every figure of the rows."""

from collections.abc import Sequence
from itertools import permutations

import pytest

from server.outcomes.rules.cohort import Case, Row, table_of
from server.outcomes.rules.samples import Sample, Scores, is_in
from server.outcomes.rules.strata import Stratum, Traits, stratum_of
from server.outcomes.rules.thresholds import Thresholds

PHQ9 = Thresholds(response_percent=50, remission_below=5, remission_from=10, reliable=6, minimal=5)
SEVERITIES = ("minimal", "mild", "moderate", "moderately severe", "severe")

#                   sessions, acute, baseline, end, carried
REMITTED = Scores(36, 30, 20, 4, 6)  # 80 %
RESPONDED = Scores(33, 30, 18, 9, 9)  # 50 %
PARTLY = Scores(36, 30, 16, 12, 12)  # 25 %
STOPPED = Scores(12, 12, 20, 18, 18)  # ended early, without response
STOPPED_WELL = Scores(12, 12, 20, 8, 8)  # ended early, with response: a completer all the same
CARRIED = Scores(28, 26, 22, None, 28)  # nobody asked at the end; 6 points worse
MILD = Scores(36, 30, 8, 4, 4)  # 50 % of a baseline below 10
NOTHING = Scores(5, 5, None, None, None)
ALL = (REMITTED, RESPONDED, PARTLY, STOPPED, STOPPED_WELL, CARRIED, MILD, NOTHING)


def cases(scores: Sequence[Scores] = ALL) -> list[Case]:
    return [
        Case(place, each, Traits("female" if place % 2 else "male", 40, None, "hf10", None, None, each.sessions), 1, 0)
        for place, each in enumerate(scores)
    ]


def row(sample: Sample, *, ill_only: bool = False, scores: Sequence[Scores] = ALL) -> Row:
    rows = table_of(cases(scores), PHQ9, Stratum.NONE, tuple(Sample), SEVERITIES)
    return next(each for each in rows if each.sample is sample and each.ill_only is ill_only)


@pytest.mark.parametrize(
    ("scores", "itt", "completer", "per_protocol", "adequate"),
    [
        (REMITTED, True, True, True, True),
        (STOPPED, True, False, False, False),
        (STOPPED_WELL, True, True, False, False),  # 12 sessions, but a responder
        (CARRIED, True, False, True, False),  # 28 sessions; no score at the end
        (Scores(30, 30, 20, 18, 18), True, True, True, True),  # 30 sessions just count
        (Scores(29, 29, 20, 18, 18), True, True, True, False),
        (Scores(20, 20, 20, 18, 18), True, True, True, False),  # 20 just count
        (Scores(19, 19, 20, 18, 18), True, False, False, False),
        (Scores(25, 19, 20, 18, 18), True, False, True, False),  # completers count acute sessions only
        (Scores(36, 30, None, 4, 4), False, False, False, False),  # no baseline, or a stale one
        (Scores(36, 30, 20, None, None), False, False, False, False),  # nothing after the start
    ],
)
def test_who_is_in_which_sample(scores: Scores, itt: bool, completer: bool, per_protocol: bool, adequate: bool) -> None:
    """Sackeim 2020, NCT06699940 and Madore 2022, as in clinical reference 4.1."""
    samples = (Sample.ITT, Sample.COMPLETER, Sample.PER_PROTOCOL, Sample.ADEQUATE)
    assert [is_in(each, scores, PHQ9) for each in samples] == [itt, completer, per_protocol, adequate]
    assert is_in(Sample.FULL, scores, PHQ9)


def test_who_had_no_session_is_in_no_sample() -> None:
    assert not any(is_in(each, Scores(0, 0, 20, 4, 4), PHQ9) for each in Sample)


def test_itt_by_hand() -> None:
    """Seven of the eight: baselines 20 18 16 20 20 22 8 (sum 124), last scores 4 9 12 18 8 28 4 (sum 83).

    Mean 17.714, SD sqrt((2328 - 124^2/7) / 6) = sqrt(21.905) = 4.680; end 11.857. Changes -16 -9 -4 -2 -12 +6 -4: mean
    -41/7 = -5.857, SD sqrt((553 - 41^2/7) / 6) = sqrt(52.143) = 7.221; d = 5.857 / 4.680 = 1.251.
    Response: 4 of 20, 9 of 18, 8 of 20 and 4 of 8: four. Remission is of the six baselines of 10 or more: one.
    Worse by 6: the one that was carried forward, which is also the only one without a score at the end.
    Sessions 12 12 28 33 36 36 36: quartiles at positions 1.5, 3 and 4.5: 20, 33 and 36.
    """
    found = row(Sample.ITT)
    assert found.n == 7
    assert (found.baseline.mean, found.baseline.sd) == (pytest.approx(17.714, abs=1e-3), pytest.approx(4.680, abs=1e-3))
    assert (found.end.mean, found.change.mean) == (pytest.approx(11.857, abs=1e-3), pytest.approx(-5.857, abs=1e-3))
    assert (found.change.sd, found.d) == (pytest.approx(7.221, abs=1e-3), pytest.approx(1.251, abs=1e-3))
    assert found.response is not None
    assert found.remission is not None
    assert found.deterioration is not None
    shares = (found.response, found.remission, found.deterioration, found.missing)
    assert [(each.n, each.of, each.percent) for each in shares] == [
        (4, 7, None),
        (1, 6, None),
        (1, 7, None),
        (1, 7, None),
    ]
    assert (found.sessions.low, found.sessions.median, found.sessions.high) == (20, 33, 36)
    # 7 events of 7 patients, in 193 sessions.
    assert (found.adverse_of_patients.value, found.adverse_of_sessions.value) == (1000, pytest.approx(70_000 / 193))


def test_in_the_full_cohort_what_is_missing_is_no_response() -> None:
    """Eight started; four responded. Remission: six baselines of 10 or more, and the one that nobody knows."""
    found = row(Sample.FULL)
    assert found.response is not None
    assert found.remission is not None
    assert [(each.n, each.of) for each in (found.response, found.remission, found.missing)] == [(4, 8), (1, 7), (2, 8)]


def test_the_filter_leaves_out_baselines_below_ten() -> None:
    found = row(Sample.ITT, ill_only=True)
    assert found.response is not None
    assert (found.n, found.response.n) == (6, 3)


def test_completers_respond_more_often_than_itt_by_their_definition() -> None:
    """Five of the seven: one stopped unimproved, one has no score at the end. Four of the five responded."""
    itt, completer = row(Sample.ITT), row(Sample.COMPLETER)
    assert itt.response is not None
    assert completer.response is not None
    assert (completer.response.n, completer.response.of) == (4, 5)
    assert completer.response.n / completer.response.of > itt.response.n / itt.response.of


def test_the_order_of_the_courses_makes_no_difference() -> None:
    few = (REMITTED, CARRIED, Scores(30, 30, 19 / 3, 10 / 3, 10 / 3), NOTHING)
    assert len({repr(row(Sample.FULL, scores=each)) for each in permutations(few)}) == 1


def test_strata_partition_the_courses_and_itt_comes_first() -> None:
    rows = table_of(cases(), PHQ9, Stratum.SEX, tuple(Sample), SEVERITIES)
    assert rows[0].sample is Sample.ITT
    for sample in Sample:
        mine = [each for each in rows if each.sample is sample and not each.ill_only]
        assert [each.stratum for each in mine] == ["", "female", "male"]
        assert mine[0].n == mine[1].n + mine[2].n


@pytest.mark.parametrize(
    ("sessions", "group"),
    [(1, "1-19"), (19, "1-19"), (20, "20-29"), (29, "20-29"), (30, "30-35"), (35, "30-35"), (36, "36"), (37, "37-41"),
     (41, "37-41"), (42, "more than 41")],
)  # fmt: skip
def test_session_groups_are_those_of_hutton_2023(sessions: int, group: str) -> None:
    assert stratum_of(Stratum.SESSIONS, Traits(None, None, None, "hf10", None, None, sessions)) == group


def test_a_scale_without_rules_has_figures_without_outcomes() -> None:
    (found,) = table_of(cases(), Thresholds(), Stratum.NONE, (Sample.ITT,), ())
    assert (found.n, found.response, found.remission, found.deterioration) == (7, None, None, None)


def test_effect_sizes_are_positive_for_the_better_in_both_directions() -> None:
    up = Thresholds(higher_is_better=True)
    (well,) = table_of(
        cases([Scores(30, 30, 30, 60, 60), Scores(30, 30, 40, 60, 60)]), up, Stratum.NONE, (Sample.ITT,), ()
    )
    assert well.d is not None
    assert well.d > 0
