"""Reading an instrument from its data file, which must be complete and without contradiction. Pure."""

from collections.abc import Callable, Mapping

from server.alerts.rules import Level
from server.courses.rules.data_file import Part
from server.questionnaires.rules.instrument import (
    Answer,
    AskedIf,
    Band,
    Change,
    Codes,
    Condition,
    Filler,
    Formula,
    Group,
    Instrument,
    Item,
    MissingRule,
    Provisional,
    SafetyItem,
    Scale,
    System,
    Wording,
)
from server.questionnaires.rules.instrument_checks import is_sound_code, require_sound


def parse_instrument(raw: object, name: str, place: str | None = None) -> Instrument:
    """The instrument of a data file. name: of the file. place: what faults name in its stead, where the words are from
    another file. Raises Invalid, naming the file, the place and the fault."""
    part = Part(raw, place or name)
    # Asked for first: a file without them is not ours to ship, however well the rest is written.
    source, licence, credit = part.text("source"), part.text("licence"), part.text("credit")
    safety_items, no_safety_because = _safety(part)
    wording = part.one_of("wording", Wording)
    is_full = wording is Wording.FULL
    # A question that needs no sentence above it says so in its own words; a skeleton has no sentences.
    stem = _maybe_text(part, "stem")
    answers = _answer_lists(part, is_full) if part.has("answer_lists") else {}
    scales = tuple(_scale(each) for each in part.parts("scales", named("scale", "key")))
    scored = {key for scale in scales for key in scale.items}
    items = part.parts("items", named("item", "key"))
    found = Instrument(
        key=part.text("key"),
        version=part.text("version"),
        title=part.text("title"),
        name=part.text("name"),
        language=part.text("language"),
        wording=wording,
        filled_by=part.one_of("filled_by", Filler),
        higher_is_better=part.flag("higher_is_better"),
        recall=_maybe_text(part, "recall"),
        recall_period=None if part.take("recall_period") is None else part.text("recall_period"),
        instruction=_maybe_text(part, "instruction"),
        stem=stem,
        items=tuple(_item(each, stem, answers, scored, is_full) for each in items),
        scales=scales,
        change=_change(part.part("change")),
        provisional=_provisional(part.part("provisional")) if part.has("provisional") else None,
        safety_items=safety_items,
        no_safety_because=no_safety_because,
        codes=_codes(part),
        code_notice=_maybe_text(part, "code_notice"),
        source=source,
        licence=licence,
        credit=credit,
    )
    part.close()
    require_sound(found, part, name)
    return found


def named(what: str, field: str) -> Callable[[int, object], str]:
    """Names an entry of a list by its own key where it has one, else by its position."""
    return lambda at, raw: f"{what} {raw.get(field, at) if isinstance(raw, dict) else at}"


def _maybe_text(part: Part, name: str) -> str:
    return part.text(name) if part.has(name) else ""


def _maybe_flag(part: Part, name: str) -> bool:
    return part.flag(name) if part.has(name) else False


def _maybe_parts(part: Part, name: str, label: Callable[[int, object], str]) -> list[Part]:
    """The objects of a list that may be empty."""
    return [] if part.take(name) == [] else part.parts(name, label)


def _answer_lists(part: Part, is_full: bool) -> dict[str, tuple[Answer, ...]]:
    lists = part.part("answer_lists")
    found = {}
    for key in lists.names():
        answers = tuple(_answer(each, is_full) for each in lists.parts(key, named("answer", "value")))
        lists.refuse_twice((each.value for each in answers), f"“{key}” has the value")
        lists.refuse_twice((each.text for each in answers), f"“{key}” has the answer")
        found[key] = answers
    return found


def _answer(part: Part, is_full: bool) -> Answer:
    value = part.whole("value")
    text = part.text("text") if is_full or part.has("text") else str(value)
    answer = Answer(value, text, _codes(part, of_answer=True))
    part.close()
    return answer


def _item(part: Part, stem: str, lists: Mapping[str, tuple[Answer, ...]], scored: set[str], is_full: bool) -> Item:
    key = part.text("key")
    if part.has("answers") == part.has("span"):
        part.refuse("say which of the “answer_lists” are its “answers”, or the “span” of the number that is typed in")
    answers: tuple[Answer, ...] = ()
    if part.has("answers"):
        name = part.text("answers")
        if name not in lists:
            part.refuse(f"there is no answer list “{name}”")
        answers = lists[name]
    stands_alone = _maybe_flag(part, "stands_alone")
    if is_full and not stem and not stands_alone:
        part.refuse("there is no “stem” to stand above it; say “stands_alone” if it needs none")
    item = Item(
        key=key,
        text=part.text("text") if is_full else _maybe_text(part, "text"),
        stem="" if stands_alone else stem,
        answers=answers,
        optional=_maybe_flag(part, "optional"),
        scored=key in scored,
        codes=_codes(part),
        span=part.span("span", 0) if part.has("span") else None,
        may_not_apply=_maybe_flag(part, "may_not_apply"),
        asked_if=_asked_if(part.part("asked_if")) if part.has("asked_if") else None,
    )
    part.close()
    return item


def _asked_if(part: Part) -> AskedIf:
    found = AskedIf(part.text("item"), part.whole("from", 1))
    part.close()
    return found


