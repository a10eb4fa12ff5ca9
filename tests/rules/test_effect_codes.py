"""The clinic's file of codes: what is taken, and what is refused with its line."""

import pytest

from server.checkins.rules import STAFF_LABELS
from server.checkins.rules.effect_codes import Codes, read_effect_codes
from server.errors import Invalid

HEAD = "key,meddra_pt_code,snomed_code"


def test_codes_are_taken_and_may_be_left_out() -> None:
    lines = [HEAD, "headache,10019211,25064002", "dizziness,10013573,", "nausea,,422587007"]
    assert read_effect_codes(lines, STAFF_LABELS) == {
        "headache": Codes("10019211", "25064002"),
        "dizziness": Codes("10013573", None),
        "nausea": Codes(None, "422587007"),
    }


# The identifiers that clinical reference 3.1 prints: each ends with a right check digit.
SEEN = {
    "headache": "25064002", "dizziness": "404640003", "nausea": "422587007", "insomnia": "193462001",
    "tinnitus": "60862001", "hearing": "15188001", "anxious": "48694002",
}  # fmt: skip


@pytest.mark.parametrize(("key", "code"), SEEN.items())
def test_the_identifiers_of_the_reference_pass_the_check(key: str, code: str) -> None:
    assert read_effect_codes([HEAD, f"{key},,{code}"], STAFF_LABELS)[key].snomed_code == code


@pytest.mark.parametrize("place", range(8))
def test_one_wrong_digit_is_noticed(place: int) -> None:
    code = "25064002"
    wrong = code[:place] + str((int(code[place]) + 3) % 10) + code[place + 1 :]
    with pytest.raises(Invalid, match="no SNOMED CT identifier"):
        read_effect_codes([HEAD, f"headache,,{wrong}"], STAFF_LABELS)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([], "first line"),
        (["key;meddra_pt_code;snomed_code"], "first line"),
        (["key,meddra_pt_code"], "first line"),
        ([HEAD, "migraine,,"], "line 2: “migraine” is no side effect"),
        ([HEAD, "headache,,", "headache,,"], "line 3: “headache” stands here twice"),
        ([HEAD, "headache,10019211"], "line 2: expected 3 columns"),
        ([HEAD, "headache,1,2,3"], "line 2: expected 3 columns"),
        ([HEAD, "headache,1001921,"], "line 2: a MedDRA code has eight digits"),
        ([HEAD, 'headache,"10019211,'], "after line 1: unexpected end of data"),
        # The two mistakes that were seen in public code, clinical reference 1.4.
        ([HEAD, "fatigue,10016558,"], "the preferred term Fatigue is 10016256"),
        ([HEAD, "fatigue,,60862001"], "60862001 is Tinnitus in SNOMED CT, not fatigue"),
    ],
)
def test_a_fault_is_refused_with_its_line(lines: list[str], fault: str) -> None:
    with pytest.raises(Invalid, match=fault):
        read_effect_codes(lines, STAFF_LABELS)
