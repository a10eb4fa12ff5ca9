"""Instruments, responses and what is due, as JSON."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from server.audit.rules import Standing
from server.http import Confirmed, Instant, Text
from server.people.schemas import LANGUAGE
from server.questionnaires.rules.entry import MODES, STAFF_MODES
from server.questionnaires.rules.instrument import Filler, Wording
from server.questionnaires.rules.scoring import DECLINED, NOT_APPLICABLE

PHONE_MODES = tuple(each for each in MODES if each != "clinician")  # what a phone may say
_NAME = validate.Length(1, 64)


class GivenByStaff(fields.Field[int | float | str]):
    """As Given, and a number with a fraction: the total of a scale that is a mean."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int | float | str:
        if type(value) in (int, float) and abs(value) < 1e9:
            return value if isinstance(value, int) or not value.is_integer() else int(value)
        if value in (DECLINED, NOT_APPLICABLE):
            return str(value)
        raise ValidationError(f"An answer is a number, “{DECLINED}”, “{NOT_APPLICABLE}” or null.")


class Given(fields.Field[int | str]):
    """What was given to one item: a whole number, "declined", "not-applicable", or null for one that was left open."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int | str:
        # Not isinstance: true is no answer, though Python counts it as 1.
        if type(value) is int or value in (DECLINED, NOT_APPLICABLE):
            given: int | str = value
            return given
        raise ValidationError(f"An answer is a whole number, “{DECLINED}”, “{NOT_APPLICABLE}” or null.")


def _language() -> fields.String:
    return fields.String(load_default=None, allow_none=True, validate=validate.Regexp(LANGUAGE))


class ResponseContent(Schema):
    """What a phone says about a finished questionnaire."""

    instrument = fields.String(required=True, validate=_NAME)
    version = fields.String(required=True, validate=_NAME)
    started_at = Instant(required=True)
    finished_at = Instant(required=True)
    answered_on = fields.Date(required=True)  # the calendar day that the patient saw
    zone = fields.String(required=True, validate=_NAME)
    mode = fields.String(required=True, validate=validate.OneOf(PHONE_MODES))
    language = _language()  # of the words that were shown
    answers = fields.Dict(
        keys=fields.String(), values=Given(allow_none=True), required=True, validate=validate.Length(max=200)
    )


class SafetyAnswerContent(Schema):
    """One answer to a safety item, sent at the moment it was given. response: the id of the form under way."""

    instrument = fields.String(required=True, validate=_NAME)
    version = fields.String(required=True, validate=_NAME)
    response = fields.UUID(required=True)
    item = fields.String(required=True, validate=_NAME)
    value = fields.Integer(required=True, strict=True)
    felt_at = Instant(required=True)
    answered_on = fields.Date(required=True)
    zone = fields.String(required=True, validate=_NAME)


def _answers(**rest: Any) -> fields.Dict:
    return fields.Dict(
        keys=fields.String(validate=_NAME),
        values=GivenByStaff(allow_none=True),
        validate=validate.Length(max=200),
        **rest,
    )


class EntryBody(Schema):
    """A questionnaire that staff enter. id: made by the page, so that a repeated save stores once."""

    id = fields.UUID(required=True)
    instrument = fields.String(required=True, validate=_NAME)
    version = fields.String(required=True, validate=_NAME)
    mode = fields.String(required=True, validate=validate.OneOf(STAFF_MODES))
    language = _language()  # of the words that were read aloud or stand on the paper
    answered_on = fields.Date(required=True)
    answers = _answers(required=True)
    note = Text(load_default=None, allow_none=True, validate=validate.Length(max=2000))
    confirmed = Confirmed()


class CorrectionBody(Schema):
    """What is to be changed; null leaves it as it is. rev: the revision that the page showed, null where it does not
    matter."""

    rev = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 2**31 - 1))
    answered_on = fields.Date(load_default=None, allow_none=True)
    answers = _answers(load_default=None, allow_none=True)
    mode = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(STAFF_MODES))
    note = Text(load_default=None, allow_none=True, validate=validate.Length(max=2000))
    reason = Text(required=True, validate=validate.Length(max=2000))
    confirmed = Confirmed()


class RemovalBody(Schema):
    reason = Text(required=True, validate=validate.Length(max=2000))


class RaisedView(Schema):
    rule = fields.String()
    title = fields.String()


class ResponseView(Schema):
    id = fields.UUID()
    patient_id = fields.UUID()
    course_id = fields.UUID(allow_none=True)
    rev = fields.Integer()
    instrument = fields.String()
    title = fields.String()
    version = fields.String()
    mode = fields.String()
    language = fields.String(allow_none=True)
    answered_on = fields.Date()
    answers = fields.Dict()
    entered_by = fields.UUID(allow_none=True)
    note = fields.String(allow_none=True)


class EnteredView(Schema):
    """A response as it stands, and why the clinic was alerted just now."""

    response = fields.Nested(ResponseView)
    raised = fields.List(fields.Nested(RaisedView))


class StepView(Schema):
    number = fields.Integer()
    at = Instant()
    by = fields.String(allow_none=True)  # None: the patient's phone
    standing = fields.Enum(Standing, by_value=True)
    reason = fields.String(allow_none=True)
    before = fields.Dict()
    after = fields.Dict()
    content = fields.Dict(allow_none=True)


class HistoryView(Schema):
    steps = fields.List(fields.Nested(StepView))


class AnswerChoiceView(Schema):
    value = fields.Integer()
    text = fields.String()


class AskedIfView(Schema):
    item = fields.String()
    least = fields.Integer(data_key="from")


class ItemView(Schema):
    key = fields.String()
    text = fields.String()
    stem = fields.String()  # what to show above this item, "" if it stands alone
    answers = fields.List(fields.Nested(AnswerChoiceView))
    span = fields.List(fields.Integer(), allow_none=True)  # lowest and highest of a number that is typed in
    asked_if = fields.Nested(AskedIfView, allow_none=True)  # spared by a lower answer to that item
    may_not_apply = fields.Boolean()
    optional = fields.Boolean()
    scored = fields.Boolean()


class SafetyItemView(Schema):
    """emergency: such an answer means danger now, and the card begins with the emergency number."""

    item = fields.String()
    threshold = fields.Integer()
    emergency = fields.Boolean()


class InstrumentChoice(Schema):
    """An instrument to choose from. lowest, highest: what its total may be, where only the total is entered."""

    key = fields.String()
    version = fields.String()
    title = fields.String()
    name = fields.String()
    wording = fields.Enum(Wording, by_value=True)
    filled_by = fields.Enum(Filler, by_value=True)
    lowest = fields.Integer(attribute="main.low")
    highest = fields.Integer(attribute="main.high")
    has_fractions = fields.Boolean()


class InstrumentsView(Schema):
    instruments = fields.List(fields.Nested(InstrumentChoice))


class InstrumentView(InstrumentChoice):
    """What is needed to ask the questions. How they are scored stays here."""

    language = fields.String()
    recall = fields.String()
    instruction = fields.String()
    stem = fields.String()
    items = fields.List(fields.Nested(ItemView))
    safety_items = fields.List(fields.Nested(SafetyItemView))
    credit = fields.String()


class DueView(Schema):
    instrument = fields.String()
    timepoint = fields.String()
    title = fields.String()
    due_on = fields.Date()
    until = fields.Date()
    overdue = fields.Boolean()
    on_phones = fields.Boolean()
    filled_by = fields.Enum(Filler, by_value=True)
    recall_overlaps = fields.Boolean()
    language_missing = fields.Boolean()


class LanguagesQuery(Schema):
    """Of a course that is planned or about to be. form_language: see the patient."""

    indication = fields.String(required=True, validate=validate.Length(1, 60))
    protocol = fields.String(required=True, validate=validate.Length(1, 60))
    language = fields.String(required=True, validate=validate.Regexp(r"^[a-z]{2}(-[A-Z]{2})?$"))
    form_language = fields.String(load_default=None, validate=validate.Regexp(r"^[a-z]{2}(-[A-Z]{2})?$"))


class LackingView(Schema):
    """languages: in which its wording is there."""

    instrument = fields.String()
    title = fields.String()
    languages = fields.List(fields.String())


class LanguagesView(Schema):
    """asked: how many questionnaires the patient of such a course answers."""

    asked = fields.Integer()
    missing = fields.List(fields.Nested(LackingView))
