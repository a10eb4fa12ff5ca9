"""How early somebody who knows what people choose would guess a password. Pure.

A password is read as the likeliest chain of parts: common words and names, repeats, runs of the alphabet, of digits and
of neighbouring keys, years, what is known of the person, and for the rest single characters. The bits of a part are the
logarithm of how many of its kind are tried. The idea is Wheeler's (zxcvbn, USENIX Security 2016); the words and the
numbers are ours, and rougher, since what is asked is only "among the first of all" (see docs/signing-in.md for what was
measured).

No list of real passwords comes along: the best kept packages have fewer than 420 that are long enough. What such a list
would catch beyond our words is one word or name of some language, perhaps typed on another keyboard, and a telephone
number: so letters without a gap count no more than a word of a large dictionary, and digits no more than such a number.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from server.people.rules.common_words import COMMON_WORDS

WORD, KNOWN, RUN, KEYS, YEAR, DATE = 9.0, 3.0, 5.0, 6.0, 6.0, 12.0  # bits
# Letters in a row that are none of our words: one of a million words and names of all languages, also as they look when
# somebody types them on another keyboard. Digits in a row: a telephone number, a number of an account.
STRANGE_WORD, NUMBER = 20.0, 26.0
LONGEST_STRANGE = 16  # characters of either
LETTER, DIGIT, SIGN = 4.7, 3.3, 5.5  # bits of one character that belongs to nothing
DISGUISED = 1.0  # bits, once, for capitals and for digits that stand for letters
SHORTEST_PART = 3
LONGEST_READ = 64  # characters; what is longer than this and not all repeats is not guessed
_ROWS = (
    "1234567890",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "yxcvbnm",
    "!@#$%^&*()",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1a2s3d4f5g6h7j8k9l0",
    "a1s2d3f4g5h6j7k8l9",
    "z1x2c3v4b5n6m7",
    "12qw34er56ty78ui90op",
    "qwaszxerdfcvtyghbn",
    "qawsedrftgyhujikolp",
    "azsxdcfvgbhnjmkl",
    "zaq12wsxcde34rfvbgt56yhnmju7",
    "147258369",
    "159357",
    "741852963",
    "789456123",
    "4815162342",  # of a television series
)
_KEYS = (*_ROWS, *(row[::-1] for row in _ROWS))
_LETTERS = str.maketrans("01345789@$!+", "oleastbgasit")
_LONGEST_WORD = max(map(len, COMMON_WORDS))


def bits_of(password: str, known: Iterable[str] = ()) -> float:
    """The logarithm (base 2) of about how many guesses come before it. known: words that the attacker knows."""
    words = frozenset(part for each in known for part in _words_of(each.lower()))
    plain = password.lower()
    disguise = DISGUISED if plain != password else 0.0
    undisguised = plain.translate(_LETTERS)
    return disguise + min(_bits(plain, words), DISGUISED + _bits(undisguised, words))


def _words_of(text: str) -> list[str]:
    """What an attacker makes of a name: it whole and its parts, of at least three letters."""
    parts = [*"".join(each if each.isalnum() else " " for each in text).split(), "".join(filter(str.isalnum, text))]
    return [each for each in parts if len(each) >= SHORTEST_PART]


def _bits(text: str, known: frozenset[str]) -> float:
    text = text[:LONGEST_READ]
    best = [0.0]
    for end in range(1, len(text) + 1):
        single = best[end - 1] + _single(text[end - 1])
        parts = (best[start] + _part(text[start:end], known) for start in range(end - SHORTEST_PART + 1))
        best.append(min([single, *parts]))
    return best[-1]


def _single(character: str) -> float:
    return DIGIT if character.isdigit() else LETTER if character.isalpha() else SIGN


def _part(part: str, known: frozenset[str]) -> float:
    """The bits of a part if it is one of a kind; else infinite."""
    if part in known:
        return KNOWN
    if len(part) <= _LONGEST_WORD and part in COMMON_WORDS:
        return WORD
    return min(_repeat(part, known), _run(part), _digits(part), _strange(part))


def _repeat(part: str, known: frozenset[str]) -> float:
    """A unit of up to half the part, again and again, the last time perhaps cut short."""
    for length in range(1, len(part) // 2 + 1):
        unit = part[:length]
        if (unit * (len(part) // length + 1)).startswith(part):
            return (_single(unit) if length == 1 else _unit(unit, known)) + 2.0
    return float("inf")


def _unit(unit: str, known: frozenset[str]) -> float:
    if len(unit) < SHORTEST_PART:
        return sum(map(_single, unit))
    return min(_part(unit, known), sum(map(_single, unit)))


def _run(part: str) -> float:
    steps = {ord(after) - ord(before) for before, after in pairwise(part)}
    if len(steps) == 1 and steps <= {1, -1}:
        return RUN
    return KEYS if any(part in row for row in _KEYS) else float("inf")


def _strange(part: str) -> float:
    if len(part) > LONGEST_STRANGE:
        return float("inf")
    return STRANGE_WORD if part.isalpha() else NUMBER if part.isdigit() else float("inf")


def _digits(part: str) -> float:
    if not (part.isascii() and part.isdigit()):
        return float("inf")
    if len(part) == 4 and 1900 <= int(part) <= 2049:
        return YEAR
    return DATE if len(part) in (6, 8) and _is_date(part) else float("inf")


def _is_date(digits: str) -> bool:
    """Whether a day, a month and a year can be read in it, in one of the usual orders."""
    year = len(digits) - 4
    orders: Sequence[tuple[str, str]] = (
        (digits[:2], digits[2:4]),
        (digits[2:4], digits[:2]),
        (digits[year:][:2], digits[year:][2:]),
    )
    return any(1 <= int(month) <= 12 and 1 <= int(day) <= 31 for day, month in orders)
