"""Short codes: how they are read as typed, and how they tell the clinic."""

from uuid import UUID

import pytest

from server.people.rules.invitation import (
    ALPHABET,
    KEY_LETTERS,
    PIN_DIGITS,
    SECRET_LETTERS,
    ShortCode,
    ids_with,
    prefix_of,
    read_code,
)

CODE = ShortCode("0K7Q", "F3M", "9TXW1")


@pytest.mark.parametrize(
    "typed",
    [
        "0K7Q-F3M9-TXW1",
        "0k7qf3m9txw1",
        " 0K7Q F3M9 TXW1 ",
        "OK7Q-F3M9-TXWL",  # the letter O for a zero, L for a one
        "ok7q-f3m9-txwi",
    ],
)
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert read_code(typed) == CODE


@pytest.mark.parametrize(
    "typed", ["", "0K7Q-F3M9-TXW", "0K7Q-F3M9-TXW12", "0K7Q-F3M9-TXWU", "0K7Q.F3M9.TXW1", "é" * 12]
)
def test_anything_else_is_no_code(typed: str) -> None:
    assert read_code(typed) is None


def test_nobody_hits_upon_a_code_by_chance() -> None:
    """40 bits beside the clinic's letters; the digits told in person are a second secret of about 20 (ASVS 6.5.4)."""
    assert (len(ALPHABET), len(set(ALPHABET))) == (32, 32)
    assert len(ALPHABET) ** (KEY_LETTERS + SECRET_LETTERS) >= 2**40
    assert len(CODE.key + CODE.secret) == KEY_LETTERS + SECRET_LETTERS
    assert 10**PIN_DIGITS > 2**19


def test_a_code_is_shown_in_three_groups() -> None:
    assert CODE.text == "0K7Q-F3M9-TXW1"


@pytest.mark.parametrize("clinic_id", [UUID(int=0), UUID(int=2**128 - 1), UUID("9b2e6f10-4c1d-4f0e-8a53-0d9f1c2b3a4e")])
def test_the_first_four_characters_tell_the_clinic(clinic_id: UUID) -> None:
    lowest, highest = ids_with(prefix_of(clinic_id))
    assert lowest <= clinic_id <= highest
    assert highest.int - lowest.int == 2**108 - 1
