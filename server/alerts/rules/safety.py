"""SI: reasons to alert in answers to safety items. Pure.

Only an answer that was given counts: nothing is ever imputed here, and 0 is no reassurance, just no alert (clinical
reference 0.6).
"""

from collections.abc import Sequence
from datetime import datetime

from server.alerts.rules.reason import Reason
from server.wording import Sentence, Term, say


def reason_in_safety_answer(
    instrument: str,
    item: str,
    value: int,
    threshold: int,
    answer: str,
    felt_at: datetime,
    *,
    urgent_from: int | None,
    emergency: bool,
    previous: Sequence[int] = (),
    rise_of: int = 1,
    title: str,
) -> Reason | None:
    """The reason in an answered safety item, None below the threshold. answer: the words that were chosen.

    urgent_from: the answer from which it is urgent whatever was answered before, None for none. emergency: of the
    C-SSRS, intent, a plan or behaviour. previous: what the answer is compared with: the patient's last answer to this
    item, and what the same form said before it was changed; a rise by `rise_of` points over the lowest of them is
    urgent. title: what the alert says in front of the answer. The gravest of SI-3, SI-2 and SI-1 is given.
    """
    if value < threshold:
        return None
    rises = bool(previous) and value - min(previous) >= rise_of
    rule = "SI-1"
    if emergency:
        rule = "SI-3"
    elif rises or (urgent_from is not None and value >= urgent_from):
        rule = "SI-2"
    about, chosen = Term(title), answer.lower()
    if rises:
        words = say("{title}: “{answer}”, more than last time", title=about, answer=chosen)
    else:
        words = say("{title}: “{answer}”", title=about, answer=chosen)
    return Reason(rule, value, words, _place(instrument, item), felt_at, (f"{instrument} {item}",), rise=rises)


def reason_in_open_safety_item(instrument: str, item: str, felt_at: datetime, *, declined: bool) -> Reason:
    """The reason in a safety item of a finished form that has no answer."""
    title = say("Safety question declined") if declined else say("Safety question left unanswered")
    return Reason("SI-5", 1, title, _place(instrument, item), felt_at, (f"{instrument} {item}",))


def _place(instrument: str, item: str) -> Sentence:
    return say("{instrument} item {item}", instrument=instrument, item=item)
