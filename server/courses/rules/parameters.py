"""Stimulations of the clinic's own, in place of those of the protocol. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.courses.rules.protocol import Pattern, Protocol, Stimulation
from server.errors import Invalid
from server.wording import say

OWN = "own"  # the protocol of a course that follows no preset


def require_parameters(protocol: Protocol, parameters: Sequence[Mapping[str, Any]] | None) -> None:
    """Raise Invalid if a course has nothing to stimulate by, or numbers that are at odds with each other.

    parameters: target, pattern, frequency_hz, trains, pulses_per_train, pause_seconds, pulses, intensity_percent and
    intensity_of of each stimulation; None: as the protocol has them. pulses = pulses_per_train x trains (clinical
    reference 2.1).
    """
    if parameters is None:
        if not protocol.stimulations:
            raise Invalid("This course follows no preset: say how it is stimulated.", field="parameters")
        return
    for each in parameters:
        if (each["trains"] is None) != (each["pulses_per_train"] is None):
            raise Invalid("Say both the trains and the pulses of one, or neither.", field="parameters")
        if each["trains"] is not None and each["trains"] * each["pulses_per_train"] != each["pulses"]:
            product = each["trains"] * each["pulses_per_train"]
            sentence = say(
                "{trains} trains of {pulses} pulses are {made}, not {planned}.",
                trains=each["trains"],
                pulses=each["pulses_per_train"],
                made=product,
                planned=each["pulses"],
            )
            raise Invalid(sentence, field="parameters")


def stimulations_in(protocol: Protocol, parameters: Sequence[Mapping[str, Any]] | None) -> tuple[Stimulation, ...]:
    """How a course is stimulated: by its own parameters, else as the protocol has it."""
    if parameters is None:
        return protocol.stimulations
    return tuple(
        Stimulation(
            target=each["target"],
            pattern=Pattern(each["pattern"]),
            frequency_hz=each["frequency_hz"],
            trains=each["trains"],
            pulses_per_train=each["pulses_per_train"],
            train_seconds=None,
            pause_seconds=each["pause_seconds"],
            pulses=(each["pulses"], each["pulses"]),
            intensity_percent=(each["intensity_percent"], each["intensity_percent"]),
            intensity_of=each["intensity_of"],
        )
        for each in parameters
    )