def _scale(part: Part) -> Scale:
    low, high = part.span("range", 0)
    formula = part.one_of("formula", Formula)
    groups: tuple[Group, ...] = ()
    if formula is Formula.MAXIMA:
        groups = tuple(_group(each) for each in part.parts("groups", lambda at, _: f"group {at}"))
        part.refuse_twice((key for group in groups for key in group.items), "“groups” name")
    conditions: tuple[Condition, ...] = ()
    if formula is Formula.TRIAGE:
        conditions = tuple(_condition(each) for each in part.parts("conditions", lambda at, _: f"condition {at}"))
    scale = Scale(
        key=part.text("key"),
        title=part.text("title"),
        items=tuple(key for group in groups for key in group.items) if groups else part.texts("items"),
        formula=formula,
        low=low,
        high=high,
        missing=_missing(part.part("missing")),
        bands=tuple(_band(each) for each in _maybe_parts(part, "bands", named("band", "label"))),
        codes=_codes(part),
        factor=part.whole("factor", 1) if part.has("factor") else 1,
        groups=groups,
        conditions=conditions,
    )
    part.close()
    if scale.missing.prorate_up_to >= len(scale.items):
        part.refuse("“prorate_up_to” leaves no item that was answered")
    if formula is not Formula.SUM and (scale.missing.prorate_up_to or scale.factor != 1):
        part.refuse("only a sum can be prorated or have a factor")
    return scale


def _group(part: Part) -> Group:
    group = Group(part.texts("items"), part.whole("needs", 1))
    part.close()
    if group.needs > len(group.items):
        part.refuse("“needs” asks for more items than the group has")
    return group


def _condition(part: Part) -> Condition:
    condition = Condition(part.whole("level", 1), part.text("item"), part.whole("from"))
    part.close()
    return condition


def _missing(part: Part) -> MissingRule:
    rule = MissingRule(part.whole("prorate_up_to"))
    part.close()
    return rule


def _band(part: Part) -> Band:
    band = Band(part.whole("from"), part.whole("to"), part.text("label"))
    part.close()
    return band


_RESPONSES = ("response_percent", "response_points", "response_below")


def _change(part: Part) -> Change:
    """What is not known is null, and must be said to be so; of the ways to define a response there is at most one."""
    said = [name for name in _RESPONSES if part.has(name)]
    if len(said) != 1:
        part.refuse(f"say one of {', '.join(_RESPONSES)}, or null in one of them where it is not known")
    change = Change(
        minimal=_maybe_number(part, "minimal"),
        reliable=_maybe_number(part, "reliable"),
        response_percent=_maybe_whole(part, "response_percent"),
        response_points=_maybe_number(part, "response_points"),
        response_below=_maybe_whole(part, "response_below"),
        remission_below=_maybe_whole(part, "remission_below", required=True),
        remission_from_baseline=_maybe_whole(part, "remission_from_baseline", required=True),
    )
    part.close()
    if change.response_percent is not None and change.response_percent > 100:
        part.refuse("“response_percent” is more than 100")
    return change


def _maybe_number(part: Part, name: str) -> float | None:
    if name in _RESPONSES and not part.has(name):
        return None
    return None if part.take(name) is None else part.number(name, 0.1)


def _maybe_whole(part: Part, name: str, *, required: bool = False) -> int | None:
    if not required and not part.has(name):
        return None
    return None if part.take(name) is None else part.whole(name, 1)


def _provisional(part: Part) -> Provisional:
    needs = part.part("needs")
    found = Provisional(part.text("title"), part.whole("from", 1), {key: needs.whole(key, 1) for key in needs.names()})
    part.close()
    return found


def _safety(part: Part) -> tuple[tuple[SafetyItem, ...], str | None]:
    """The safety items, or none with the reason why: an instrument must say one or the other."""
    if part.has("safety_items") == part.has("no_safety_items_because"):
        part.refuse("say which items are “safety_items”, or why there are none in “no_safety_items_because”")
    if part.has("no_safety_items_because"):
        return (), part.text("no_safety_items_because")
    return tuple(_safety_item(each) for each in part.parts("safety_items", named("safety item", "item"))), None


def _safety_item(part: Part) -> SafetyItem:
    found = SafetyItem(
        item=part.text("item"),
        threshold=part.whole("threshold"),
        level=part.one_of("level", Level),
        urgent_from=None if part.take("urgent_from") is None else part.whole("urgent_from"),
        emergency=part.flag("emergency"),
        title=part.text("title"),
    )
    part.close()
    if found.level is not Level.RED:
        part.refuse("“level” must be red: safety answers are judged by the alert rules SI, which are red")
    return found


def _codes(part: Part, *, of_answer: bool = False) -> Codes:
    """The codes of a part; {} where none is verified. A LOINC code must have its check digit right."""
    if not part.has("codes"):
        return {}
    codes = part.part("codes")
    found = {}
    for name in codes.names():
        if name not in [each.value for each in System]:
            codes.refuse(f"“{name}” is no code system that is known here")
        system, code = System(name), codes.text(name)
        if not is_sound_code(system, code, of_answer=of_answer):
            codes.refuse(f"“{code}” is no {system} code of this kind; check it for a slip")
        found[system] = code
    return found
