"""How little of a patient's name a tablet shows, and which codes it takes."""

import pytest

from server.people.rules.kiosk import read_kiosk_code, shown_as


@pytest.mark.parametrize(
    ("name", "initials", "first"),
    [
        ("Pat Example", "P. E.", "Pat"),
        ("Pat von der Example", "P. E.", "Pat"),
        ("Pat", "P.", "Pat"),
        ("example, pat", "E. P.", "example"),
        ("Émile  Zola", "É. Z.", "Émile"),
        ("", "", ""),
        (" , ", "", ""),
    ],
)
def test_a_tablet_shows_initials_or_the_first_name(name: str, initials: str, first: str) -> None:
    assert (shown_as(name, "initials"), shown_as(name, "first name")) == (initials, first)


@pytest.mark.parametrize(
    ("typed", "key", "secret"),
    [("ABC1-2345", "ABC", "12345"), ("abc1 2345", "ABC", "12345"), ("OIL12345", "011", "12345")],
)
def test_a_code_is_read_forgivingly(typed: str, key: str, secret: str) -> None:
    code = read_kiosk_code(typed)
    assert code is not None
    assert (code.prefix, code.key, code.secret) == ("", key, secret)
    assert code.text == f"{key}{secret[0]}-{secret[1:]}"


@pytest.mark.parametrize("typed", ["", "ABC1-234", "ABC1-23456", "ABC1-234U"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_kiosk_code(typed) is None
