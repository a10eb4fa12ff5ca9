"""The tables of what ships, typed once more from clinical reference 1.1 and 1.2: codes, ranges, bands, change.

Each error that its section 1.4 found in public code would fail here.
"""

import json

import pytest

from server.questionnaires.library import FOLDER, instrument, instruments
from server.questionnaires.rules.instrument import Change, Filler, Formula, Instrument, System, Wording

LOINC = System.LOINC
FULL = ["cgi-s", "gad-7", "pcl-5", "peg", "phq-2", "phq-8", "phq-9"]
SKELETONS = ["c-ssrs", "isi", "oci-r", "qids-sr16", "who-5", "wsas", "y-bocs-sr"]
TOTALS = ["bdi-ii", "ham-d", "ids-sr", "madrs"]
PHQ = {str(place): code for place, code in enumerate(("44250-9", "44255-8", "44259-0", "44254-1", "44251-7"), 1)} | {
    "6": "44258-2",
    "7": "44252-5",
    "8": "44253-3",
    "9": "44260-8",
    "10": "69722-7",
}
ITEM_CODES = {
    "phq-9": PHQ,
    "phq-8": {key: code for key, code in PHQ.items() if key not in ("9", "10")},
    "phq-2": {key: code for key, code in PHQ.items() if key in ("1", "2")},
    "gad-7": {
        "1": "69725-0",
        "2": "68509-9",
        "3": "69733-4",
        "4": "69734-2",
        "5": "69735-9",
        "6": "69689-8",
        "7": "69736-7",
    },
    "peg": {"1": "75893-8", "2": "91145-3", "3": "91146-1"},
    "c-ssrs": {
        "1": "93246-7",
        "2": "93247-5",
        "3": "93248-3",
        "4": "93249-1",
        "5": "93250-9",
        "6": "93267-3",
        "6a": "93269-9",
    },
}
# Panel and score; None where the reference says "not verified".
PANEL_AND_SCORE = {
    "phq-9": ("44249-1", "44261-6"),
    "phq-2": ("55757-9", "55758-7"),
    "gad-7": ("69737-5", "70274-6"),
    "pcl-5": ("101697-1", "101698-9"),
    "peg": ("91148-7", "91147-9"),
    "c-ssrs": (None, "93374-7"),
}
by_instrument = pytest.mark.parametrize("known", instruments(), ids=lambda each: each.key)


def test_what_ships() -> None:
    assert [each.key for each in instruments()] == sorted(FULL + SKELETONS + TOTALS)
    assert [each.key for each in instruments() if each.wording is Wording.FULL] == FULL
    assert [each.key for each in instruments() if each.can_be_asked] == [each for each in FULL if each != "cgi-s"]
    assert [each.key for each in instruments() if each.filled_by is Filler.CLINICIAN] == sorted(
        ["c-ssrs", "cgi-s", *TOTALS]
    )


@by_instrument
def test_every_code_is_the_published_one_and_stands_where_it_belongs(known: Instrument) -> None:
    items = {each.key: each.codes[LOINC] for each in known.items if LOINC in each.codes}
    assert items == ITEM_CODES.get(known.key, {})
    found = known.codes.get(LOINC), known.main.codes.get(LOINC)
    assert found == PANEL_AND_SCORE.get(known.key, (None, None))


def test_no_code_means_two_things() -> None:
    """A PHQ-8 total with the PHQ-9's code, or GAD-7 items with PHQ-9 codes, would: both were published."""
    meant: dict[str, set[str]] = {}
    for known in instruments():
        for part, words in (
            (known, f"{known.key} panel"),
            *((each, f"{known.key} score") for each in known.scales),
            *((each, each.text or f"{known.key} {each.key}") for each in known.items),
        ):
            if LOINC in part.codes:
                meant.setdefault(part.codes[LOINC], set()).add(words)
    assert {code: words for code, words in meant.items() if len(words) > 1} == {}


def test_the_items_of_the_phq_9_are_not_numbered_in_a_row() -> None:
    # "Items 44250-9 through 44258-2" has been published; the codes between them do not follow the items.
    numbers = [int(code.partition("-")[0]) for code in list(PHQ.values())[:9]]
    assert [int(each.codes[LOINC].partition("-")[0]) for each in instrument("phq-9").items[:9]] == numbers
    assert numbers != sorted(numbers)


def check_digit(digits: str) -> int:
    """By the rule of the LOINC Users' Guide, written otherwise than in the server: odd places doubled as one number."""
    odd, even = digits[::-1][0::2][::-1], digits[::-1][1::2][::-1]
    total = sum(map(int, str(int(odd) * 2))) + sum(map(int, even))
    return -total % 10


def test_every_loinc_code_has_its_check_digit() -> None:
    codes = {
        part.codes[LOINC]
        for known in instruments()
        for part in (known, *known.scales, *known.items)
        if LOINC in part.codes
    }
    assert len(codes) > 30
    for code in codes:
        digits, _, check = code.partition("-")
        assert check_digit(digits) == int(check), code


# Lowest and highest total, and the upper end of each band; () where the reference prints none.
RANGES = {
    "phq-9": (0, 27, (4, 9, 14, 19, 27)),
    "phq-8": (0, 24, (4, 9, 14, 19, 24)),
    "phq-2": (0, 6, (2, 6)),
    "gad-7": (0, 21, (4, 9, 14, 21)),  # severe from 15: one library has "more than 15"
    "pcl-5": (0, 80, (30, 33, 80)),
    "peg": (0, 10, ()),
    "cgi-s": (1, 7, (1, 2, 3, 4, 5, 6, 7)),
    "c-ssrs": (0, 3, (0, 1, 2, 3)),
    "who-5": (0, 100, (49, 100)),
    "oci-r": (0, 72, (15, 27, 72)),
    "y-bocs-sr": (0, 40, (7, 15, 23, 31, 40)),
    "isi": (0, 28, (7, 14, 21, 28)),
    "wsas": (0, 40, (9, 20, 40)),
    "qids-sr16": (0, 27, (5, 10, 15, 20, 27)),
    "madrs": (0, 60, ()),
    "ham-d": (0, 52, ()),
    "bdi-ii": (0, 63, ()),
    "ids-sr": (0, 84, ()),
}


