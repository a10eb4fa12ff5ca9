"""Reading data files (instruments, protocols, indications) strictly, with faults that name file and place. Pure."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from server.errors import Invalid

Kind = TypeVar("Kind", bound=StrEnum)


class Part:
    """One JSON object of a data file. Every field is taken by name; `close` refuses what nobody took.

    A misspelt field would otherwise be passed over in silence, and the rule it holds would not apply.
    """

    def __init__(self, raw: object, place: str) -> None:
        """place: the file and the way to this part, such as "phq-9.json: item 3"."""
        self.place = place
        if not isinstance(raw, dict):
            self.refuse("must be a JSON object")
        self._raw: dict[str, Any] = raw
        self._taken: set[str] = set()

    def refuse(self, fault: str) -> NoReturn:
        """Raise Invalid, naming the file and the place."""
        raise Invalid(f"{self.place}: {fault}.", place=self.place)

    def has(self, name: str) -> bool:
        return name in self._raw

    def take(self, name: str) -> Any:
        """The raw value. Raises Invalid if the field is missing."""
        if name not in self._raw:
            self.refuse(f"“{name}” is missing")
        self._taken.add(name)
        return self._raw[name]

    def text(self, name: str) -> str:
        """A text with at least one visible character and no spaces around it."""
        value = self.take(name)
        if not isinstance(value, str) or not value or value != value.strip():
            self.refuse(f"“{name}” must be a text that is not empty and has no spaces around it")
        return value

    def one_of(self, name: str, kinds: type[Kind]) -> Kind:
        value = self.take(name)
        if value not in [each.value for each in kinds]:
            self.refuse(f"“{name}” must be one of {', '.join(kinds)}")
        return kinds(value)

    def whole(self, name: str, least: int = 0) -> int:
        """A whole number of at least `least`."""
        value = self.take(name)
        if type(value) is not int or value < least:
            self.refuse(f"“{name}” must be a whole number of at least {least}")
        return value

    def number(self, name: str, least: float = 0) -> float:
        """A number of at least `least`, whole or not."""
        value = self.take(name)
        if type(value) not in (int, float) or value < least:
            self.refuse(f"“{name}” must be a number of at least {least}")
        return float(value)

    def flag(self, name: str) -> bool:
        value = self.take(name)
        if type(value) is not bool:
            self.refuse(f"“{name}” must be true or false")
        return value

    def span(self, name: str, least: int = 1) -> tuple[int, int]:
        """A whole number, or [lowest, highest] where the source gives a range. Returns both ends."""
        value = self.take(name)
        ends = value if isinstance(value, list) else [value, value]
        if len(ends) != 2 or any(type(each) is not int or each < least for each in ends) or ends[0] > ends[1]:
            self.refuse(f"“{name}” must be a whole number of at least {least}, or a list of two, the lower first")
        return ends[0], ends[1]

    def parts(self, name: str, label: Callable[[int, Any], str]) -> list["Part"]:
        """A list of at least one object. label: from position (1, 2, ...) and raw object to the words in a fault."""
        value = self.take(name)
        if not isinstance(value, list) or not value:
            self.refuse(f"“{name}” must be a list with at least one entry")
        return [Part(each, f"{self.place}: {label(at, each)}") for at, each in enumerate(value, 1)]

    def part(self, name: str) -> "Part":
        return Part(self.take(name), f"{self.place}: {name}")

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of at least one text, none of them twice."""
        value = self.take(name)
        if not isinstance(value, list) or not value or any(not isinstance(each, str) or not each for each in value):
            self.refuse(f"“{name}” must be a list of texts")
        self.refuse_twice(value, f"“{name}” names")
        return tuple(value)

    def wholes(self, name: str, least: int = 0) -> tuple[int, ...]:
        """A list of whole numbers, maybe empty."""
        value = self.take(name)
        if not isinstance(value, list) or any(type(each) is not int or each < least for each in value):
            self.refuse(f"“{name}” must be a list of whole numbers of at least {least}")
        return tuple(value)

    def refuse_twice(self, values: Iterable[object], what: str) -> None:
        """Raise Invalid if a value comes twice."""
        seen: set[object] = set()
        for each in values:
            if each in seen:
                self.refuse(f"{what} “{each}” twice")
            seen.add(each)

    def names(self) -> list[str]:
        """The names of all fields, for an object whose names are data themselves."""
        return list(self._raw)

    def close(self) -> None:
        """Raise Invalid for a field that nothing read."""
        for name in self._raw:
            if name not in self._taken:
                self.refuse(f"“{name}” is no field that is known here")
