"""Reading an instrument from its data file, which must be complete and without contradiction. Pure."""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise

from server.alerts.rules import Level
from server.courses.rules.data_file import Part
from server.questionnaires.rules.instrument import (
    Answer,
    Band,
    Change,
    Codes,
    Formula,
    Instrument,
    Item,
    MissingRule,
    SafetyItem,
    Scale,
    System,
)

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PERIOD = re.compile(r"P[1-9][0-9]*[DWM]")

_SHAPES = {
    System.LOINC: re.compile(r"[0-9]{3,7}-[0-9]"),
    System.SDTM: re.compile(r"[A-Z][A-Z0-9-]{0,39}"),
    System.NCI: re.compile(r"C[0-9]{4,7}"),
}
_LOINC_ANSWER = re.compile(r"LA[0-9]{1,6}-[0-9]")


def parse_instrument(raw: object, name: str) -> Instrument:
    """The instrument of a data file. name: of the file. Raises Invalid, naming the file, the place and the fault."""
    part = Part(raw, name)
    # Asked for first: a file without them is not ours to ship, however well the rest is written.
    source, licence, credit = part.text("source"), part.text("licence"), part.text("credit")
    safety_items, no_safety_because = _safety(part)
    stem = part.text("stem")
    answers = _answer_lists(part)
    scales = tuple(_scale(each) for each in part.parts("scales", _named("scale", "key")))
    scored = {key for scale in scales for key in scale.items}
    found = Instrument(
        key=part.text("key"),
        version=part.text("version"),
        title=part.text("title"),
        name=part.text("name"),
        language=part.text("language"),
        recall=part.text("recall"),
        recall_period=part.text("recall_period"),
        stem=stem,
        items=tuple(_item(each, stem, answers, scored) for each in part.parts("items", _named("item", "key"))),
        scales=scales,
        change=_change(part.part("change")),
        safety_items=safety_items,
        no_safety_because=no_safety_because,
        codes=_codes(part),
        code_notice=part.text("code_notice"),
        source=source,
        licence=licence,
        credit=credit,
    )
    part.close()
    _require_sound_names(found, part, name)
    _require_sound_scales(found, part)
    _require_sound_safety(found, part)
    _require_own_codes(found, part)
    return found


def _named(what: str, field: str) -> Callable[[int, object], str]:
    """Names an entry of a list by its own key where it has one, else by its position."""
    return lambda at, raw: f"{what} {raw.get(field, at) if isinstance(raw, dict) else at}"


def _answer_lists(part: Part) -> dict[str, tuple[Answer, ...]]:
    lists = part.part("answer_lists")
    found = {}
    for key in lists.names():
        answers = tuple(_answer(each) for each in lists.parts(key, _named("answer", "value")))
        lists.refuse_twice((each.value for each in answers), f"“{key}” has the value")
        lists.refuse_twice((each.text for each in answers), f"“{key}” has the answer")
        found[key] = answers
    return found


def _answer(part: Part) -> Answer:
    answer = Answer(part.whole("value"), part.text("text"), _codes(part, of_answer=True))
    part.close()
    return answer


def _item(part: Part, stem: str, lists: Mapping[str, tuple[Answer, ...]], scored: set[str]) -> Item:
    key, answers = part.text("key"), part.text("answers")
    if answers not in lists:
        part.refuse(f"there is no answer list “{answers}”")
    item = Item(
        key=key,
        text=part.text("text"),
        stem="" if part.flag("stands_alone") else stem,
        answers=lists[answers],
        optional=part.flag("optional"),
        scored=key in scored,
        codes=_codes(part),
    )
    part.close()
    if item.optional and item.scored:
        part.refuse("an item that counts cannot be optional")
    return item


def _scale(part: Part) -> Scale:
    low, high = part.span("range", 0)
    scale = Scale(
        key=part.text("key"),
        title=part.text("title"),
        items=part.texts("items"),
        formula=part.one_of("formula", Formula),
        low=low,
        high=high,
        missing=_missing(part.part("missing")),
        bands=tuple(_band(each) for each in part.parts("bands", _named("band", "label"))),
        codes=_codes(part),
    )
    part.close()
    if scale.missing.prorate_up_to >= len(scale.items):
        part.refuse("“prorate_up_to” leaves no item that was answered")
    return scale


def _missing(part: Part) -> MissingRule:
    rule = MissingRule(part.whole("prorate_up_to"))
    part.close()
    return rule


def _band(part: Part) -> Band:
    band = Band(part.whole("from"), part.whole("to"), part.text("label"))
    part.close()
    return band


def _change(part: Part) -> Change:
    change = Change(
        minimal=part.number("minimal", 0.1),
        reliable=part.number("reliable", 0.1),
        response_percent=part.whole("response_percent", 1),
        remission_below=part.whole("remission_below", 1),
        remission_from_baseline=part.whole("remission_from_baseline", 1),
    )
    part.close()
    if change.response_percent > 100:
        part.refuse("“response_percent” is more than 100")
    if change.remission_from_baseline < change.remission_below:
        part.refuse("a baseline that counts for remission must not be in remission already")
    return change


