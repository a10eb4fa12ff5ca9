"""Pseudonyms: what they look like and how a mistyped one is noticed. Pure; randomness is an argument.

A pseudonym is drawn at random for each study and kept in the crosswalk. It is never derived from anything about the
person (45 CFR 164.514(c)), so that it cannot be computed back and does not link one study to another.
"""

from collections.abc import Callable, Container

# No vowels: no words, no names of months and no 1E5, which spreadsheets would turn into something else. No 0, which
# looks like an O. 29 is a prime, which the check character below needs.
ALPHABET = "123456789BCDFGHJKMNPQRSTVWXYZ"
_DRAWN = 7  # characters; 29 ** 7 is 17 thousand million, and a taken one is drawn again
_VALUE = {character: value for value, character in enumerate(ALPHABET)}


def draw_pseudonym(draw: Callable[[int], int], taken: Container[str]) -> str:
    """A new pseudonym such as "K7M2-9QXT" that is not in `taken`.

    draw: gives a random whole number from 0 up to but not including its argument, such as secrets.randbelow.
    """
    while True:
        drawn = "".join(ALPHABET[draw(len(ALPHABET))] for _ in range(_DRAWN))
        pseudonym = f"{drawn[:4]}-{drawn[4:]}{check_character(drawn)}"
        if pseudonym not in taken:
            return pseudonym


def check_character(drawn: str) -> str:
    """The last character: the sum of the values weighted 1, 2, ... modulo 29.

    Weights that differ and a prime modulus: one wrong character is always noticed, and so are any two that changed
    places, wherever they stand.
    """
    return ALPHABET[sum(weight * _VALUE[each] for weight, each in enumerate(drawn, 1)) % len(ALPHABET)]


def is_pseudonym(text: str) -> bool:
    """Whether the text has the shape of a pseudonym and its check character fits."""
    bare = text.replace("-", "", 1)
    if len(text) != _DRAWN + 2 or text[4] != "-" or any(each not in _VALUE for each in bare):
        return False
    return check_character(bare[:_DRAWN]) == bare[_DRAWN]
