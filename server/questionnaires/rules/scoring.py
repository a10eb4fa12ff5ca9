"""Scores from raw answers. Pure; the only place that computes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from server.questionnaires.rules.instrument import Formula, Instrument, Item, Scale

RULE_VERSION = 2  # raise it with every change of what `score` returns, so that stored summaries become stale

DECLINED = "declined"  # "prefer not to answer": not the same as an item that was never answered
NOT_APPLICABLE = "not-applicable"  # "does not apply to me", where the item offers it
STATED = "total"  # in place of items: the total that a paper or another system states

# Item -> value, one of the words above, or None; an absent item counts as None. Only a stated mean may be a fraction.
RawAnswers = Mapping[str, int | float | str | None]


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """One scale of one response.

    total: strict, None unless every item that the scale needs was answered. prorated: the stand-in where few items are
    missing, None otherwise and for a complete response. answered, declined, not_asked (spared by an earlier answer),
    not_applicable: items of the scale; items: how many it has. band: of total, else of prorated.
    """

    total: float | None
    prorated: float | None
    answered: int
    declined: int
    not_asked: int
    not_applicable: int
    items: int
    band: str | None


@dataclass(frozen=True, slots=True)
class Score:
    """One response. What the main scale has is offered here by the same names.

    stated: the total that somebody else computed, None if none was. is_stated: it is all that there is. version: of the
    instrument. of: what was scored; further scales are computed when somebody asks for them, since most never do.
    """

    main: ScaleScore
    version: str
    stated: float | None
    is_stated: bool
    of: tuple[Instrument, RawAnswers] = field(compare=False, repr=False)

    @property
    def total(self) -> float | None:
        """Strict, None unless every item that the scale needs was answered: the value for outcomes, alerts and exports.
        A mean may be a fraction; it is never rounded. Where nothing but a stated total was entered, that one."""
        return self.stated if self.is_stated else self.main.total

    @property
    def prorated(self) -> float | None:
        return self.main.prorated

    @property
    def band(self) -> str | None:
        """Of the total, else of the prorated one."""
        return band_of(self.of[0], self.stated) if self.is_stated else self.main.band

    @property
    def answered(self) -> int:
        return self.main.answered

    @property
    def declined(self) -> int:
        return self.main.declined

    @property
    def not_asked(self) -> int:
        return self.main.not_asked

    @property
    def not_applicable(self) -> int:
        return self.main.not_applicable

    @property
    def items(self) -> int:
        return self.main.items

    @property
    def rule_version(self) -> int:
        """Of this module."""
        return RULE_VERSION

    @property
    def is_complete(self) -> bool:
        return self.total is not None

    @property
    def scales(self) -> Mapping[str, ScaleScore]:
        """All scales by their key, the main one included."""
        instrument, answers = self.of
        others = {each.key: _scale(instrument, each, answers) for each in instrument.scales[1:]}
        return {instrument.main.key: self.main, **others}

    @property
    def provisional(self) -> bool | None:
        """Whether the instrument's provisional rule is met; None without such a rule, and where it depends on answers
        that are missing."""
        return _provisional(*self.of)


def score(instrument: Instrument, answers: RawAnswers) -> Score:
    """The score of a response."""
    stated = stated_total(instrument, answers)
    is_stated = stated is not None and all(answers.get(key) is None for key in instrument.main.items)
    main = _scale(instrument, instrument.main, answers)
    return Score(main, instrument.version, stated, is_stated, (instrument, answers))


def strict_total(instrument: Instrument, answers: RawAnswers) -> float | None:
    """`score(...).total`, for those who need nothing else: jobs do it by the ten thousand."""
    scale = instrument.main
    if scale.formula is Formula.SUM:
        values = [each for key in scale.items if type(each := answers.get(key)) is int]
        if len(values) == len(scale.items):
            return sum(values) * scale.factor
    return score(instrument, answers).total


def best(found: Score) -> float | None:
    """The strict total, else the prorated one: for showing, never for a primary analysis or an alert."""
    return found.total if found.total is not None else found.prorated


def band_of(instrument: Instrument, total: float | None) -> str | None:
    """The severity band of a total of the main scale; None for None, and where the scale has no bands."""
    return None if total is None else instrument.main.band_of(total)


def stated_total(instrument: Instrument, answers: RawAnswers) -> float | None:
    """The total that was entered in place of items; None if there is none, or if "total" is an item of its own."""
    given = answers.get(STATED)
    # Checked first, since there is hardly ever one.
    return None if given is None or isinstance(given, str) or STATED in instrument.item_of else given


def is_asked(instrument: Instrument, item: Item, answers: RawAnswers) -> bool:
    """Whether the answers so far lead to that item. An item that another one spares is not missing."""
    while item.asked_if is not None:
        given = answers.get(item.asked_if.item)
        if type(given) is int and given < item.asked_if.least:
            return False
        item = instrument.item_of[item.asked_if.item]
    return True


def _scale(instrument: Instrument, scale: Scale, answers: RawAnswers) -> ScaleScore:
    given = [answers.get(key) for key in scale.items]
    values = [each for each in given if type(each) is int]
    spared = declined = inapplicable = 0
    if len(values) < len(given):
        # A question that was answered although it need not have been is an answer like any other.
        open_items = [key for key, each in zip(scale.items, given, strict=True) if type(each) is not int]
        spared = sum(1 for key in open_items if not is_asked(instrument, instrument.item_of[key], answers))
        declined, inapplicable = given.count(DECLINED), given.count(NOT_APPLICABLE)
    total = _total(scale, answers, values, spared, inapplicable)
    prorated = None if total is not None else _prorated(scale, values, inapplicable)
    shown = total if total is not None else prorated
    band = None if shown is None else scale.band_of(shown)
    return ScaleScore(total, prorated, len(values), declined, spared, inapplicable, len(given), band)


def _total(scale: Scale, answers: RawAnswers, values: Sequence[int], spared: int, inapplicable: int) -> float | None:
    if scale.formula is Formula.MAXIMA:
        return _sum_of_maxima(scale, answers)
    missing = len(scale.items) - len(values) - spared - inapplicable
    if missing or not values:
        return None
    match scale.formula:
        case Formula.SUM if inapplicable:
            # The mean of the items that apply, times all of them: the source's own rule and no guess (WSAS, item 1).
            return _whole(sum(values) * len(scale.items) * scale.factor, len(values))
        case Formula.SUM:
            return sum(values) * scale.factor
        case Formula.MEAN:
            return _whole(sum(values), len(values))
        case Formula.TRIAGE:
            return max((each.level for each in scale.conditions if _is_met(answers, each.item, each.least)), default=0)


def _sum_of_maxima(scale: Scale, answers: RawAnswers) -> int | None:
    total = 0
    for group in scale.groups:
        values = [each for key in group.items if type(each := answers.get(key)) is int]
        if len(values) < group.needs:
            return None
        total += max(values)
    return total


def _prorated(scale: Scale, values: Sequence[int], inapplicable: int) -> int | None:
    """The mean of the answered items in place of the missing ones, rounded half up (clinical reference 1.3)."""
    missing = len(scale.items) - len(values) - inapplicable
    if not values or missing > scale.missing.prorate_up_to:
        return None
    # In whole numbers: 2.5 in floating point may be a hair less.
    return scale.factor * ((2 * sum(values) * len(scale.items) + len(values)) // (2 * len(values)))


def _whole(points: int, by: int) -> float:
    """The quotient, as a whole number where it is one: 7 and not 7.0."""
    return points // by if points % by == 0 else points / by


def _provisional(instrument: Instrument, answers: RawAnswers) -> bool | None:
    rule = instrument.provisional
    if rule is None:
        return None
    found: bool | None = True
    for scale in instrument.scales:
        needed = rule.needs.get(scale.key, 0)
        met = sum(1 for key in scale.items if _is_met(answers, key, rule.least))
        missing = sum(1 for key in scale.items if type(answers.get(key)) is not int)
        if met + missing < needed:
            return False
        if met < needed:
            found = None
    return found


def _is_met(answers: RawAnswers, item: str, least: int) -> bool:
    given = answers.get(item)
    return type(given) is int and given >= least
