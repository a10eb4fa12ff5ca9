"""Whether answers can be answers to an instrument. Pure."""

from server.errors import Invalid
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.rules.scoring import DECLINED, RawAnswers


def require_answers_fit(instrument: Instrument, answers: RawAnswers) -> None:
    """Raise Invalid for an item that the instrument does not have, or a value that is not among the item's answers.

    Items may be left open (None, or absent) and declined. The message names the item, never what was answered.
    """
    for key, given in answers.items():
        item = instrument.item_of.get(key)
        if item is None:
            raise Invalid(f"{instrument.title} has no item “{key[:40]}”.", field="answers")
        if given is not None and given != DECLINED and given not in [each.value for each in item.answers]:
            raise Invalid(f"The answer to item {key} of {instrument.title} is none of its choices.", field="answers")