@by_instrument
def test_ranges_and_bands_are_those_of_the_reference(known: Instrument) -> None:
    assert (known.main.low, known.main.high, tuple(each.high for each in known.bands)) == RANGES[known.key]


CHANGES = {
    "phq-9": Change(5, 6, 50, remission_below=5, remission_from_baseline=10),
    "phq-8": Change(5, 6, 50, remission_below=5, remission_from_baseline=10),
    "phq-2": Change(),
    "gad-7": Change(4, 4, 50, remission_below=5, remission_from_baseline=10),
    "pcl-5": Change(12, 15, response_points=12, remission_below=33),  # not the older 5 and 10, which are contradicted
    "peg": Change(1, None, 30),
    "cgi-s": Change(1, None, response_below=4, remission_below=3),
    "c-ssrs": Change(),
    "who-5": Change(10),
    "oci-r": Change(None, 15),
    "y-bocs-sr": Change(None, None, 35, remission_below=13),
    "isi": Change(6, None, response_points=8, remission_below=8),
    "wsas": Change(8, remission_below=10),
    "qids-sr16": Change(None, None, 50, remission_below=6),
} | {key: Change() for key in TOTALS}


@by_instrument
def test_what_change_means_is_in_the_reference_or_not_known(known: Instrument) -> None:
    assert known.change == CHANGES[known.key]


def test_only_well_being_is_better_when_it_is_higher() -> None:
    assert [each.key for each in instruments() if each.higher_is_better] == ["who-5"]


# Up to how many missing items are prorated: clinical reference 1.3; elsewhere all are required.
@by_instrument
def test_the_rule_for_missing_answers_is_each_instruments_own(known: Instrument) -> None:
    allowed = {"phq-9": 2, "phq-8": 1, "gad-7": 1}
    assert known.main.missing.prorate_up_to == allowed.get(known.key, 0)
    assert not known.main.missing.prorate_up_to or known.main.formula is Formula.SUM


SAFETY = {
    "phq-9": [("9", 1, 2, False)],
    "qids-sr16": [("12", 1, 2, False)],
    "c-ssrs": [
        ("1", 1, None, False),
        ("2", 1, None, False),
        ("3", 1, 1, False),
        ("4", 1, 1, True),
        ("5", 1, 1, True),
        ("6", 1, None, False),
        ("6a", 1, 1, True),
    ],
}


@by_instrument
def test_every_instrument_declares_its_safety_items_or_why_there_are_none(known: Instrument) -> None:
    found = [(each.item, each.threshold, each.urgent_from, each.emergency) for each in known.safety_items]
    assert found == SAFETY.get(known.key, [])
    assert bool(known.no_safety_because) == (not found)


def test_the_phq_8_is_the_phq_9_without_the_item_on_self_harm() -> None:
    eight, nine = instrument("phq-8"), instrument("phq-9")
    assert [each.text for each in eight.items] == [each.text for each in nine.items[:8]]
    assert not any("dead" in each.text for each in eight.items)
    assert "nobody could act" in str(eight.no_safety_because)


@pytest.mark.parametrize("key", SKELETONS)
def test_a_skeleton_holds_none_of_its_owners_words(key: str) -> None:
    raw = json.loads((FOLDER / f"{key}.json").read_text(encoding="utf-8"))
    assert not {"stem", "instruction"} & set(raw)
    assert not any("text" in item for item in raw["items"])
    texts = {each["text"] for answers in raw["answer_lists"].values() for each in answers if "text" in each}
    assert texts <= {"Yes", "No"}


@pytest.mark.parametrize("key", TOTALS)
def test_a_range_that_the_reference_does_not_print_says_so(key: str) -> None:
    known = instrument(key)
    assert [(each.key, each.span) for each in known.items] == [("total", (0, known.max_total))]
    assert "unverified" in known.source


# What clinical reference 1.2 prints, word by word at the places that are easily got wrong.
@pytest.mark.parametrize(
    ("key", "item", "words"),
    [
        ("pcl-5", "3", "(as if you were actually back there reliving it)?"),
        ("pcl-5", "15", "Irritable behavior, angry outbursts, or acting aggressively?"),
        ("pcl-5", "17", 'Being "superalert" or watchful or on guard?'),
        ("peg", "1", "What number best describes your pain on average in the past week?"),
        ("cgi-s", "1", "how mentally ill is the patient at this time?"),
    ],
)
def test_the_wording_is_the_printed_one(key: str, item: str, words: str) -> None:
    assert words in instrument(key).item_of[item].text


def test_the_answers_of_the_pcl_5_and_the_ends_of_the_peg() -> None:
    assert [each.text for each in instrument("pcl-5").items[0].answers] == [
        "Not at all",
        "A little bit",
        "Moderately",
        "Quite a bit",
        "Extremely",
    ]
    pain, interference = (instrument("peg").item_of[key].answers for key in ("1", "2"))
    assert (pain[0].text, pain[10].text) == ("0: no pain", "10: pain as bad as you can imagine")
    assert (interference[0].text, interference[10].text) == ("0: does not interfere", "10: completely interferes")
    assert interference == instrument("peg").item_of["3"].answers
