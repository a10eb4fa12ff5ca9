"""Reasons to alert in answers to safety items, however they arrive. Pure.

Only an answer that was given counts: nothing is ever imputed here, and 0 is no reassurance, just no alert.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from server.alerts.rules import Reason, reason_in_open_safety_item, reason_in_safety_answer
from server.errors import Invalid
from server.questionnaires.rules.instrument import Instrument, Item, SafetyItem
from server.questionnaires.rules.scoring import DECLINED, RawAnswers, is_asked
from server.wording import say

# "9", "09", "q9", "item_9": how programs call an item. Not "phq9": that is more likely a total.
_ITEM_NAME = re.compile(r"(?:q|item|question)?[\s_.-]*0*([a-z0-9]+)")


def reasons_in_response(
    instrument: Instrument,
    answers: RawAnswers,
    felt_at: datetime,
    previous: Mapping[str, Sequence[int]] = MappingProxyType({}),
    rise_of: int = 1,
) -> list[Reason]:
    """The reasons in a finished form: a safety item at its threshold or above, or asked and not answered.

    previous: item -> what the answer is compared with; rise_of: by how many points a rise over it is urgent.
    """
    found = []
    for safety in instrument.safety_items:
        given = answers.get(safety.item)
        # An answer counts even where an earlier one would have spared the question.
        if isinstance(given, int) or is_asked(instrument, instrument.item_of[safety.item], answers):
            found.append(_reason_in(instrument, safety, given, felt_at, previous.get(safety.item, ()), rise_of))
    return [each for each in found if each is not None]


def reasons_in_safety_answer(
    instrument: Instrument, item: str, value: int, felt_at: datetime, previous: Sequence[int] = (), rise_of: int = 1
) -> list[Reason]:
    """The reasons in one safety answer that was sent ahead of its form. Raises Invalid if it can be no such answer."""
    safety = next((each for each in instrument.safety_items if each.item == item), None)
    if safety is None:
        raise Invalid(say("{title} has no safety item “{item}”.", title=instrument.title, item=item[:40]), field="item")
    if not instrument.item_of[item].takes(value):
        sentence = say(
            "The answer to item {item} of {title} is none of its choices.", item=item, title=instrument.title
        )
        raise Invalid(sentence, field="value")
    found = _reason_in(instrument, safety, value, felt_at, previous, rise_of)
    return [] if found is None else [found]


def reasons_in_unreadable(sent: Any, instruments: Sequence[Instrument], felt_at: datetime) -> list[Reason]:
    """The reasons in whatever arrived and could not be filed: any JSON value, of any shape.

    Wherever a safety item of the named instrument stands beside a value, the worst one counts; where no instrument that
    we know is named, the safety items of all that phones ask are looked for. A false alarm costs a call, a missed one a
    life.
    """
    named = {_plain(name) for name in _names_in(sent)}
    known = [each for each in instruments if any(name.startswith(_plain(each.key)) for name in named)]
    known = known or [each for each in instruments if each.can_be_asked]
    pairs = list(_pairs_in(sent))
    reasons = []
    for instrument in known:
        for safety in instrument.safety_items:
            item = instrument.item_of[safety.item]
            values = [_value_of(raw, item) for name, raw in pairs if _item_name(name) == safety.item]
            given = [each for each in values if each is not None]
            if given:
                words = item.words_of(max(given))
                title = f"Unreadable entry, {instrument.title}"
                found = _reason_in_answer(title, safety, max(given), words, felt_at)
                reasons += [] if found is None else [found]
    return reasons


def _reason_in(
    instrument: Instrument,
    safety: SafetyItem,
    given: float | str | None,
    felt_at: datetime,
    previous: Sequence[int],
    rise_of: int,
) -> Reason | None:
    item = instrument.item_of[safety.item]
    if isinstance(given, int):
        words = item.words_of(given)
        return _reason_in_answer(instrument.title, safety, given, words, felt_at, previous, rise_of)
    return reason_in_open_safety_item(instrument.title, safety.item, felt_at, declined=given == DECLINED)


def _reason_in_answer(
    title: str,
    safety: SafetyItem,
    given: int,
    words: str,
    felt_at: datetime,
    previous: Sequence[int] = (),
    rise_of: int = 1,
) -> Reason | None:
    return reason_in_safety_answer(
        title,
        safety.item,
        given,
        safety.threshold,
        words,
        felt_at,
        urgent_from=safety.urgent_from,
        emergency=safety.emergency,
        previous=previous,
        rise_of=rise_of,
        title=safety.title,
    )


def _names_in(sent: Any) -> Iterator[str]:
    """Every text that stands as "instrument", at any depth."""
    if isinstance(sent, dict):
        if isinstance(sent.get("instrument"), str):
            yield sent["instrument"]
        for each in sent.values():
            yield from _names_in(each)
    elif isinstance(sent, list):
        for each in sent:
            yield from _names_in(each)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _pairs_in(sent: Any) -> Iterator[tuple[str, Any]]:
    """Whatever may be (item, value): the fields of objects, {item, value} objects, and answers listed in order."""
    if isinstance(sent, dict):
        if "item" in sent:
            yield str(sent["item"]), sent.get("value", sent.get("answer"))
        for name, each in sent.items():
            yield str(name), each
            if name == "answers" and isinstance(each, list):
                yield from ((str(place), one) for place, one in enumerate(each, 1))
            yield from _pairs_in(each)
    elif isinstance(sent, list):
        for each in sent:
            yield from _pairs_in(each)


def _item_name(name: str) -> str | None:
    found = _ITEM_NAME.fullmatch(name.strip().lower())
    return None if found is None else found[1]


def _value_of(raw: Any, item: Item) -> int | None:
    """The answer meant by a number, a number written as text, an answer's words, or an object with a value; else None.

    Between two answers the higher one is taken; beyond the last, the last.
    """
    if isinstance(raw, dict):
        raw = raw.get("value", raw.get("answer"))
    if isinstance(raw, str):
        words = raw.strip().casefold()
        for each in item.answers:
            if each.text.casefold() == words:
                return each.value
        try:
            raw = float(words)
        except ValueError:
            return None
    highest = item.highest
    # Not a number compares as false with everything.
    if not isinstance(raw, int | float) or not (raw > 0 or raw <= 0):
        return None
    return highest if raw >= highest else math.ceil(max(raw, 0))
