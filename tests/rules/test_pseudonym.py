"""Pseudonyms: random, readable, and safe against typing errors."""

import itertools
import random

import pytest

from server.studies.rules.pseudonym import ALPHABET, draw_pseudonym, is_pseudonym


def some(count: int) -> list[str]:
    draw = random.Random(7).randrange
    return [draw_pseudonym(draw, ()) for _ in range(count)]


def test_a_pseudonym_is_two_groups_of_four_without_letters_that_form_words():
    for each in some(200):
        first, second = each.split("-")
        assert (len(first), len(second)) == (4, 4)
        assert not set(first + second) & set("0AEIOUL")
        assert is_pseudonym(each)


def test_only_the_randomness_decides():
    numbers = iter([0, 1, 2, 3, 4, 5, 6])
    assert draw_pseudonym(lambda below: next(numbers), ()) == "1234-567W"  # 2+6+12+20+30+42 = 112, 25 modulo 29


def test_a_taken_pseudonym_is_drawn_again():
    first, second = some(2)
    draw = random.Random(7).randrange
    assert draw_pseudonym(draw, {first}) == second


def test_every_wrong_character_is_noticed():
    right = some(1)[0]
    for place, other in itertools.product(range(len(right)), ALPHABET):
        typed = right[:place] + other + right[place + 1 :]
        assert is_pseudonym(typed) is (typed == right)


def test_any_two_characters_that_changed_places_are_noticed():
    for right in some(50):
        for one, two in itertools.combinations((0, 1, 2, 3, 5, 6, 7), 2):
            typed = list(right)
            typed[one], typed[two] = typed[two], typed[one]
            assert is_pseudonym("".join(typed)) is ("".join(typed) == right)


@pytest.mark.parametrize(
    "text", ["", "K7M2", "K7M29QXT", "k7m2-9qxt", "K7M2-9QX", "K7M2-9QXTT", "=1+1-2345", "K7M2-9-XT"]
)
def test_what_is_no_pseudonym_is_recognised(text):
    assert not is_pseudonym(text)
