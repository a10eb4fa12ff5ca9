"""Every formula of the instruments that ship, by cases computed by hand. Sources: clinical reference 1.1 to 1.3."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import Invalid
from server.questionnaires.library import instrument, instruments
from server.questionnaires.rules.answers import require_answers_fit
from server.questionnaires.rules.instrument import Formula, Instrument
from server.questionnaires.rules.scoring import DECLINED, NOT_APPLICABLE, RawAnswers, best, score

PEG, WHO_5, WSAS, QIDS = instrument("peg"), instrument("who-5"), instrument("wsas"), instrument("qids-sr16")
PCL_5, OCI_R, C_SSRS, Y_BOCS = instrument("pcl-5"), instrument("oci-r"), instrument("c-ssrs"), instrument("y-bocs-sr")
OPEN = None


def answers(*values: int | str | None) -> RawAnswers:
    return {str(number): value for number, value in enumerate(values, 1)}


@pytest.mark.parametrize(
    ("values", "total"),
    [
        ((7, 6, 7), Fraction(20, 3)),  # 20 / 3 = 6.67: a fraction, never rounded before a cut-off
        ((4, 5, 6), 5),  # 15 / 3
        ((0, 0, 0), 0),
        ((10, 10, 10), 10),
    ],
)
def test_the_peg_is_the_mean_of_its_three_items(values: tuple[int, ...], total: Fraction) -> None:
    found = score(PEG, answers(*values)).total
    assert found == pytest.approx(float(total), abs=1e-12)
    assert isinstance(found, int) == (Fraction(total).denominator == 1)


def test_the_peg_needs_all_three() -> None:
    found = score(PEG, answers(7, 6, OPEN))
    assert (found.total, found.prorated, found.band) == (None, None, None)


@pytest.mark.parametrize(
    ("values", "raw", "percent", "band"),
    [
        ((3, 3, 2, 2, 2), 12, 48, "poor well-being"),  # 12 x 4 = 48, below 50
        ((3, 3, 3, 2, 2), 13, 52, "not poor"),  # 13 x 4
        ((0, 0, 0, 0, 0), 0, 0, "poor well-being"),
        ((5, 5, 5, 5, 5), 25, 100, "not poor"),
    ],
)
def test_the_who_5_has_per_cent_and_the_raw_sum_beside(
    values: tuple[int, ...], raw: int, percent: int, band: str
) -> None:
    found = score(WHO_5, answers(*values))
    assert (found.total, found.band) == (percent, band)
    assert (found.scales["raw"].total, found.scales["raw"].band) == (raw, band)


@pytest.mark.parametrize(
    ("values", "total", "band"),
    [
        ((2, 2, 2, 2, 1), 9, "low impairment"),
        ((2, 2, 2, 2, 2), 10, "significant impairment"),
        ((NOT_APPLICABLE, 4, 4, 5, 3), 20, "significant impairment"),  # 16 / 4 x 5
        ((NOT_APPLICABLE, 4, 4, 5, 4), 21.25, "severe impairment"),  # 17 / 4 x 5
        ((NOT_APPLICABLE, 2, 2, 2, 1), 8.75, "low impairment"),  # 7 / 4 x 5: still below 10
        ((NOT_APPLICABLE, 8, 8, 8, 8), 40, "severe impairment"),
    ],
)
def test_work_that_does_not_apply_leaves_the_mean_of_the_others(
    values: tuple[int | str, ...], total: float, band: str
) -> None:
    found = score(WSAS, answers(*values))
    assert (found.total, found.band, found.prorated) == (total, band, None)


def test_only_work_may_be_said_not_to_apply() -> None:
    require_answers_fit(WSAS, answers(NOT_APPLICABLE, 1))
    with pytest.raises(Invalid, match="item 2 of WSAS"):
        require_answers_fit(WSAS, answers(1, NOT_APPLICABLE))
    # Left open is not the same: then the total is not known.
    assert score(WSAS, answers(OPEN, 4, 4, 4, 4)).total is None
    assert score(WSAS, answers(DECLINED, 4, 4, 4, 4)).total is None


@pytest.mark.parametrize(
    ("values", "total"),
    [
        # max(1, 3, 0, 2) = 3, +1, +max(0, 2, 1, 0) = 2, +1+2+0+1+2, +max(1, 3) = 3: 15
        ((1, 3, 0, 2, 1, 0, 2, 1, 0, 1, 2, 0, 1, 2, 1, 3), 15),
        ((3,) * 16, 27),  # nine domains of 3, not 48
        ((0,) * 16, 0),
        # Either less or more appetite, either less or more weight: 0 + 1 + max(2, 1) + 0.
        ((0, 0, 0, 0, 1, 2, OPEN, OPEN, 1, 0, 0, 0, 0, 0, 0, 0), 3),
        ((0, 0, 0, 0, 1, 2, OPEN, OPEN, OPEN, 0, 0, 0, 0, 0, 0, 0), None),
        ((OPEN, 3, 3, 3, 1, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0), None),  # of sleep all four
        ((0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, OPEN), None),
    ],
)
def test_the_qids_adds_up_the_worst_of_each_domain(values: tuple[int | None, ...], total: int | None) -> None:
    found = score(QIDS, answers(*values))
    assert (found.total, found.prorated) == (total, None)


@pytest.mark.parametrize(
    ("total", "band"),
    [(5, "none"), (6, "mild"), (10, "mild"), (11, "moderate"), (15, "moderate"), (16, "severe"), (21, "very severe")],
)
def test_the_bands_of_the_qids(total: int, band: str) -> None:
    assert QIDS.main.band_of(total) == band


def test_the_subscales_of_the_oci_r_are_every_sixth_item() -> None:
    # Items 1, 7, 13 (hoarding) answered with 4, 3, 2 and item 2 (checking) with 1; all else 0.
    values = [0] * 18
    values[0], values[6], values[12], values[1] = 4, 3, 2, 1
    found = score(OCI_R, answers(*values))
    assert found.total == 10
    assert {key: each.total for key, each in found.scales.items() if key != "total"} == {
        "hoarding": 9,
        "checking": 1,
        "ordering": 0,
        "neutralising": 0,
        "washing": 0,
        "obsessing": 0,
    }


def test_a_subscale_is_complete_where_the_whole_is_not() -> None:
    found = score(Y_BOCS, answers(1, 2, 3, 4, 0, OPEN, 1, 1, 1, 1))
    assert (found.total, found.scales["obsessions"].total, found.scales["compulsions"].total) == (None, 10, None)


def pcl_5(b: int, c: int, d: int, e: int, other: int | None = 1) -> RawAnswers:
    """A PCL-5 in which so many items of each cluster are answered with 2, the others with `other`."""
    values: list[int | None] = []
    for length, met in ((5, b), (2, c), (7, d), (6, e)):
        values += [2] * met + [other] * (length - met)
    return answers(*values)


@pytest.mark.parametrize(
    ("met", "expected"),
    [
        ((1, 1, 2, 2), True),
        ((0, 1, 2, 2), False),
        ((1, 0, 2, 2), False),
        ((1, 1, 1, 2), False),
        ((1, 1, 2, 1), False),
        ((5, 2, 7, 6), True),
    ],
)
def test_the_provisional_rule_needs_one_b_one_c_two_d_two_e(met: tuple[int, int, int, int], expected: bool) -> None:
    found = score(PCL_5, pcl_5(*met))
    assert found.provisional is expected
    # The clusters: B 1-5, C 6-7, D 8-14, E 15-20.
    lengths = (5, 2, 7, 6)
    clusters = [found.scales[key].total for key in "bcde"]
    assert clusters == [length + count for length, count in zip(lengths, met, strict=True)]
    assert found.total == sum(each or 0 for each in clusters)


def test_missing_answers_leave_the_provisional_rule_open_unless_the_others_decide_it() -> None:
    assert score(PCL_5, pcl_5(1, 1, 2, 2, other=OPEN)).provisional is True
    assert score(PCL_5, pcl_5(1, 1, 2, 1, other=OPEN)).provisional is None
    open_in_e = {**pcl_5(1, 0, 2, 2), "20": OPEN}
    assert score(PCL_5, open_in_e).provisional is False  # no item of C was met, whatever 20 says
    assert score(instrument("phq-9"), {}).provisional is None


@pytest.mark.parametrize(
    ("given_answers", "level", "band"),
    [
        ({"1": 0, "2": 0, "6": 0}, 0, "no risk named"),
        ({"1": 1, "2": 0, "6": 0}, 1, "low"),
        ({"1": 1, "2": 1, "3": 0, "4": 0, "5": 0, "6": 0}, 1, "low"),
        ({"1": 1, "2": 1, "3": 1, "4": 0, "5": 0, "6": 0}, 2, "moderate"),
        ({"1": 0, "2": 0, "6": 1, "6a": 0}, 2, "moderate"),  # behaviour, but not in the past three months
        ({"1": 0, "2": 0, "6": 1, "6a": 1}, 3, "high"),
        ({"1": 1, "2": 1, "3": 1, "4": 1, "5": 0, "6": 0}, 3, "high"),
        ({"1": 1, "2": 1, "3": 0, "4": 0, "5": 1, "6": 0}, 3, "high"),
        ({"1": 0, "2": 0, "4": 1, "6": 0}, 3, "high"),  # answered although it need not have been: it counts
    ],
)
def test_the_c_ssrs_is_read_by_its_gravest_answer(given_answers: RawAnswers, level: int, band: str) -> None:
    found = score(C_SSRS, given_answers)
    assert (found.total, found.band) == (level, band)


@pytest.mark.parametrize(
    ("given_answers", "not_asked"),
    [
        ({"1": 1, "2": 1, "3": 0, "4": 0, "6": 0}, 1),  # 5 was to be asked; only 6a was spared
        ({"1": 1, "2": OPEN, "6": 0}, 1),  # nobody knows whether 3 to 5 were to be asked: they were
        ({"1": 1, "2": DECLINED, "6": 0}, 1),
        ({"1": 1, "2": 0}, 3),
        ({}, 0),
    ],
)
def test_an_unanswered_question_of_the_c_ssrs_leaves_the_level_to_a_human(
    given_answers: RawAnswers, not_asked: int
) -> None:
    found = score(C_SSRS, given_answers)
    assert (found.total, found.band, found.not_asked) == (None, None, not_asked)


def test_not_asked_is_neither_missing_nor_declined() -> None:
    found = score(C_SSRS, {"1": 0, "2": 0, "6": 0})
    assert (found.answered, found.not_asked, found.declined, found.items) == (3, 4, 0, 7)
    assert found.is_complete


def test_a_stated_total_stands_for_a_form_whose_items_are_not_at_hand() -> None:
    found = score(instrument("phq-9"), {"total": 17})
    assert (found.total, found.is_stated, found.stated, found.answered) == (17, True, 17, 0)
    assert found.band == "moderately severe"
    assert score(PEG, {"total": 5.3}).total == 5.3


def test_a_stated_total_never_overrules_the_items() -> None:
    found = score(instrument("gad-7"), {**answers(1, 1, 1, 1, 1, 1, 1), "total": 9})
    assert (found.total, found.is_stated, found.stated) == (7, False, 9)
    part = score(instrument("gad-7"), {**answers(1, 1, OPEN, OPEN, OPEN, OPEN, OPEN), "total": 9})
    assert (part.total, part.is_stated) == (None, False)


def test_a_scale_of_which_only_the_total_is_entered() -> None:
    found = score(instrument("madrs"), {"total": 34})
    assert (found.total, found.is_stated, found.band) == (34, False, None)
    with pytest.raises(Invalid, match="from 0 to 60"):
        require_answers_fit(instrument("madrs"), {"total": 61})


@pytest.mark.parametrize(
    ("key", "given_answers"),
    [
        ("phq-9", {"total": 28}),
        ("phq-9", {"total": 12.5}),  # a sum is a whole number
        ("phq-9", {"total": "17"}),
        ("peg", {"total": 10.5}),
        ("peg", {"total": True}),
    ],
)
def test_a_total_that_cannot_be_is_refused(key: str, given_answers: RawAnswers) -> None:
    with pytest.raises(Invalid, match="The total of"):
        require_answers_fit(instrument(key), given_answers, may_state_total=True)


def test_a_phone_cannot_state_a_total() -> None:
    with pytest.raises(Invalid, match="has no item “total”"):
        require_answers_fit(instrument("phq-9"), {"total": 3})


def extremes(known: Instrument, *, highest: bool) -> RawAnswers:
    return {each.key: each.highest if highest else each.lowest for each in known.items}


every_instrument = pytest.mark.parametrize("known", instruments(), ids=lambda each: each.key)


@every_instrument
@pytest.mark.parametrize("highest", [False, True], ids=["lowest", "highest"])
def test_the_ends_of_every_scale_are_reached_by_the_lowest_and_the_highest_answers(
    known: Instrument, highest: bool
) -> None:
    found = score(known, extremes(known, highest=highest))
    for scale in known.scales:
        assert found.scales[scale.key].total == (scale.high if highest else scale.low)


@every_instrument
def test_every_whole_total_has_one_band_or_the_scale_has_none(known: Instrument) -> None:
    for scale in known.scales:
        for total in range(scale.low, scale.high + 1):
            expected = [each.label for each in scale.bands if each.low <= total <= each.high]
            assert [scale.band_of(total)] == (expected or [None])
        assert scale.band_of(scale.high + 1) is None


def given_to(known: Instrument) -> st.SearchStrategy[RawAnswers]:
    """Any way to fill in a form, with gaps."""
    values: dict[str, st.SearchStrategy[int | str | None]] = {}
    for item in known.items:
        words: list[str | None] = [OPEN, DECLINED]
        words += [NOT_APPLICABLE] if item.may_not_apply else []
        values[item.key] = st.one_of(st.integers(item.lowest, item.highest), st.sampled_from(words))
    return st.fixed_dictionaries(values)


@given(st.data())
def test_every_total_lies_within_its_scale_and_is_strict(data: st.DataObject) -> None:
    known = data.draw(st.sampled_from(instruments()))
    given_answers = data.draw(given_to(known))
    require_answers_fit(known, given_answers)
    found = score(known, given_answers)
    for scale in known.scales:
        each = found.scales[scale.key]
        spent = each.answered + each.not_asked + each.not_applicable
        if scale.formula is not Formula.MAXIMA:
            # Strict is None if, and only if, something that was asked is missing (or nothing at all was answered).
            assert (each.total is None) == (spent < each.items or each.answered == 0)
        assert each.total is None or each.prorated is None
        for shown in (each.total, each.prorated):
            assert shown is None or scale.low <= shown <= scale.high
        if each.prorated is not None:
            assert isinstance(each.prorated, int)
            assert 0 < each.items - spent <= scale.missing.prorate_up_to
        assert (each.band is None) == (not scale.bands or (each.total is None and each.prorated is None))
    assert best(found) in (found.total, found.prorated)


@given(st.data())
def test_an_answer_more_never_makes_a_sum_smaller(data: st.DataObject) -> None:
    known = data.draw(st.sampled_from([each for each in instruments() if each.main.formula is not Formula.MAXIMA]))
    given_answers = data.draw(given_to(known))
    item = known.item_of[data.draw(st.sampled_from(known.main.items))]
    low, high = ({**given_answers, item.key: value} for value in (item.lowest, item.highest))
    before, after = score(known, low).total, score(known, high).total
    # A question that a higher answer opens is missing then: such a total is not known at all.
    assert before is None or after is None or before <= after
