"""Which passwords staff may have."""

from itertools import product
from random import Random

import pytest

from server.errors import Invalid
from server.people.rules.common_words import COMMON_WORDS
from server.people.rules.guessing import bits_of
from server.people.rules.password import LEAST_BITS, plain_login, require_good_password, require_login

KNOWN = ["robin.staff", "Robin Staff", "Clinic at the Lake"]


@pytest.mark.parametrize(
    "password",
    [
        "blue piano seven lantern",
        "kettle otter brims",
        "kettle otter",  # a gap between two words is enough
        "Kleine Otter im Kessel",
        "vJ7 kq02-mPz",  # twelve characters of a generator
        "x" * 3 + "kettle otter brims" * 6,  # long, also where a part repeats
        "\u00e4\u00f6\u00fc \u4e2d\u6587 \U0001f9a6 kettle",  # any character counts
        " kettle otter brims ",  # also a blank at an end: nothing is cut off
    ],
)
def test_length_without_any_mixture_is_enough(password: str) -> None:
    require_good_password(password, KNOWN)


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password1234",
        "P@ssw0rd2026!",
        "qwertyuiop123",
        "1qaz2wsx3edc4rfv",
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        "123456789012",
        "abcabcabcabcabc",
        "iloveyou2026",
        "christopher1",
        "liverpool1892",
        "24121984christmas",
        "RobinStaff2026",  # the person
        "robin.staff.robin.staff",  # the sign-in name
        "clinicatthelake1",  # the clinic
        "Lodestone2026!",
        "contortionist",  # one word, of whatever language
        "Massimiliano88",
        "Sonnenfinsternis",
        "ghjcnjqgfhjkm",  # Russian words, typed on an English keyboard
        "+49301234567",  # a telephone number
        "301234567890123",
        "lost4815162342",
    ],
)
def test_what_people_choose_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        require_good_password(password, KNOWN)
    assert refused.value.details == {"field": "password", "reason": "common"}


def test_far_more_than_three_thousand_common_passwords_are_refused() -> None:
    """ASVS 6.2.4: those long enough that are made as people make them: a common word and what they put after it."""
    tails = ("123", "1234", "12345", "123456", "2024", "2025", "2026", "1", "!", "123!", "01", "007")
    made = {
        shape(word) + tail
        for word, tail in product(COMMON_WORDS, tails)
        for shape in (str, str.capitalize, lambda each: each + each)
        if len(shape(word) + tail) >= 12
    }
    assert len(made) > 10_000
    tried = Random(624).sample(sorted(made), 4_000)
    assert [each for each in tried if bits_of(each) >= LEAST_BITS] == []


@pytest.mark.parametrize(("password", "is_fine"), [("k7Qp zX4m wR", True), ("k7Qp zX4m w", False)])
def test_twelve_characters_are_the_least(password: str, is_fine: bool) -> None:
    if is_fine:
        require_good_password(password, KNOWN)
    else:
        with pytest.raises(Invalid, match="at least 12"):
            require_good_password(password, KNOWN)


def test_a_hundred_and_twenty_eight_characters_are_the_most() -> None:
    long = "kettle otter brims seven lantern piano blue " * 3
    require_good_password(long[:128], KNOWN)
    with pytest.raises(Invalid, match="at most 128"):
        require_good_password(long[:129], KNOWN)


@pytest.mark.parametrize("login", ["robin", "r.staff@example.org", "a-b_c+d", "007"])
def test_a_sign_in_name_is_plain(login: str) -> None:
    assert require_login(f"  {login.upper()} ") == plain_login(login) == login


@pytest.mark.parametrize("login", ["", "ab", "a b c", "ärzte", ".robin", "x" * 65, "rob\nin", "robin\x00"])
def test_other_sign_in_names_are_refused(login: str) -> None:
    with pytest.raises(Invalid) as refused:
        require_login(login)
    assert refused.value.details == {"field": "login"}
