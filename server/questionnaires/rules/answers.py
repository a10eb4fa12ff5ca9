"""Whether answers can be answers to an instrument. Pure."""

from server.errors import Invalid
from server.questionnaires.rules.instrument import Formula, Instrument
from server.questionnaires.rules.scoring import DECLINED, NOT_APPLICABLE, STATED, RawAnswers
from server.wording import say


def require_answers_fit(instrument: Instrument, answers: RawAnswers, *, may_state_total: bool = False) -> None:
    """Raise Invalid for an item that the instrument does not have, or a value that is not among the item's answers.

    Items may be left open (None, or absent), declined, and said not to apply where the item offers that. The message
    names the item, never what was answered. may_state_total: STATED may stand for the total of a form whose items are
    not at hand (staff and imports; never a phone).
    """
    for key, given in answers.items():
        item = instrument.item_of.get(key)
        if item is None and key == STATED and may_state_total:
            _require_total_fits(instrument, given)
            continue
        if item is None:
            raise Invalid(say("{title} has no item “{item}”.", title=instrument.title, item=key[:40]), field="answers")
        if given is None or given == DECLINED or (given == NOT_APPLICABLE and item.may_not_apply):
            continue
        if not isinstance(given, int) or not item.takes(given):
            raise Invalid(_expected(instrument, key), field="answers")


def _require_total_fits(instrument: Instrument, given: float | str | None) -> None:
    low, high = instrument.main.low, instrument.main.high
    is_mean = instrument.main.formula is Formula.MEAN
    fits = isinstance(given, int | float if is_mean else int) and not isinstance(given, bool)
    if given is not None and not (fits and not isinstance(given, str) and low <= given <= high):
        kind = say("number") if is_mean else say("whole number")
        raise Invalid(
            say(
                "The total of {title} must be a {kind} from {low} to {high}.",
                title=instrument.title,
                kind=kind,
                low=low,
                high=high,
            ),
            field="answers",
        )


def _expected(instrument: Instrument, key: str) -> str:
    item = instrument.item_of[key]
    if item.span:
        return say(
            "Item {item} of {title} must be a whole number from {low} to {high}.",
            item=key,
            title=instrument.title,
            low=item.lowest,
            high=item.highest,
        )
    return say("The answer to item {item} of {title} is none of its choices.", item=key, title=instrument.title)
