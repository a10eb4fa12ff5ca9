"""What the parts of an instrument owe to each other: names, ranges, bands, safety, codes. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

from server.courses.rules.data_file import Part
from server.questionnaires.rules.instrument import Formula, Instrument, Item, Scale, System
from server.questionnaires.rules.scoring import DECLINED, NOT_APPLICABLE

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ITEM_KEY = re.compile(r"[a-z0-9]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_PERIOD = re.compile(r"P[1-9][0-9]*[DWM]")

_SHAPES = {
    System.LOINC: re.compile(r"[0-9]{3,7}-[0-9]"),
    System.SDTM: re.compile(r"[A-Z][A-Z0-9-]{0,39}"),
    System.NCI: re.compile(r"C[0-9]{4,7}"),
}
_LOINC_ANSWER = re.compile(r"LA[0-9]{1,6}-[0-9]")


def is_sound_code(system: System, code: str, *, of_answer: bool) -> bool:
    """Whether it can be a code of that system, its check digit included."""
    # An answer's code is no observation's: in the other's place it would pass a looser pattern.
    if of_answer and system is System.LOINC:
        return _LOINC_ANSWER.fullmatch(code) is not None
    return _SHAPES[system].fullmatch(code) is not None and (system is not System.LOINC or _has_check_digit(code))


def _has_check_digit(loinc: str) -> bool:
    """Whether the digit after the dash is right (LOINC Users' Guide: modulus 10, doubling from the right)."""
    digits, _, check = loinc.partition("-")
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return (10 - total % 10) % 10 == int(check)


def require_sound(found: Instrument, part: Part, name: str) -> None:
    """Raise Invalid, by way of `part`, if the instrument of the file `name` contradicts itself."""
    _require_sound_names(found, part, name)
    _require_sound_items(found, part)
    for scale in found.scales:
        _require_sound_scale(found, scale, part)
    _require_sound_change(found, part)
    _require_sound_provisional(found, part)
    _require_sound_safety(found, part)
    _require_own_codes(found, part)


def _require_sound_names(found: Instrument, part: Part, name: str) -> None:
    if not _KEY.fullmatch(found.key):
        part.refuse("“key” must be of small letters and digits, with single dashes between")
    if not re.fullmatch(r"[1-9][0-9]*", found.version):
        part.refuse("“version” must be a whole number, written as a text")
    older = f"{found.key}-v{found.version}.json"
    if name not in (f"{found.key}.json", older):
        part.refuse(f"the file must be named {found.key}.json or, for an older version, {older}")
    if not _LANGUAGE.fullmatch(found.language):
        part.refuse("“language” must be the tag of one language, such as en or pt-BR; another one is another file")
    if found.recall_period is not None and not _PERIOD.fullmatch(found.recall_period):
        part.refuse("“recall_period” must be a duration such as P2W, or null")
    part.refuse_twice((each.key for each in found.items), "there is the item")
    part.refuse_twice((each.key for each in found.scales), "there is the scale")


def _require_sound_items(found: Instrument, part: Part) -> None:
    loose = [group for scale in found.scales for group in scale.groups if group.needs < len(group.items)]
    spared = {key for group in loose for key in group.items}
    earlier: dict[str, Item] = {}
    for item in found.items:
        if not _ITEM_KEY.fullmatch(item.key) or item.key in (DECLINED, NOT_APPLICABLE):
            part.refuse(f"item {item.key}: “key” must be of small letters and digits")
        if item.optional and item.scored and item.key not in spared:
            part.refuse(f"item {item.key}: an item that counts cannot be optional")
        if item.asked_if is not None:
            before = earlier.get(item.asked_if.item)
            if before is None:
                part.refuse(f"item {item.key}: “asked_if” must name an item that comes before it")
            if not before.lowest < item.asked_if.least <= before.highest:
                part.refuse(f"item {item.key}: “asked_if” must split the answers of item {before.key}")
        earlier[item.key] = item


def _require_sound_scale(found: Instrument, scale: Scale, part: Part) -> None:
    unknown = [key for key in scale.items if key not in found.item_of]
    if unknown:
        part.refuse(f"scale {scale.key} counts the item “{unknown[0]}”, which is not there")
    for condition in scale.conditions:
        if condition.item not in scale.items:
            part.refuse(f"scale {scale.key} has a condition on item “{condition.item}”, which it does not count")
        if not found.item_of[condition.item].takes(condition.least):
            part.refuse(f"scale {scale.key} has a condition on item {condition.item} that is not among its answers")
    lowest, highest = _range(found, scale, part)
    if (scale.low, scale.high) != (lowest, highest):
        part.refuse(f"scale {scale.key} runs from {lowest} to {highest}, not {scale.low} to {scale.high}")
    if not scale.bands:
        return
    if (scale.bands[0].low, scale.bands[-1].high) != (lowest, highest):
        part.refuse(f"the bands of scale {scale.key} must reach from {lowest} to {highest}")
    if any(band.low > band.high for band in scale.bands) or any(
        after.low != before.high + 1 for before, after in pairwise(scale.bands)
    ):
        part.refuse(f"the bands of scale {scale.key} must follow each other without gap or overlap")


def _range(found: Instrument, scale: Scale, part: Part) -> tuple[int, int]:
    """The lowest and highest total that the answers allow."""
    items = [found.item_of[key] for key in scale.items]
    match scale.formula:
        case Formula.SUM:
            return scale.factor * sum(each.lowest for each in items), scale.factor * sum(each.highest for each in items)
        case Formula.MEAN:
            if len({(each.lowest, each.highest) for each in items}) > 1:
                part.refuse(f"scale {scale.key} is a mean, so that its items must have the same range")
            return items[0].lowest, items[0].highest
        case Formula.MAXIMA:
            groups = [[found.item_of[key] for key in group.items] for group in scale.groups]
            return _of_maxima([[each.lowest for each in group] for group in groups]), _of_maxima(
                [[each.highest for each in group] for group in groups]
            )
        case Formula.TRIAGE:
            return 0, max(each.level for each in scale.conditions)


def _of_maxima(groups: Sequence[Sequence[int]]) -> int:
    return sum(max(each) for each in groups)


def _require_sound_change(found: Instrument, part: Part) -> None:
    change = found.change
    points = [
        change.minimal,
        change.reliable,
        change.response_points,
        change.response_below,
        change.remission_below,
        change.remission_from_baseline,
    ]
    if any(each is not None and each > found.max_total for each in points):
        part.refuse("“change” names more points than the main scale has")
    if change.remission_from_baseline is None:
        return
    if change.remission_below is None:
        part.refuse("“remission_from_baseline” has no meaning where remission is not known")
    below, start = change.remission_below, change.remission_from_baseline
    if (start > below) if found.higher_is_better else (start < below):
        part.refuse("change: a baseline that counts for remission must not be in remission already")


def _require_sound_provisional(found: Instrument, part: Part) -> None:
    if found.provisional is None:
        return
    items = {scale.key: scale.items for scale in found.scales}
    for key, count in found.provisional.needs.items():
        if key not in items:
            part.refuse(f"“provisional” needs the scale “{key}”, which is not there")
        if count > len(items[key]):
            part.refuse(f"“provisional” needs more items of scale {key} than it has")


def _require_sound_safety(found: Instrument, part: Part) -> None:
    for safety in found.safety_items:
        item = found.item_of.get(safety.item)
        if item is None:
            part.refuse(f"the safety item “{safety.item}” is not there")
        if not item.takes(safety.threshold):
            part.refuse(f"the threshold of safety item {safety.item} is not among its answers")
        if safety.urgent_from is not None and not safety.threshold <= safety.urgent_from <= item.highest:
            part.refuse(
                f"“urgent_from” of safety item {safety.item} must not be below its threshold or above its answers"
            )
        if item.optional:
            part.refuse(f"the safety item {safety.item} cannot be optional")
    part.refuse_twice((each.item for each in found.safety_items), "there is the safety item")


def _require_own_codes(found: Instrument, part: Part) -> None:
    """No two parts may share a code: totals coded as panels and items coded as others have both been published."""
    holders = [found.codes, *(each.codes for each in found.items), *(each.codes for each in found.scales)]
    for system in System:
        part.refuse_twice((codes[system] for codes in holders if system in codes), f"the {system} code")
    answers = {each.text: each.codes for item in found.items for each in item.answers}
    part.refuse_twice((codes[System.LOINC] for codes in answers.values() if System.LOINC in codes), "the answer code")
    if not found.code_notice and any(System.LOINC in codes for codes in (*holders, *answers.values())):
        part.refuse("“code_notice” is missing: LOINC codes may be shipped with the notice of their owner only")