def _safety(part: Part) -> tuple[tuple[SafetyItem, ...], str | None]:
    """The safety items, or none with the reason why: an instrument must say one or the other."""
    if part.has("safety_items") == part.has("no_safety_items_because"):
        part.refuse("say which items are “safety_items”, or why there are none in “no_safety_items_because”")
    if part.has("no_safety_items_because"):
        return (), part.text("no_safety_items_because")
    return tuple(_safety_item(each) for each in part.parts("safety_items", _named("safety item", "item"))), None


def _safety_item(part: Part) -> SafetyItem:
    found = SafetyItem(part.text("item"), part.whole("threshold"), part.one_of("level", Level))
    part.close()
    if found.level is not Level.RED:
        part.refuse("“level” must be red: safety answers are judged by the alert rule SI, which is red")
    return found


def _codes(part: Part, *, of_answer: bool = False) -> Codes:
    """The codes of a part; {} where none is verified. A LOINC code must have its check digit right."""
    codes = part.part("codes")
    found = {}
    for name in codes.names():
        if name not in [each.value for each in System]:
            codes.refuse(f"“{name}” is no code system that is known here")
        system, code = System(name), codes.text(name)
        # An answer's code is no observation's: in the other's place it would pass a looser pattern.
        of_loinc_answer = of_answer and system is System.LOINC
        is_sound = (_LOINC_ANSWER if of_loinc_answer else _SHAPES[system]).fullmatch(code) is not None
        if is_sound and system is System.LOINC and not of_answer:
            is_sound = _has_check_digit(code)
        if not is_sound:
            codes.refuse(f"“{code}” is no {system} code of this kind; check it for a slip")
        found[system] = code
    return found


def _has_check_digit(loinc: str) -> bool:
    """Whether the digit after the dash is right (LOINC Users' Guide: modulus 10, doubling from the right)."""
    digits, _, check = loinc.partition("-")
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return (10 - total % 10) % 10 == int(check)


def _require_sound_names(found: Instrument, part: Part, name: str) -> None:
    if not _KEY.fullmatch(found.key):
        part.refuse("“key” must be of small letters and digits, with single dashes between")
    if not re.fullmatch(r"[1-9][0-9]*", found.version):
        part.refuse("“version” must be a whole number, written as a text")
    older = f"{found.key}-v{found.version}.json"
    if name not in (f"{found.key}.json", older):
        part.refuse(f"the file must be named {found.key}.json or, for an older version, {older}")
    if not _PERIOD.fullmatch(found.recall_period):
        part.refuse("“recall_period” must be a duration such as P2W")
    part.refuse_twice((each.key for each in found.items), "there is the item")
    part.refuse_twice((each.key for each in found.scales), "there is the scale")


def _require_sound_scales(found: Instrument, part: Part) -> None:
    for scale in found.scales:
        unknown = [key for key in scale.items if key not in found.item_of]
        if unknown:
            part.refuse(f"scale {scale.key} counts the item “{unknown[0]}”, which is not there")
        values = [[answer.value for answer in found.item_of[key].answers] for key in scale.items]
        lowest, highest = sum(map(min, values)), sum(map(max, values))
        if (scale.low, scale.high) != (lowest, highest):
            part.refuse(f"scale {scale.key} runs from {lowest} to {highest}, not {scale.low} to {scale.high}")
        if (scale.bands[0].low, scale.bands[-1].high) != (lowest, highest):
            part.refuse(f"the bands of scale {scale.key} must reach from {lowest} to {highest}")
        if any(band.low > band.high for band in scale.bands) or any(
            after.low != before.high + 1 for before, after in pairwise(scale.bands)
        ):
            part.refuse(f"the bands of scale {scale.key} must follow each other without gap or overlap")
    if max(found.change.minimal, found.change.reliable, found.change.remission_from_baseline) > found.max_total:
        part.refuse("“change” names more points than the main scale has")


def _require_sound_safety(found: Instrument, part: Part) -> None:
    for safety in found.safety_items:
        if safety.item not in found.item_of:
            part.refuse(f"the safety item “{safety.item}” is not there")
        if safety.threshold not in [each.value for each in found.item_of[safety.item].answers]:
            part.refuse(f"the threshold of safety item {safety.item} is not among its answers")
    part.refuse_twice((each.item for each in found.safety_items), "there is the safety item")


def _require_own_codes(found: Instrument, part: Part) -> None:
    """No two parts may share a code: totals coded as panels and items coded as others have both been published."""
    holders = [found.codes, *(each.codes for each in found.items), *(each.codes for each in found.scales)]
    for system in System:
        part.refuse_twice((codes[system] for codes in holders if system in codes), f"the {system} code")
    answers = {each.text: each.codes for item in found.items for each in item.answers}
    part.refuse_twice((codes[System.LOINC] for codes in answers.values() if System.LOINC in codes), "the answer code")
