"""A published outcome, and what makes its data file usable. Pure."""

from dataclasses import dataclass
from typing import Any

from server.errors import Invalid


@dataclass(frozen=True)
class Benchmark:
    """What a study reported. scales: keys of instruments, "any" for whichever there was. response, remission: per cent,
    lowest and highest; the same twice where there is one figure. caveat: what keeps it from being a target.
    """

    key: str
    study: str
    scales: tuple[str, ...]
    sample: str
    n: int
    response: tuple[float, float]
    remission: tuple[float, float]
    caveat: str
    source: str


_TEXTS = ("key", "study", "sample", "caveat", "source")
_SPANS = ("response", "remission")


def parse_benchmarks(raw: object, name: str) -> tuple[Benchmark, ...]:
    """The studies of a data file. Raises Invalid, naming the file, the study and the fault."""
    if not isinstance(raw, list):
        raise Invalid(f"{name}: this must be a list of studies.", place=name)
    found = tuple(_benchmark(each, f"{name}, study {place}") for place, each in enumerate(raw, start=1))
    if len({each.key for each in found}) < len(found):
        raise Invalid(f"{name}: two studies have the same key.", place=name)
    return found


def _benchmark(raw: Any, place: str) -> Benchmark:
    if not isinstance(raw, dict) or set(raw) != {*_TEXTS, *_SPANS, "scales", "n"}:
        raise Invalid(
            f"{place}: it must have just {', '.join(sorted({*_TEXTS, *_SPANS, 'scales', 'n'}))}.", place=place
        )
    for each in _TEXTS:
        if not isinstance(raw[each], str) or not raw[each].strip():
            raise Invalid(f"{place}: “{each}” must be a text.", place=place)
    if not isinstance(raw["scales"], list) or not raw["scales"]:
        raise Invalid(f"{place}: “scales” must name an instrument, or “any”.", place=place)
    if type(raw["n"]) is not int or raw["n"] < 1:
        raise Invalid(f"{place}: “n” must be the number of patients.", place=place)
    spans = {each: _span(raw[each], f"{place}: “{each}”") for each in _SPANS}
    # From a baseline of 8 or more, remission implies response: Griffiths 2019 (10 % and 28.6 %) is no benchmark.
    if any(spans["remission"][end] > spans["response"][end] for end in (0, 1)):
        raise Invalid(f"{place}: more remissions than responses cannot be.", place=place)
    return Benchmark(
        key=raw["key"],
        study=raw["study"],
        scales=tuple(raw["scales"]),
        sample=raw["sample"],
        n=raw["n"],
        response=spans["response"],
        remission=spans["remission"],
        caveat=raw["caveat"],
        source=raw["source"],
    )


def _span(raw: Any, place: str) -> tuple[float, float]:
    if not isinstance(raw, list) or len(raw) != 2 or not all(type(each) in (int, float) for each in raw):
        raise Invalid(f"{place} must be the lowest and the highest per cent.", place=place)
    if not 0 <= raw[0] <= raw[1] <= 100:
        raise Invalid(f"{place} must be per cents, the lowest first.", place=place)
    return raw[0], raw[1]
