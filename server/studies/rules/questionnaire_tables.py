"""The tables of an export that hold questionnaires: answers, scores, and both side by side. Pure data."""

from collections.abc import Sequence

from server.questionnaires.rules.instrument import Instrument, Item
from server.studies.rules.columns import Column, Kind, Missing, Table
from server.studies.rules.measures import column_name
from server.studies.rules.shared_columns import ANCHOR, COURSE, DAY, DAYS_TO_RECEIVE, REVISION, SUBJECT, TIMEPOINT

_MODES = {
    "phone": "on the person's phone",
    "kiosk": "on a device of the clinic",
    "paper": "on paper, typed in by staff",
    "read-aloud": "read aloud by staff",
    "clinician": "filled in by a clinician",
    "imported": "from another system",
}

# ISO 639-1. Rarer ones are withheld: they would single somebody out.
_LANGUAGES = {"de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "pt": "Portuguese"}


def _response_columns(instruments: Sequence[Instrument]) -> tuple[Column, ...]:
    return (
        SUBJECT,
        COURSE,
        Column("response", Kind.INTEGER, "Which filled-in questionnaire of the course, in time order.", lowest=1),
        Column("instrument", Kind.CODE, "The questionnaire.", codes={each.key: each.title for each in instruments}),
        Column("version", Kind.KEY, "Version of the instrument file that the answers were given in."),
        TIMEPOINT,
        DAY,
    )


def responses(instruments: Sequence[Instrument]) -> Table:
    return Table(
        "responses",
        "One row per item of a questionnaire.",
        ("subject", "course", "response", "item"),
        (
            *_response_columns(instruments),
            Column("item", Kind.KEY, "The item; its words are in the codebook."),
            Column("loinc", Kind.KEY, "LOINC code of the item.", none=Missing.NOT_APPLICABLE),
            _value("value", "The value of the answer; the words of the answers are in the codebook."),
        ),
    )


def scores(instruments: Sequence[Instrument]) -> Table:
    return Table(
        "scores",
        "One row per filled-in questionnaire.",
        ("subject", "course", "response"),
        (
            *_response_columns(instruments),
            Column("mode", Kind.CODE, "How it was filled in.", codes=_MODES),
            Column(
                "language",
                Kind.CODE,
                "Language of the words that were shown or read.",
                codes=_LANGUAGES,
                none=Missing.NOT_RECORDED,
            ),
            Column("items", Kind.INTEGER, "Items that count towards the total.", "items", lowest=1),
            Column("answered", Kind.INTEGER, "How many of them were answered.", "items", lowest=0),
            Column("declined", Kind.INTEGER, "How many of them the person chose not to answer.", "items", lowest=0),
            Column(
                "total",
                Kind.NUMBER,
                "Sum of the items, or what else the questionnaire computes of them, if all were answered; use this one "
                "for primary analyses.",
                "points",
                0,
                none=Missing.INCOMPLETE,
            ),
            Column(
                "prorated",
                Kind.NUMBER,
                "The total, with the mean of the answered items in place of missing ones if the rule allows that.",
                "points",
                0,
                none=Missing.INCOMPLETE,
            ),
            Column("in_wide", Kind.FLAG, "1: this response stands for its timepoint in wide."),
            DAYS_TO_RECEIVE,
            REVISION,
        ),
    )


def wide(instruments: Sequence[Instrument]) -> Table:
    columns = [column for each in instruments for column in _wide_columns(each)]
    return Table(
        "wide",
        "One row per course and timepoint of its schedule, with the response that stands for it: the last complete one "
        "in the timepoint's window, else the last one.",
        ("subject", "course", "timepoint"),
        (SUBJECT, COURSE, TIMEPOINT, *columns),
    )


_NO_RESPONSE = (Missing.NOT_RECEIVED, Missing.NOT_YET, Missing.NOT_PLANNED)


def _wide_columns(instrument: Instrument) -> list[Column]:
    name, title, highest = column_name(instrument), instrument.title, instrument.main.high

    kind = Kind.NUMBER if instrument.has_fractions else Kind.INTEGER

    def number(column: str, meaning: str, unit: str, none: Missing | None = None, most: int | None = highest) -> Column:
        lowest = None if unit == "days" else 0
        found = kind if unit == "points" else Kind.INTEGER
        return Column(
            f"{name}_{column}", found, f"{title}: {meaning}", unit, lowest, most, none=none, also=_NO_RESPONSE
        )

    return [
        number("day", f"day it was answered, {ANCHOR}.", "days", most=None),
        *(
            _value(f"{name}_{item.key}", f"{title} item {item.key}: {item.text}", item, also=_NO_RESPONSE)
            for item in instrument.items
        ),
        number("answered", "items that count and were answered.", "items", most=len(instrument.main.items)),
        number("total", "sum or mean if all items were answered.", "points", Missing.INCOMPLETE),
        number("prorated", "total, prorated if the rule allows that.", "points", Missing.INCOMPLETE),
    ]


def _value(name: str, meaning: str, item: Item | None = None, also: tuple[Missing, ...] = ()) -> Column:
    """The column of an answer. Its missing codes are set by the row, never by an empty value."""
    codes = None if item is None else {str(each.value): each.text for each in item.answers}
    return Column(
        name,
        Kind.INTEGER,
        meaning,
        codes=codes,
        also=(
            Missing.NOT_ASKED,
            Missing.NOT_ANSWERED,
            Missing.DECLINED,
            Missing.NOT_APPLICABLE,
            Missing.UNLISTED,
            *also,
        ),
    )
