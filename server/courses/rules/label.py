"""Whether a treatment is on the label of its protocol, by indication and age. Pure."""

from collections.abc import Sequence

from server.courses.rules.protocol import Indication, Protocol
from server.errors import Doubt, require_confirmed
from server.wording import Term, say


def is_on_label(indication: Indication, protocol: Protocol, age: int | None, *, has_own_parameters: bool) -> bool:
    """Whether the protocol is cleared for the indication at that age. Own parameters are on no label.

    age: whole years on the day of the start; None: not known, then taken for an adult's.
    """
    if has_own_parameters or protocol.key not in indication.on_label:
        return False
    return age is None or any(each.holds(age) for each in indication.ages)


def label_words(indication: Indication, age: int | None) -> str | None:
    """What the label says about that age beside "on label", such as "adjunct, K231926"; None for nothing more."""
    if age is None:
        return None
    found = [each.remark for each in indication.ages if each.holds(age)]
    return found[0] if found and None not in found else None


def require_age_fits(indication: Indication, age: int | None, confirmed: Sequence[str]) -> None:
    """Raise Unusual for a patient whose age no label of the indication covers: possible, but to be meant."""
    if age is not None and not any(each.holds(age) for each in indication.ages):
        sentence = say(
            "The patient is {age} years old on the day of the start. {title} is labelled for {ages}.",
            age=age,
            title=Term(indication.title),
            ages=[each.words() for each in indication.ages],
        )
        require_confirmed([Doubt("age", sentence)], confirmed)
