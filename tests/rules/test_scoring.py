"""Scores: strict, prorated, banded."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.questionnaires.library import instrument
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.rules.scoring import DECLINED, RawAnswers, band_of, best, score

PHQ_9, GAD_7 = instrument("phq-9"), instrument("gad-7")


def answers(*values: int | str | None) -> RawAnswers:
    return {str(number): value for number, value in enumerate(values, 1)}


@pytest.mark.parametrize(
    ("instrument", "total", "band"),
    [
        (PHQ_9, 0, "minimal"),
        (PHQ_9, 4, "minimal"),
        (PHQ_9, 5, "mild"),
        (PHQ_9, 9, "mild"),
        (PHQ_9, 10, "moderate"),
        (PHQ_9, 14, "moderate"),
        (PHQ_9, 15, "moderately severe"),
        (PHQ_9, 19, "moderately severe"),
        (PHQ_9, 20, "severe"),
        (PHQ_9, 27, "severe"),
        (GAD_7, 4, "minimal"),
        (GAD_7, 5, "mild"),
        (GAD_7, 10, "moderate"),
        (GAD_7, 14, "moderate"),
        (GAD_7, 15, "severe"),  # one library has "more than 15"
        (GAD_7, 21, "severe"),
    ],
)
def test_bands_include_both_their_ends(instrument: Instrument, total: int, band: str) -> None:
    assert band_of(instrument, total) == band


@pytest.mark.parametrize("instrument", [PHQ_9, GAD_7], ids=lambda each: each.key)
def test_every_possible_total_has_one_band(instrument: Instrument) -> None:
    for total in range(instrument.max_total + 1):
        assert sum(each.low <= total <= each.high for each in instrument.bands) == 1


def test_a_complete_form_has_a_strict_total_and_no_prorated_one() -> None:
    found = score(PHQ_9, answers(1, 2, 3, 0, 1, 2, 3, 0, 1, 2))
    assert (found.total, found.prorated, found.answered, found.items, found.band) == (13, None, 9, 9, "moderate")
    assert best(found) == 13


def test_the_difficulty_item_never_counts() -> None:
    without = score(PHQ_9, answers(1, 1, 1, 1, 1, 1, 1, 1, 1))
    assert without == score(PHQ_9, answers(1, 1, 1, 1, 1, 1, 1, 1, 1, 3))
    assert without.total == 9


@pytest.mark.parametrize(
    ("given_answers", "prorated"),
    [
        (answers(1, 1, 1, 1, 1, 1, 1, 1, None), 9),
        (answers(1, 1, 1, 1, 1, 1, 1, None, None), 9),
        (answers(1, 1, 1, 1, 1, 1, None, None, None), None),  # three of nine are too many
        (answers(2, 1, 1, 1, 1, 1, 1, 1, None), 10),  # 10.125
        (answers(2, 2, 2, 2, 0, 0, 0, 0, None), 9),
        (answers(3, 3, 3, 3, 3, 3, 3, 1, None), 25),  # 24.75
        (answers(1, 1, 1, 1, 0, 0, 0, 0, None), 5),  # 4.5 is rounded up; Python's own round() makes it 4
        (answers(3, 3, 3, 3, 0, 0, 0, 0, None), 14),  # 13.5
        (answers(None, None, None, None, None, None, None, None, None), None),
        ({}, None),
    ],
)
def test_one_or_two_missing_items_of_the_phq_9_are_prorated_apart(
    given_answers: RawAnswers, prorated: int | None
) -> None:
    found = score(PHQ_9, given_answers)
    assert (found.total, found.prorated) == (None, prorated)
    assert best(found) == prorated
    assert found.band == band_of(PHQ_9, prorated)


def test_only_one_missing_item_of_the_gad_7_is_prorated() -> None:
    assert score(GAD_7, answers(1, 1, 1, 1, 1, 1, None)).prorated == 7
    assert score(GAD_7, answers(1, 1, 1, 1, 1, None, None)).prorated is None


def test_declined_is_told_from_unanswered_and_counts_as_missing() -> None:
    found = score(PHQ_9, answers(1, 1, 1, 1, 1, 1, 1, None, DECLINED))
    assert (found.total, found.prorated, found.answered, found.declined) == (None, 9, 7, 1)


def test_the_version_that_was_scored_is_named() -> None:
    found = score(GAD_7, answers(0, 0, 0, 0, 0, 0, 0))
    assert (found.total, found.version) == (0, "1")
    assert found.rule_version >= 1
    assert found.is_complete


@given(st.lists(st.sampled_from([0, 1, 2, 3, None, DECLINED]), min_size=9, max_size=9))
def test_a_prorated_total_is_the_nearest_whole_number_and_within_the_scale(
    values: list[int | str | None],
) -> None:
    found = score(PHQ_9, answers(*values))
    given_values = [each for each in values if isinstance(each, int)]
    assert found.answered == len(given_values)
    if len(given_values) == 9:
        assert found.total == sum(given_values)
    elif len(given_values) >= 7:
        exact = Fraction(sum(given_values) * 9, len(given_values))
        assert found.prorated is not None
        assert -Fraction(1, 2) < found.prorated - exact <= Fraction(1, 2)
        assert 0 <= found.prorated <= 27
    else:
        assert best(found) is None
